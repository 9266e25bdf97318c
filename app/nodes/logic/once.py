"""A condition that remembers."""

from __future__ import annotations

from datetime import timedelta

from app.core.effects import Answer, Keep
from app.core.limits import Limit
from app.core.node import Ask, Condition, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Sentence, because, span
from app.core.until import UNITS, Unit


class Once(Condition):
    """Lets each customer, or whatever you choose, through once within a time, so that nobody gets too many messages."""

    meta = Meta("Only once", icon="shield-check", often=True,
                words="limit, cap, fatigue, already sent, first time, frequency")  # fmt: skip
    effects = (Keep,)
    per: Text = setting("For each", "Such as {{ customer.email }}.", "{{ customer.email }}", min_length=1,
                        max_length=500)  # fmt: skip
    ever: bool = setting("Once and never again", "", False)
    amount: int = setting("Else once within", "", 30, ge=1, le=1_000, widget="span")
    unit: Unit = setting("Unit", "", "days", choices=UNITS)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("ever") if self.ever else because("within {span}", span=span(self.amount, self.unit))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("check if this is the first time {when}", when=self.summary())

    def _limit(self, ctx: Context) -> Limit:
        return Limit.of(ctx, self.per, None if self.ever else timedelta(**{self.unit: self.amount}))

    def decide(self, ctx: Context) -> Ask:
        """Who was here the time before."""
        limit = self._limit(ctx)
        return Ask(because("asks whether {whom} was here before", whom=limit.whom), limit.first())

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        """Through, or not again yet."""
        limit, kept, last = self._limit(ctx), (answer.value or {}).get("value"), self.ever or ctx.turn > 1
        if not last and not limit.near(kept):
            return Ask(answer.because, limit.own())
        if last and limit.passes(kept):
            said = because("{whom} is here for the first time {when}", whom=limit.whom, when=self.summary())
            return Go(said, "then")
        return Go(
            because("{whom} was here before, {when}", whom=limit.whom, when=self.summary()), "otherwise"
        )

    examples = (
        Example({}, because="asks whether anna@example.com was here before", answer={"value": []}),
        Example({"ever": True}, because="asks whether anna@example.com was here before", settled="then",
                answer={"value": ["2026-11-23T09:00:00+00:00", "example/step"]}),
    )  # fmt: skip
