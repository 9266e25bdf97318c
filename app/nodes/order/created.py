"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.node import Context, Example, Go, Meta, Trigger
from app.core.sentence import Sentence, because


class OrderCreated(Trigger):
    """Starts when a customer places an order, in your shop or through any other channel."""

    meta = Meta(
        "Order created",
        icon="shopping-bag",
        often=True,
        words="new order, purchase, sale, checkout completed",
    )
    listens = ("order.created",)

    def gives(self) -> Mapping[str, str]:
        """The order and who placed it."""
        return {"order": "Order", "customer": "Customer"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("Every new order")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("an order is created")

    def decide(self, ctx: Context) -> Go:
        """Nothing to find out: the store's message brought the whole order."""
        return Go(because("order {order} was created", order=ctx.find("order.name")))

    examples = (Example({}, because="order #1001 was created", port="next"),)
