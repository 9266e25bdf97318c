"""A trigger."""

from __future__ import annotations

from datetime import datetime

from app.core.calendar import WEEKDAYS, Every, Weekday, following, rule, when_told
from app.core.node import Context, Example, Go, Meta, Trigger, setting
from app.core.sentence import Sentence, because


class Schedule(Trigger):
    """Starts by the clock: every day, every working day, once a week or once a month, on your shop's time."""

    meta = Meta(
        "On a schedule", icon="calendar-clock", words="daily, weekly, monthly, timer, cron, report, every"
    )
    listens = ("schedule.due",)

    every: Every = setting("How often", "", "day", choices={
        "day": "Every day", "weekday": "Monday to Friday", "week": "Once a week", "month": "Once a month"})  # fmt: skip
    at: str = setting(
        "At", "Hours and minutes, such as 09:00.", "09:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$"
    )
    weekday: Weekday = setting("On which day of the week", "For once a week.", "monday", choices=WEEKDAYS)
    day: int = setting(
        "On which day of the month", "For once a month; in a shorter month, its last day.", 1, ge=1, le=31
    )

    def rule(self) -> str:
        """As an RRULE (RFC 5545), on the store's clock."""
        return rule(self.every, self.at, self.weekday, self.day)

    def following(self, after: datetime, zone: str) -> datetime | None:
        """The first time after a moment, by the store's zone. In UTC."""
        return following(self.rule(), after, zone)

    def summary(self) -> Sentence:
        """For the canvas."""
        return when_told(self.every, self.at, self.weekday, self.day)

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("the clock says {when}", when=self.summary())

    def decide(self, ctx: Context) -> Go:
        """It is time."""
        return Go(because("it was time: {when}", when=self.summary()))

    examples = (
        Example({"every": "day", "at": "09:00"}, because="it was time: every day at 09:00", port="next"),
        Example({"every": "month", "at": "08:30", "day": 31}, port="next",
                because="it was time: on day 31 of every month at 08:30"),
    )  # fmt: skip
