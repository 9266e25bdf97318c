"""Moments to wait for on the store's clock: a time of day, a day, the next opening hours. All answers are in UTC.

In the hour that summer time takes away, a time is as much later; of the hour that comes twice, the first counts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import Literal

from app.core.calendar import WEEKDAYS, apart, following
from app.core.condition_parts import SettingError
from app.core.condition_words import title
from app.core.moments import read, shift, zone_of
from app.core.node import Ask, Go, Wait
from app.core.sentence import Json, Sentence, because, span
from app.errors import Permanent

Unit = Literal["minutes", "hours", "days", "weeks"]
"""What waits are counted in."""


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


UNITS: Mapping[str, str] = {
    "minutes": _("minutes"),
    "hours": _("hours"),
    "days": _("days"),
    "weeks": _("weeks"),
}
TIME = r"([01]\d|2[0-3]):[0-5]\d"
"""HH:MM, as a pattern."""
_SPAN = re.compile(rf"^({TIME})\s*[-–]\s*({TIME}|24:00)$")


def day_of(text: str) -> date:
    """A day, such as ``2026-12-24``. Raises SettingError, with a sentence."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise SettingError(because("say which date is meant, such as 2026-12-24")) from None


def moment_of(path: str, value: Json, amount: int, unit: str, zone: str) -> datetime:
    """The moment in a field, and so much later (earlier below zero). Raises Permanent where it is none."""
    at = read(value, zone)
    if at is None:
        raise Permanent(because("{path} is {value}, which is no date", path=path, value=str(value)[:100]))
    try:
        return shift(at, amount, unit, zone)
    except OverflowError:
        raise Permanent(because("that is further away than a calendar goes")) from None


def goes_on(due: datetime, now: datetime) -> Go | Ask:
    """A wait until then, or none: what is past is not waited for."""
    if due <= now:
        return Go(because("goes on at once: it is {due} already", due=due))
    return Ask(because("waits until {due}", due=due), Wait(due))


def after_field(path: str, amount: int, unit: str) -> Sentence:
    """A moment in a field in words: "3 days after “Ordered at”"."""
    length = span(abs(amount), unit)
    if amount > 0:
        return because("{span} after {field}", span=length, field=title(path))
    if amount < 0:
        return because("{span} before {field}", span=length, field=title(path))
    return because("{field}", field=title(path))


def at_clock(day: date, at: str, zone: str) -> datetime:
    """When the clock of ``zone`` shows ``at`` (HH:MM, up to 24:00) on a day."""
    hour, minute = (int(part) for part in at.split(":"))
    if hour == 24:
        day, hour = day + timedelta(days=1), 0
    return datetime.combine(day, time(hour, minute), zone_of(zone)).astimezone(UTC)


def next_clock(at: str, now: datetime, zone: str) -> datetime:
    """The next time that the clock of ``zone`` shows ``at``; ``now`` itself while it shows just that."""
    if now.astimezone(zone_of(zone)).strftime("%H:%M") == at:
        return now
    found = following(apart(24 * 60, at), now, zone)
    if found is None:
        raise OverflowError("too far away")
    return found


def hours(text: str) -> list[tuple[str, str]]:
    """Opening hours of a day, such as ``09:00-12:30, 14:00-18:00``, as (from, until) in order; none when closed.

    Raises SettingError, with a sentence, for what can't be read, ends before it begins, or overlaps.
    """
    spans: list[tuple[str, str]] = []
    for part in filter(None, (part.strip() for part in text.split(","))):
        found = _SPAN.match(part)
        if found is None:
            raise SettingError(because("“{text}” are no hours, such as 09:00-17:00", text=part))
        spans.append((found[1], found[3]))
    spans.sort()
    times = [at for span in spans for at in span]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise SettingError(
            because("“{text}”: hours end later than they begin, and don't overlap", text=text.strip())
        )
    return spans


def next_open(week: Sequence[str], now: datetime, zone: str) -> datetime:
    """The next moment within the opening hours of a week (Monday first); ``now`` itself while it is within them.

    Raises OverflowError where there are none.
    """
    today = now.astimezone(zone_of(zone)).date()
    for ahead in range(-1, 15):  # yesterday's may reach past midnight where the clock was put back
        day = today + timedelta(days=ahead)
        for begin, end in hours(week[day.weekday()]):
            opens, closes = at_clock(day, begin, zone), at_clock(day, end, zone)
            if max(opens, now) < closes:
                return max(opens, now)
    raise OverflowError("never open")


def week_told(week: Mapping[str, str]) -> Sentence:
    """Opening hours by the names of days, in words: "Monday 09:00-17:00, Tuesday 09:00-12:30"."""
    days = [because("{day} {hours}", day=because(WEEKDAYS[day]), hours=at) for day, at in week.items() if at]
    return because("{days}", days=days)


def readable(text: str) -> str:
    """Opening hours as they are, once they can be read. Raises SettingError."""
    hours(text)
    return text
