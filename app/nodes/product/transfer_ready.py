"""A trigger."""

from __future__ import annotations

from app.core.happenings import Read
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductTransferReady(Read):
    """Starts when goods are ready to go from one of your places to another."""

    meta = Meta(
        "Transfer ready to be sent",
        icon="arrow-left-right",
        connection="shop",
        words="inventory transfer, warehouse, location, purchase order",
    )
    listens = ("transfer.readied",)
    fact = "transfer"
    whole = "name"
    every = because("Every transfer that is ready")
    when = because("a transfer of goods is ready to be sent")
    happened = because("the transfer {what} is ready to be sent")
    examples = (
        Example({}, because="the transfer #T0001 is ready to be sent", port="next"),
        Example({}, because="reads what it is about", names={"transfer": {"id": "1801"}}, settled="next"),
    )
