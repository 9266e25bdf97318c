"""How much of everything there is, for monitoring. Only counts that an index answers, however large the tables are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from app.store.journal import OPEN, deliveries, events, later, runs, waits
from app.store.tables import OutboxRow, WorkflowRow

outbox = OutboxRow.metadata.tables["outbox"]
workflows = WorkflowRow.metadata.tables["workflows"]
STATUSES = (*OPEN, "queued", "held", "paused", "done", "stopped", "failed", "doubt", "cancelled")


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts at one moment. ``overdue``: waits whose time had come before ``now``."""

    runs: Mapping[str, int]
    messages: int
    messages_open: Mapping[str, int]
    events: int
    waits: int
    overdue: int
    undos: int
    outbox: int
    workflows_on: int


def figures(conn: Connection, now: datetime) -> Figures:
    """All of them in one snapshot; ``messages_open`` counts those that are new or can't be read yet."""
    by_status = dict.fromkeys(STATUSES, 0)
    by_status |= {
        row[0]: row[1] for row in conn.execute(select(runs.c.status, func.count()).group_by(runs.c.status))
    }
    waiting = deliveries.c.state.in_(("new", "unreadable"))
    by_state = {"new": 0, "unreadable": 0}
    found = conn.execute(select(deliveries.c.state, func.count()).where(waiting).group_by(deliveries.c.state))
    by_state |= {row[0]: row[1] for row in found}

    def count(table: object, *where: object) -> int:
        return conn.execute(select(func.count()).select_from(table).where(*where)).scalar_one()  # type: ignore[arg-type]

    return Figures(
        runs=by_status, messages=count(deliveries), messages_open=by_state, events=count(events),
        waits=count(waits), overdue=count(waits, waits.c.due < now), undos=count(later, later.c.state == "promised"),
        outbox=count(outbox), workflows_on=count(workflows, workflows.c.on),
    )  # fmt: skip
