"""An action that lets the store write to the customer."""

from __future__ import annotations

from app.core.effects.drafts import SendDraftInvoice
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import draft_of
from app.core.sentence import Sentence, because


class SendInvoice(Action):
    """Lets your store e-mail the draft order with a link to pay, in its own design."""

    meta = Meta("Send draft order invoice", icon="receipt-text", needs={"draft_order"}, connection="shop",
                words="bill, payment link, offer, quote, email, pay now")  # fmt: skip
    effects = (SendDraftInvoice,)
    to: Text = setting("To", "Empty: to the draft's address. WooCommerce sends it only there.", "", widget="email",
                       max_length=320)  # fmt: skip
    subject: Text = setting("Subject", "For Shopify. Empty: your store's own.", "", max_length=500)
    message: Text = setting("Message", "For Shopify: a few words above the draft.", "", widget="area",
                            max_length=5000)  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("To {to}", to=self.to) if self.to else because("To the customer")

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.to:
            return because("send the draft order's invoice to {to}", to=self.to)
        return because("send the draft order's invoice to the customer")

    def decide(self, ctx: Context) -> Ask:
        """One e-mail by the store."""
        effect = SendDraftInvoice(
            **draft_of(ctx), to=ctx.text(self.to).strip(), message=ctx.text(self.message).strip(),
            subject=" ".join(ctx.text(self.subject).split()),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="sends the invoice of #D1 to the customer", settled="next"),)
