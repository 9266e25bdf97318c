"""Waking: whoever deletes a wait's row writes its answer and rings the run's bell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, case, cast, delete, or_, select, update

from app.core.events import Event
from app.core.sentence import Json
from app.store.among import among
from app.store.journal import OPEN, RETRY, insert_new, runs, steps, waits

_waiting_for = select(waits.c.run, waits.c.step, waits.c.turn, waits.c.event, waits.c.subject).where(
    among(waits.c.subject, "subjects")
)
_due = (
    select(waits.c.run, waits.c.step, waits.c.turn, waits.c.event)
    .where(waits.c.due <= bindparam("now"))
    .order_by(waits.c.due)
    .limit(bindparam("most"))
)
_gone = (
    delete(waits)
    .where(
        among(waits.c.run, "ids"),
        among(waits.c.run + "/" + waits.c.step + "~" + cast(waits.c.turn, String), "keys"),
    )
    .returning(waits.c.run, waits.c.step, waits.c.turn)
)
_ring = (
    update(runs)
    .where(among(runs.c.id, "ids"), or_(*(runs.c.status == status for status in OPEN)))
    .values(bell=runs.c.bell + 1, status=case((runs.c.status == "waiting", "ready"), else_=runs.c.status))
)


def wake_for(conn: Connection, happened: Mapping[str, Event], now: datetime) -> list[str]:
    """Answers every wait for these events (by their ids); returns the runs that can go on."""
    by_what: dict[tuple[str, str], tuple[str, Event]] = {}
    for event_id, event in happened.items():
        if event.subject:
            by_what.setdefault((event.name, event.subject), (event_id, event))
    if not by_what:
        return []
    woken: list[tuple[str, str, int, Json]] = []
    for run, step, turn, name, subject in conn.execute(
        _waiting_for, {"subjects": list({s for _, s in by_what})}
    ):
        if (name, subject) in by_what:
            event_id, event = by_what[name, subject]
            woken.append((run, step, turn, {"came": "event", "event": event_id, "value": dict(event.data)}))
    return _wake(conn, woken, now)


def wake_due(conn: Connection, now: datetime, limit: int = 500) -> list[str]:
    """Answers the waits whose time has come, the oldest first; returns the runs that can go on."""
    found = conn.execute(_due, {"now": now, "most": limit})
    woken = [
        (run, step, turn, None if event == RETRY else {"came": "time"}) for run, step, turn, event in found
    ]
    return _wake(conn, woken, now)


def _wake(conn: Connection, woken: Sequence[tuple[str, str, int, Json]], now: datetime) -> list[str]:
    """(run, step, turn, answer); no answer for a pause between two tries."""
    asked = {
        "ids": sorted({run for run, _, _, _ in woken}),
        "keys": [f"{run}/{step}~{turn}" for run, step, turn, _ in woken],
    }
    mine = {tuple(row) for row in conn.execute(_gone, asked)} if woken else set()
    gone = [wait for wait in woken if wait[:3] in mine]
    if not gone:
        return []
    rows: list[dict[str, Any]] = [
        {"run": run, "step": step, "turn": turn, "kind": "woke", "epoch": 0, "at": now, "body": body}
        for run, step, turn, body in gone
        if body is not None
    ]
    insert_new(conn, steps, rows)
    conn.execute(_ring, {"ids": sorted({run for run, _, _, _ in gone})})
    return list(dict.fromkeys(run for run, _, _, _ in gone))
