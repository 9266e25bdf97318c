"""A trigger."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import ValidationInfo, field_validator

from app.core.calendar import WEEKDAYS, Weekday
from app.core.node import Context, Example, Go, Meta, Trigger, setting
from app.core.recurrence import BY_THE_CLOCK, CRON, EVERY, MONTHS, SHORTER, Every, Month, Recurrence, fitting
from app.core.sentence import Sentence, because
from app.core.until import TIME


class Schedule(Trigger):
    """Starts by the clock, on your shop's time: every so often, on certain days, once, or by a cron line."""

    meta = Meta("On a schedule", icon="calendar-clock", often=True, words="daily, weekly, monthly, cron")
    listens = ("schedule.due",)

    every: Every = setting("How often", "", "day", choices=EVERY)
    minutes: int = setting("Every", "", 30, ge=10, le=1440, unit="minutes", when=("every", "minutes"))
    hours: int = setting("Every", "", 1, ge=1, le=168, unit="hours", when=("every", "hours"))
    weekday: Weekday = setting("On", "", "monday", choices=WEEKDAYS, when=("every", "week"))
    weekdays: tuple[Weekday, ...] = setting("On", "", ("monday",), choices=WEEKDAYS, when=("every", "days"))
    month: Month = setting("In which month", "", "january", choices=MONTHS, when=("every", "year"))
    day: int = setting("On day", SHORTER, 1, ge=1, le=31, when=("every", "month", "year"))
    on: str = setting("Date", "Such as 2026-12-24.", "", max_length=10, when=("every", "once"))
    cron: str = setting("Cron line", CRON, "", max_length=100, when=("every", "cron"))
    at: str = setting("At", "Such as 09:00.", "09:00", pattern=f"^{TIME}$", when=BY_THE_CLOCK)

    @field_validator("weekdays", "on", "cron")
    @classmethod
    def _good(cls, value: Any, info: ValidationInfo) -> Any:
        return fitting(info.data.get("every"), info.field_name, value)

    def following(self, after: datetime, zone: str) -> datetime | None:
        """The first time after a moment, by the store's zone. In UTC."""
        return Recurrence(**dict(self)).following(after, zone)

    def summary(self) -> Sentence:
        """For the canvas."""
        return Recurrence(**dict(self)).told()

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("the clock says {when}", when=self.summary())

    def decide(self, ctx: Context) -> Go:
        """Nothing to find out: the clock made this run when its time came."""
        return Go(because("it was time: {when}", when=self.summary()))

    examples = (
        Example({"every": "day", "at": "09:00"}, because="it was time: every day at 09:00", port="next"),
        Example({"every": "month", "at": "08:30", "day": 31}, port="next",
                because="it was time: on day 31 of every month at 08:30"),
    )  # fmt: skip
