"""Running a workflow by hand, on things that are there already instead of waiting until something happens to them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal, cast

from app.core.events import Event
from app.core.inputs import CALLED
from app.core.node import Trigger
from app.core.records import RecordKind
from app.core.sentence import Json, Sentence, because

BY_HAND = "workflow.run_by_hand"
"""The event of a workflow that starts only so."""
Thing = RecordKind | Literal["", "none"]
"""What a workflow is run on. ``none``: on nothing, once. "": it can't be run by hand."""
COMES_WITH: Mapping[RecordKind, frozenset[str]] = {
    "order": frozenset({"customer"}),
    "draft_order": frozenset({"customer"}),
    "customer": frozenset(),
    "variant": frozenset({"product"}),
    "product": frozenset(),
}
"""What a workflow can be run on, and what is known beside it."""

GETS = {
    "order": "An order",
    "customer": "A customer",
    "product": "A product",
    "variant": "A variant of a product",
    "nothing": "Nothing",
}
"""What a workflow that starts only so may be run on."""
ABOUT: Mapping[str, Sentence] = {
    "order": because("order"),
    "draft_order": because("draft order"),
    "customer": because("customer"),
    "product": because("product"),
    "variant": because("variant of a product"),
}


def thing_of(trigger: Trigger) -> Thing:
    """On what a workflow that starts so can be run: what its start gives must all be at hand.

    A start that gives more than the thing itself, such as a refund or a parcel, has no meaning without what happened.
    """
    given = frozenset(trigger.gives())
    if CALLED in trigger.listens:
        return ""
    if BY_HAND in trigger.listens and not given:
        return "none"
    return next((thing for thing, more in COMES_WITH.items() if thing in given <= more | {thing}), "")


def subject_of(thing: Thing, fact: Mapping[str, Json], workflow: str) -> str:
    """Whom a run is about."""
    return f"workflow:{workflow}" if thing == "none" else f"{thing}:{fact.get('id')}"


def event_for(
    trigger: Trigger, thing: Thing, fact: Mapping[str, Json], workflow: str, round_: str, now: datetime
) -> Event:
    """What starts the run of one thing. ``round_``: which running by hand it belongs to; a second time in the same
    one it is the same event."""
    subject = subject_of(thing, fact, workflow)
    data: dict[str, Any] = {}
    if thing != "none":
        data[thing] = dict(fact)
        data |= {name: fact[name] for name in COMES_WITH[cast(RecordKind, thing)] if fact.get(name)}
    return Event(trigger.listens[0], subject, now, f"by-hand:{round_}:{subject}", data)


def name_of(fact: Mapping[str, Json]) -> str:
    """What an owner calls it."""
    full = " ".join(str(fact[part]) for part in ("first_name", "last_name") if fact.get(part))
    return str(fact.get("name") or fact.get("title") or full or fact.get("email") or fact.get("id") or "")
