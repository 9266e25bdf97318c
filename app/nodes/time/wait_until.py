"""A wait."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from app.core import until as clock
from app.core.condition_parts import SettingError
from app.core.node import Action, Ask, Context, Example, Go, Meta, Path, setting
from app.core.sentence import Sentence, because


class WaitUntil(Action):
    """Waits until a time of day, a date or the moment in a field, on your shop's clock. It never waits for the past."""

    meta = Meta("Wait until", icon="calendar-clock", words="delay, date, time of day, pause, morning, sleep")
    until: Literal["time", "date", "field"] = setting("Until", "", "time", choices={
        "time": "A time of day", "date": "A date", "field": "The moment in a field"})  # fmt: skip
    at: str = setting("Time of day", "Such as 09:00.", "09:00", pattern=f"^{clock.TIME}$")
    on: str = setting("Date", "For a date: such as 2026-12-24.", "", pattern=r"^(2[01]\d\d-\d\d-\d\d)?$")
    field: Path = setting("Field", "For the moment in a field: such as order.created_at.", "", max_length=200)
    amount: int = setting("And then", "For the moment in a field: so much later, or earlier below zero.", 0,
                          ge=-10_000, le=10_000, widget="span")  # fmt: skip
    unit: clock.Unit = setting("Unit", "", "days", choices=clock.UNITS)

    @model_validator(mode="after")
    def _whole(self) -> WaitUntil:
        if self.until == "date":
            clock.day_of(self.on)
        if self.until == "field" and not self.field:
            raise SettingError(because("say which field holds the moment"))
        return self

    def summary(self) -> Sentence:
        """For the canvas."""
        if self.until == "field":
            return clock.after_field(self.field, self.amount, self.unit)
        return because("{date}, {time}" if self.until == "date" else "{time}", date=self.on, time=self.at)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("wait until {when}", when=self.summary())

    def decide(self, ctx: Context) -> Go | Ask:
        """Waits until the hour, the date or the moment in a field; one that is past goes on at once."""
        if self.until == "time":
            return clock.goes_on(clock.next_clock(self.at, ctx.now, ctx.zone), ctx.now)
        if self.until == "date":
            return clock.goes_on(clock.at_clock(clock.day_of(self.on), self.at, ctx.zone), ctx.now)
        value = ctx.get(self.field)
        return clock.goes_on(clock.moment_of(self.field, value, self.amount, self.unit, ctx.zone), ctx.now)

    examples = (
        Example({"at": "17:30"}, because="waits until 2026-11-23T17:30:00+00:00", settled="next"),
        Example({"until": "date", "on": "2026-01-06"}, port="next",
                because="goes on at once: it is 2026-01-06T09:00:00+00:00 already"),
    )  # fmt: skip
