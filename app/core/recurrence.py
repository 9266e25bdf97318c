"""How often a schedule starts: the ways that an owner can say it, as times and in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import Literal

from app.core import calendar, cron
from app.core.calendar import WEEKDAYS, Times, Weekday
from app.core.condition_parts import SettingError
from app.core.sentence import Json, Sentence, because, span
from app.core.until import day_of

Every = Literal[
    "minutes", "hours", "day", "weekday", "week", "days", "month", "month_end", "year", "once", "cron"
]
Month = Literal[
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
]  # fmt: skip


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


SHORTER = _("In a shorter month, its last day.")
CRON = _(
    "Minute, hour, day of the month, month and day of the week: 0 9 * * 1-5 is Monday to Friday at 09:00. "
    "At least 10 minutes apart."
)
EVERY: Mapping[str, str] = {
    "minutes": _("Every so many minutes"),
    "hours": _("Every so many hours"),
    "day": _("Every day"),
    "weekday": _("Monday to Friday"),
    "week": _("Once a week"),
    "days": _("On several days of the week"),
    "month": _("Once a month"),
    "month_end": _("On the last day of the month"),
    "year": _("Once a year"),
    "once": _("Only once"),
    "cron": _("By a cron line"),
}
BY_THE_CLOCK = ("every", *(one for one in EVERY if one != "cron"))
"""When a time of day is asked for."""
MONTHS: Mapping[str, str] = {
    "january": _("January"),
    "february": _("February"),
    "march": _("March"),
    "april": _("April"),
    "may": _("May"),
    "june": _("June"),
    "july": _("July"),
    "august": _("August"),
    "september": _("September"),
    "october": _("October"),
    "november": _("November"),
    "december": _("December"),
}


@dataclass(frozen=True, slots=True)
class Recurrence:
    """What was chosen; of the fields only those count that ``every`` asks for. ``at`` is HH:MM on the store's clock."""

    every: Every = "day"
    at: str = "09:00"
    minutes: int = 30
    hours: int = 1
    weekday: Weekday = "monday"
    weekdays: Sequence[Weekday] = ()
    day: int = 1
    month: Month = "january"
    on: str = ""
    cron: str = ""

    def following(self, after: datetime, zone: str) -> datetime | None:
        """The first time after a moment by the clock of ``zone``. In UTC; None where there is none any more."""
        twice = self.every in ("minutes", "hours") or (self.every == "cron" and cron.hourly(self.cron))
        return calendar.following(self._times(), after, zone, twice=twice)

    def _times(self) -> Times:
        match self.every:
            case "minutes":
                return calendar.apart(self.minutes, self.at)
            case "hours":
                return calendar.apart(60 * self.hours, self.at)
            case "once":
                day = datetime.combine(day_of(self.on), time())
                return calendar.once(calendar.clocked(day, self.at))
            case "cron":
                return cron.by_cron(self.cron)
            case _:
                return calendar.by_rule(self._rule())

    def _rule(self) -> str:
        """An RRULE. A day that a month does not have is its last one."""
        hour, minute = (int(part) for part in self.at.split(":"))
        time = f"BYHOUR={hour};BYMINUTE={minute};BYSECOND=0"
        last = ",".join(str(one) for one in range(28, self.day + 1)) if self.day > 28 else str(self.day)
        match self.every:
            case "weekday":
                return f"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;{time}"
            case "week":
                return f"FREQ=WEEKLY;BYDAY={_short(self.weekday)};{time}"
            case "days":
                return f"FREQ=WEEKLY;BYDAY={','.join(map(_short, self.weekdays))};{time}"
            case "month":
                return f"FREQ=MONTHLY;BYMONTHDAY={last};BYSETPOS=-1;{time}"
            case "month_end":
                return f"FREQ=MONTHLY;BYMONTHDAY=-1;{time}"
            case "year":
                month = [*MONTHS].index(self.month) + 1
                return f"FREQ=YEARLY;BYMONTH={month};BYMONTHDAY={last};BYSETPOS=-1;{time}"
            case _:
                return f"FREQ=DAILY;{time}"

    def told(self) -> Sentence:
        """In words."""
        match self.every:
            case "minutes":
                return because(
                    "every {span}, counted from {time}", span=span(self.minutes, "minutes"), time=self.at
                )
            case "hours" if self.hours == 1:
                return because("every hour, counted from {time}", time=self.at)
            case "hours":
                return because(
                    "every {span}, counted from {time}", span=span(self.hours, "hours"), time=self.at
                )
            case "day":
                return because("every day at {time}", time=self.at)
            case "weekday":
                return because("Monday to Friday at {time}", time=self.at)
            case "week":
                day = because(WEEKDAYS[self.weekday])
                return because("every {weekday} at {time}", weekday=day, time=self.at)
            case "days":
                days = [because(WEEKDAYS[one]) for one in WEEKDAYS if one in self.weekdays]
                return because("every {days} at {time}", days=days, time=self.at)
            case "month":
                return because("on day {day} of every month at {time}", day=self.day, time=self.at)
            case "month_end":
                return because("on the last day of every month at {time}", time=self.at)
            case "year":
                month = because(MONTHS[self.month])
                return because(
                    "every year on {month} {day} at {time}", month=month, day=self.day, time=self.at
                )
            case "once":
                return because("once, on {date} at {time}", date=self.on, time=self.at)
            case "cron":
                return because("“{line}”, a cron line", line=self.cron)


def _short(weekday: str) -> str:
    return weekday[:2].upper()


def fitting(every: Json, field: str | None, value: Json) -> Json:
    """A setting that only one kind of schedule needs, once it is good. Raises SettingError, with a sentence."""
    match every, field:
        case "days", "weekdays" if not value:
            raise SettingError(because("choose one day at least"))
        case "once", "on":
            return day_of(value).isoformat()
        case "cron", "cron":
            return cron.read(value)
    return value
