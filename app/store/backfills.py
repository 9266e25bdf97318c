"""Workflows that are run by hand on many things: how far each has come. A page's runs are made in one transaction
with the note that they are, so that a kill neither skips nor repeats one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, func, insert, select, update

from app.core.sentence import Json, Sentence, because
from app.errors import Conflict, NotFound
from app.store import inbox
from app.store.inbox import Started, TakenIn
from app.store.journal import runs
from app.store.tables import BackfillRow
from app.store.types import new_id

backfills: Any = BackfillRow.__table__  # type: ignore[attr-defined]
CLOSED = ("done", "cancelled", "failed")
UNDER_WAY = ("ready", "running", "queued", "held")
"""Runs that have something to do at once; one that waits for days holds up nobody."""
KEPT = 50
"""Of a workflow; older ones that are over are forgotten."""


@dataclass(frozen=True, slots=True)
class Backfill:
    """See ``BackfillRow``."""

    id: str
    workflow: str
    connection: str
    thing: str
    chosen: Json
    most: int
    about: int | None
    state: str
    cursor: str
    taken: list[str]
    started: int
    rev: int
    tries: int
    due: datetime
    because: Sentence | None
    by: str
    created: datetime
    updated: datetime


def _view(row: Row[Any]) -> Backfill:
    values = dict(row._mapping)
    said = values.pop("because")
    return Backfill(**values, because=Sentence.unpack(said) if said else None)


def begin(
    conn: Connection,
    workflow: str,
    connection: str,
    thing: str,
    chosen: Json,
    most: int,
    about: int | None,
    by: str,
    now: datetime,
) -> Backfill:
    """Writes a new one down; the engine takes it up."""
    made = new_id()
    conn.execute(
        insert(backfills).values(
            id=made, workflow=workflow, connection=connection, thing=thing, chosen=chosen, most=most, about=about,
            state="going", cursor="", taken=[], started=0, rev=0, tries=0, due=now, because=None, by=by,
            created=now, updated=now,
        )
    )  # fmt: skip
    over = (
        select(backfills.c.id)
        .where(backfills.c.workflow == workflow, backfills.c.state.in_(CLOSED))
        .order_by(backfills.c.id.desc())
        .offset(KEPT)
    )
    old = list(conn.execute(over).scalars())
    if old:
        conn.execute(delete(backfills).where(backfills.c.id.in_(old)))
    return get(conn, made)


def get(conn: Connection, id: str) -> Backfill:
    """One. Raises NotFound."""
    row = conn.execute(select(backfills).where(backfills.c.id == id)).one_or_none()
    if row is None:
        raise NotFound(because("There is no such run by hand."))
    return _view(row)


def of_workflow(conn: Connection, workflow: str, limit: int = KEPT) -> list[Backfill]:
    """Those of a workflow, the newest first."""
    found = select(backfills).where(backfills.c.workflow == workflow).order_by(backfills.c.id.desc())
    return [_view(row) for row in conn.execute(found.limit(limit))]


def going(conn: Connection, now: datetime) -> list[Backfill]:
    """Those that have something to do now, the oldest first."""
    found = select(backfills).where(backfills.c.state == "going", backfills.c.due <= now)
    return [_view(row) for row in conn.execute(found.order_by(backfills.c.id))]


def under_way(conn: Connection, workflow: str, most: int) -> int:
    """How many runs of a workflow have something to do at once, counted no further than ``most``."""
    found = select(runs.c.id).where(runs.c.workflow == workflow, runs.c.status.in_(UNDER_WAY)).limit(most)
    return conn.execute(select(func.count()).select_from(found.subquery())).scalar_one()


@dataclass(frozen=True, slots=True)
class Bite:
    """What is started next of one: ``cursor`` and ``taken`` say where it goes on. ``rev``: on what it was decided."""

    id: str
    rev: int
    events: TakenIn
    cursor: str
    taken: Sequence[str]
    done: bool


def go_on(conn: Connection, bite: Bite, now: datetime, room: int) -> Started | None:
    """Starts the runs and notes how far it has come, all or nothing. None where somebody was quicker, or paused it."""
    c = backfills.c
    mine = update(backfills).where(c.id == bite.id, c.rev == bite.rev, c.state == "going")
    noted = mine.values(
        rev=c.rev + 1, cursor=bite.cursor, taken=list(bite.taken), tries=0, because=None, updated=now,
        state="done" if bite.done else "going",
    )  # fmt: skip
    if not conn.execute(noted).rowcount:
        return None
    started = inbox.take_in(conn, [bite.events], now, room)
    conn.execute(update(backfills).where(c.id == bite.id).values(started=c.started + len(started.events)))
    return started


def later(conn: Connection, row: Backfill, due: datetime, why: Sentence, now: datetime) -> None:
    """It could not go on just now, and is tried again."""
    c = backfills.c
    conn.execute(
        update(backfills)
        .where(c.id == row.id, c.rev == row.rev, c.state == "going")
        .values(due=due, tries=c.tries + 1, because=why.pack(), updated=now)
    )


def halt(conn: Connection, row: Backfill, state: str, why: Sentence, now: datetime) -> None:
    """It can't go on by itself: ``paused`` or ``failed``."""
    c = backfills.c
    conn.execute(
        update(backfills)
        .where(c.id == row.id, c.rev == row.rev, c.state == "going")
        .values(state=state, because=why.pack(), updated=now)
    )


def switch(conn: Connection, id: str, to: str, now: datetime) -> Backfill:
    """What a person does: ``paused``, ``going`` (on from where it stood), ``cancelled``. Raises NotFound, Conflict."""
    row = get(conn, id)
    allowed = {
        "paused": ("going",),
        "going": ("paused", "failed"),
        "cancelled": ("going", "paused", "failed"),
    }
    if row.state == to:
        return row
    if row.state not in allowed[to]:
        raise Conflict(because("This running by hand is over already; nothing was changed."))
    values: dict[str, Any] = {"state": to, "because": None, "tries": 0, "due": now, "updated": now}
    conn.execute(update(backfills).where(backfills.c.id == id).values(rev=backfills.c.rev + 1, **values))
    return get(conn, id)
