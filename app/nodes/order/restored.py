"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderRestored(AboutOrder):
    """Starts when an order is taken out of the bin again."""

    meta = Meta("Order restored", icon="undo-2", words="bin, undelete, back")
    listens = ("order.restored",)
    every = because("Every order that is restored")
    when = because("an order is taken out of the bin")
    happened = because("order {what} was taken out of the bin")
    examples = (Example({}, because="order #1001 was taken out of the bin", port="next"),)
