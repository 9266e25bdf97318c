"""An action on a discount code."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.discounts import SwitchOffDiscount
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.offers import known_id
from app.core.sentence import Sentence, because


class SwitchOff(Action):
    """Ends a discount code (in WooCommerce a coupon) at once. One that has ended already is left as it is."""

    meta = Meta("Switch off discount code", icon="ticket-x", connection="shop",
                words="coupon, deactivate, expire, stop, revoke, end discount")  # fmt: skip
    effects = (SwitchOffDiscount,)
    code: Text = setting("Code", "Such as SPRING5 or {{ discount.code }}.", min_length=1, max_length=255)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{code}", code=self.code)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("switch off the discount code {code}", code=self.code)

    def decide(self, ctx: Context) -> Ask:
        """The code, switched off."""
        code = required(ctx.text(self.code), because("Code"))
        effect = SwitchOffDiscount(code=code, id=known_id(code, ctx), at=ctx.now.isoformat())
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Whether there was anything to do."""
        if isinstance(answer.value, dict) and answer.value.get("changed") is False:
            return Go(because("it has ended already"))
        return Go(answer.because)

    examples = (
        Example({"code": "{{ discount.code }}"}, because="switches off the code SPRING5", settled="next"),
        Example(
            {"code": "SPRING5"},
            because="switches off the code SPRING5",
            answer={"changed": False},
            settled="next",
        ),
    )
