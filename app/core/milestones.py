"""What a thing's state says happened to it: an order that is refunded was created, then paid, then refunded.

Stores drop, double, delay and shuffle their messages. So an event that can be read off a thing has a key by the thing
and not by the message, and is the same event whether its message came, a later one implied it, or the store was asked.
Such a thing happens once, as far as we can tell: an order is paid once; of refunds and fulfilments each is one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import NamedTuple

from app.core.events import Event
from app.core.moments import read as moment
from app.core.sentence import Json

THINGS = ("order", "customer", "product", "checkout")
"""What can be asked for by when it changed, and then says what happened to it."""
COUNTED = "order.created"
"""What a store is compared by: each day's orders."""
UPDATED = frozenset(f"{thing}.updated" for thing in THINGS)
"""Events that can happen again and again: the thing's own ``updated_at`` tells which is the newer one."""
ONCE = frozenset({f"{thing}.created" for thing in THINGS}) | {
    "order.paid",
    "order.fulfilled",
    "order.cancelled",
    "checkout.completed",
}
OF_ORDER = {"refund.created": "refund", "fulfilment.created": "fulfilment"}
"""What happens to an order more than once, told apart by an id."""
_PAID = frozenset({"paid", "partially_refunded", "refunded"})
_MONEY_CAME = frozenset({"sale", "capture"})


class Milestone(NamedTuple):
    """One of them. ``at``: the store's own time of it, None where it does not tell."""

    name: str
    at: datetime | None
    data: Mapping[str, Json]


def key(name: str, subject: str, data: Mapping[str, Json]) -> str | None:
    """The key of an event that can be read off a thing; None for one that only its message tells."""
    if name in ONCE:
        return f"{name}:{subject}"
    found = data.get(OF_ORDER.get(name, ""))
    of = found.get("id") if isinstance(found, Mapping) else None
    return f"{name}:{subject}:{of}" if of else None


def another(before: str, now: str) -> bool:
    """Whether two messages on one topic tell of two happenings, by their ``Event.told``."""
    return before != now and before.partition(":")[0] == now.partition(":")[0]


def once_more(event: Event) -> Event:
    """The same event where it happened before: an order that was edited is paid a second time."""
    return replace(event, dedupe=once_more_key(event), told="")


def once_more_key(event: Event) -> str:
    """The key that it has then."""
    return f"{event.dedupe}:{event.told.partition(':')[2]}"


def updated_key(event: Event) -> str:
    """The key of a change of which no message came: there is one for each moment that the thing was changed at."""
    return f"{event.name}:{event.subject}:{event.at.isoformat()}"


def implied(thing: str, fact: Mapping[str, Json], since: datetime) -> list[Event]:
    """What happened to a thing since then, in order. Where the store does not tell when, the thing must be newer."""
    subject = f"{thing}:{fact.get('id')}"
    found = ordered(list(read_off(thing, fact)), moment(fact.get("created_at")), since)
    last = moment(fact.get("updated_at"))
    return timed([(one, key(one.name, subject, one.data) or "") for one in found], subject, last or since)


def ordered(found: list[Milestone], created: datetime | None, since: datetime) -> list[Milestone]:
    """Those since then, by time; what has none stays behind what it is listed after."""
    young, latest = created is not None and created >= since, since
    kept: list[tuple[datetime, Milestone]] = []
    for one in found:
        latest = one.at or latest
        if one.at >= since if one.at else young:
            kept.append((latest, one))
    return [one for _, one in sorted(kept, key=lambda pair: pair[0])]


def timed(found: list[tuple[Milestone, str]], subject: str, last: datetime) -> list[Event]:
    """Events of milestones with their keys; one without a time happened before the next, or the ``last`` change."""
    events: list[Event] = []
    for one, once in reversed(found):
        last = one.at or last
        events.insert(0, Event(one.name, subject, last, once, one.data))
    return events


def updated(thing: str, fact: Mapping[str, Json]) -> Event | None:
    """That a thing was changed, as a store says that was asked; None where it does not say when."""
    at = moment(fact.get("updated_at"))
    if at is None:
        return None
    subject = f"{thing}:{fact.get('id')}"
    event = Event(f"{thing}.updated", subject, at.astimezone(UTC), "", facts_of(thing, fact))
    return replace(event, dedupe=updated_key(event))


def facts_of(thing: str, fact: Mapping[str, Json]) -> dict[str, Json]:
    """The facts of an event about a thing: whose order it is comes along."""
    customer = fact.get("customer")
    return {thing: fact, "customer": customer} if customer else {thing: fact}


def read_off(thing: str, fact: Mapping[str, Json]) -> Iterator[Milestone]:
    """All that a thing tells, in the order in which it happens as a rule."""
    data = facts_of(thing, fact)
    yield Milestone(f"{thing}.created", moment(fact.get("created_at")), data)
    if thing == "checkout" and (at := moment(fact.get("completed_at"))):
        yield Milestone("checkout.completed", at, data)
    if thing != "order":
        return
    if fact.get("financial_status") in _PAID:
        yield Milestone("order.paid", moment(fact.get("paid_at")) or _money_came(fact), data)
    sent = [one for one in fact.get("fulfilments") or () if isinstance(one, Mapping)]
    for one in sent:
        yield Milestone("fulfilment.created", moment(one.get("created_at")), {**data, "fulfilment": one})
    if fact.get("fulfilment_status") == "fulfilled":
        times = [
            at for one in sent if one.get("status") != "cancelled" and (at := moment(one.get("created_at")))
        ]
        yield Milestone("order.fulfilled", max(times, default=moment(fact.get("closed_at"))), data)
    for one in fact.get("refunds") or ():
        yield Milestone("refund.created", moment(one.get("created_at")), {**data, "refund": one})
    if fact.get("status") == "cancelled" or fact.get("cancelled_at"):
        yield Milestone("order.cancelled", moment(fact.get("cancelled_at")), data)


def _money_came(fact: Mapping[str, Json]) -> datetime | None:
    """When the last payment came, where the order tells its movements of money."""
    times = [
        at
        for one in fact.get("transactions") or ()
        if one.get("kind") in _MONEY_CAME and one.get("status") == "success"
        and (at := moment(one.get("processed_at")) or moment(one.get("created_at")))
    ]  # fmt: skip
    return max(times, default=None)
