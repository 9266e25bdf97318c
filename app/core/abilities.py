"""What a service can tell and do, and which steps a drawing may therefore not have."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from app.core.effects.base import Effect
from app.core.node import Node, Trigger
from app.core.problems import Problem, Severity
from app.core.sentence import Sentence, because

SHOP = "shop"
"""The slot whose connection tells of what happens."""


@dataclass(frozen=True, slots=True)
class Can:
    """A kind of connection: what it is called, the events that it tells, the effects that it carries out."""

    title: str
    events: frozenset[str] = frozenset()
    effects: frozenset[type[Effect]] = frozenset()

    def tells_of(self, thing: str) -> bool:
        """Whether it tells anything at all of such things."""
        return any(name.startswith(f"{thing}.") for name in self.events)


def works_with(kind: type[Node], can: Mapping[str, Can]) -> list[str]:
    """The kinds of connection with which a step works; none where it needs no connection, or any will do."""
    asked = {effect for effect in kind.effects if effect.slot}
    heard = _told(kind, can)
    if not asked and not heard:
        return []
    return [
        name
        for name, one in can.items()
        if asked <= one.effects and (not heard or not heard.isdisjoint(one.events))
    ]


def problems(
    step: str,
    kind: type[Node],
    node: Node | None,
    bound: Mapping[str, str],
    can: Mapping[str, Can],
    weight: Severity,
) -> Iterator[Problem]:
    """What the connections that a workflow is bound to can't do of a step. ``node``: the step where it is finished."""
    shop = can.get(bound.get(SHOP, ""))
    if shop is not None:
        heard = _told(kind, can)
        if heard and heard.isdisjoint(shop.events):
            yield Problem(step, None, _never(shop, kind, min(heard)), "never", weight)
        for event in sorted(node.awaits() if node is not None else ()):
            if event not in shop.events and any(event in one.events for one in can.values()):
                yield Problem(step, None, _in_vain(shop, event), "in_vain", "warning")
    for slot in sorted({effect.slot for effect in kind.effects if effect.slot}):
        one = can.get(bound.get(slot, ""))
        if one is not None and not one.effects.issuperset(e for e in kind.effects if e.slot == slot):
            why = because("{service} can't do “{step}”", service=one.title, step=because(kind.meta.title))
            yield Problem(step, None, why, "cannot", weight)


def _told(kind: type[Node], can: Mapping[str, Can]) -> frozenset[str]:
    """The events that a trigger listens for and that some store tells; others come from Storeflow itself."""
    listens = kind.listens if issubclass(kind, Trigger) else ()
    return frozenset(name for name in listens if any(name in one.events for one in can.values()))


def _never(shop: Can, kind: type[Node], event: str) -> Sentence:
    things = _MANY.get(event.partition(".")[0])
    if things is None or shop.tells_of(event.partition(".")[0]):
        return because(
            "{service} does not tell of “{event}”, so this workflow would never start",
            service=shop.title,
            event=because(kind.meta.title),
        )
    return because(
        "{service} does not tell of {things}, so this workflow would never start",
        service=shop.title,
        things=things,
    )


def _in_vain(shop: Can, event: str) -> Sentence:
    things = _MANY.get(event.partition(".")[0])
    if things is None or shop.tells_of(event.partition(".")[0]):
        return because(
            "{service} does not tell of this, so the step always waits in vain", service=shop.title
        )
    return because(
        "{service} does not tell of {things}, so the step always waits in vain",
        service=shop.title,
        things=things,
    )


_MANY: Mapping[str, Sentence] = {
    "billing_attempt": because("subscriptions"),
    "cart": because("carts"),
    "checkout": because("checkouts"),
    "collection": because("collections"),
    "company": because("companies"),
    "company_contact": because("companies"),
    "company_location": because("companies"),
    "dispute": because("disputes"),
    "draft_order": because("drafts of orders"),
    "entry": because("entries of your own lists"),
    "fulfilment": because("parcels"),
    "fulfilment_order": because("what is to be sent"),
    "inventory": because("stock by place"),
    "inventory_item": because("articles"),
    "payment_schedule": because("payments that fall due"),
    "return": because("returns"),
    "selling_plan": because("selling plans"),
    "subscription": because("subscriptions"),
    "tender_transaction": because("movements of money"),
    "transaction": because("movements of money"),
    "transfer": because("transfers of goods"),
    "variant": because("variants of products"),
}
"""What is told of, where a store tells nothing of it at all."""
