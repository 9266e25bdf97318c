"""A wait."""

from __future__ import annotations

from typing import Literal

from app.core.effects import Answer
from app.core.moments import shift
from app.core.node import Action, Ask, Context, Example, Go, Meta, Wait, setting
from app.core.sentence import Sentence, because, span

Unit = Literal["minutes", "hours", "days", "weeks"]


class WaitFor(Action):
    """Waits before the next step. "3 days" keeps the time of day on your shop's clock, through summer time too."""

    meta = Meta("Wait", icon="clock", often=True, words="delay, pause, later, after, sleep")
    amount: int = setting("How long", "", 1, ge=1, le=10_000, widget="span")
    unit: Unit = setting("Unit", "", "days", choices={
        "minutes": "minutes", "hours": "hours", "days": "days", "weeks": "weeks"})  # fmt: skip

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{span}", span=span(self.amount, self.unit))

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("wait {span}", span=span(self.amount, self.unit))

    def decide(self, ctx: Context) -> Ask:
        """Waits from now; days and longer keep the hour of the shop's clock through summer time."""
        until = shift(ctx.now, self.amount, self.unit, ctx.zone)
        length = span(self.amount, self.unit)
        return Ask(because("waits {span}, until {until}", span=length, until=until), Wait(until))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """Nothing is looked at after a wait; later steps read anew what they need."""
        return Go(because("waited {span}", span=span(self.amount, self.unit)))

    examples = (
        Example({"amount": 3, "unit": "days"}, because="waits 3 days, until 2026-11-26T09:00:00+00:00", settled="next"),
    )  # fmt: skip
