"""Waits on the store's clock: none early, none in the past, and a day is a day of the calendar."""

from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from app.core.effects import Answer
from app.core.moments import shift
from app.core.node import Ask, Context, Go, Node, Wait
from app.core.until import at_clock, hours, next_clock, next_open
from app.errors import StepError
from app.nodes.time.business_hours import BusinessHours
from app.nodes.time.wait_for import WaitForEvent
from app.nodes.time.wait_until import WaitUntil

ZONES = (
    "UTC", "Europe/Berlin", "Europe/London", "Europe/Dublin", "America/New_York", "America/Santiago",
    "America/St_Johns",
    "Asia/Kolkata", "Asia/Gaza", "Asia/Beirut", "Africa/Casablanca", "Australia/Sydney", "Australia/Lord_Howe",
    "Pacific/Auckland", "Pacific/Apia", "Pacific/Chatham",
)  # fmt: skip
zones = st.sampled_from(ZONES)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)).map(lambda at: at.replace(tzinfo=UTC))
clocks = st.builds(lambda h, m: f"{h:02}:{m:02}", st.integers(0, 23), st.integers(0, 59))
BERLIN = "Europe/Berlin"


def ctx(now: datetime, zone: str = BERLIN, **names: Any) -> Context:
    seen = {"event": {"name": "order.created", "at": "2026-03-01T08:00:00+00:00"}, **names}
    return Context(now, "r", "s", "w/s", 0, seen, zone)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def due(node: Node, here: Context) -> datetime | None:
    """Until when it waits; None where it goes on at once."""
    got = node.decide(here)
    if isinstance(got, Go):
        return None
    assert isinstance(got.want, Wait)
    return got.want.until


def shown(moment: datetime, zone: str) -> str:
    return moment.astimezone(ZoneInfo(zone)).strftime("%H:%M")


def there_is(day: date, clock: str, zone: str) -> bool:
    """Whether the clock of a zone shows a time on a day at all."""
    return shown(at_clock(day, clock, zone), zone) == clock


@given(moments, clocks, zones)
@example(at("2026-03-28T12:00:00"), "02:30", BERLIN)
@example(at("2026-10-24T12:00:00"), "02:30", BERLIN)
@example(at("2026-10-25T00:45:00"), "02:30", BERLIN)
def test_a_time_of_day_is_the_next_one(now: datetime, clock: str, zone: str) -> None:
    found = next_clock(clock, now, zone)
    day = found.astimezone(ZoneInfo(zone)).date()
    assert found >= now
    assert found - now <= timedelta(hours=49)
    assert shown(found, zone) == clock or not there_is(day, clock, zone)
    between = now + timedelta(minutes=1)
    while between < found - timedelta(
        minutes=1
    ):  # nor was there one before, except in an hour that came again
        local = between.astimezone(ZoneInfo(zone))
        assert local.strftime("%H:%M") != clock or local.fold or between.replace(second=0) <= now
        between += timedelta(minutes=1)


@given(moments, st.integers(1, 400), st.sampled_from(["days", "weeks"]), zones)
def test_days_are_days_of_the_calendar(now: datetime, amount: int, unit: str, zone: str) -> None:
    before = now.astimezone(ZoneInfo(zone))
    later = shift(now, amount, unit, zone).astimezone(ZoneInfo(zone))
    wanted = before.date() + timedelta(**{unit: amount})
    assert later > before
    if there_is(wanted, before.strftime("%H:%M"), zone):
        assert (later.date(), later.time()) == (wanted, before.time())
    else:
        assert (
            timedelta()
            < later.replace(tzinfo=None) - datetime.combine(wanted, before.time())
            <= timedelta(days=1)
        )


@given(moments, st.integers(1, 1000), st.sampled_from(["minutes", "hours"]), zones)
def test_hours_are_hours_that_pass(now: datetime, amount: int, unit: str, zone: str) -> None:
    assert shift(now, amount, unit, zone) - now == timedelta(**{unit: amount})


spans = st.lists(st.integers(0, 1440), min_size=0, max_size=4, unique=True).map(
    lambda marks: ", ".join(
        f"{a // 60:02}:{a % 60:02}-{b // 60:02}:{b % 60:02}"
        for a, b in zip(sorted(marks)[::2], sorted(marks)[1::2], strict=False)
    )
)


@given(moments, st.lists(spans, min_size=7, max_size=7).filter(any), zones)
def test_business_hours_begin_when_they_say(now: datetime, week: list[str], zone: str) -> None:
    found = next_open(week, now, zone)
    local = found.astimezone(ZoneInfo(zone))
    assert found >= now
    today = [
        (at_clock(local.date(), begin, zone), at_clock(local.date(), end, zone))
        for begin, end in hours(week[local.weekday()])
    ]
    yesterday = local.date() - timedelta(days=1)
    late = [at_clock(yesterday, end, zone) for _, end in hours(week[yesterday.weekday()])]
    assert any(begins <= found < ends for begins, ends in today) or any(found < end for end in late)
    if found > now:
        assert next_open(week, found - timedelta(seconds=1), zone) == found


@pytest.mark.parametrize(
    ("settings", "now", "expected"),
    [
        ({"at": "09:00"}, "2026-03-28T07:59:00", "2026-03-28T08:00:00"),
        ({"at": "09:00"}, "2026-03-28T08:00:30", None),  # it is nine
        ({"at": "09:00"}, "2026-03-28T08:01:00", "2026-03-29T07:00:00"),
        ({"at": "02:30"}, "2026-03-28T12:00:00", "2026-03-29T01:30:00"),  # there is none: it is half past three
        ({"at": "02:30"}, "2026-10-24T12:00:00", "2026-10-25T00:30:00"),  # there are two: the first
        ({"at": "02:30"}, "2026-10-25T01:30:00", None),  # the second, and it is just that
        ({"until": "date", "on": "2026-12-24"}, "2026-03-28T07:59:00", "2026-12-24T08:00:00"),
        ({"until": "date", "on": "2026-03-29", "at": "02:30"}, "2026-03-28T07:59:00", "2026-03-29T01:30:00"),
        ({"until": "date", "on": "2026-03-27"}, "2026-03-28T07:59:00", None),
        ({"until": "field", "field": "order.day", "amount": 1}, "2026-03-01T00:00:00", "2026-03-29T22:00:00"),
        ({"until": "field", "field": "order.due", "amount": -2, "unit": "hours"}, "2026-03-01T00:00:00",
         "2026-03-28T06:00:00"),
        ({"until": "field", "field": "order.due"}, "2026-03-28T08:00:00", None),
    ],
)  # fmt: skip
def test_wait_until(settings: dict[str, Any], now: str, expected: str | None) -> None:
    node = WaitUntil(**settings)
    here = ctx(at(now), order={"day": "2026-03-29", "due": "2026-03-28T09:00:00+01:00"})
    assert due(node, here) == (at(expected) if expected else None)
    if expected is None:
        assert str(node.decide(here).because).startswith("goes on at once: it is ")


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"until": "date"}, "say which date is meant"),
        ({"until": "date", "on": "2026-02-30"}, "say which date is meant"),
        ({"until": "field"}, "say which field"),
        ({"at": "9:00"}, "pattern"),
    ],
)
def test_a_wait_that_says_too_little_is_refused(settings: dict[str, Any], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        WaitUntil(**settings)


@pytest.mark.parametrize("value", ["soon", 7, None, "9999-12-31"])
def test_what_is_no_moment_fails_the_step_with_a_sentence(value: Any) -> None:
    node = WaitUntil(until="field", field="order.due", amount=10_000, unit="weeks")
    with pytest.raises(StepError):
        node.decide(ctx(at("2026-03-01T00:00:00"), order={"due": value}))


def test_waits_are_told() -> None:
    said = [
        WaitUntil(), WaitUntil(until="date", on="2026-12-24"),
        WaitUntil(until="field", field="order.created_at", amount=3), WaitForEvent(),
        BusinessHours(saturday="10:00-14:00"),
        WaitUntil(until="field", field="order.created_at", amount=-3, unit="hours"),
    ]  # fmt: skip
    assert [str(node.told()) for node in said] == [
        "wait until 09:00",
        "wait until 2026-12-24, 09:00",
        "wait until 3 days after “Ordered at”",
        "wait until the order is paid, at most 3 days",
        "wait for business hours (Monday 09:00-17:00, Tuesday 09:00-17:00, Wednesday 09:00-17:00, "
        "Thursday 09:00-17:00, Friday 09:00-17:00, Saturday 10:00-14:00)",
        "wait until 3 hours before “Ordered at”",
    ]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2026-03-27T15:59:00", None),  # Friday, one minute to five in Berlin
        ("2026-03-27T16:00:00", "2026-03-30T07:00:00"),  # Monday, in summer time
        ("2026-03-30T06:59:59", "2026-03-30T07:00:00"),
    ],
)
def test_business_hours(now: str, expected: str | None) -> None:
    assert due(BusinessHours(), ctx(at(now))) == (at(expected) if expected else None)


@pytest.mark.parametrize(
    "text", ["9-17", "17:00-09:00", "09:00-12:00, 11:00-13:00", "09:00-09:00", "25:00-26:00"]
)
def test_hours_that_can_not_be_are_refused(text: str) -> None:
    with pytest.raises(ValidationError, match="hours"):
        BusinessHours(monday=text)
    closed = dict.fromkeys(["monday", "tuesday", "wednesday", "thursday", "friday"], "")
    with pytest.raises(ValidationError, match="open on one day"):
        BusinessHours(**closed)


def test_waiting_for_what_happens_to_the_same_order() -> None:
    now, node = at("2026-03-28T08:00:00"), WaitForEvent(event="order.paid", amount=2, unit="days")
    got = node.decide(ctx(now, order={"id": "1001", "financial_status": "pending"}))
    assert isinstance(got, Ask)
    assert got.want == Wait(at("2026-03-30T07:00:00"), "order.paid", "order:1001", at("2026-03-01T08:00:00"))
    there = node.decide(ctx(now, order={"id": "1001", "financial_status": "refunded"}))
    assert isinstance(there, Go)
    assert (there.port, str(there.because)) == ("happened", "goes on at once: the order is paid already")
    with pytest.raises(StepError, match=r"there is no order\.id here"):
        node.decide(ctx(now))


def test_the_event_that_began_the_run_is_not_waited_for() -> None:
    began = {"name": "refund.created", "at": "2026-03-01T08:00:00+00:00"}
    got = WaitForEvent(event="refund.created").decide(
        ctx(at("2026-03-28T08:00:00"), event=began, order={"id": "1"})
    )
    assert isinstance(got, Ask)
    assert isinstance(got.want, Wait)
    assert got.want.since is not None
    assert got.want.since > at("2026-03-01T08:00:00")


def test_what_came_of_it() -> None:
    node, here = WaitForEvent(event="refund.created"), ctx(at("2026-03-28T08:00:00"))
    came = node.settle(here, Answer({"refund": {"id": "7"}, "order": {"id": "1"}}, "event"))
    assert (came.port, came.output, str(came.because)) == (
        "happened", {"refund": {"id": "7"}}, "it happened: money is refunded")  # fmt: skip
    late = node.settle(here, Answer(None, "time"))
    assert (late.port, str(late.because)) == ("timed_out", "it did not happen in time: money is refunded")
    assert (node.ports(), node.only_by()) == (("happened", "timed_out"), {"refund": "happened"})
