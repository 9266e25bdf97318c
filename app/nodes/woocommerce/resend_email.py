"""An action that lets the store write to the customer."""

from __future__ import annotations

from typing import Literal

from app.core.effects.payments import ResendOrderEmail
from app.core.node import Action, Ask, Context, Example, Meta, setting
from app.core.orders import MAILS, order_of
from app.core.sentence import Sentence, because

Template = Literal[
    "",
    "customer_invoice",
    "customer_processing_order",
    "customer_completed_order",
    "customer_on_hold_order",
    "customer_failed_order",
    "customer_refunded_order",
]


class ResendEmail(Action):
    """Lets WooCommerce send one of its e-mails about the order again, if it fits the order's status."""

    meta = Meta("Resend order e-mail", icon="mail", needs={"order"}, connection="shop",
                words="confirmation, notification, again, lost, completed, invoice")  # fmt: skip
    effects = (ResendOrderEmail,)
    template: Template = setting("Which e-mail", "", "", choices=MAILS)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because(MAILS[self.template])

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("send the e-mail about the order again")

    def decide(self, ctx: Context) -> Ask:
        """One e-mail by the store."""
        effect = ResendOrderEmail(**order_of(ctx), template=self.template)
        return Ask(effect.sentence(), effect)

    examples = (
        Example({}, because="sends the e-mail about #1001 again", settled="next"),
        Example(
            {"template": "customer_invoice"}, because="sends the e-mail about #1001 again", settled="next"
        ),
    )
