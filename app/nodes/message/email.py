"""An action that writes to a person."""

from __future__ import annotations

from app.core import mail
from app.core.effects import SendEmail
from app.core.node import Action, Ask, Context, Example, Html, Meta, Text, setting
from app.core.sentence import Sentence, because


class Email(Action):
    """Sends an e-mail to the customer or to anyone else. Values in the text are filled in for each run."""

    meta = Meta(
        "Send e-mail",
        icon="mail",
        often=True,
        connection="mail",
        words="message, notify, write, newsletter, thank",
    )
    effects = (SendEmail,)
    to: Text = setting(
        "To", "“customer”, or an address.", mail.CUSTOMER, widget="email", min_length=1, max_length=320
    )
    subject: Text = setting("Subject", "May hold {{ values }}.", min_length=1, max_length=500)
    body: Html = setting("Text", "A blank line begins a paragraph; HTML is possible.", widget="html", min_length=1,
                         max_length=100_000)  # fmt: skip

    def paths(self) -> frozenset[str]:
        """The names in the texts, and the customer's address where it goes there."""
        return super().paths() | ({"customer.email"} if self._to_customer() else set())

    def _to_customer(self) -> bool:
        return self.to.strip() == mail.CUSTOMER

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{subject}”", subject=self.subject)

    def told(self) -> Sentence:
        """For the paragraph."""
        if self._to_customer():
            return because("e-mail the customer “{subject}”", subject=self.subject)
        return because("e-mail “{subject}” to {to}", subject=self.subject, to=self.to)

    def decide(self, ctx: Context) -> Ask:
        """Asks for one message to one address; what stands in it is escaped, and its subject stays one line."""
        html = mail.page(ctx.text(self.body, escape=True), self.body)
        subject = mail.line(ctx.text(self.subject))
        effect = SendEmail(to=mail.recipient(self.to, ctx), subject=subject, html=html)
        return Ask(effect.sentence(), effect)

    examples = (
        Example({"subject": "Thank you, {{ customer.first_name }}", "body": "Your order {{ order.name }} is packed."},
                because="e-mails “Thank you, Anna” to anna@example.com", settled="next"),
    )  # fmt: skip
