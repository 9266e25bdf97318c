"""Comparing two values: what is a number, a text, a moment, a yes; and what is never equal to anything."""

import operator
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from app.core import comparing
from app.core.comparing import MOMENT, NUMBER, TEXT, YES_NO, View

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
HOME = "America/New_York"
"""Five hours behind UTC in November."""


def view(kind: str = TEXT) -> View:
    return View(kind, NOW, HOME)


@pytest.mark.parametrize(
    ("value", "number"),
    [
        (" 1.50 ", "1.50"), (2, "2"), (0.5, "0.5"), ("1" * 60, "1" * 60), ("1" * 61, None), ("1" * 62, None),
        (True, None), (False, None), (None, None), ([1], None), ("many", None), ("NaN", None), ("inf", None),
    ],
)  # fmt: skip
def test_a_number_is_exact_or_none(value: Any, number: str | None) -> None:
    found = comparing.decimal(value)
    assert (None if found is None else str(found)) == number


@pytest.mark.parametrize(
    ("value", "answer"),
    [
        (True, True), (False, False), ("TRUE", True), ("Yes", True), ("1", True), (1, True), (" false ", False),
        ("no", False), ("0", False), (0, False), ("perhaps", None), ("", None), (2, None),
    ],
)  # fmt: skip
def test_yes_or_no_or_neither(value: Any, answer: bool | None) -> None:
    assert comparing.truth(value) is answer


def test_text_for_comparing_has_no_case_and_no_outer_blanks() -> None:
    assert [comparing.fold(one) for one in (True, False, "  Größe ", 3)] == ["true", "false", "grösse", "3"]


@pytest.mark.parametrize(
    ("found", "asked", "kind", "equal"),
    [
        ("", "", TEXT, False), ("a", "", TEXT, False), ("", "a", TEXT, False), (None, "none", TEXT, False),
        ([], "[]", TEXT, False), (7, "7.0", TEXT, True), ("7", 7.0, TEXT, True), ("7", "7.0", TEXT, False),
        ("7", "7.0", NUMBER, True), ("7", "seven", NUMBER, False), (True, "yes", TEXT, True),
        ("yes", "true", YES_NO, True), ("no", "true", YES_NO, False), ("perhaps", "perhaps", YES_NO, False),
        (["b", "A"], ("a", "B"), TEXT, True), (["a"], "A", TEXT, True), (["a", "b"], "a", TEXT, False),
    ],
)  # fmt: skip
def test_same(found: Any, asked: Any, kind: str, equal: bool) -> None:
    assert comparing.same(found, asked, view(kind)) is equal
    assert comparing.opposite(comparing.same)(found, asked, view(kind)) is not equal


@pytest.mark.parametrize(
    ("found", "asked", "equal"),
    [
        ("2026-11-23T03:00:00+00:00", "2026-11-22", True),  # it is still the 22nd in the store
        ("2026-11-23T03:00:00+00:00", "2026-11-23", False),
        ("2026-11-22T22:00:00", "2026-11-23T03:00:00Z", True),  # without an offset: the store's clock
        ("2026-11-23T03:00:00Z", "2026-11-22T22:00", True),
        ("2026-11-23T03:00:00Z", "20261122T21", False),
        (datetime(2026, 11, 23, 3, tzinfo=UTC), datetime(2026, 11, 23, 3, tzinfo=UTC), True),
        ("2026-11-23T03:00:00Z", "one day", False),
        ("one day", "2026-11-23T03:00:00Z", False),
    ],
)
def test_a_day_is_a_day_in_the_store_and_a_moment_is_exact(found: Any, asked: Any, equal: bool) -> None:
    assert comparing.same(found, asked, view(MOMENT)) is equal


@pytest.mark.parametrize(
    ("compare", "found", "asked", "passed"),
    [
        (operator.gt, "10", "9", True), (operator.gt, "9", "10", False), (operator.lt, 9, "10", True),
        (operator.gt, "x", "9", False), (operator.gt, "9", "x", False), (operator.gt, "x", "x", False),
        (operator.ge, None, 0, False), (operator.ge, 0, None, False),
    ],
)  # fmt: skip
def test_amounts(compare: Callable[..., bool], found: Any, asked: Any, passed: bool) -> None:
    assert comparing.numbers(compare)(found, asked, view(NUMBER)) is passed


@pytest.mark.parametrize(
    ("found", "asked", "passed"),
    [
        (5, [5, 9], True), (9, [5, 9], True), (7, [9, 5], True), (4, [5, 9], False), (10, [5, 9], False),
        (5, ["x", 9], False), (5, [1, "x"], False), (5, [5], False), (5, [1, 5, 9], False), ("x", [1, 9], False),
    ],
)  # fmt: skip
def test_between_counts_both_ends(found: Any, asked: Any, passed: bool) -> None:
    assert comparing.between(found, asked, view(NUMBER)) is passed


@pytest.mark.parametrize(
    ("found", "asked", "passed"),
    [
        ("Anna Lind", "ANNA", True), ("Lind", "ANNA", False), (["Lind", " anna b"], "Anna", True),
        ("", "a", False), ("a", "", False), ("", "", False), ([], "a", False), ("anna", "anna lind", False),
    ],
)  # fmt: skip
def test_texts(found: Any, asked: Any, passed: bool) -> None:
    assert comparing.texts(str.startswith)(found, asked, view()) is passed


@pytest.mark.parametrize(
    ("found", "asked", "passed"),
    [
        ("2026-11-22T22:30:00", "2026-11-23T03:00:00Z", True),
        ("2026-11-23T03:30:00Z", "2026-11-22T22:00:00", True),
        ("2026-11-23T02:30:00Z", "2026-11-22T22:00:00", False),
        ("2026-11-22T21:30:00", "2026-11-23T03:00:00Z", False),
        ("never", "2026-11-23", False),
        ("2026-11-23", "never", False),
        ("never", "never", False),
    ],
)
def test_later(found: Any, asked: Any, passed: bool) -> None:
    assert comparing.instants(operator.gt)(found, asked, view(MOMENT)) is passed


@pytest.mark.parametrize(
    ("found", "asked", "passed"),
    [
        (NOW, "2026-11-20T00:00:00", True),
        ("2026-11-20T00:00:00", "2026-11-20T05:00:00Z", True),
        ("2026-11-20T05:00:00Z", "2026-11-20T00:00:00", True),
        ("2026-11-20T04:59:59Z", "2026-11-20T00:00:00", False),
        ("2026-11-19T23:59:59", "2026-11-20T05:00:00Z", False),
        ("2026-11-23T05:00:00", "2026-11-25T00:00:00Z", True),
        ("2026-11-25T00:00:01Z", "2026-11-25T00:00:00Z", False),
        ("soon", "2026-11-25T00:00:00Z", False),
        (NOW, "soon", False),
    ],
)
def test_within_reaches_from_now_to_the_asked_moment(found: Any, asked: Any, passed: bool) -> None:
    assert comparing.within(found, asked, view(MOMENT)) is passed


def test_lists() -> None:
    assert comparing.includes(["A", "b"], "a", view())
    assert not comparing.includes("", "", view())
    assert comparing.includes_any("A", ["x", "a"], view())
    assert not comparing.includes_any([], ["a"], view())
    assert comparing.includes_all(["a", "b", "c"], ["B", "a"], view())
    assert not comparing.includes_all(["a"], ["a", "b"], view())
    assert not comparing.includes_all(["a"], [], view())
