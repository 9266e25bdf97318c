"""The demo store's things in memory, its numbers, and choices that are always the same for the same seed."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeVar

from app.connectors.demo import catalogue
from app.connectors.demo.catalogue import Fact
from app.core.sentence import Json, because
from app.errors import NotFound

T = TypeVar("T")
FIRST = {"order": 1001, "checkout": 2001, "line": 9001, "refund": 7001, "return": 5001}
"""Where each kind of number begins."""


@dataclass(frozen=True, slots=True)
class Message:
    """What the store tells: a topic (an event's name), when it happened, the facts by name."""

    topic: str
    at: datetime
    data: Mapping[str, Json]


@dataclass(slots=True)
class State:
    """The store's things by kind and id, as read; ``changed`` is what is to be written."""

    things: dict[str, dict[str, Fact]] = field(default_factory=dict)
    changed: dict[tuple[str, str], Fact] = field(default_factory=dict)

    def get(self, kind: str, thing: str) -> Fact:
        """One thing. Raises NotFound."""
        found = self.things.get(kind, {}).get(thing)
        if found is None:
            raise NotFound(because("The demo store has no {kind} with the number {id}.", kind=kind, id=thing))
        return found

    def all(self, kind: str) -> list[Fact]:
        """Every thing of a kind, in the order of their numbers."""
        return [
            fact
            for _, fact in sorted(self.things.get(kind, {}).items(), key=lambda item: (len(item[0]), item[0]))
        ]

    def put(self, kind: str, fact: Fact) -> Fact:
        """Keeps a new or changed thing. Facts are replaced, never changed in place: messages hold the earlier ones."""
        self.things.setdefault(kind, {})[fact["id"]] = fact
        self.changed[kind, fact["id"]] = fact
        return fact

    def number(self, kind: str) -> int:
        """The next number of a kind."""
        last = self.things.get("counter", {}).get(kind, {"last": FIRST[kind] - 1})["last"]
        self.put("counter", {"id": kind, "last": last + 1})
        return int(last) + 1


class Dice:
    """Picks by a number, always the same for the same seed."""

    def __init__(self, *seed: object) -> None:
        self._seed = "|".join(str(part) for part in seed)
        self._throws = 0

    def below(self, sides: int) -> int:
        """A whole number from 0 up to ``sides`` - 1."""
        self._throws += 1
        digest = hashlib.sha256(f"{self._seed}|{self._throws}".encode()).digest()
        return int.from_bytes(digest[:8], "big") % sides

    def pick(self, choices: Sequence[T]) -> T:
        """One of them."""
        return choices[self.below(len(choices))]


def open_store(now: datetime) -> State:
    """A store with a full shelf and customers, before its first order."""
    state = State()
    for fact in catalogue.products(now):
        state.put("product", fact)
    for fact in catalogue.customers(now):
        state.put("customer", fact)
    return state


def restock(state: State, now: datetime) -> None:
    """A delivery fills the shelf: every variant has at least its usual stock again."""
    at = now.isoformat()
    for product in state.all("product"):
        usual = catalogue.usual_stock(product)
        if any(variant["stock"] < usual.get(variant["id"], 0) for variant in product["variants"]):
            variants = [
                {**variant, "stock": max(variant["stock"], usual.get(variant["id"], 0)), "updated_at": at}
                for variant in product["variants"]
            ]
            stock = sum(variant["stock"] for variant in variants)
            state.put(
                "product",
                {**product, "variants": variants, "stock": stock, "in_stock": True, "updated_at": at},
            )
