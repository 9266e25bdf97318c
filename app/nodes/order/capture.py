"""An action on the order."""

from __future__ import annotations

from app.core.effects.payments import CapturePayment
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import amount_of, currency_of, order_of
from app.core.sentence import Sentence, because


class Capture(Action):
    """Captures the payment that the customer authorised. If you take less than that, the rest is let go."""

    meta = Meta("Capture payment", icon="hand-coins", needs={"order"}, connection="shop",
                words="authorised, authorisation, take money, card, charge, collect")  # fmt: skip
    effects = (CapturePayment,)
    amount: Text = setting("Amount", "Empty: all of it. May be a {{ value }}.", "", max_length=500)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{amount}", amount=self.amount) if self.amount else because("All of it")

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.amount:
            return because("capture {amount} of the payment", amount=self.amount)
        return because("capture the payment")

    def decide(self, ctx: Context) -> Ask:
        """The money, taken."""
        amount = amount_of(ctx.text(self.amount), ctx) if self.amount else ""
        effect = CapturePayment(**order_of(ctx), amount=amount, currency=currency_of(ctx))
        return Ask(effect.sentence(), effect)

    examples = (
        Example({}, because="captures the payment of #1001", answer={"captured": "129.00"}, settled="next"),
        Example({"amount": "{{ order.subtotal }}"}, because="captures 124.00 EUR of #1001", settled="next"),
    )
