"""An action on the customer."""

from __future__ import annotations

from app.core.effects.customers import Said, SetEmailConsent
from app.core.node import Action, Ask, Context, Example, Meta, setting
from app.core.people import SAID, customer_of
from app.core.sentence import Sentence, because


class SetEmail(Action):
    """Writes down that the customer agreed to marketing by e-mail, or no longer does. Only if they said so."""

    meta = Meta("Set e-mail consent", icon="mail-check", needs={"customer"}, connection="shop",
                words="newsletter, opt in, opt out, marketing, consent, subscribe, unsubscribe, GDPR")  # fmt: skip
    effects = (SetEmailConsent,)
    state: Said = setting("What they said", "", "unsubscribed", choices=SAID)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{said}", said=because(SAID[self.state]))

    def told(self) -> Sentence:
        """For the paragraph."""
        if self.state == "subscribed":
            return because("subscribe the customer to marketing by e-mail")
        return because("unsubscribe the customer from marketing by e-mail")

    def decide(self, ctx: Context) -> Ask:
        """The consent, written down."""
        effect = SetEmailConsent(**customer_of(ctx), state=self.state, at=ctx.now.isoformat())
        return Ask(effect.sentence(), effect)

    examples = (
        Example({}, because="unsubscribes Anna Berger from marketing by e-mail", settled="next"),
        Example(
            {"state": "subscribed"}, because="subscribes Anna Berger to marketing by e-mail", settled="next"
        ),
    )
