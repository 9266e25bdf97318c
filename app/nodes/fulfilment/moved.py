"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentMoved(AboutPart):
    """Starts when another place is to send a part of an order."""

    meta = Meta(
        "Sending moved to another place",
        icon="arrow-left-right",
        connection="shop",
        words="location, warehouse, fulfilment moved, transfer",
    )
    listens = ("fulfilment_order.moved",)
    every = because("Everything that another place is to send")
    when = because("another place is to send a part of an order")
    happened = because("another place is to send a part of order {what}")
    examples = (
        Example({}, because="another place is to send a part of order #1001", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
