"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutPart
from app.core.node import Example, Meta
from app.core.sentence import because


class FulfilmentReleased(AboutPart):
    """Starts when the sending of an order that was held may go on."""

    meta = Meta(
        "Sending released", icon="circle-play", connection="shop", words="hold released, go on, fulfilment"
    )
    listens = ("fulfilment_order.released",)
    every = because("Everything whose sending is released")
    when = because("the sending of an order is released")
    happened = because("the sending of order {what} was released")
    examples = (
        Example({}, because="the sending of order #1001 was released", port="next"),
        Example({}, because="reads what it is about, and the order", names={"order": None}, settled="next"),
    )
