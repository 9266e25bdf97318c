"""What came in: messages as they came, and the events they turned out to be, with the runs that those start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select, update

from app.core.events import Event
from app.core.sentence import Json
from app.store.among import among
from app.store.batch import batched
from app.store.journal import Begun, Lease, deliveries, echoes, events, insert_new, runs
from app.store.locks import hold
from app.store.types import new_id
from app.store.waking import wake_for

ECHO_LIFE = timedelta(minutes=15)
"""How long a change of ours is expected to come back as the store's own message."""
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
    events: Sequence[tuple[Event, Sequence[tuple[str, int]]]] = ()
    """Each event with (workflow, version) of every workflow that it starts."""
    error: Json = None
    next_try: datetime | None = None


@dataclass(slots=True)
class Started:
    """``runs`` are ready and to be delivered; ``begun`` are this process's own already."""

    runs: list[str] = field(default_factory=list)
    begun: list[Begun] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


_seen = select(events.c.connection, events.c.dedupe).where(among(events.c.dedupe, "keys"))
_insert_runs = runs.insert()
_read = (
    update(deliveries)
    .where(deliveries.c.id == bindparam("delivery_id"))
    .values(state=bindparam("to"), error=None, next_try=None)
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

    An event whose key is known starts nothing; one that is the echo of our own doing is kept and starts nothing. Up
    to ``room`` runs are begun for the caller at once, the others are ready for whoever takes them.
    """
    new = _new_events(conn, batch)
    happened = {item.id: item.event for item in new}
    insert_new(conn, events, [item.row(now) for item in new])
    started = Started(events=list(happened), runs=wake_for(conn, happened, now))
    echoed = _echoes(conn, [item for item in new if item.targets])
    rows: list[dict[str, Any]] = []
    for item in new:
        for workflow, version in item.targets if item.id not in echoed else ():
            run, mine = new_id(), len(started.begun) < room
            rows.append(_run_row(run, workflow, version, item.id, item.event.subject, now, mine=mine))
            if mine:
                lease = Lease(run, 1, 0, workflow, version, item.id, now)
                started.begun.append(Begun(lease, item.connection, item.event))
            else:
                started.runs.append(run)
    if rows:
        conn.execute(_insert_runs, rows)
    _note(conn, batch)
    return started


@dataclass(frozen=True, slots=True)
class _New:
    """An event that was not seen before."""

    id: str
    connection: str
    delivery: str | None
    event: Event
    targets: Sequence[tuple[str, int]]

    def row(self, now: datetime) -> dict[str, Any]:
        return {
            "id": self.id,
            "connection": self.connection,
            "delivery": self.delivery,
            "name": self.event.name,
            "subject": self.event.subject,
            "at": self.event.at,
            "seen": now,
            "dedupe": self.event.dedupe,
            "data": dict(self.event.data),
        }


def _new_events(conn: Connection, batch: Iterable[TakenIn]) -> list[_New]:
    """The events that were not seen before, in the order they came."""
    all_ = [(taken, event, targets) for taken in batch for event, targets in taken.events]
    if not all_:
        return []
    hold(conn, [event.subject or event.dedupe for _, event, _ in all_])
    keys = [event.dedupe for _, event, _ in all_]
    seen = {(row.connection, row.dedupe) for row in conn.execute(_seen, {"keys": keys})}
    new: list[_New] = []
    for taken, event, targets in all_:
        if (taken.connection, event.dedupe) not in seen:
            seen.add((taken.connection, event.dedupe))
            new.append(_New(new_id(), taken.connection, taken.delivery, event, targets))
    return new


def _run_row(
    run: str, workflow: str, version: int, event: str, subject: str, now: datetime, *, mine: bool
) -> dict[str, Any]:
    return {
        "id": run,
        "workflow": workflow,
        "version": version,
        "event": event,
        "subject": subject,
        "status": "running" if mine else "ready",
        "epoch": int(mine),
        "bell": 0,
        "because": None,
        "created": now,
        "updated": now,
    }


def _note(conn: Connection, batch: Iterable[TakenIn]) -> None:
    """What came of each delivery."""
    kept = [taken for taken in batch if taken.delivery is not None]
    read = [
        {"delivery_id": taken.delivery, "to": "done" if taken.events else "ignored"}
        for taken in kept
        if taken.error is None
    ]
    unread = [
        {"delivery_id": taken.delivery, "why": taken.error, "again": taken.next_try}
        for taken in kept
        if taken.error is not None
    ]
    if read:
        conn.execute(_read, read)
    if unread:
        conn.execute(_unread, unread)


_expected = select(echoes.c.connection, echoes.c.key, echoes.c.run, echoes.c.step, echoes.c.at).where(
    among(echoes.c.key, "keys")
)


def _echoes(conn: Connection, candidates: Sequence[_New]) -> set[str]:
    """The ids of those events that we caused ourselves; each expectation is used up by one."""
    keys = {item.id: f"{item.event.name}:{item.event.subject.partition(':')[2]}" for item in candidates}
    expected = list(conn.execute(_expected, {"keys": list(keys.values())})) if keys else []
    ours: set[str] = set()
    for item in candidates if expected else ():
        for row in expected:
            if (row.connection, row.key) == (
                item.connection,
                keys[item.id],
            ) and row.at >= item.event.at - ECHO_LIFE:
                ours.add(item.id)
                expected.remove(row)
                place = (echoes.c.connection == row.connection, echoes.c.key == row.key)
                conn.execute(delete(echoes).where(*place, echoes.c.run == row.run, echoes.c.step == row.step))
                break
    return ours


def open_deliveries(conn: Connection, now: datetime | None, after: str = "", limit: int = 200) -> list[Any]:
    """Deliveries to be put into the shop's language: unreadable ones that are due; with now None, new ones and all."""
    c = deliveries.c
    found = select(c.id, c.connection, c.topic, c.headers, c.body, c.at, c.attempts)
    due = c.state.in_(("new", "unreadable"))
    if now is not None:
        due = (c.state == "unreadable") & (c.next_try <= now)
    return list(conn.execute(found.where(due, c.id > after).order_by(c.id).limit(limit)))
