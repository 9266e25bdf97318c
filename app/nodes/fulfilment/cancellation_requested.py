"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentCancellationRequested(AboutPart):
    """Starts when the service is asked not to send a part of an order."""

    meta = Meta(
        "Service asked to cancel",
        icon="hand",
        connection="shop",
        words="3PL, cancellation request, stop sending",
    )
    listens = ("fulfilment_order.cancellation_requested",)
    every = because("Everything that the service is asked to cancel")
    when = because("the service is asked not to send a part of an order")
    happened = because("the service is asked not to send a part of order {what}")
    examples = (
        Example({}, because="the service is asked not to send a part of order #1001", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
