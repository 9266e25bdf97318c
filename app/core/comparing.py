"""Comparing one value with another, per type. Money is compared as exact decimals; text without regard to case.

Empty and missing are one idea: a field that is not there, an empty text and an empty list are all "empty". Nothing
that is empty equals, contains or exceeds anything.
"""

from __future__ import annotations

from calendar import isleap
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any

from app.core import moments
from app.core.sentence import Json

TEXT, NUMBER, MONEY, MOMENT, YES_NO, CHOICE = "text", "number", "money", "moment", "yes_no", "choice"
TEXTS = "list[text]"
UNCHANGED: Json = object()
"""What a field was before that did not change."""


@dataclass(frozen=True, slots=True)
class View:
    """From where a comparison looks: the type of the field, the moment, the store's zone, and what the field was
    before (the very same where it did not change, or where that is not known)."""

    type: str
    now: datetime
    zone: str
    was: Json = UNCHANGED


Test = Callable[[Json, Json, View], bool]


def empty(value: Json) -> bool:
    """Whether nothing is there: missing, an empty or blank text, an empty list."""
    if isinstance(value, str):
        return not value.strip()
    return value is None or (isinstance(value, (Sequence, Mapping)) and not value)


@lru_cache(maxsize=4096)
def _decimal_of(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def decimal(value: Json) -> Decimal | None:
    """The value as a number, exactly; None where it is not one."""
    if isinstance(value, bool) or not isinstance(value, (int, float, str, Decimal)):
        return None
    text = str(value).strip()
    return _decimal_of(text) if len(text) <= 60 else None


def fold(value: Json) -> str:
    """The value as text for comparing: upper and lower case are the same, outer blanks don't count."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value).strip().casefold()


def truth(value: Json) -> bool | None:
    """Yes or no; None where it is neither."""
    if isinstance(value, bool):
        return value
    return {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}.get(fold(value))


def _list(value: Json) -> list[Json]:
    return list(value) if isinstance(value, (list, tuple)) else [] if empty(value) else [value]


def same(found: Json, asked: Json, view: View) -> bool:
    if empty(found) or empty(asked):
        return False
    if view.type in (NUMBER, MONEY) or not (isinstance(found, str) and isinstance(asked, str)):
        one, other = decimal(found), decimal(asked)
        if one is not None and other is not None:
            return one == other
    if view.type == MOMENT:
        return _same_moment(found, asked, view)
    if view.type == YES_NO or isinstance(found, bool):
        return truth(asked) is not None and truth(found) is truth(asked)
    if isinstance(found, (list, tuple)):
        return sorted(map(fold, found)) == sorted(map(fold, _list(asked)))
    return fold(found) == fold(asked)


def _same_moment(found: Json, asked: Json, view: View) -> bool:
    """A day is compared as a day on the store's calendar."""
    one, other = moments.read(found, view.zone), moments.read(asked, view.zone)
    if one is None or other is None:
        return False
    if isinstance(asked, str) and len(asked.strip()) <= 10:
        return one.astimezone(moments.zone_of(view.zone)).date() == other.date()
    return one == other


def any_of(found: Json, asked: Json, view: View) -> bool:
    return any(same(found, one, view) for one in _list(asked))


def numbers(compare: Callable[[Decimal, Decimal], bool]) -> Test:
    def test(found: Json, asked: Json, view: View) -> bool:
        one, other = decimal(found), decimal(asked)
        return one is not None and other is not None and compare(one, other)

    return test


def between(found: Json, asked: Json, view: View) -> bool:
    number, ends = decimal(found), [decimal(one) for one in _list(asked)]
    if number is None or len(ends) != 2 or ends[0] is None or ends[1] is None:
        return False
    return min(ends[0], ends[1]) <= number <= max(ends[0], ends[1])


def texts(compare: Callable[[str, str], bool]) -> Test:
    def test(found: Json, asked: Json, view: View) -> bool:
        if empty(found) or empty(asked):
            return False
        return any(compare(fold(one), fold(asked)) for one in _list(found))

    return test


def instants(compare: Callable[[Any, Any], bool]) -> Test:
    """Compares moments; with a day, by days on the store's calendar: "after the 31st" is not yet on the 31st."""

    def test(found: Json, asked: Json, view: View) -> bool:
        one, other = moments.read(found, view.zone), moments.read(asked, view.zone)
        if one is None or other is None:
            return False
        if isinstance(asked, str) and len(asked.strip()) <= 10:
            return compare(_home(one, view).date(), other.date())
        return compare(one, other)

    return test


def _home(at: datetime, view: View) -> datetime:
    return at.astimezone(moments.zone_of(view.zone))


def today(found: Json, asked: Json, view: View) -> bool:
    at = moments.read(found, view.zone)
    return at is not None and _home(at, view).date() == _home(view.now, view).date()


def anniversary(found: Json, asked: Json, view: View) -> bool:
    """Who was born on 29 February has a birthday on the 28th where there is no 29th."""
    at = moments.read(found, view.zone)
    if at is None:
        return False
    then, now = _home(at, view).date(), _home(view.now, view).date()
    day = 28 if (then.month, then.day) == (2, 29) and not isleap(now.year) else then.day
    return (then.month, day) == (now.month, now.day)


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def weekday(found: Json, asked: Json, view: View) -> bool:
    at = moments.read(found, view.zone)
    if at is None:
        return False
    day = _home(at, view).weekday()
    return bool({_DAYS[day], "weekend" if day >= 5 else "workday"} & set(map(fold, _list(asked))))


def clock(value: Json) -> time | None:
    """A time of day such as 09:00; None where it is not one."""
    try:
        return time.fromisoformat(f"{value:0>5}") if isinstance(value, str) and len(value) <= 8 else None
    except ValueError:
        return None


def between_hours(found: Json, asked: Json, view: View) -> bool:
    """From the first up to the second; past midnight where the second is the earlier."""
    at, ends = moments.read(found, view.zone), [clock(one) for one in _list(asked)]
    if at is None or len(ends) != 2 or ends[0] is None or ends[1] is None:
        return False
    now = _home(at, view).time()
    return ends[0] <= now < ends[1] if ends[0] <= ends[1] else now >= ends[0] or now < ends[1]


def changed(found: Json, asked: Json, view: View) -> bool:
    if view.was is UNCHANGED or (empty(view.was) and empty(found)):
        return False
    return not same(view.was, found, view)


def changed_to(found: Json, asked: Json, view: View) -> bool:
    return changed(found, asked, view) and same(found, asked, view)


def changed_from(found: Json, asked: Json, view: View) -> bool:
    return changed(found, asked, view) and same(view.was, asked, view)


def changed_from_to(found: Json, asked: Json, view: View) -> bool:
    ends = _list(asked)
    return len(ends) == 2 and changed_from(found, ends[0], view) and same(found, ends[1], view)


def crossed(was_on: Callable[[Decimal, Decimal], bool], is_on: Callable[[Decimal, Decimal], bool]) -> Test:
    """Whether a number passed a mark: it was on one side of it (or on it), and is beyond it now."""

    def test(found: Json, asked: Json, view: View) -> bool:
        before, now, mark = decimal(view.was), decimal(found), decimal(asked)
        if before is None or now is None or mark is None:
            return False
        return was_on(before, mark) and is_on(now, mark)

    return test


def within(found: Json, asked: Json, view: View) -> bool:
    """Between now and the asked moment, which lies in the past ("-6 months") or ahead ("3 days")."""
    one, other = moments.read(found, view.zone), moments.read(asked, view.zone)
    return one is not None and other is not None and min(view.now, other) <= one <= max(view.now, other)


def includes(found: Json, asked: Json, view: View) -> bool:
    return fold(asked) in set(map(fold, _list(found)))


def includes_any(found: Json, asked: Json, view: View) -> bool:
    return bool(set(map(fold, _list(found))) & set(map(fold, _list(asked))))


def includes_all(found: Json, asked: Json, view: View) -> bool:
    return not empty(asked) and set(map(fold, _list(asked))) <= set(map(fold, _list(found)))


def opposite(test: Test) -> Test:
    return lambda found, asked, view: not test(found, asked, view)
