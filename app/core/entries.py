"""The entries of lists by their own names: in a loop over orders the entry is ``order`` for the steps inside.

So every step about an order works on one and on many. What a list holds is told by its name: steps that read many give
``orders``, ``customers`` ..., and the shop's own lists are called so too. A line of an order names its product and its
variant by their ids, which is enough for steps that change them.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from app.core.fields import FACTS
from app.core.sentence import Json

_MORE = {"inventory_levels": "inventory", "subscriptions": "subscription", "discounts_found": "discount"}
_OTHER = frozenset({"inventory_item", "tender_transaction", "entry"})
PLURALS: Mapping[str, str] = MappingProxyType(
    {f"{fact}s": fact for fact in FACTS if fact not in _OTHER} | {"companies": "company"} | _MORE
)
"""The fact that each entry of a list of this name is."""
LINES = frozenset({"line_items", "items_bought"})
_OF_LINE = {"product": "product_id", "variant": "variant_id"}


def _name(path: str) -> str:
    return path.rpartition(".")[2].split("[")[0]


def facts_of(path: str) -> Mapping[str, str]:
    """The facts, with their shapes, that a loop over the list at a path gives to the steps inside."""
    name = _name(path)
    if name in LINES:
        return {fact: FACTS[fact] for fact in _OF_LINE}
    fact = PLURALS.get(name)
    return {fact: FACTS[fact]} if fact else {}


def names_of(path: str, entry: Json) -> dict[str, Json]:
    """The same with the values of one entry."""
    if not isinstance(entry, Mapping):
        return {}
    if _name(path) in LINES:
        return {fact: {"id": str(entry[of])} for fact, of in _OF_LINE.items() if entry.get(of)}
    found: dict[str, Json] = dict.fromkeys(facts_of(path), entry)
    if "customer" not in found and isinstance(entry.get("customer"), Mapping):
        found["customer"] = entry["customer"]
    return found


def shape_of(path: str) -> str:
    """The shape of the entries of a list that a step gave; "" where its name says nothing."""
    fact = PLURALS.get(_name(path))
    return FACTS[fact] if fact else ""
