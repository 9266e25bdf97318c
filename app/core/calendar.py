"""Schedules as RRULEs (RFC 5545) on the store's clock."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal

from dateutil.rrule import rrule, rrulestr

from app.core.moments import zone_of
from app.core.sentence import Sentence, because

Every = Literal["day", "weekday", "week", "month"]
Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


WEEKDAYS: Mapping[str, str] = {
    "monday": _("Monday"),
    "tuesday": _("Tuesday"),
    "wednesday": _("Wednesday"),
    "thursday": _("Thursday"),
    "friday": _("Friday"),
    "saturday": _("Saturday"),
    "sunday": _("Sunday"),
}


def rule(every: Every, at: str, weekday: str, day: int) -> str:
    """An RRULE. ``at`` is HH:MM. A day that a month does not have is its last one."""
    hour, minute = (int(part) for part in at.split(":"))
    time = f"BYHOUR={hour};BYMINUTE={minute};BYSECOND=0"
    match every:
        case "day":
            return f"FREQ=DAILY;{time}"
        case "weekday":
            return f"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;{time}"
        case "week":
            return f"FREQ=WEEKLY;BYDAY={weekday[:2].upper()};{time}"
        case _:
            days = ",".join(str(one) for one in range(28, day + 1)) if day > 28 else str(day)
            return f"FREQ=MONTHLY;BYMONTHDAY={days};BYSETPOS=-1;{time}"


@lru_cache(maxsize=256)
def _rule(text: str, day: str) -> rrule:
    found = rrulestr(text, dtstart=datetime.fromisoformat(day))
    if not isinstance(found, rrule):
        raise ValueError("one rule is meant, not a set of them")
    return found


def following(text: str, after: datetime, zone: str) -> datetime | None:
    """The first time after ``after`` by the clock of ``zone``, in UTC; None where there is none any more.

    In the hour that summer time takes away, it is as much later; of the hour that comes twice, the first counts.
    """
    home = zone_of(zone)
    local = after.astimezone(home).replace(tzinfo=None)
    times = _rule(text, (local - timedelta(days=2)).date().isoformat())
    near = local - timedelta(hours=3)  # the clock may have been put back meanwhile
    for _try in range(8):
        found = times.after(near)
        if found is None:
            return None
        at = found.replace(tzinfo=home).astimezone(UTC)
        if at > after:
            return at
        near = found
    return None


def when_told(every: Every, at: str, weekday: str, day: int) -> Sentence:
    """The schedule in words."""
    match every:
        case "day":
            return because("every day at {time}", time=at)
        case "weekday":
            return because("Monday to Friday at {time}", time=at)
        case "week":
            return because("every {weekday} at {time}", weekday=because(WEEKDAYS[weekday]), time=at)
        case _:
            return because("on day {day} of every month at {time}", day=day, time=at)
