"""Comparing one value with another, per type. Money is compared as exact decimals; text without regard to case.

Empty and missing are one idea: a field that is not there, an empty text and an empty list are all "empty". Nothing
that is empty equals, contains or exceeds anything.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from app.core import moments
from app.core.sentence import Json

TEXT, NUMBER, MONEY, MOMENT, YES_NO, CHOICE = "text", "number", "money", "moment", "yes_no", "choice"
TEXTS = "list[text]"


@dataclass(frozen=True, slots=True)
class View:
    """From where a comparison looks: the type of the field, the moment, and the store's zone."""

    type: str
    now: datetime
    zone: str


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


def instants(compare: Callable[[datetime, datetime], bool]) -> Test:
    def test(found: Json, asked: Json, view: View) -> bool:
        one, other = moments.read(found, view.zone), moments.read(asked, view.zone)
        return one is not None and other is not None and compare(one, other)

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
