"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderPutOnHold(AboutOrder):
    """Starts when an order comes to be on hold, such as one that waits for a bank transfer."""

    meta = Meta(
        "Order put on hold", icon="circle-pause", words="on hold, waiting for payment, bank transfer, pending"
    )
    listens = ("order.held",)
    every = because("Every order that is put on hold")
    when = because("an order is put on hold")
    happened = because("order {what} was put on hold")
    examples = (Example({}, because="order #1001 was put on hold", port="next"),)
