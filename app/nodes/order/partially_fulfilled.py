"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderPartiallyFulfilled(AboutOrder):
    """Starts when a part of an order has been sent and another part is still to come."""

    meta = Meta(
        "Order shipped in part", icon="package-open", words="partially fulfilled, split, sent, dispatched"
    )
    listens = ("order.partially_fulfilled",)
    every = because("Every order that is sent in part")
    when = because("an order is sent in part")
    happened = because("a part of order {what} was sent")
    examples = (Example({}, because="a part of order #1001 was sent", port="next"),)
