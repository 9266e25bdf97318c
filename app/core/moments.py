"""Moments and spans on the store's own calendar: reading them, and moving them through summer time."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, get_args
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dateutil.relativedelta import relativedelta

from app.core.sentence import Json

Unit = Literal["minutes", "hours", "days", "weeks", "months", "years"]
UNITS: tuple[str, ...] = get_args(Unit)

_RELATIVE = re.compile(r"^\s*([+-]?\d{1,6})\s+(minute|hour|day|week|month|year)s?\s*$")
_LARGEST = 1_000_000


@lru_cache(maxsize=512)
def zone_of(name: str) -> ZoneInfo:
    """The zone of an IANA name; UTC for a name that nobody knows."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def read(value: Json, zone: str = "UTC") -> datetime | None:
    """A moment from ISO 8601 text, from a date, or from a datetime; aware, and None where it is not one.

    Text without an offset is meant on the store's clock.
    """
    if isinstance(value, datetime):
        at = value
    elif isinstance(value, date):
        at = datetime(value.year, value.month, value.day)
    elif isinstance(value, str) and len(value) >= 8:
        try:
            at = datetime.fromisoformat(value.strip())
        except ValueError:
            return None
    else:
        return None
    return at if at.tzinfo else at.replace(tzinfo=zone_of(zone))


def shift(at: datetime, amount: int, unit: str, zone: str = "UTC") -> datetime:
    """A moment later (or, below zero, earlier). Minutes and hours are of the clock's ticking; days and longer are
    calendar days in ``zone``, so that "3 days" keeps the time of day through summer time. In UTC.

    Raises OverflowError beyond what a calendar holds.
    """
    if unit not in UNITS:
        raise ValueError(unit)
    if abs(amount) > _LARGEST:
        raise OverflowError("too far away")
    try:
        if unit in ("minutes", "hours"):
            return at.astimezone(UTC) + timedelta(**{unit: amount})
        home = zone_of(zone)
        local = at.astimezone(home).replace(tzinfo=None)
        moved = local + relativedelta(**{unit: amount})  # type: ignore[arg-type]
        return moved.replace(tzinfo=home).astimezone(UTC)
    except ValueError as error:
        raise OverflowError("too far away") from error


def relative(text: str) -> tuple[int, str] | None:
    """``"-6 months"`` as ``(-6, "months")``; None where it is not written like that."""
    found = _RELATIVE.match(text)
    return (int(found[1]), f"{found[2]}s") if found else None
