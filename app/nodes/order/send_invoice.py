"""An action that lets the store write to the customer."""

from __future__ import annotations

from app.core.effects.payments import SendInvoice
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.orders import order_of
from app.core.sentence import Sentence, because


class SendTheInvoice(Action):
    """Lets your store e-mail the order with a link to pay, in its own design."""

    meta = Meta("Send invoice", icon="receipt-text", needs={"order"}, connection="shop",
                words="bill, payment link, email, order details, pay now")  # fmt: skip
    effects = (SendInvoice,)
    to: Text = setting("To", "Empty: to the order's address. WooCommerce sends it only there.", "", widget="email",
                       max_length=320)  # fmt: skip
    subject: Text = setting("Subject", "For Shopify. Empty: your store's own.", "", max_length=500)
    message: Text = setting("Message", "For Shopify: a few words above the order.", "", widget="area",
                            max_length=5000)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("To {to}", to=self.to) if self.to else because("To the customer")

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.to:
            return because("send the order's invoice to {to}", to=self.to)
        return because("send the order's invoice to the customer")

    def decide(self, ctx: Context) -> Ask:
        """One e-mail by the store."""
        effect = SendInvoice(
            **order_of(ctx), to=ctx.text(self.to).strip(), message=ctx.text(self.message).strip(),
            subject=" ".join(ctx.text(self.subject).split()),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (
        Example({}, because="sends the invoice of #1001 to the customer", settled="next"),
        Example({"to": "books@example.com"}, settled="next",
                because="sends the invoice of #1001 to books@example.com"),
    )  # fmt: skip
