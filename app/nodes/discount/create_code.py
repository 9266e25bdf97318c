"""An action that makes a discount code."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.codes import code_for
from app.core.effects.discounts import CreateDiscountCode, Worth
from app.core.node import Action, Ask, Context, Example, Meta, Text, setting
from app.core.offers import WORTH, ends, terms, worth_told
from app.core.sentence import Sentence, because


class CreateCode(Action):
    """Makes a discount code of its own for this run, for later steps to send: {{ discount.code }}."""

    meta = Meta("Create discount code", icon="ticket-percent", connection="shop", often=True,
                words="coupon, voucher, unique code, win back, thank you, percent off, free shipping")  # fmt: skip
    effects = (CreateDiscountCode,)
    worth: Worth = setting("Worth", "", "percent", choices=WORTH)
    value: Text = setting(
        "How much", "Such as 10.", "10", max_length=500, when=("worth", "percent", "amount")
    )
    prefix: Text = setting("Begins with", "Such as THANKS-. The rest can't be guessed.", "", max_length=40)
    days: int = setting("Valid for", "0: for good.", 30, ge=0, le=3650, unit="days")
    only_customer: bool = setting("Only for the customer", "Nobody else can use it.", True)
    once: bool = setting("Only once", "", True)
    minimum: Text = setting(
        "From an order total of", "In your shop's currency. Empty: from any.", "", max_length=500
    )
    alone: bool = setting("Not together with other discounts", "", True)

    def gives(self) -> Mapping[str, str]:
        """The discount."""
        return {"discount": "DiscountCode"}

    def summary(self) -> Sentence:
        """For the canvas."""
        return worth_told(self.worth, self.value)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("make a discount code for {worth}", worth=self.summary())

    def decide(self, ctx: Context) -> Ask:
        """A code, the same however often the step is tried."""
        effect = CreateDiscountCode(
            code=code_for(ctx, ctx.text(self.prefix)), worth=self.worth, uses=1 if self.once else 0,
            once_each=self.once, alone=self.alone, starts_at=ctx.now.isoformat(), ends_at=ends(ctx, self.days),
            **terms(ctx, self.worth, self.value, self.minimum, self.only_customer),
        )  # fmt: skip
        return Ask(effect.sentence(), effect)

    examples = (
        Example(
            {"prefix": "THANKS-"}, because="makes the code THANKS-S73NMFSGGH for 10 % off", settled="next"
        ),
    )
