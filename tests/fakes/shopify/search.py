"""Shopify's search: ``field:value`` with comparisons, quotes, AND, OR, NOT and brackets.

A filter that the list does not know is passed over without a word, as Shopify does; one that it knows and this fake
can't work out is an error, so that no test rests on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from graphql import GraphQLError

from tests.fakes.shopify import derived
from tests.fakes.shopify.store import Shop, Thing, number

Test = Callable[[Shop, Thing], bool]

_TOKEN = re.compile(
    r"""\s*(?:(?P<bracket>[()])|(?P<term>-?(?:(?P<field>[\w.]+):\s*)?(?P<op>>=|<=|>|<)?"""
    r"""(?P<value>"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|[^\s()]+)))"""
)

_MOMENTS = {
    "created_at": "createdAt",
    "updated_at": "updatedAt",
    "processed_at": "processedAt",
    "published_at": "publishedAt",
    "customer_date": "createdAt",
}
_WORDS = {
    "title": "title",
    "name": "name",
    "sku": "sku",
    "handle": "handle",
    "vendor": "vendor",
    "product_type": "productType",
    "path": "path",
    "target": "target",
    "barcode": "barcode",
    "first_name": "firstName",
    "last_name": "lastName",
    "phone": "phone",
}


@lru_cache
def filters(description: str) -> frozenset[str]:
    """The filters that a list knows, as its documentation names them."""
    return frozenset(re.findall(r"^\| (\w+) \| (?!type)", description, re.MULTILINE)) - {"name_", "----"}


def search(
    shop: Shop, kind: str, text: str, known: frozenset[str], ignored: list[dict[str, str]]
) -> list[Thing]:
    """The things of a kind that fit."""
    things = shop.all(kind)
    if not text.strip():
        return things
    test = _Reader(kind, text, known, ignored).either()
    return [thing for thing in things if test(shop, thing)]


class _Reader:
    def __init__(self, kind: str, text: str, known: frozenset[str], ignored: list[dict[str, str]]) -> None:
        self.kind, self.known, self.ignored = kind, known, ignored
        self.tokens = [found for found in _TOKEN.finditer(text) if found.group(0).strip()]

    def _next(self) -> str:
        return self.tokens[0].group(0).strip() if self.tokens else ""

    def either(self) -> Test:
        tests = [self.both()]
        while self._next() == "OR":
            self.tokens.pop(0)
            tests.append(self.both())
        return lambda shop, thing: any(test(shop, thing) for test in tests)

    def both(self) -> Test:
        tests = [self.one()]
        while self.tokens and self._next() not in ("OR", ")"):
            if self._next() == "AND":
                self.tokens.pop(0)
            tests.append(self.one())
        return lambda shop, thing: all(test(shop, thing) for test in tests)

    def one(self) -> Test:
        if not self.tokens:
            return lambda shop, thing: True
        token = self.tokens.pop(0)
        if token.group(0).strip() == "NOT":
            test = self.one()
            return lambda shop, thing: not test(shop, thing)
        if token.group("bracket") == "(":
            inside = self.either()
            if self._next() == ")":
                self.tokens.pop(0)
            return inside
        return self.term(token)

    def term(self, token: re.Match[str]) -> Test:
        field, op, value = token.group("field"), token.group("op") or "", token.group("value") or ""
        if value[:1] in "\"'" and len(value) > 1:
            value = re.sub(r"\\(.)", r"\1", value[1:-1])
        if field is None:
            return lambda shop, thing: value.strip("*-").casefold() in " ".join(_texts(thing)).casefold()
        if self.known and field not in self.known and field != "id":
            self.ignored.append({"field": field, "message": f"Invalid search field for this query: {field}"})
            return lambda shop, thing: True
        kind = self.kind

        def test(shop: Shop, thing: Thing) -> bool:
            return _fits(shop, kind, thing, field, op, value)

        if token.group("term").startswith("-"):
            return lambda shop, thing: not test(shop, thing)
        return test


def _texts(thing: Thing) -> Iterable[str]:
    return (one for one in thing.values() if isinstance(one, str))


def _fits(shop: Shop, kind: str, thing: Thing, field: str, op: str, value: str) -> bool:
    if field == "id":
        return _compared(int(number(thing["id"])), op, int(number(value)))
    if field in _MOMENTS:
        return _compared(thing.get(_MOMENTS[field]) or "", op, value)
    if field == "tag":
        return value.casefold() in (one.casefold() for one in thing.get("tags") or ())
    if field == "tag_not":
        return value.casefold() not in (one.casefold() for one in thing.get("tags") or ())
    if field == "customer_id":
        return number(thing.get("customer") or "") == value
    if field == "email":
        told = (thing.get("email") or "").casefold()
        return value.casefold() == told or (value == "*" and bool(told))
    if field in _WORDS:
        return _begins(str(thing.get(_WORDS[field]) or ""), value)
    work = _BY_KIND.get(kind, {}).get(field)
    if work is None:
        raise GraphQLError(f"The fake shop can't search {kind} by {field} yet.")
    now = work(shop, thing)
    if isinstance(now, frozenset):
        return value.casefold() in now
    if isinstance(now, str):
        return now.casefold() == value.casefold()
    return _compared(float(now), op, float(value))


def _compared(now: Any, op: str, wanted: Any) -> bool:
    if isinstance(now, str):  # moments: the same form, so that they compare as texts
        wanted = re.sub(r"\+00:00$", "Z", wanted)
        wanted = wanted if "T" in wanted else f"{wanted}T00:00:00Z"
    tests = {">=": now >= wanted, "<=": now <= wanted, ">": now > wanted, "<": now < wanted}
    return bool(tests.get(op, now == wanted))


def _begins(told: str, value: str) -> bool:
    """Texts are found by the beginnings of their words, which is why callers must compare what they get."""
    told, value = told.casefold(), value.rstrip("*").casefold()
    return told.startswith(value) or value in re.split(r"[\s#]+", told)


def _status(shop: Shop, order: Thing) -> frozenset[str]:
    if order.get("cancelledAt"):
        return frozenset(
            {"cancelled", "any", "not_closed"} if not order.get("closedAt") else {"cancelled", "any"}
        )
    return frozenset({"closed", "any"} if order.get("closedAt") else {"open", "any", "not_closed"})


def _sent(shop: Shop, order: Thing) -> frozenset[str]:
    status = derived.fulfilment_status(shop, order)
    words = {"FULFILLED": "shipped", "PARTIALLY_FULFILLED": "partial", "UNFULFILLED": "unshipped"}
    also = {"unfulfilled"} if status in ("UNFULFILLED", "PARTIALLY_FULFILLED") else set[str]()
    return frozenset({status.lower(), words.get(status, status.lower()), *also})


_BY_KIND: dict[str, dict[str, Callable[[Shop, Thing], Any]]] = {
    "Order": {
        "status": _status,
        "financial_status": lambda shop, order: derived.financial_status(shop, order).lower(),
        "fulfillment_status": _sent,
        "test": lambda shop, order: str(bool(order.get("test"))).lower(),
    },
    "Customer": {
        "total_spent": lambda shop, one: float(derived.spent(shop, one)),
        "orders_count": lambda shop, one: len(derived.orders_of(shop, one)),
        "state": lambda shop, one: str(one.get("state")).lower(),
    },
    "Product": {"status": lambda shop, one: str(one["status"]).lower()},
    "ProductVariant": {
        "inventory_quantity": derived.stock_of,
        "product_id": lambda shop, one: number(one["product"]),
    },
    "AbandonedCheckout": {"status": lambda shop, one: "closed" if one.get("completedAt") else "open"},
    "DraftOrder": {"status": lambda shop, one: one["status"].lower()},
}
