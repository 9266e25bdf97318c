"""A trigger."""

from __future__ import annotations

from app.core.happenings import Read
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductTransferCancelled(Read):
    """Starts when goods are not to go to another of your places any more."""

    meta = Meta(
        "Transfer cancelled",
        icon="arrow-left-right",
        connection="shop",
        words="inventory transfer, warehouse, location, purchase order",
    )
    listens = ("transfer.cancelled",)
    fact = "transfer"
    whole = "name"
    every = because("Every transfer that is cancelled")
    when = because("a transfer of goods is cancelled")
    happened = because("the transfer {what} was cancelled")
    examples = (
        Example({}, because="the transfer #T0001 was cancelled", port="next"),
        Example({}, because="reads what it is about", names={"transfer": {"id": "1801"}}, settled="next"),
    )
