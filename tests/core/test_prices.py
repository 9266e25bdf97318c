"""What prices become, and what owners type."""

from contextlib import suppress
from decimal import Decimal
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import prices
from app.core.filling import quantity
from app.errors import Permanent

PRICES = st.decimals(min_value=0, max_value=10_000, places=2)


@pytest.mark.parametrize(
    ("how", "by", "rounding", "new"),
    [
        ("to", "20", "exact", "20.00"),
        ("down_percent", "20", "exact", "71.20"),
        ("down_percent", "33", "exact", "59.63"),
        ("up_percent", "10", "exact", "97.90"),
        ("down", "9.50", "exact", "79.50"),
        ("up", "0.5", "exact", "89.50"),
        ("down_percent", "33", "tenth", "59.60"),
        ("down_percent", "33", "whole", "60.00"),
        ("down_percent", "33", "99", "59.99"),
        ("down_percent", "33", "95", "59.95"),
        ("to", "0.30", "99", "0.99"),
        ("down_percent", "100", "99", "0.00"),
    ],
)
def test_a_price_is_worked_out(how: prices.How, by: str, rounding: prices.Rounding, new: str) -> None:
    assert str(prices.worked_out(Decimal("89.00"), how, Decimal(by), rounding, "EUR")) == new


def test_currencies_without_cents_have_none() -> None:
    for rounding in get_args(prices.Rounding):
        found = prices.worked_out(Decimal("1500"), "down_percent", Decimal("33"), rounding, "JPY")
        assert str(found) == "1005"
    assert str(prices.worked_out(Decimal(1), "up_percent", Decimal(10), "exact", "KWD")) == "1.100"


@given(PRICES, st.sampled_from(get_args(prices.Rounding)), st.decimals(min_value=0, max_value=100, places=1))
def test_a_lower_price_is_never_below_zero_and_near(
    old: Decimal, rounding: prices.Rounding, percent: Decimal
) -> None:
    new = prices.worked_out(old, "down_percent", percent, rounding, "EUR")
    assert new >= 0
    assert new == new.quantize(Decimal("0.01"))
    assert abs(new - old * (100 - percent) / 100) <= 1


def test_below_zero_is_refused() -> None:
    with pytest.raises(Permanent, match="below zero"):
        prices.worked_out(Decimal(5), "down", Decimal(6), "exact", "EUR")


@pytest.mark.parametrize(
    ("text", "found"), [("20", "20"), (" 19.90 ", "19.90"), ("19,90", "19.90"), ("20 %", "20"), ("-3", "-3")]
)
def test_numbers_are_read_as_owners_write_them(text: str, found: str) -> None:
    assert prices.number(text) == Decimal(found)


@pytest.mark.parametrize("text", ["", "much", "NaN", "Infinity", "1e99", "1,000,000", "{{ x }}"])
def test_what_is_no_number_is_said(text: str) -> None:
    with pytest.raises(Permanent, match="is no number"):
        prices.number(text)


def test_a_thousand_is_not_taken_for_one() -> None:
    with pytest.raises(Permanent, match="in two ways"):
        prices.number("1,000")
    assert prices.number("0,125") == Decimal("0.125")


@given(st.text(max_size=20))
def test_any_text_is_a_number_or_a_sentence(text: str) -> None:
    with suppress(Permanent):
        assert abs(prices.number(text)) <= 10**12
    with suppress(Permanent):
        assert abs(quantity(text)) < 10**9


@pytest.mark.parametrize(("text", "found"), [("5", 5), (" -2 ", -2), ("+3", 3), ("4.0", 4)])
def test_whole_numbers(text: str, found: int) -> None:
    assert quantity(text) == found


VARIANTS: list[dict[str, Any]] = [
    {"id": "1", "price": "100.00", "compare_at_price": None},
    {"id": "2", "price": "80.00", "compare_at_price": "90.00"},
    {"id": "3", "price": None, "compare_at_price": None},
]


@pytest.mark.parametrize(
    ("crossed", "beside"),
    [("old", ["100.00", "80.00"]), ("keep", [None, "90.00"]), ("none", [None, None])],
)
def test_the_price_until_now_is_crossed_out_or_not(crossed: prices.Crossed, beside: list[str | None]) -> None:
    found = prices.changes(VARIANTS, "down_percent", Decimal(50), "exact", crossed, "EUR")
    assert [(one.id, one.now["price"]) for one in found] == [("1", "50.00"), ("2", "40.00")]
    assert [one.now["compare_at_price"] for one in found] == beside
    assert found[1].was == {"price": "80.00", "compare_at_price": "90.00"}


def test_a_higher_price_has_nothing_crossed_out_beside_it() -> None:
    for crossed in get_args(prices.Crossed):
        found = prices.changes(VARIANTS, "up_percent", Decimal(50), "exact", crossed, "EUR")
        assert [one.now["compare_at_price"] for one in found] == [None, None]


def test_a_price_that_is_right_already_is_not_changed_and_one_that_is_missing_is_set() -> None:
    found = prices.changes(VARIANTS, "to", Decimal(100), "exact", "keep", "EUR")
    assert [one.id for one in found] == ["2", "3"]


def test_a_sale_ends_where_there_is_one() -> None:
    on_sale: list[dict[str, Any]] = [
        *VARIANTS,
        {"id": "4", "price": "9.00", "compare_at_price": "8.00"},
        {"id": "5", "price": None, "compare_at_price": "8.00"},
    ]
    found = prices.sale_ended(on_sale)
    assert [(one.id, one.now) for one in found] == [
        ("2", {"price": "90.00", "compare_at_price": None}),
        ("5", {"price": "8.00", "compare_at_price": None}),
    ]
