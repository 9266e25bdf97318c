"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.node import Context, Example, Go, Meta, Trigger
from app.core.sentence import Sentence, because


class OrderRefunded(Trigger):
    """Starts when money is given back for an order, all of it or a part."""

    meta = Meta("Order refunded", icon="rotate-ccw", words="refund, money back, return")
    listens = ("refund.created",)

    def gives(self) -> Mapping[str, str]:
        """The refund, the order it belongs to, and who placed that."""
        return {"refund": "Refund", "order": "Order", "customer": "Customer"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Every refund")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("an order is refunded")

    def decide(self, ctx: Context) -> Go:
        """The refund is there."""
        return Go(because("order {order} was refunded", order=ctx.find("order.name") or ctx.find("order.id")))

    examples = (Example({}, because="order #1001 was refunded", port="next"),)
