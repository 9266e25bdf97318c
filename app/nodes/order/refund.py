"""An action on the order."""

from __future__ import annotations

from pydantic import model_validator

from app.core import orders
from app.core.effects import Answer
from app.core.effects.payments import RefundOrder
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class Refund(Action):
    """Gives money back for the order: all of it, an amount, or what some of its articles cost."""

    meta = Meta("Refund order", icon="rotate-ccw", needs={"order"}, connection="shop",
                words="money back, give back, compensate, return, partial refund, restock")  # fmt: skip
    effects = (RefundOrder,)
    what: orders.Refunded = setting("Refund", "", "all", choices=orders.REFUNDED)
    amount: Text = setting("Amount", "May be a {{ value }}.", "", max_length=500, when=("what", "amount"))
    pieces: dict[str, Text] = setting("Articles", "Their SKUs, and how many pieces; empty: all of them.", dict,
                                      widget="keyvalue", max_length=100, when=("what", "lines"))  # fmt: skip
    shipping: bool = setting("The shipping costs too", "", True, when=("what", "all", "lines"))
    restock: bool = setting("Put the articles back in stock", "", True, when=("what", "all", "lines"))
    notify: bool = setting("Tell the customer", "WooCommerce goes by its own settings.", True)
    reason: Text = setting("Reason", "For your books.", "", max_length=500)

    @model_validator(mode="after")
    def _whole(self) -> Refund:
        orders.said_which(self.what, self.pieces, self.amount)
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        return orders.which(self.what, self.pieces, self.amount)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("refund the order: {what}", what=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """The money, given back."""
        amount = orders.amount_of(ctx.text(self.amount), ctx) if self.what == "amount" else ""
        lines = orders.lines_of(self.pieces, ctx) if self.what == "lines" else ()
        effect = RefundOrder(
            **orders.order_of(ctx), currency=orders.currency_of(ctx), amount=amount, lines=lines,
            shipping=self.shipping, restock=self.restock and not amount, notify=self.notify,
            reason=ctx.text(self.reason).strip(),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """How much, and whether it went by itself."""
        return orders.refunded(answer)

    examples = (
        Example({"what": "amount", "amount": "5"}, because="refunds 5.00 EUR of #1001", settled="next"),
    )
