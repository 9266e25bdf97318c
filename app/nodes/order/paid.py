"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.node import Context, Example, Go, Meta, Trigger
from app.core.sentence import Sentence, because


class OrderPaid(Trigger):
    """Starts when an order is paid in full, which may be some time after it was created."""

    meta = Meta("Order paid", icon="circle-check", often=True, words="payment received, captured, money")
    listens = ("order.paid",)

    def gives(self) -> Mapping[str, str]:
        """The order and who placed it."""
        return {"order": "Order", "customer": "Customer"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Every order that is paid in full")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("an order is paid")

    def decide(self, ctx: Context) -> Go:
        """Nothing to find out: the store's message brought the whole order."""
        return Go(because("order {order} was paid", order=ctx.find("order.name")))

    examples = (Example({}, because="order #1001 was paid", port="next"),)
