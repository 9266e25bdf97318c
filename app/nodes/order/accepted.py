"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderAccepted(AboutOrder):
    """Starts when an order may be packed: it is paid, or is paid on delivery."""

    meta = Meta("Order being processed", icon="list-checks", words="processing, accepted, to be packed")
    listens = ("order.accepted",)
    every = because("Every order that is to be packed")
    when = because("an order is ready to be packed")
    happened = because("order {what} is to be packed")
    examples = (Example({}, because="order #1001 is to be packed", port="next"),)
