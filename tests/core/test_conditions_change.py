"""Conditions on what changed: the value before the event beside the value after it."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.conditions import Verdict, evaluate, read

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def verdict(field: str, operator: str, value: Any = None, **names: Any) -> Verdict:
    return evaluate(read({"all": [{"field": field, "operator": operator, "value": value}]}), names, now=NOW)


ORDER = {
    "status": "closed",
    "tags": ["vip"],
    "customer": {"email": "new@example.com", "first_name": "Anna"},
    "note": None,
}
BEFORE = {
    "order": {"status": "open", "tags": [], "customer": {"email": "old@example.com", "first_name": "Anna"}}
}


@pytest.mark.parametrize(
    ("field", "operator", "value", "told"),
    [
        ("order.status", "changed", None, "the order status changed from open to closed"),
        ("order.status", "changed_to", "closed", "the order status changed from open to closed"),
        ("order.status", "changed_from", "open", "the order status changed from open to closed"),
        (
            "order.status",
            "changed_from_to",
            ["open", "closed"],
            "the order status changed from open to closed",
        ),
        ("order.tags", "changed", None, "the order tags changed from empty to vip"),
        (
            "order.customer.email",
            "changed",
            None,
            "changed from old@example.com to new@example.com",
        ),
        ("order.customer.first_name", "not_changed", None, "first name is Anna and did not change"),
        ("order.note", "not_changed", None, "the order note is empty and did not change"),
    ],
)
def test_changed(field: str, operator: str, value: Any, told: str) -> None:
    found = verdict(field, operator, value, order=ORDER, before=BEFORE)
    assert found.passed
    assert str(found.because).endswith(told)


@pytest.mark.parametrize(
    ("field", "operator", "value", "told"),
    [
        (
            "order.status",
            "changed_to",
            "open",
            "the order status is closed, was open, and did not change to open",
        ),
        (
            "order.status",
            "changed_from",
            "draft",
            "the order status is closed, was open, and did not change from draft",
        ),
        ("order.status", "not_changed", None, "the order status changed from open to closed"),
        ("order.note", "changed", None, "the order note is empty and did not change"),
        ("order.customer.first_name", "changed", None, "first name is Anna and did not change"),
    ],
)
def test_not_changed(field: str, operator: str, value: Any, told: str) -> None:
    found = verdict(field, operator, value, order=ORDER, before=BEFORE)
    assert not found.passed
    assert str(found.because).endswith(told)


def test_nothing_changed_where_the_word_before_is_not_known() -> None:
    for operator, value in (("changed", None), ("changed_to", "closed"), ("crossed_below", 5)):
        assert not verdict("order.status", operator, value, order=ORDER).passed
    assert not verdict("variant.stock", "crossed_below", 5, variant={"stock": 3}).passed


@given(st.integers(-50, 50), st.integers(-50, 50), st.integers(-50, 50))
def test_a_mark_is_crossed_once(was: int, now: int, mark: int) -> None:
    names = {"variant": {"stock": now}, "before": {"variant": {"stock": was}}}
    below = verdict("variant.stock", "crossed_below", mark, **names).passed
    above = verdict("variant.stock", "crossed_above", mark, **names).passed
    assert below is (was >= mark > now)
    assert above is (was <= mark < now)
    back = {"variant": {"stock": was}, "before": {"variant": {"stock": now}}}
    assert (
        verdict("variant.stock", "changed", **names).passed
        is verdict("variant.stock", "changed", **back).passed
    )
