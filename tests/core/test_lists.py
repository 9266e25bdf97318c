"""Reckoning with lists and what becomes of remembered values, for any list and any value."""

from __future__ import annotations

from collections import Counter
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import lists
from app.core.comparing import decimal, fold
from app.core.remembered import LONGEST, after, number_of
from app.errors import Permanent

NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=4, allow_nan=False)
AMOUNTS = st.one_of(NUMBERS.map(str), st.integers(-1000, 1000), st.none(), st.just("no number"))
WORDS = st.one_of(st.sampled_from(["Berlin", "berlin ", "Rome", "", "10", "9"]), st.none(), st.integers(0, 3))
ITEMS = st.lists(st.fixed_dictionaries({"place": WORDS, "total": AMOUNTS}), max_size=30)
TEXTS = st.text(max_size=8)


@given(NUMBERS)
def test_a_number_stays_exactly_what_it_is(number: Decimal) -> None:
    plain = lists.plain(number)
    assert decimal(plain) == number
    assert isinstance(plain, int) == (number == number.to_integral_value())


@given(ITEMS)
def test_every_entry_is_in_one_group_and_sums_add_up(items: list[Any]) -> None:
    groups = lists.groups(items, "place", "total")
    there = [item for group in groups for item in group["items"]]
    assert Counter(map(repr, there)) == Counter(map(repr, items))
    assert sum((decimal(group["sum"]) or Decimal(0) for group in groups), Decimal(0)) == sum(
        lists.numbers(items, "total"), Decimal(0)
    )
    assert [group["count"] for group in groups] == sorted((g["count"] for g in groups), reverse=True)
    keys = ["" if group["key"] is None else fold(group["key"]) for group in groups]
    assert len(keys) == len(set(keys)), "large and small letters are one group"


@given(ITEMS, st.booleans(), st.integers(1, 40))
def test_the_first_few_are_entries_in_order_and_those_without_come_last(
    items: list[Any], highest: bool, most: int
) -> None:
    found = lists.ordered(items, "total", highest=highest, most=most)
    assert len(found) == min(most, len(items))
    assert not Counter(map(repr, found)) - Counter(map(repr, items))
    numbers = lists.numbers(found, "total")
    assert numbers == sorted(numbers, reverse=highest)
    none = [item["total"] is None for item in found]
    assert none == sorted(none)


def test_an_entry_is_its_own_value_where_no_field_is_named() -> None:
    assert lists.numbers(["2", 3, "x", None, "1.5"], "") == [Decimal(2), Decimal(3), Decimal("1.5")]
    assert lists.value("text", "total") is None
    assert lists.value({"a": {"b": 1}}, "a.b") == 1


@given(st.lists(NUMBERS, max_size=20))
def test_what_is_added_up_is_the_exact_sum_in_any_order(numbers: list[Decimal]) -> None:
    values = [number_of(str(number)) for number in numbers]
    results = []
    for order in (values, values[::-1]):
        kept: Any = None
        for value in order:
            kept = after("add", kept, value)
        results.append(decimal(kept) if order else Decimal(0))
    assert results == [sum(numbers, Decimal(0))] * 2


@given(st.lists(st.tuples(st.sampled_from(["include", "exclude"]), TEXTS), max_size=30))
def test_a_remembered_list_holds_each_once_whatever_was_done(acts: list[tuple[str, str]]) -> None:
    kept: Any = None
    model: dict[str, str] = {}
    for how, value in acts:
        kept = after(how, kept, value)
        model.pop(fold(value), None)
        if how == "include":
            model[fold(value)] = value
        assert kept == list(model.values())
        assert after(how, kept, value) == kept, "a second time changes nothing"


@given(st.one_of(st.none(), TEXTS, st.integers(), st.lists(TEXTS)), TEXTS)
def test_to_set_to_recall_and_to_forget(was: Any, value: str) -> None:
    assert after("set", was, value) == value
    assert after("recall", was, value) == was
    assert after("forget", was, value) is None


def test_a_remembered_list_does_not_grow_for_ever_and_begins_with_what_was_one_value() -> None:
    kept: Any = "first"
    for n in range(LONGEST + 5):
        kept = after("include", kept, str(n))
    assert (len(kept), kept[0], kept[-1]) == (LONGEST, "5", str(LONGEST + 4))
    assert after("exclude", "Anna", "anna") == []


def test_what_is_no_number_can_not_be_added() -> None:
    with pytest.raises(Permanent, match="no number"):
        number_of("ten")
