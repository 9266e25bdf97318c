"""A trigger."""

from __future__ import annotations

from app.core.happenings import Read
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductTransferCompleted(Read):
    """Starts when goods have arrived at another of your places."""

    meta = Meta(
        "Transfer completed",
        icon="arrow-left-right",
        connection="shop",
        words="inventory transfer, warehouse, location, purchase order",
    )
    listens = ("transfer.completed",)
    fact = "transfer"
    whole = "name"
    every = because("Every transfer that is completed")
    when = because("a transfer of goods is completed")
    happened = because("the transfer {what} is completed")
    examples = (
        Example({}, because="the transfer #T0001 is completed", port="next"),
        Example({}, because="reads what it is about", names={"transfer": {"id": "1801"}}, settled="next"),
    )
