"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentServiceFailed(AboutPart):
    """Starts when the service could not send all that it had accepted."""

    meta = Meta(
        "Fulfilment service failed",
        icon="triangle-alert",
        connection="shop",
        words="3PL, incomplete, could not send, broken",
    )
    listens = ("fulfilment_order.failed",)
    every = because("Everything that the service fails to send")
    when = because("the service fails to send a part of an order")
    happened = because("the service failed to send a part of order {what}")
    examples = (
        Example({}, because="the service failed to send a part of order #1001", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
