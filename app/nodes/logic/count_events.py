"""A condition over time."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from app.core.effects import Answer, CountEvent
from app.core.node import Ask, Condition, Context, Example, Go, Meta, Text, setting
from app.core.sentence import Json, Sentence, because, span
from app.core.until import UNITS, Unit


class CountEvents(Condition):
    """Counts how often this happens within a time, for each customer or whatever you choose."""

    meta = Meta("Count within a time", icon="list",
                words="nth, number, limit, bot, fraud, repeated, third order, often")  # fmt: skip
    effects = (CountEvent,)
    puts = {"count": "number"}
    per: Text = setting("Counted for each", "Such as {{ customer.email }}; empty counts all together.",
                        "{{ customer.email }}", max_length=500)  # fmt: skip
    times: int = setting("How often", "", 3, ge=1, le=100_000)
    how: Literal["exactly", "from"] = setting("When it happens", "", "exactly", choices={
        "exactly": "exactly so often: once, at this number", "from": "so often or more"})  # fmt: skip
    amount: int = setting("Within", "", 1, ge=1, le=1_000, widget="span")
    unit: Unit = setting("Unit", "", "hours", choices=UNITS)

    def _within(self) -> Json:
        return span(self.amount, self.unit)

    def summary(self) -> Sentence:
        """For the canvas."""
        return because("{n} times within {span}", n=self.times, span=self._within())

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("check if this happened {n} times within {span}", n=self.times, span=self._within())

    def decide(self, ctx: Context) -> Ask:
        """Asks to count this event in, once however often it is repeated, and how many the window holds."""
        whom = " ".join(ctx.text(self.per).split())[:200]
        at, window = datetime.fromisoformat(ctx.get("event.at")), timedelta(**{self.unit: self.amount})
        said = because("counts this for {whom}", whom=whom) if whom else because("counts this")
        return Ask(said, CountEvent(name=ctx.seed, subject=whom, at=at, window=window))

    def settle(self, ctx: Context, answer: Answer) -> Go:
        """The number, and whether it is the one."""
        count = int(answer.value["count"])
        passed = count == self.times if self.how == "exactly" else count >= self.times
        said = because("this is number {n} within {span}", n=count, span=self._within())
        return Go(said, "then" if passed else "otherwise", {"count": count})

    examples = (
        Example({"times": 5, "amount": 10, "unit": "minutes"}, because="counts this for anna@example.com",
                answer={"count": 5}, settled="then"),
    )  # fmt: skip
