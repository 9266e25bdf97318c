"""What changed in a thing of the shop: its fields before beside its fields now, and the events that follow from that.

Stores tell what a thing is now, not what it was. So that a workflow can start "when the price changes" or ask whether
the status "has changed to", the last word of a store about each thing is kept, and what differs from it is laid beside
the event as ``before``: fact by fact, the fields that changed with their earlier values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from app.core.events import Event
from app.core.moments import read as moment
from app.core.sentence import Json

TIMES = frozenset({"updated_at"})
"""Fields that change with every word of the store, so that their change says nothing."""
FILLED = frozenset(
    "note tags email phone address shipping_address billing_address refunds fulfilments cancelled_at closed_at "
    "completed_at compare_at_price sale_starts_at sale_ends_at description image images stock".split()
)
"""Fields that were empty, and not only left out by a message, where an answer of the store holds something."""
ORDERED, TOUCHED, VARIANT = "customer.ordered", "checkout.touched", "variant.changed"
"""Events that are read off others, where a live workflow asks for them."""
READ_OFF = {ORDERED: "order.created", TOUCHED: "checkout.updated", VARIANT: "product.updated"}
DERIVED = frozenset(READ_OFF)


def before(was: Mapping[str, Json] | None, now: Mapping[str, Json]) -> dict[str, Json]:
    """The fields that differ, with what they were. What the store does not tell this time did not change."""
    if was is None:
        return {}
    return {
        name: was[name]
        for name, value in now.items()
        if name in was and name not in TIMES and was[name] != value
    }


def kept(was: Mapping[str, Json] | None, now: Mapping[str, Json]) -> dict[str, Json]:
    """What is known after it: a message that tells only a part leaves the rest as it was."""
    return {**(was or {}), **now}


def asked(was: Mapping[str, Json] | None, now: Mapping[str, Json]) -> tuple[dict[str, Json], dict[str, Json]]:
    """What differs, and what is known, after a store was asked: it may tell less than its messages do, and write the
    same otherwise. So only what it tells counts, and what did not change stays as a message told it."""
    known = dict(was or {})
    changes = {
        name: known[name]
        for name, value in now.items()
        if name in known and name not in TIMES and _differs(known[name], value, name in FILLED)
    }
    new = {
        name: value for name, value in now.items() if name in changes or name in TIMES or name not in known
    }
    return changes, {**known, **new}


def _differs(was: Json, now: Json, filled: bool) -> bool:
    if now in _NOTHING or (was in _NOTHING and not filled):
        return False
    if isinstance(was, Mapping) and isinstance(now, Mapping):
        return any(_differs(was[name], value, False) for name, value in now.items() if name in was)
    if isinstance(was, list) and isinstance(now, list):
        pairs = zip(was, now, strict=False)
        return len(was) != len(now) or any(_differs(one, other, False) for one, other in pairs)
    return bool(was != now and (moment(was) is None or moment(was) != moment(now)))


_NOTHING: tuple[Json, ...] = (None, [], {}, "")


def identity(fact: str, thing: Mapping[str, Json]) -> str:
    """By what a thing is known; stock is known by its article and its place. "" where that is not told."""
    found = thing.get("id")
    place = thing.get("location_id") if fact == "inventory" else None
    return (f"{found}@{place}" if place else str(found)) if found else ""


def derived(event: Event, heard: frozenset[str]) -> Iterator[Event]:
    """The events that follow from one, of those that somebody listens for."""
    if ORDERED in heard and event.name == "order.created":
        yield from _ordered(event)
    if TOUCHED in heard and event.name in ("checkout.updated", "checkout.completed"):
        yield Event(TOUCHED, event.subject, event.at, f"{event.dedupe}:touched", event.data)
    if VARIANT in heard and event.name in ("product.updated", "variant.updated"):
        yield from _variants(event)


def _ordered(event: Event) -> Iterator[Event]:
    """A customer has ordered: known by the e-mail address, so that a guest's orders count too."""
    order: Any = event.data.get("order") or {}
    customer: Any = event.data.get("customer") or {}
    email = customer.get("email") or order.get("email")
    if email:
        subject = f"customer:{str(email).strip().casefold()}"
        yield Event(ORDERED, subject, event.at, f"{event.dedupe}:ordered", event.data)


def _variants(event: Event) -> Iterator[Event]:
    """Each variant of a product that changed; a product without variants is its own."""
    was: Any = (event.data.get("before") or {}).get("product") or {}
    product: Any = event.data.get("product")
    if not isinstance(product, Mapping) or not was:
        return
    old = {str(one.get("id")): one for one in was.get("variants") or () if isinstance(one, Mapping)}
    variants = [one for one in product.get("variants") or () if isinstance(one, Mapping)]
    if not variants:
        variants, old = [_own(product)], {str(product.get("id")): _own({**product, **was})}
    for one in variants:
        changes = before(old.get(str(one.get("id"))), one)
        if changes:
            data = {**event.data, "variant": one, "before": {**event.data["before"], "variant": changes}}
            yield Event(
                VARIANT, f"variant:{one.get('id')}", event.at, f"{event.dedupe}:variant:{one.get('id')}", data
            )


def _own(product: Mapping[str, Json]) -> dict[str, Json]:
    """What a product without variants is as one."""
    same = ("id", "title", "sku", "price", "compare_at_price", "stock")
    return {**{name: product.get(name) for name in same}, "product_id": product.get("id")}
