"""What is due: waits, schedules, promised undos."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, exists, func, select, update

from app.core.sentence import Json
from app.store.journal import insert, later, waits
from app.store.locks import hold
from app.store.tables import Schedule

schedules = Schedule.__table__  # type: ignore[attr-defined]


def any_due(conn: Connection, now: datetime) -> bool:
    """Whether a wait's time has come."""
    return bool(conn.execute(select(exists().where(waits.c.due <= now))).scalar())


def due(conn: Connection, now: datetime) -> list[tuple[str, datetime]]:
    """Schedules whose time has come: (workflow, due)."""
    found = conn.execute(
        select(schedules.c.workflow, schedules.c.due).where(schedules.c.due <= now).order_by(schedules.c.due)
    )
    return [(workflow, at) for workflow, at in found]


def move(conn: Connection, workflow: str, due: datetime | None) -> None:
    """Sets a workflow's next time; None: it has none any more."""
    conn.execute(delete(schedules).where(schedules.c.workflow == workflow))
    if due is not None:
        conn.execute(insert(conn, schedules), [{"workflow": workflow, "due": due}])


def sync(conn: Connection, following: Mapping[str, datetime | None], now: datetime) -> None:
    """Makes the rows fit the live workflows: ``following`` has the next time of each that has a schedule.

    One that is due already stays, so that a missed time is not forgotten; what is live no more goes.
    """
    hold(conn, ["schedules"])
    missed = {workflow for workflow, _ in due(conn, now)} & following.keys()
    conn.execute(delete(schedules).where(schedules.c.workflow.not_in(missed)))
    rows = [
        {"workflow": workflow, "due": at}
        for workflow, at in following.items()
        if at is not None and workflow not in missed
    ]
    if rows:
        conn.execute(insert(conn, schedules), rows)


def promised(conn: Connection, now: datetime) -> list[Any]:
    """Undos whose time has come."""
    found = (
        select(later).where(later.c.state == "promised", later.c.due <= now).order_by(later.c.due).limit(100)
    )
    return list(conn.execute(found))


def postpone(conn: Connection, run: str, step: str, turn: int, due: datetime) -> None:
    """Tries an undo again later."""
    mine = (later.c.run == run, later.c.step == step, later.c.turn == turn)
    first = func.coalesce(later.c.first, later.c.due)
    conn.execute(update(later).where(*mine, later.c.state == "promised").values(due=due, first=first))


def kept_promise(conn: Connection, run: str, step: str, turn: int, state: str, because: Json) -> None:
    """Notes what came of an undo."""
    mine = (later.c.run == run, later.c.step == step, later.c.turn == turn)
    conn.execute(update(later).where(*mine).values(state=state, because=because))
