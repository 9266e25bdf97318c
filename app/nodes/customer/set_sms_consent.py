"""An action on the customer."""

from __future__ import annotations

from app.core.effects.customers import Said, SetSmsConsent
from app.core.node import Action, Ask, Context, Example, Meta, setting
from app.core.people import SAID, customer_of
from app.core.sentence import Sentence, because


class SetSms(Action):
    """Writes down that the customer agreed to marketing by SMS, or no longer does. Only if they said so."""

    meta = Meta("Set SMS consent", icon="message-square-text", needs={"customer"}, connection="shop",
                words="text message, opt in, opt out, marketing, consent, subscribe, unsubscribe, GDPR")  # fmt: skip
    effects = (SetSmsConsent,)
    state: Said = setting("What they said", "", "unsubscribed", choices=SAID)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{said}", said=because(SAID[self.state]))

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.state == "subscribed":
            return because("subscribe the customer to marketing by SMS")
        return because("unsubscribe the customer from marketing by SMS")

    def decide(self, ctx: Context) -> Ask:
        """The consent, written down."""
        effect = SetSmsConsent(**customer_of(ctx), state=self.state, at=ctx.now.isoformat())
        return Ask(effect.sentence(), effect)

    examples = (
        Example({}, because="unsubscribes Anna Berger from marketing by SMS", settled="next"),
        Example(
            {"state": "subscribed"}, because="subscribes Anna Berger to marketing by SMS", settled="next"
        ),
    )
