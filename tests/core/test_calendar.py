"""Schedules by the store's clock."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.calendar import Every, following, rule
from app.core.moments import zone_of

AFTER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
ZONES = ["UTC", "Europe/Berlin", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe"]


def test_a_rule_that_has_ended_has_no_next_time() -> None:
    assert following("FREQ=DAILY;UNTIL=20200101T000000", AFTER, "UTC") is None


def test_a_set_of_rules_is_not_meant() -> None:
    with pytest.raises(ValueError, match="one rule"):
        following("RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY", AFTER, "UTC")


@given(
    st.sampled_from(["day", "weekday", "week", "month"]),
    st.times().map(lambda t: t.strftime("%H:%M")),
    st.integers(1, 31),
    st.datetimes(datetime(2020, 1, 1), datetime(2040, 1, 1)),
    st.sampled_from(ZONES),
)
def test_the_next_time_is_later_and_by_the_clock(
    every: Every, at: str, day: int, after: datetime, zone: str
) -> None:
    start = after.replace(tzinfo=UTC)
    found = following(rule(every, at, "friday", day), start, zone)
    assert found is not None
    assert start < found <= start + timedelta(days=33)
    local = found.astimezone(zone_of(zone))
    by_the_clock = local.strftime("%H:%M") == at
    skipped = local.replace(tzinfo=None) - timedelta(hours=1) <= datetime.fromisoformat(
        f"{local.date()}T{at}"
    )
    assert by_the_clock or skipped
    if every == "weekday":
        assert local.weekday() < 5
    if every == "week":
        assert local.weekday() == 4
