"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentReadyToSend(AboutPart):
    """Starts when it is settled which place sends a part of an order, and when a scheduled one can be sent."""

    meta = Meta(
        "Ready to be sent",
        icon="package-open",
        connection="shop",
        words="ready to fulfil, fulfillment order, warehouse, pick, pack",
    )
    listens = ("fulfilment_order.routed", "fulfilment_order.ready")
    every = because("Everything that can be sent")
    when = because("something can be sent")
    happened = because("a part of order {what} can be sent")
    examples = (
        Example({}, because="a part of order #1001 can be sent", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
