"""A wait."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator, model_validator

from app.core.calendar import WEEKDAYS
from app.core.condition_parts import SettingError
from app.core.node import Action, Ask, Context, Example, Go, Meta, setting
from app.core.sentence import Sentence, because
from app.core.until import goes_on, next_open, readable, week_told

Hours = Annotated[str, AfterValidator(readable)]
OFFICE = "09:00-17:00"


class BusinessHours(Action):
    """Goes on at once within the hours you choose, else waits until they begin. They are meant on your shop's clock."""

    meta = Meta("Wait for business hours", icon="sun", words="opening hours, quiet hours, night, weekend")
    monday: Hours = setting(
        "Monday", "Such as 09:00-12:30, 14:00-18:00; empty when closed.", OFFICE, max_length=200
    )
    tuesday: Hours = setting("Tuesday", "", OFFICE, max_length=200)
    wednesday: Hours = setting("Wednesday", "", OFFICE, max_length=200)
    thursday: Hours = setting("Thursday", "", OFFICE, max_length=200)
    friday: Hours = setting("Friday", "", OFFICE, max_length=200)
    saturday: Hours = setting("Saturday", "", "", max_length=200)
    sunday: Hours = setting("Sunday", "", "", max_length=200)

    @model_validator(mode="after")
    def _open(self) -> BusinessHours:
        if not any(self._week().values()):
            raise SettingError(because("open on one day at least"))
        return self

    def _week(self) -> dict[str, str]:
        return {day: str(getattr(self, day)).strip() for day in WEEKDAYS}

    def summary(self) -> Sentence:
        """For the canvas."""
        return week_told(self._week())

    def told(self) -> Sentence:
        """For the paragraph."""
        return because("wait for business hours ({hours})", hours=self.summary())

    def decide(self, ctx: Context) -> Go | Ask:
        """Goes on at once while it is open, else waits for the next opening on the shop's clock."""
        opens = next_open([*self._week().values()], ctx.now, ctx.zone)
        return Go(because("it is within business hours")) if opens <= ctx.now else goes_on(opens, ctx.now)

    examples = (
        Example({}, because="it is within business hours", port="next"),
        Example({"monday": "10:00-18:00"}, because="waits until 2026-11-23T10:00:00+00:00", settled="next"),
    )  # fmt: skip
