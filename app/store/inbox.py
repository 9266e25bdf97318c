"""What came in: messages as they came, and the events they turned out to be, with the runs that those start."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from app.core.events import Event
from app.core.milestones import COUNTED, UPDATED, another, once_more, once_more_key, updated_key
from app.core.sentence import Json, because
from app.store import queue, seen_counts
from app.store.among import among
from app.store.batch import batched
from app.store.journal import Begun, deliveries, events, insert_new
from app.store.locks import hold
from app.store.starting import Cause, causes, start
from app.store.types import new_id
from app.store.waking import wake_for

ACCEPTED = 0

_written = select(deliveries.c.id).where(among(deliveries.c.id, "ids"))


@batched(ACCEPTED)
def accept(conn: Connection, rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    """Writes deliveries down; False where the key is known already, also from the same moment."""
    insert_new(conn, deliveries, [dict(row) for row in rows])
    written = set(conn.execute(_written, {"ids": [row["id"] for row in rows]}).scalars())
    return [row["id"] in written for row in rows]


@dataclass(slots=True)
class TakenIn:
    """What a delivery came to: its events, each with the runs that it starts, made before the transaction."""

    delivery: str | None
    connection: str
    events: Sequence[tuple[Event, Sequence[tuple[Any, ...]]]] = ()
    """Each event with the ``Target`` of every workflow that it starts, or its (workflow, version)."""
    error: Json = None
    next_try: datetime | None = None
    late: bool = False
    """Found while it is taken in: it tells of a thing as it was before what was seen of it already."""


@dataclass(slots=True)
class Started:
    """``runs`` are ready and to be delivered; ``begun`` are this process's own already."""

    runs: list[str] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


_seen = select(events.c.connection, events.c.dedupe).where(
    among(events.c.connection, "connections"), among(events.c.dedupe, "keys")
)
_newer = select(events.c.connection, events.c.name, events.c.subject, events.c.at).where(
    among(events.c.subject, "subjects"),
    among(events.c.name, "names"),
    events.c.at >= bindparam("earliest", type_=events.c.at.type),
)
_of_asking = select(events.c.id, events.c.connection, events.c.name, events.c.subject, events.c.dedupe).where(
    among(events.c.connection, "connections"), among(events.c.dedupe, "keys"), events.c.delivery.is_(None)
)
_told_by = (
    select(events.c.connection, events.c.dedupe, deliveries.c.topic, deliveries.c.headers)
    .join_from(events, deliveries, events.c.delivery == deliveries.c.id)
    .where(among(events.c.connection, "connections"), among(events.c.dedupe, "keys"))
)
LATE = because(
    "It tells of something as it was before what the store had told already, so it started nothing."
)
_read = (
    update(deliveries)
    .where(among(deliveries.c.id, "ids"))
    .values(state=bindparam("to"), error=bindparam("why", type_=deliveries.c.error.type), next_try=None)
)
_unread = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery_id"))
    .values(
        state="unreadable",
        error=bindparam("why", type_=deliveries.c.error.type),
        next_try=bindparam("again", type_=deliveries.c.next_try.type),
        attempts=deliveries.c.attempts + 1,
    )
)


def take_in(conn: Connection, batch: Sequence[TakenIn], now: datetime, room: int = 0) -> Started:
    """Stores the events, starts their runs and wakes who waits for them, in one transaction.

    An event whose key is known starts nothing, nor does a change that is older than one that was seen; one of our own
    doing never starts the workflow that did it. Up to ``room`` runs are begun for the caller at once, the others are
    ready for whoever takes them.
    """
    new = _new_events(conn, batch)
    happened = {item.id: item.event for item in new if not item.late}
    caused = causes(conn, new)
    insert_new(conn, events, [item.row(now, caused.get(item.id)) for item in new])
    woken = wake_for(conn, happened, now)
    begun, ready = start(conn, new, caused, now, room)
    _note(conn, batch)
    return Started([*woken, *ready], begun, list(happened))


@dataclass(frozen=True, slots=True)
class _New:
    """An event that was not seen before."""

    id: str
    connection: str
    delivery: str | None
    event: Event
    targets: Sequence[tuple[Any, ...]]
    late: bool = False

    def row(self, now: datetime, cause: Cause | None) -> dict[str, Any]:
        return {
            "id": self.id,
            "connection": self.connection,
            "delivery": self.delivery,
            "name": self.event.name,
            "subject": self.event.subject,
            "at": self.event.at,
            "seen": now,
            "dedupe": self.event.dedupe,
            "cause": cause.run if cause else None,
            "data": dict(self.event.data),
        }


def _new_events(conn: Connection, batch: Iterable[TakenIn]) -> list[_New]:
    """The events that were not seen before, in the order they came."""
    all_ = [(taken, event, targets) for taken in batch for event, targets in taken.events]
    if not all_:
        return []
    hold(conn, [event.subject or event.dedupe for _, event, _ in all_])
    keys = [event.dedupe for _, event, _ in all_]
    changes = [event for _, event, _ in all_ if event.name in UPDATED]
    keys += [updated_key(event) for event in changes]
    keys += [once_more_key(event) for _, event, _ in all_ if event.told]
    asked = {"connections": list({taken.connection for taken, _, _ in all_}), "keys": keys}
    seen = {(row.connection, row.dedupe) for row in conn.execute(_seen, asked)}
    newest = _newest(conn, changes)
    told = _told(conn, [(taken.connection, event) for taken, event, _ in all_], seen)
    new: list[_New] = []
    again: dict[tuple[str, str], str] = {}
    for taken, event, targets in all_:
        of, late = taken.connection, False
        known = (of, event.dedupe) in seen
        if event.told:
            before = told.setdefault((of, event.dedupe), event.told if not known else "")
            if known and another(before, event.told):
                event = once_more(event)
                known = (of, event.dedupe) in seen
        if event.name in UPDATED:
            moment = updated_key(event)
            last = newest.get((of, event.name, event.subject))
            if event.dedupe == moment:  # the store was asked: a message of that moment says the same
                known = last is not None and last >= event.at
            elif (of, moment) in seen:
                known, again[of, moment] = True, taken.delivery or ""
            else:
                late = last is not None and last > event.at
            newest[of, event.name, event.subject] = max(last or event.at, event.at)
        if not known:
            new.append(_New(new_id(), of, taken.delivery, event, () if late else targets, late))
        elif taken.delivery is not None:
            again[of, event.dedupe] = taken.delivery
        seen.add((of, event.dedupe))
    _told_after_all(conn, again)
    started = {item.delivery for item in new if not item.late}
    late_ones = {item.delivery for item in new if item.late} - started
    for taken, _, _ in all_:
        taken.late = taken.delivery in late_ones
    return new


def _told(
    conn: Connection, all_: Iterable[tuple[str, Event]], seen: Collection[tuple[str, str]]
) -> dict[tuple[str, str], str]:
    """What told of those events that are known already by their things; nothing where it was only implied."""
    again = [
        (of, event.dedupe)
        for of, event in all_
        if event.told and (of, event.dedupe) in seen and (of, once_more_key(event)) not in seen
    ]
    if not again:
        return {}
    asked = {"connections": list({of for of, _ in again}), "keys": list({key for _, key in again})}
    return {
        (row.connection, row.dedupe): f"{row.topic}:{cause}"
        for row in conn.execute(_told_by, asked)
        if (cause := row.headers.get("told"))
    }


def _newest(conn: Connection, changes: Sequence[Event]) -> dict[tuple[str, str, str], datetime]:
    """When each of these things was last changed, as far as that is not before all of the changes."""
    if not changes:
        return {}
    asked = {
        "subjects": list({event.subject for event in changes}),
        "names": list({event.name for event in changes}),
        "earliest": min(event.at for event in changes),
    }
    newest: dict[tuple[str, str, str], datetime] = {}
    for of, name, subject, at in conn.execute(_newer, asked):
        newest[of, name, subject] = max(newest.get((of, name, subject), at), at)
    return newest


def _told_after_all(conn: Connection, again: Mapping[tuple[str, str], str]) -> None:
    """Messages came of what is known; where the store had been asked for it, it is noted that they did."""
    if not again:
        return
    asked = {"connections": list({of for of, _ in again}), "keys": [key for _, key in again]}
    for row in conn.execute(_of_asking, asked).all():
        delivery = again.get((row.connection, row.dedupe))
        if delivery:
            conn.execute(update(events).where(events.c.id == row.id).values(delivery=delivery))
            if row.name == COUNTED:
                seen_counts.came_after_all(conn, row.connection, row.subject)


def _note(conn: Connection, batch: Iterable[TakenIn]) -> None:
    """What came of each delivery."""
    kept = [taken for taken in batch if taken.delivery is not None]
    read: dict[str, list[str | None]] = {}
    for taken in kept:
        if taken.error is None:
            came_to = "late" if taken.late else "done" if taken.events else "ignored"
            read.setdefault(came_to, []).append(taken.delivery)
    unread = [
        {"delivery_id": taken.delivery, "why": taken.error, "again": taken.next_try}
        for taken in kept
        if taken.error is not None
    ]
    for came_to, ids in read.items():
        conn.execute(_read, {"ids": ids, "to": came_to, "why": LATE.pack() if came_to == "late" else None})
    if unread:
        conn.execute(_unread, unread)


_READ = [deliveries.c[name] for name in ("id", "connection", "topic", "headers", "body", "at", "attempts")]
_of = (
    select(*_READ).where(among(deliveries.c.id, "ids"), deliveries.c.state == "new").order_by(deliveries.c.id)
)


def deliveries_of(conn: Connection, ids: Sequence[str]) -> list[Any]:
    """Those of the deliveries that are still new, the oldest first."""
    return list(conn.execute(_of, {"ids": ids}))


def open_deliveries(conn: Connection, now: datetime | None, after: str = "", limit: int = 200) -> list[Any]:
    """Deliveries to be put into the shop's language: unreadable ones that are due; with now None, new ones and all."""
    c = deliveries.c
    found = select(*_READ)
    due = c.state.in_(("new", "unreadable"))
    if queue.has_queue(conn):  # a new one is its process's
        due = (c.state == "unreadable") | (c.state == "new") & queue.own()
    if now is not None:
        due = (c.state == "unreadable") & (c.next_try <= now)
    return list(conn.execute(found.where(due, c.id > after).order_by(c.id).limit(limit)))
