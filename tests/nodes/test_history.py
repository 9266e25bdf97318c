"""Conditions on a customer's past: which orders count, and by what a product is known."""

from __future__ import annotations

from typing import Any

import pytest

from app.core.effects import Answer
from app.core.effects.records import GetRecords
from app.core.example import context
from app.core.node import Ask, Context, Example, Go
from app.core.sentence import Json
from app.errors import Missing
from app.nodes import catalogue

BEFORE, BOUGHT = catalogue()["customer.ordered_before"], catalogue()["customer.bought_before"]
PAST: list[dict[str, Json]] = [
    {"id": "1001", "name": "#1001", "line_items": [{"sku": "NOW"}]},
    {"id": "990", "name": "#990", "line_items": [{"sku": "VASE", "product_id": "31", "variant_id": "401"}]},
    {"id": "980", "name": "#980", "status": "cancelled", "line_items": [{"sku": "OFF"}]},
    {"id": "970", "name": "#970", "cancelled_at": "2026-01-01T00:00:00Z"},
    {"id": "960", "name": "#960", "status": "closed", "line_items": [{"title": "Blue Vase"}]},
]


def here(**names: Json) -> Context:
    return context(Example({}, "", names=names))


def settled(node: Any, ctx: Context | None = None) -> Go:
    """Where it goes by these orders."""
    answer = Answer({"items": PAST, "count": len(PAST), "more": False})
    found = node.settle(ctx or here(), answer)
    assert isinstance(found, Go)
    return found


def test_neither_this_order_nor_what_came_to_nothing_counts() -> None:
    assert str(settled(BEFORE()).because) == "anna@example.com has 2 other orders"
    assert settled(BEFORE.model_validate({"at_least": 2})).port == "then"
    assert settled(BEFORE.model_validate({"at_least": 3})).port == "otherwise"
    elsewhere = here(order=None)
    assert str(settled(BEFORE(), elsewhere).because) == "anna@example.com has 3 other orders"


@pytest.mark.parametrize(
    ("product", "port"),
    [("vase", "then"), ("31", "then"), ("401", "then"), ("blue VASE ", "then"), ("OFF", "otherwise"),
     ("NOW", "otherwise"), ("blue", "otherwise")],
)  # fmt: skip
def test_a_product_is_known_by_name_sku_or_number(product: str, port: str) -> None:
    assert settled(BOUGHT.model_validate({"product": product})).port == port


def test_it_may_come_from_what_is_kept_and_asks_for_no_more_than_it_needs() -> None:
    first = BEFORE.model_validate({"within": "30 days"}).decide(here())
    assert isinstance(first, Ask)
    assert isinstance(first.want, GetRecords)
    assert first.want.history
    assert first.want.where.email == "anna@example.com"
    assert first.want.where.created_after is not None


def test_nobody_in_particular_has_no_past() -> None:
    with pytest.raises(Missing):
        BEFORE().decide(here(order=None, customer=None, checkout=None))
