"""An action that writes to the customer's phone."""

from __future__ import annotations

from app.core import mail, phone
from app.core.effects import Answer
from app.core.effects.chat import SendSms
from app.core.effects.message import Purpose
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because


class Sms(Action):
    """Sends a message to the customer's phone, by SMS or WhatsApp, as the connection says."""

    meta = Meta("Send SMS or WhatsApp", icon="smartphone", connection="sms",
                words="text message, phone, mobile, twilio, whatsapp, notify")  # fmt: skip
    effects = (SendSms,)
    puts = {"to": "text", "sent": "yes_no"}
    text: Text = setting("Text", "Values can be inserted.", widget="area", min_length=1, max_length=1600)
    purpose: Purpose = setting("Kind", "A promotional message goes only to customers who agreed to it.", "order",
                               choices=mail.PURPOSES)  # fmt: skip

    def paths(self) -> frozenset[str]:
        """The names in the text, and the customer's number."""
        return super().paths() | {"customer.phone"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("“{text}”", text=self.text)

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.purpose == "promotion":
            return because("text the customer the promotion “{text}”, if agreed to", text=self.text)
        return because("text the customer “{text}”", text=self.text)

    def decide(self, ctx: Context) -> Go | Ask:
        """Asks for one message; not for promotion that the customer did not agree to."""
        to, text = phone.customers(ctx), ctx.text(self.text).strip()
        if self.purpose == "promotion" and (why := phone.refuses_news(ctx, to)):
            return Go(why, output={"to": to, "sent": False})
        if not text:
            raise mail.nothing(ctx, self.text, because("the message"))
        effect = SendSms(to=to, text=text, purpose=self.purpose)
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """It goes on either way: also where the number wants no more messages."""
        return mail.sent(answer)

    examples = (Example({"text": "{{ order.name }} is on its way."}, settled="next",
                        because="texts “#1001 is on its way.” to +49301234567"),)  # fmt: skip
