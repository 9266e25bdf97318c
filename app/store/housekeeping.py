"""Clearing away: what is older than the owner wants to keep, in small bites that any number of processes may take.

Nothing that is still needed goes: no open run, no run that promised to take something back, no event of a run that is
kept, none that an open run or a wait about the same thing may still look back for.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, exists, or_, select

from app.core.sentence import because
from app.errors import InvalidInput
from app.store.among import among
from app.store.journal import ENDED, deliveries, echoes, events, later, runs, steps, waits
from app.store.outputs import outputs
from app.store.preferences import preferences, set_preference
from app.store.tables import Alarm, Kept, Link, Mark, OutboxRow, Question, Refusal, SessionRow
from app.store.types import id_at

outbox = OutboxRow.metadata.tables["outbox"]
refusals = Refusal.metadata.tables["refusals"]
sessions = SessionRow.metadata.tables["sessions"]
links = Link.metadata.tables["links"]
marks = Mark.metadata.tables["marks"]
kept = Kept.metadata.tables["kept"]
alarms = Alarm.metadata.tables["alarms"]
questions = Question.metadata.tables["questions"]
findings = Question.metadata.tables["findings"]

LEAST, MOST = 1, 3650
"""Days that can be chosen."""
ECHOES = timedelta(days=3)
"""Stores repeat a message for two days, so our own doing may come back that late."""
REFUSALS = timedelta(days=35)
OUTBOX = timedelta(days=365)
MARKS = timedelta(days=800)
"""Workflows count within windows of two years at most."""
LATE = timedelta(days=90)
"""A run that slept long still asks about the time of its event; and an owner may make a window longer."""
LINKS = timedelta(days=7)
FOUND = timedelta(days=400)
"""Runs are kept a year at most; what nobody told of for longer leads to none."""
ALARMS = timedelta(days=365)
OUTCOMES = {
    "done": "done",
    "stopped": "stopped",
    "cancelled": "stopped",
    "failed": "failed",
    "doubt": "failed",
}
"""Which of the periods holds for a run that ended so."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Days that things are kept: runs by how they ended; messages and events that started nothing; in the mirror the
    orders and customers of stores that were filled."""

    done: int = 90
    stopped: int = 90
    failed: int = 365
    events: int = 30
    mirror: int = MOST


def get_retention(conn: Connection) -> Retention:
    """As the owner set it."""
    found = conn.execute(
        select(preferences.c.name, preferences.c.value).where(preferences.c.name.like("keep.%"))
    )
    known = {row.name.removeprefix("keep."): row.value for row in found}
    return replace(Retention(), **{name: known[name] for name in asdict(Retention()) if name in known})


def set_retention(conn: Connection, retention: Retention) -> None:
    """Keeps the periods. Raises InvalidInput for one that is too short or too long."""
    for name, days in asdict(retention).items():
        if not LEAST <= days <= MOST:
            raise InvalidInput(because("Choose {least} to {most} days.", least=LEAST, most=MOST))
        set_preference(conn, f"keep.{name}", days)


# ------------------------------------------------------------------------------------------------------- runs

_promised = exists().where(later.c.run == runs.c.id, later.c.state == "promised")
_event_needed = or_(
    exists().where(runs.c.event == events.c.id),
    exists().where(runs.c.subject == events.c.subject, runs.c.subject != "", runs.c.status.not_in(ENDED)),
    exists().where(waits.c.event == events.c.name, waits.c.subject == events.c.subject),
)
_delivery_needed = or_(
    deliveries.c.state.in_(("new", "unreadable")), exists().where(events.c.delivery == deliveries.c.id)
)


def clear_runs(conn: Connection, status: str, before: datetime, events_before: datetime, limit: int) -> int:
    """Removes the oldest runs that ended so before then, with their steps, and the events and messages that nobody
    needs any more; how many runs."""
    found = (
        select(runs.c.id, runs.c.event)
        .where(runs.c.status == status, runs.c.id < id_at(before), runs.c.updated < before, ~_promised)
        .order_by(runs.c.id)
        .limit(limit)
    )
    if conn.dialect.name == "postgresql":
        found = found.with_for_update(skip_locked=True)
    rows = conn.execute(found).all()
    gone = [row.id for row in rows]
    if gone:
        for column in (steps.c.run, outputs.c.run, waits.c.run, later.c.run, runs.c.id):
            conn.execute(delete(column.table).where(among(column, "ids")), {"ids": gone})
        clear_events(conn, [row.event for row in rows], events_before)
    return len(gone)


def clear_events(conn: Connection, ids: Sequence[str], before: datetime) -> int:
    """Removes those of the events that came before then and that nobody needs, with their messages; how many."""
    old = [event for event in set(ids) if event < id_at(before)]
    if not old:
        return 0
    gone = conn.execute(
        delete(events).where(among(events.c.id, "ids"), ~_event_needed).returning(events.c.delivery),
        {"ids": old},
    ).all()
    clear_deliveries(conn, [row.delivery for row in gone if row.delivery], before)
    return len(gone)


def clear_deliveries(conn: Connection, ids: Iterable[str], before: datetime) -> int:
    """Removes those of the messages that came before then, were understood, and have no event any more; how many."""
    old = [delivery for delivery in set(ids) if delivery < id_at(before)]
    if not old:
        return 0
    statement = delete(deliveries).where(among(deliveries.c.id, "ids"), ~_delivery_needed)
    return conn.execute(statement, {"ids": old}).rowcount


# ------------------------------------------------------------------------------------- what started nothing


def idle_events(conn: Connection, after: str, before: datetime, limit: int) -> tuple[list[str], str | None]:
    """A stretch of the old events behind ``after``: those that nobody needs, and where the next begins (None: none)."""
    return _stretch(conn, events, ~_event_needed, after, before, limit)


def idle_deliveries(
    conn: Connection, after: str, before: datetime, limit: int
) -> tuple[list[str], str | None]:
    """The same for messages that have no event."""
    return _stretch(conn, deliveries, ~_delivery_needed, after, before, limit)


def _stretch(
    conn: Connection, table: Any, idle: Any, after: str, before: datetime, limit: int
) -> tuple[list[str], str | None]:
    c = table.c
    here: tuple[Any, ...] = (c.id > after, c.id < id_at(before))
    end = conn.execute(select(c.id).where(*here).order_by(c.id).offset(limit - 1).limit(1)).scalar()
    if end is not None:
        here = (*here, c.id <= end)
    return list(conn.execute(select(c.id).where(*here, idle).order_by(c.id)).scalars()), end


def clear_unreadable(conn: Connection, before: datetime, limit: int) -> int:
    """Removes messages that could never be read, once they are as old as failures may become; how many."""
    c = deliveries.c
    old = select(c.id).where(c.state == "unreadable", c.id < id_at(before)).order_by(c.id).limit(limit)
    return conn.execute(delete(deliveries).where(c.id.in_(old.scalar_subquery()))).rowcount


# ---------------------------------------------------------------------------------------------- small things


def clear_small(conn: Connection, now: datetime, limit: int) -> int:
    """Removes what is over: expired sessions and links, echoes, counts of refusals, old mails of the outbox, what was
    counted, remembered or asked for a time that is over, alarms mended long ago; how many, ``limit`` of each."""
    idle = timedelta(days=30)  # a session that is not used for a week counts for nothing already
    old: list[tuple[Any, Any]] = [
        (echoes, echoes.c.at < now - ECHOES),
        (refusals, refusals.c.hour < now - REFUSALS),
        (outbox, outbox.c.id < id_at(now - OUTBOX)),
        (sessions, or_(sessions.c.expires <= now, sessions.c.seen <= now - idle)),
        (links, links.c.expires <= now - LINKS),
        (marks, or_(marks.c.at < now - MARKS, marks.c.until < now - LATE)),
        (kept, kept.c.until < now - LATE),
        (alarms, alarms.c.mended < now - ALARMS),
        (questions, questions.c.until < now - LATE),
        (findings, findings.c.at < now - FOUND),
    ]
    return sum(_clear(conn, table, over, limit) for table, over in old)


def _clear(conn: Connection, table: Any, over: Any, limit: int) -> int:
    """By primary key, so that a table without row ids can be cleared in bites too."""
    keys = list(table.primary_key.columns)
    rows: list[Any] = list(conn.execute(select(*keys).where(over).limit(limit)))
    for row in rows:
        conn.execute(delete(table).where(*(key == value for key, value in zip(keys, row, strict=True))))
    return len(rows)


# -------------------------------------------------------------------------------------------------- the file


def free_pages(conn: Connection) -> tuple[int, int]:
    """Pages of the file that hold nothing, and all of them; (0, 0) where the database server sees to that."""
    if conn.dialect.name != "sqlite":
        return 0, 0
    free = conn.exec_driver_sql("PRAGMA freelist_count").scalar() or 0
    return int(free), int(conn.exec_driver_sql("PRAGMA page_count").scalar() or 0)


def give_back(conn: Connection, pages: int) -> int:
    """Makes the file up to so many pages shorter; by how many it was."""
    before, _ = free_pages(conn)
    raw = conn.connection.driver_connection
    for _ in range(min(pages, before)):
        # the driver takes one step of a statement without columns, and a step gives one page back
        raw.execute("PRAGMA incremental_vacuum(1)")  # type: ignore[union-attr]
    return before - free_pages(conn)[0]
