"""An action on a discount code."""

from __future__ import annotations

from app.core.effects import Answer
from app.core.effects.discounts import SwitchOnDiscount
from app.core.filling import required
from app.core.node import Action, Ask, Context, Example, Go, Meta, Text, setting
from app.core.offers import known_id
from app.core.sentence import Sentence, because


class SwitchOn(Action):
    """Lets a discount code count again that was switched off or has ended."""

    meta = Meta("Switch on discount code", icon="ticket-check", connection="shop",
                words="coupon, activate, restart, reuse, allow again")  # fmt: skip
    effects = (SwitchOnDiscount,)
    code: Text = setting("Code", "Such as SPRING5 or {{ discount.code }}.", min_length=1, max_length=255)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{code}", code=self.code)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("switch on the discount code {code}", code=self.code)

    def decide(self, ctx: Context) -> Ask:
        """The code, switched on."""
        code = required(ctx.text(self.code), because("Code"))
        effect = SwitchOnDiscount(code=code, id=known_id(code, ctx))
        return Ask(effect.sentence(), effect)

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Whether there was anything to do."""
        if isinstance(answer.value, dict) and answer.value.get("changed") is False:
            return Go(because("it counts already"))
        return Go(answer.because)

    examples = (
        Example({"code": "{{ discount.code }}"}, because="switches on the code SPRING5", settled="next"),
        Example(
            {"code": "SPRING5"},
            because="switches on the code SPRING5",
            answer={"changed": False},
            settled="next",
        ),
    )
