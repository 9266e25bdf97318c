"""What a case is, and how it is carried out: done, done again under the same key, undone."""

from __future__ import annotations

import copy
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.connectors.shopify.connector import Shopify
from app.core.effects.base import Effect
from app.core.sentence import Json
from tests.fakes.shopify import derived
from tests.fakes.shopify.registry import FIELDS
from tests.fakes.shopify.seed import by_email, variant
from tests.fakes.shopify.store import Shop, Thing, number

_PASSING = frozenset(
    {"Job", "InventoryAdjustmentGroup", "CalculatedOrder", "StoreCreditAccountDebitTransaction"}
)
"""Kinds that only record that something was done."""


class _Same:
    """It is as it was before."""


SAME = _Same()


def nothing(shop: Shop) -> None:
    """No preparation."""


@dataclass(frozen=True)
class Case:
    """``make``: the effect, for a shop that ``prepare`` was done to. ``look``: what of the shop it is about, ``after``:
    what that is when it is done. ``answer``: what its answer holds. ``again``: what the answer to the same holds.
    ``back``: what is seen after the undo, where all is not as before: a code that was made stays, ended.
    ``exact``: after the undo the whole shop is as before.
    """

    make: Callable[[Shop], Effect]
    look: Callable[[Shop], Any] = lambda shop: None
    after: Any = None
    answer: Mapping[str, Json] | None = None
    again: Mapping[str, Json] | None = None
    prepare: Callable[[Shop], Any] = nothing
    back: Any = SAME
    exact: bool = True


async def carry_out(case: Case, shop: Shop, connector: Shopify) -> None:
    """Does the effect, does it again, takes it back, and looks at the shop each time."""
    case.prepare(shop)
    effect = case.make(shop)
    was, whole = case.look(shop), everything(shop)
    read = effect.before()
    before = await connector.perform(read, "run/step~0?") if read else None
    assert everything(shop) == whole, "looking changes nothing"
    answer = await connector.perform(effect, "run/step~0")
    if case.answer is not None:
        assert {name: answer.get(name) for name in case.answer} == dict(case.answer)
    assert case.look(shop) == (was if case.after is SAME else case.after)
    if effect.kind == "read":
        assert everything(shop) == whole
        return
    if effect.repeat != "never":
        done, sent = everything(shop), len(shop.mails)
        told = await connector.perform(effect, "run/step~0")
        assert everything(shop) == done, "done once, however often it is asked for"
        assert len(shop.mails) == sent
        if case.again is not None:
            assert {name: told.get(name) for name in case.again} == dict(case.again)
    undo = effect.undo(before)
    assert undo is not None or effect.no_undo, "whoever can't take it back says why"
    if undo is None:
        return
    assert everything(shop) != whole
    await connector.perform(undo, "run/step~0!")
    assert case.look(shop) == (was if case.back is SAME else case.back)
    if case.exact:
        assert everything(shop) == whole, "as it was before"


def everything(shop: Shop) -> dict[str, Thing]:
    """The whole shop, but for when things were changed last."""
    return {
        gid: copy.deepcopy(_lasting(thing))
        for kind, things in shop.things.items()
        if kind not in _PASSING
        for gid, thing in things.items()
    }


def _lasting(thing: Thing) -> Thing:
    return {name: value for name, value in thing.items() if name not in ("updatedAt", "_staff_note")}


# ----------------------------------------------------------------------------------------------- naming things


def order(shop: Shop, at: int = 0) -> Thing:
    """An order of the seeded shop: 0 is paid, 1 authorised, 2 pending."""
    return shop.all("Order")[at]


def oid(shop: Shop, at: int = 0) -> str:
    """Its id as the product has it."""
    return number(order(shop, at)["id"])


def cid(shop: Shop, name: str = "anna") -> str:
    return number(by_email(shop, f"{name}@example.com"))


def customer(shop: Shop, name: str = "anna") -> Thing:
    return shop.the(by_email(shop, f"{name}@example.com"))


def vid(shop: Shop, sku: str) -> str:
    return number(variant(shop, sku))


def product_of(shop: Shop, sku: str) -> Thing:
    return shop.the(shop.the(variant(shop, sku))["product"])


def pid(shop: Shop, sku: str = "POT") -> str:
    return number(product_of(shop, sku)["id"])


def stock(shop: Shop, sku: str) -> int:
    return derived.stock_of(shop, shop.the(variant(shop, sku)))


def told(shop: Shop, thing: Thing, field: str) -> Any:
    """A field that is worked out, as ``Order.displayFinancialStatus``."""
    return FIELDS[field](shop, thing, {})
