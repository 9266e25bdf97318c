"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderDeleted(AboutOrder):
    """Starts when an order is deleted. Only its number is left of it."""

    meta = Meta("Order deleted", icon="trash-2", words="removed, gone, bin")
    listens = ("order.deleted",)
    every = because("Every order that is deleted")
    when = because("an order is deleted")
    happened = because("order {what} was deleted")
    examples = (Example({}, because="order #1001 was deleted", port="next"),)
