"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentSendingCancelled(AboutPart):
    """Starts when a part of an order is not to be sent any more."""

    meta = Meta(
        "Sending cancelled", icon="circle-x", connection="shop", words="fulfilment order cancelled, not sent"
    )
    listens = ("fulfilment_order.cancelled",)
    every = because("Everything that is not to be sent")
    when = because("a part of an order is not to be sent any more")
    happened = because("a part of order {what} is not to be sent any more")
    examples = (
        Example({}, because="a part of order #1001 is not to be sent any more", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
