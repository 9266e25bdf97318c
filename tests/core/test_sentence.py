"""Sentences as values."""

import json
from datetime import UTC, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core.sentence import (
    Json,
    Sentence,
    because,
    because_n,
    either,
    fill,
    money,
    packed,
    plain,
    small,
    span,
    term,
)  # fmt: skip
from app.errors import AppError, Busy, Temporary


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("text", "text"), (5, "5"), (None, ""), (Decimal("1.50"), "1.50"), (["a", "b"], "a, b"), (("a",), "a"),
        (money("129.00", "EUR"), "129.00 EUR"), (span(3, "days"), "3 days"), (span(1, "days"), "1 day"),
        (datetime(2026, 1, 1, tzinfo=UTC), "2026-01-01T00:00:00+00:00"), (because("the {a}", a=1), "the 1"),
        (term("Order total"), "order total"), (term("SKU"), "SKU"), (either(["a", because("b")]), "a or b"),
        ({"unknown": 1}, "{'unknown': 1}"), ({"a": 1, "b": 2}, "{'a': 1, 'b': 2}"),
    ],
)  # fmt: skip
def test_parameters_in_plain_english(value: Json, shown: str) -> None:
    sentence = because("{value}", value=value)
    assert str(sentence) == shown
    assert str(Sentence.unpack(json.loads(json.dumps(sentence.pack())))) == shown
    assert plain(packed(value)) == shown


def test_plurals() -> None:
    assert str(because_n("{n} order of {who}", "{n} orders of {who}", 1, who="Anna")) == "1 order of Anna"
    many = because_n("{n} order", "{n} orders", 3)
    assert str(many) == "3 orders"
    assert Sentence.unpack(many.pack()) == many


def test_plain_text_of_another_program_is_its_own_text() -> None:
    assert str(Sentence.unpack("done {that}")) == "done {that}"


@given(st.text(max_size=20), st.text(max_size=20))
def test_a_value_is_only_text(one: str, other: str) -> None:
    assert fill("{a}|{b}", {"a": one, "b": other}) == f"{one}|{other}"


def test_a_brace_in_a_value_stands_for_itself() -> None:
    assert str(because("{a} and {b} and {c}", a="{b}", b="{a.__class__}")) == "{b} and {a.__class__} and {c}"


def test_small() -> None:
    assert [small(text) for text in ("Order total", "ID", "", "x")] == ["order total", "ID", "", "x"]


def test_errors_speak_in_sentences() -> None:
    error = AppError(because("no {what}", what="way"))
    assert (str(error), str(error.sentence), error.code) == ("no way", "no way", "error")
    assert Busy("later", 7).retry_after == 7
    temporary = Temporary(because("later"), 3, unclear=True)
    assert (temporary.retry_after, temporary.unclear) == (3, True)
