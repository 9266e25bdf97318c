"""A trigger."""

from __future__ import annotations

from app.core.happenings import AboutOrder
from app.core.node import Example, Meta
from app.core.sentence import because


class OrderFulfilled(AboutOrder):
    """Starts when everything in an order has been sent; in WooCommerce, when the order is completed."""

    meta = Meta(
        "Order shipped in full", icon="package-check", words="fulfilled, completed, sent, dispatched, shipped"
    )
    listens = ("order.fulfilled",)
    every = because("Every order that is sent in full")
    when = because("an order is sent in full")
    happened = because("order {what} was sent in full")
    examples = (Example({}, because="order #1001 was sent in full", port="next"),)
