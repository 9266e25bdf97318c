"""An action that lets the store write to the customer."""

from __future__ import annotations

from app.core.effects.customers import SendAccountInvite
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.people import customer_of
from app.core.sentence import Sentence, because


class SendInvitation(Action):
    """Lets your store invite the customer to an account by its own e-mail. Only for accounts with a password."""

    meta = Meta("Send account invitation", icon="mail-plus", needs={"customer"}, connection="shop",
                words="invite, sign up, activate, register, account email, wholesale access")  # fmt: skip
    effects = (SendAccountInvite,)
    subject: Text = setting("Subject", "Empty: your store's own.", "", max_length=500)
    message: Text = setting("Message", "A few words above the link.", "", widget="area", max_length=5000)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("To the customer")

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("invite the customer to an account")

    def decide(self, ctx: Context) -> Ask:
        """One e-mail by the store."""
        effect = SendAccountInvite(**customer_of(ctx), subject=" ".join(ctx.text(self.subject).split()),
                                   message=ctx.text(self.message).strip())  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (Example({}, because="invites Anna Berger to an account", settled="next"),)
