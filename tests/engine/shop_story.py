"""Runs of real steps on a shop that changes while they wait, fail, stand in a queue or are interrupted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from app.core.effects import Effect, SendEmail
from app.core.effects.payments import RefundOrder
from app.core.effects.records import GetRecords
from app.core.events import Event
from app.core.fields import example
from app.core.sentence import Json
from app.errors import Temporary, Unasked
from app.nodes import catalogue
from app.store import runs
from tests.engine.lives import START, Outside, Story

LATER = "2026-03-27T09:03:00+00:00"
PROMOTION = (
    "message.email",
    {"subject": "Look", "body": "New things, {{ customer.first_name }}", "purpose": "promotion"},
)
LETTER = ("message.email", {"subject": "Hello", "body": "About {{ order.name }}"})
UNPAID = (
    "logic.check",
    {"all": [{"field": "order.financial_status", "operator": "equals", "value": "pending"}]},
)


@dataclass
class Shop(Outside):
    """A shop and a mail server. ``troubles``: what each act meets first, and what happens in the shop meanwhile."""

    troubles: list[tuple[type[Effect], Callable[[], object], bool]] = field(default_factory=list)
    orders: list[Json] = field(default_factory=list)
    """What a list of orders answers."""
    reads: list[str] = field(default_factory=list)
    refunds: list[str] = field(default_factory=list)
    closed: bool = False
    """We have no keys to ask it with."""

    async def perform(self, effect: Effect, key: str) -> Json:
        """As a shop does; an act that meets trouble is told so, and tried again after ten minutes."""
        if effect.kind == "read":
            if self.closed:
                raise Unasked("There are no keys.")
            self.reads.append(str(getattr(effect, "thing", "")))
        if self.troubles and isinstance(effect, self.troubles[0][0]):
            _, happens, unclear = self.troubles.pop(0)
            happens()
            raise Temporary("The service does not answer.", 600, unclear=unclear)
        if isinstance(effect, GetRecords):
            return {"items": list(self.orders), "next": None}
        if isinstance(effect, RefundOrder):
            self.refunds.append(key)
        return await super().perform(effect, key)

    def change(self, fact: str, **changes: Json) -> None:
        """Somebody changes a thing in the shop."""
        for (kind, _), found in self.facts.items():
            if kind == fact:
                found.update(changes)

    def cancel(self) -> None:
        """The order is cancelled."""
        self.change("order", status="cancelled", cancelled_at=LATER)


def document(
    trigger: str, steps: Mapping[str, tuple[str, Mapping[str, Json]]], arrows: str, **more: Json
) -> Any:
    """A document in short; arrows as "start>a a.then>b"."""
    rows = [{"id": "start", "type": trigger, "settings": {}}]
    rows += [
        {"id": step, "type": kind, "settings": dict(settings)} for step, (kind, settings) in steps.items()
    ]
    edges = []
    for arrow in arrows.split():
        left, target = arrow.split(">")
        source, _, port = left.partition(".")
        edges.append({"source": source, "port": port or "next", "target": target})
    return {"id": "w", "name": "w", "steps": rows, "edges": edges, **more}


def told(name: str, at: datetime = START, **changes: Mapping[str, Json]) -> Event:
    """An event with an order, its customer and a cart; ``changes`` fact by fact."""
    facts = {"order": example("Order"), "customer": example("Customer"), "checkout": example("Checkout")}
    facts["order"]["customer"] = example("Customer")
    given = {fact: {**facts[fact], **changes.get(fact, {})} for fact in _facts(name)}
    first = next(iter(given))
    return Event(name, f"{first}:{given[first]['id']}", at, f"{name}-1", given)


def _facts(name: str) -> tuple[str, ...]:
    return ("checkout", "customer") if name.startswith("checkout.") else ("order", "customer")


def story(drawn: Any, event: Event, *more: Any) -> tuple[Story, Shop]:
    """A story with a shop that knows what the event tells."""
    shop = Shop()
    for fact, thing in event.data.items():
        shop.facts[fact, str(thing["id"])] = dict(thing)
    return Story([drawn, *more], [event], catalogue(), shop), shop


def ended(lived: Story) -> tuple[str, str]:
    """How the run ended, and why."""
    line = runs.list_runs(lived.disk._conn).items[-1]
    return line.status, str(line.because or "")


def letters(shop: Shop) -> list[str]:
    """The mails that left."""
    return [text for _, text in shop.mails]


MAIL = SendEmail
