"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderCancelled(AboutOrder):
    """Starts when an order is cancelled, by you, by the customer or by another program."""

    meta = Meta("Order cancelled", icon="circle-x", words="cancel, called off, void")
    listens = ("order.cancelled",)
    every = because("Every order that is cancelled")
    when = because("an order is cancelled")
    happened = because("order {what} was cancelled")
    examples = (Example({}, because="order #1001 was cancelled", port="next"),)
