"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentCancellationAccepted(AboutPart):
    """Starts when the service has agreed not to send a part of an order."""

    meta = Meta(
        "Service has cancelled",
        icon="circle-check",
        connection="shop",
        words="3PL, cancellation accepted, not sent",
    )
    listens = ("fulfilment_order.cancellation_accepted",)
    every = because("Everything that the service has cancelled")
    when = because("the service agrees not to send a part of an order")
    happened = because("the service does not send a part of order {what}")
    examples = (
        Example({}, because="the service does not send a part of order #1001", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
