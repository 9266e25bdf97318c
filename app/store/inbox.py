"""What came in: messages as they came, and the events they turned out to be, with the runs that those start."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, select, update

from app.core.events import Event
from app.core.sentence import Json
from app.store.journal import deliveries, echoes, events, insert, runs, wake_for
from app.store.types import new_id

ECHO_LIFE = timedelta(minutes=15)
"""How long a change of ours is expected to come back as the store's own message."""


def accept(conn: Connection, row: Mapping[str, Any]) -> bool:
    """Writes a delivery down; False where its key is known already."""
    return conn.execute(insert(conn, deliveries).on_conflict_do_nothing(), [dict(row)]).rowcount == 1


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
    """The runs to be delivered now, and the ids of the events that were new."""

    runs: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


def take_in(conn: Connection, batch: Iterable[TakenIn], now: datetime) -> Started:
    """Stores the events, starts their runs and wakes who waits for them, in one transaction.

    An event whose key is known starts nothing; one that is the echo of our own doing is kept and starts nothing.
    """
    started = Started()
    for taken in batch:
        for event, targets in taken.events:
            event_id = new_id()
            row = {
                "id": event_id,
                "connection": taken.connection,
                "delivery": taken.delivery,
                "name": event.name,
                "subject": event.subject,
                "at": event.at,
                "seen": now,
                "dedupe": event.dedupe,
                "data": dict(event.data),
            }
            if conn.execute(insert(conn, events).on_conflict_do_nothing(), [row]).rowcount != 1:
                continue
            started.events.append(event_id)
            started.runs += wake_for(conn, event_id, event, now)
            if targets and not _is_echo(conn, taken.connection, event):
                fresh: list[dict[str, Any]] = [
                    {
                        "id": new_id(),
                        "workflow": workflow,
                        "version": version,
                        "event": event_id,
                        "subject": event.subject,
                        "status": "ready",
                        "epoch": 0,
                        "bell": 0,
                        "because": None,
                        "created": now,
                        "updated": now,
                    }
                    for workflow, version in targets
                ]
                conn.execute(insert(conn, runs), fresh)
                started.runs += [run["id"] for run in fresh]
        if taken.delivery is not None:
            if taken.error is None:
                state = "done" if taken.events else "ignored"
                values: dict[str, Any] = {"state": state, "error": None, "next_try": None}
            else:
                values = {
                    "state": "unreadable",
                    "error": taken.error,
                    "next_try": taken.next_try,
                    "attempts": deliveries.c.attempts + 1,
                }
            conn.execute(update(deliveries).where(deliveries.c.id == taken.delivery).values(**values))
    return started


def _is_echo(conn: Connection, connection: str, event: Event) -> bool:
    """Whether we caused it; the expectation is used up by it."""
    key = f"{event.name}:{event.subject.partition(':')[2]}"
    row = conn.execute(
        select(echoes.c.run, echoes.c.step)
        .where(echoes.c.connection == connection, echoes.c.key == key, echoes.c.at >= event.at - ECHO_LIFE)
        .limit(1)
    ).first()
    if row is None:
        return False
    conn.execute(
        delete(echoes).where(
            echoes.c.connection == connection,
            echoes.c.key == key,
            echoes.c.run == row.run,
            echoes.c.step == row.step,
        )
    )
    return True


def open_deliveries(conn: Connection, now: datetime | None, after: str = "", limit: int = 200) -> list[Any]:
    """Deliveries to be put into the shop's language: unreadable ones that are due; with now None, new ones and all."""
    found = select(
        deliveries.c.id,
        deliveries.c.connection,
        deliveries.c.topic,
        deliveries.c.headers,
        deliveries.c.body,
        deliveries.c.at,
        deliveries.c.attempts,
    )
    due = deliveries.c.state.in_(("new", "unreadable"))
    if now is not None:
        due = (deliveries.c.state == "unreadable") & (deliveries.c.next_try <= now)
    return list(
        conn.execute(found.where(due, deliveries.c.id > after).order_by(deliveries.c.id).limit(limit))
    )
