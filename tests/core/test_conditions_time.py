"""Conditions on moments: days, weekdays and hours as the store's own clock has them."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.conditions import evaluate, read
from app.core.moments import zone_of
from app.errors import InvalidInput

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
BERLIN = "Europe/Berlin"


def passes(at: str, operator: str, value: Any = None, now: datetime = NOW) -> bool:
    group = read({"all": [{"field": "order.created_at", "operator": operator, "value": value}]})
    return evaluate(group, {"order": {"created_at": at}}, now=now, zone=BERLIN).passed


@pytest.mark.parametrize(
    ("at", "operator", "value", "passed"),
    [
        ("2026-11-22T22:59:00Z", "today", None, False),  # 23:59 on Sunday in Berlin
        ("2026-11-22T23:01:00Z", "today", None, True),
        ("2026-11-23T23:01:00Z", "today", None, False),
        ("1990-11-23T12:00:00Z", "anniversary", None, True),
        ("1990-11-22T23:30:00Z", "anniversary", None, True),  # the 23rd in Berlin
        ("1990-11-24", "anniversary", None, False),
        ("2026-11-22T23:01:00Z", "weekday", ["monday"], True),
        ("2026-11-22T22:59:00Z", "weekday", ["workday"], False),
        ("2026-11-22T22:59:00Z", "weekday", ["weekend", "monday"], True),
        ("2026-11-23T08:00:00Z", "between_hours", ["09:00", "17:00"], True),
        ("2026-11-23T07:59:59Z", "between_hours", ["9:00", "17:00"], False),
        ("2026-11-23T16:00:00Z", "between_hours", ["09:00", "17:00"], False),
        ("2026-11-23T22:30:00Z", "between_hours", ["22:00", "06:00"], True),  # over midnight
        ("2026-11-23T12:00:00Z", "between_hours", ["22:00", "06:00"], False),
        ("2026-07-01T07:00:00Z", "between_hours", ["09:00", "17:00"], True),  # summer time
        ("2026-11-23T22:59:00Z", "after", "2026-11-23", False),  # the day is not yet over
        ("2026-11-23T23:01:00Z", "after", "2026-11-23", True),
        ("2026-11-23T22:59:00Z", "not_after", "2026-11-23", True),
        ("2026-11-22T22:59:00Z", "not_before", "2026-11-23", False),
    ],
)
def test_by_the_stores_clock(at: str, operator: str, value: Any, passed: bool) -> None:
    assert passes(at, operator, value) is passed


def test_a_birthday_on_the_29th_of_february_is_kept_every_year() -> None:
    assert passes("2000-02-29", "anniversary", now=datetime(2027, 2, 28, 12, tzinfo=UTC))
    assert passes("2000-02-29", "anniversary", now=datetime(2028, 2, 29, 12, tzinfo=UTC))
    assert not passes("2000-02-29", "anniversary", now=datetime(2028, 2, 28, 12, tzinfo=UTC))


@pytest.mark.parametrize(
    ("operator", "value", "told"),
    [
        ("weekday", ["someday"], "someday is none of the choices"),
        ("weekday", [], "asks for a value"),
        ("between_hours", ["9", "17:00"], "two times of day"),
        ("between_hours", "09:00", "two times of day"),
        ("between_hours", ["09:00", "25:00"], "two times of day"),
    ],
)
def test_what_is_no_day_or_hour_is_refused(operator: str, value: Any, told: str) -> None:
    with pytest.raises(InvalidInput, match=told):
        passes("2026-11-23", operator, value)


MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))


@given(MOMENTS, MOMENTS)
def test_moments_are_before_or_not_and_of_one_weekday(one: datetime, other: datetime) -> None:
    at, asked = one.isoformat(), other.isoformat()
    assert passes(at, "before", asked) is not passes(at, "not_before", asked)
    assert passes(at, "after", asked) is not passes(at, "not_after", asked)
    days = "monday tuesday wednesday thursday friday saturday sunday".split()
    on = [day for day in days if passes(at, "weekday", [day])]
    assert on == [days[one.astimezone(zone_of(BERLIN)).weekday()]]
    assert passes(at, "weekday", ["workday"]) is not passes(at, "weekday", ["weekend"])


@given(MOMENTS, st.integers(0, 23), st.integers(0, 23))
def test_hours_and_their_opposite_make_a_day(at: datetime, first: int, last: int) -> None:
    ends = [f"{first:02}:00", f"{last:02}:00"]
    if first != last:
        assert passes(at.isoformat(), "between_hours", ends) is not passes(
            at.isoformat(), "between_hours", ends[::-1]
        )


@given(MOMENTS, st.integers(1, 400))
def test_more_than_so_long_ago(at: datetime, days: int) -> None:
    now = at + timedelta(days=days, hours=2)
    assert passes(at.isoformat(), "before", {"relative": f"-{days} days"}, now=now)
    assert not passes(at.isoformat(), "before", {"relative": f"-{days + 1} days"}, now=now)
