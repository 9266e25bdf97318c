"""Schedules by the store's clock: every kind, summer time, cron lines."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import by_rule, following
from app.core.condition_parts import SettingError
from app.core.cron import read
from app.core.moments import zone_of
from app.core.recurrence import MONTHS, Every, Recurrence

AFTER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONES = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe"]
BERLIN = zone_of("Europe/Berlin")


def test_a_rule_that_has_ended_has_no_next_time() -> None:
    assert following(by_rule("FREQ=DAILY;UNTIL=20200101T000000"), AFTER, "UTC") is None


def test_a_set_of_rules_is_not_meant() -> None:
    with pytest.raises(ValueError, match="one rule"):
        following(by_rule("RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY"), AFTER, "UTC")


@given(
    st.sampled_from(["day", "weekday", "week", "days", "month", "month_end", "year", "cron"]),
    st.times(),
    st.integers(1, 31),
    st.sampled_from([*MONTHS]),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from(ZONES),
)
def test_the_next_time_is_later_and_by_the_clock(
    every: Every, time: Any, day: int, month: Any, after: datetime, zone: str
) -> None:
    at, start = time.strftime("%H:%M"), after.replace(tzinfo=UTC)
    line = f"{time.minute} {time.hour} * * fri"
    chosen = Recurrence(every, at, weekday="friday", weekdays=("friday",), day=day, month=month, cron=line)
    found = chosen.following(start, zone)
    assert found is not None
    assert start < found <= start + timedelta(days=368 if every == "year" else 33)
    local = found.astimezone(zone_of(zone))
    by_the_clock = local.strftime("%H:%M") == at
    skipped = local.replace(tzinfo=None) - timedelta(hours=1) <= datetime.fromisoformat(
        f"{local.date()}T{at}"
    )
    assert by_the_clock or skipped
    if every == "weekday":
        assert local.weekday() < 5
    if every in ("week", "days", "cron"):
        assert local.weekday() == 4
    if every == "month_end":
        assert (local + timedelta(days=1)).day == 1
    if every == "year":
        assert local.month == [*MONTHS].index(month) + 1


@given(
    st.sampled_from([("minutes", 10), ("minutes", 45), ("minutes", 77), ("hours", 1), ("hours", 5)]),
    st.times(),
    st.sampled_from(ZONES),
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 1)),
)
def test_intervals_are_never_longer_than_they_say(
    kind: tuple[Every, int], at: Any, zone: str, after: datetime
) -> None:
    every, n = kind
    chosen = Recurrence(every, at.strftime("%H:%M"), minutes=n, hours=n)
    most = timedelta(**{every: n})
    last = after.replace(tzinfo=UTC)
    for _ in range(20):
        found = chosen.following(last, zone)
        assert found is not None
        wall = zone_of(zone)
        back = last.astimezone(wall).utcoffset() - found.astimezone(wall).utcoffset()  # type: ignore[operator]
        # they are counted on the wall: in the night in which the clock is put back, 22:00 to 03:00 are six hours
        assert last < found <= last + most + max(back, timedelta())
        last = found


def shown(after: str, count: int, **settings: Any) -> list[str]:
    """The next times on Berlin's clock."""
    at, found = datetime.fromisoformat(after).replace(tzinfo=BERLIN), []
    for _ in range(count):
        due = Recurrence(**settings).following(at, "Europe/Berlin")
        assert due is not None
        at = due
        found.append(at.astimezone(BERLIN).strftime("%d %H:%M %Z"))
    return found


def test_an_hour_that_comes_twice_is_two_hours_for_who_counts_in_hours_or_less() -> None:
    half = shown("2026-10-25T01:40", 5, every="minutes", minutes=30)
    assert half == ["25 02:00 CEST", "25 02:30 CEST", "25 02:00 CET", "25 02:30 CET", "25 03:00 CET"]
    assert shown("2026-10-25T01:40", 5, every="cron", cron="*/30 * * * *") == half
    hour = shown("2026-10-25T01:40", 3, every="hours", hours=1, at="00:15")
    assert hour == ["25 02:15 CEST", "25 02:15 CET", "25 03:15 CET"]
    assert shown("2026-10-25T01:40", 2, every="cron", cron="30 2 * * *") == ["25 02:30 CEST", "26 02:30 CET"]


def test_an_hour_that_does_not_exist_takes_nothing_away_and_doubles_nothing() -> None:
    half = shown("2026-03-29T01:10", 4, every="minutes", minutes=30)
    assert half == ["29 01:30 CET", "29 03:00 CEST", "29 03:30 CEST", "29 04:00 CEST"]
    assert shown("2026-03-29T01:10", 4, every="cron", cron="*/30 * * * *") == half
    assert shown("2026-03-29T01:10", 2, every="cron", cron="30 2 * * *") == ["29 03:30 CEST", "30 02:30 CEST"]
    # in the order in which they come, though on the wall 02:30 stands before 03:00
    assert shown("2026-03-29T01:10", 2, every="cron", cron="0,30 2,3 29 * *") == [
        "29 03:00 CEST",
        "29 03:30 CEST",
    ]
    assert shown("2026-03-01T00:00", 1, every="once", on="2026-03-29", at="02:30") == ["29 03:30 CEST"]


def test_a_single_time_comes_once() -> None:
    only = Recurrence("once", "17:30", on="2026-12-24")
    due = only.following(AFTER, "Europe/Berlin")
    assert due == datetime(2026, 12, 24, 16, 30, tzinfo=UTC)
    assert only.following(due, "Europe/Berlin") is None


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("", "no cron line"),
        ("0 9 * *", "no cron line"),
        ("0 0 9 * * *", "no cron line"),
        ("61 9 * * *", "no cron line"),
        ("R 9 * * *", "no cron line"),
        ("@daily", "no cron line"),
        ("* * * * *", "more often than every"),
        ("0,55 * * * *", "more often than every"),
        ("0,59 9,10 * * *", "more often than every"),
        ("0 9 30 2 *", "no such day"),
    ],
)
def test_a_cron_line_that_is_none_is_refused_with_its_reason(line: str, told: str) -> None:
    with pytest.raises(SettingError, match=told):
        read(line)


@pytest.mark.parametrize(
    "line", ["*/10 * * * *", "0 9 * * mon-fri", "30 8 L * *", "0 9 29 2 *", "0,50 9 * * 1"]
)
def test_cron_lines(line: str) -> None:
    assert read(f" {line.replace(' ', '  ')} ") == line
