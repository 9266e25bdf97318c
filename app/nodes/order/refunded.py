"""A trigger."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.effects import Answer, GetFact
from app.core.node import Ask, Context, Example, Go, Meta, Trigger
from app.core.sentence import Json, Sentence, because


class OrderRefunded(Trigger):
    """Starts when money is given back for an order, all of it or a part."""

    meta = Meta(
        "Order refunded", icon="rotate-ccw", often=True, connection="shop", words="refund, money back, return"
    )
    effects = (GetFact,)
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

    def decide(self, ctx: Context) -> Go | Ask:
        """Not every shop sends the order along; where it is missing, it is read."""
        order = str(ctx.find("refund.order_id") or "")
        if ctx.find("order.id") or not order:
            return Go(because("order {order} was refunded", order=ctx.find("order.name")))
        return Ask(because("reads the order that was refunded"), GetFact(thing="order", id=order))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Goes on with the order that was read, or with no more than its number where it is gone."""
        found: Mapping[str, Json] = answer.value or {"id": ctx.get("refund.order_id")}
        name = found.get("name") or found.get("id")
        facts = {"order": dict(found), "customer": found.get("customer") or {}}
        return Go(because("order {order} was refunded", order=name), output=facts)

    examples = (
        Example({}, because="order #1001 was refunded", port="next"),
        Example({}, because="reads the order that was refunded", names={"order": None}, settled="next"),
    )
