"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentRequestAccepted(AboutPart):
    """Starts when the service accepts to send a part of an order."""

    meta = Meta(
        "Fulfilment service accepts",
        icon="circle-check",
        connection="shop",
        words="3PL, warehouse, request accepted",
    )
    listens = ("fulfilment_order.request_accepted",)
    every = because("Everything that the service accepts")
    when = because("the service accepts to send a part of an order")
    happened = because("the service accepts to send a part of order {what}")
    examples = (
        Example({}, because="the service accepts to send a part of order #1001", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
