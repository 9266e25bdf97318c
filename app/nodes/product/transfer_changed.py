"""A trigger."""

from __future__ import annotations

from app.core.happenings import Read
from app.core.node import Example, Meta
from app.core.sentence import because


class ProductTransferChanged(Read):
    """Starts when a transfer of goods between your places changes."""

    meta = Meta(
        "Transfer changed",
        icon="arrow-left-right",
        connection="shop",
        words="inventory transfer, warehouse, location, purchase order",
    )
    listens = ("transfer.updated",)
    fact = "transfer"
    whole = "name"
    every = because("Every transfer that changes")
    when = because("a transfer of goods changes")
    happened = because("the transfer {what} changed")
    examples = (
        Example({}, because="the transfer #T0001 changed", port="next"),
        Example({}, because="reads what it is about", names={"transfer": {"id": "1801"}}, settled="next"),
    )
