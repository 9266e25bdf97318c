"""Times by the store's clock: rules (RRULE of RFC 5545), cron lines, even intervals. All answers are in UTC."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Literal

from dateutil.rrule import rrule, rrulestr

from app.core.moments import zone_of

Weekday = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Times = Callable[[datetime], Iterator[datetime]]
"""What a clock on the wall shows (no zone) whenever it is time, in order, after what it shows now."""
SHIFT = timedelta(hours=3)
"""More than any clock is put back or forward by."""
START = datetime(2001, 1, 1)
"""From where even intervals are counted: a Monday, before anything that is scheduled."""


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


@lru_cache(maxsize=256)
def _rule(text: str, day: str) -> rrule:
    found = rrulestr(text, dtstart=datetime.fromisoformat(day))
    if not isinstance(found, rrule):
        raise ValueError("one rule is meant, not a set of them")
    return found


def by_rule(text: str) -> Times:
    """An RRULE that begins on any day."""

    def times(after: datetime) -> Iterator[datetime]:
        return iter(_rule(text, (after - timedelta(days=2)).date().isoformat()).xafter(after))

    return times


def apart(minutes: int, at: str) -> Times:
    """So many minutes after one another by the clock, one of them at ``at`` (HH:MM) on the first day of all."""
    pause, begin = timedelta(minutes=minutes), clocked(START, at)

    def times(after: datetime) -> Iterator[datetime]:
        number = (after - begin) // pause
        while True:
            number += 1
            yield begin + number * pause

    return times


def once(moment: datetime) -> Times:
    """A single time."""
    return lambda after: iter([moment] if moment > after else [])


def clocked(day: datetime, at: str) -> datetime:
    """A day at ``at`` (HH:MM)."""
    hour, minute = (int(part) for part in at.split(":"))
    return day.replace(hour=hour, minute=minute)


def following(times: Times, after: datetime, zone: str, *, twice: bool = False) -> datetime | None:
    """The first time after ``after`` by the clock of ``zone``, in UTC; None where there is none any more.

    In the hour that summer time takes away, it is as much later. Of the hour that comes twice the first counts, and
    where ``twice`` says so (it is a matter of minutes or hours, not of days) the second as well.
    """
    home = zone_of(zone)
    best: datetime | None = None
    for shown in times(after.astimezone(home).replace(tzinfo=None) - SHIFT):
        if best is not None and shown > best.astimezone(home).replace(tzinfo=None) + SHIFT:
            break
        first, second = (shown.replace(tzinfo=home, fold=fold).astimezone(UTC) for fold in (0, 1))
        meant = (first, second) if twice and second > first else (first,)
        best = min((at for at in (*meant, best) if at is not None and at > after), default=None)
    return best
