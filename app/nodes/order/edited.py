"""A trigger."""

from __future__ import annotations

from app.core.happenings import OrderRead
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderEdited(OrderRead):
    """Starts when somebody adds or removes items of an order that was placed already."""

    meta = Meta(
        "Items of an order changed",
        icon="pencil",
        connection="shop",
        words="edited, line items, added, removed, quantity",
    )
    listens = ("order.edited",)
    every = because("Every order whose items are changed")
    when = because("the items of an order are changed")
    happened = because("the items of order {what} were changed")
    examples = (
        Example({}, because="the items of order #1001 were changed", port="next"),
        Example({}, because="reads what it is about", names={"order": {"id": "1001"}}, settled="next"),
    )
