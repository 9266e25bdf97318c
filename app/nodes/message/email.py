"""An action that writes to a person."""

from __future__ import annotations

from app.core import mail
from app.core.effects import Answer, SendEmail
from app.core.effects.message import Purpose
from app.core.node import Action, Ask, Context, Example, Go, Html, Meta, Text, setting
from app.core.sentence import Sentence, because


class Email(Action):
    """Sends an e-mail to the customer or to anyone else. Values in the text are filled in for each run."""

    meta = Meta("Send e-mail", icon="mail", often=True, connection="mail",
                words="message, notify, write, newsletter, thank, marketing, promotion, coupon")  # fmt: skip
    effects = (SendEmail,)
    puts = {"to": "text", "sent": "yes_no"}
    to: Text = setting("To", "The address, or a value that holds one.", mail.CUSTOMER, widget="recipient",
                       min_length=1, max_length=320)  # fmt: skip
    subject: Text = setting("Subject", "Values can be inserted.", min_length=1, max_length=500)
    body: Html = setting("Text", "A blank line begins a paragraph; HTML is possible.", widget="html", min_length=1,
                         max_length=100_000)  # fmt: skip
    purpose: Purpose = setting("Kind", "A promotional mail goes only to customers who agreed, and can be unsubscribed.",
                               "order", choices=mail.PURPOSES)  # fmt: skip

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
        return mail.told(self.subject, "" if self._to_customer() else self.to, self.purpose)

    def decide(self, ctx: Context) -> Go | Ask:
        """Asks for one message to one address; what stands in it is escaped, and its subject stays one line."""
        to = mail.recipient(self.to, ctx)
        if self.purpose == "promotion" and (why := mail.refuses_news(to, ctx)):
            return Go(why, output={"to": to, "sent": False})
        subject, html = mail.written(ctx, self.subject, self.body)
        effect = SendEmail(to=to, subject=subject, html=html, purpose=self.purpose)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """It goes on either way: also where the address has unsubscribed meanwhile."""
        return mail.sent(answer)

    examples = (
        Example({"subject": "Thank you, {{ customer.first_name }}", "body": "Your order {{ order.name }} is packed."},
                because="e-mails “Thank you, Anna” to anna@example.com", settled="next"),
    )  # fmt: skip
