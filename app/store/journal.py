"""The journal of runs: what is to run, what each step did, what it waits for. The truth and the run history at once.

All functions are one transaction's work on a ``Connection``. What may be refused (a stale epoch, a key that is
there) is told by the answer, never by an exception, so that one refusal costs the rest of a batch nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, case, delete, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.events import Event
from app.core.sentence import Json
from app.store.tables import Delivery, Echo, EventRow, Later, Run, StepRow, WaitRow

RETRY = "~retry"
"""The event name of a wait that only ends a pause between two tries: nobody's answer."""

deliveries, events, runs, steps = Delivery.__table__, EventRow.__table__, Run.__table__, StepRow.__table__  # type: ignore[attr-defined]
waits, later, echoes = WaitRow.__table__, Later.__table__, Echo.__table__  # type: ignore[attr-defined]
OPEN = ("ready", "running", "waiting")


def insert(conn: Connection, table: Any) -> Any:
    """An INSERT of the database's own dialect, for ``on_conflict_do_nothing``."""
    return (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(table)


# --------------------------------------------------------------------------------------------------- waking


def wake_for(conn: Connection, event_id: str, event: Event, now: datetime) -> list[str]:
    """Answers every wait for this event; returns the runs that can go on."""
    found = conn.execute(
        select(waits.c.run, waits.c.step, waits.c.turn).where(
            waits.c.event == event.name, waits.c.subject == event.subject
        )
    ).all()
    body = {"came": "event", "event": event_id, "value": dict(event.data)}
    return [run for run, step, turn in found if _wake(conn, run, step, turn, body, now)]


def wake_due(conn: Connection, now: datetime, limit: int = 500) -> list[str]:
    """Answers the waits whose time has come, the oldest first; returns the runs that can go on."""
    found = conn.execute(
        select(waits.c.run, waits.c.step, waits.c.turn, waits.c.event)
        .where(waits.c.due <= now)
        .order_by(waits.c.due)
        .limit(limit)
    ).all()
    return [
        run
        for run, step, turn, event in found
        if _wake(conn, run, step, turn, None if event == RETRY else {"came": "time"}, now)
    ]


def _wake(conn: Connection, run: str, step: str, turn: int, body: Json, now: datetime) -> bool:
    """Whoever deletes the wait writes its answer and rings the run's bell."""
    gone = conn.execute(
        delete(waits).where(waits.c.run == run, waits.c.step == step, waits.c.turn == turn)
    ).rowcount
    if not gone:
        return False
    if body is not None:
        conn.execute(
            insert(conn, steps).on_conflict_do_nothing(),
            [{"run": run, "step": step, "turn": turn, "kind": "woke", "epoch": 0, "at": now, "body": body}],
        )
    conn.execute(
        update(runs)
        .where(runs.c.id == run, runs.c.status.in_(OPEN))
        .values(bell=runs.c.bell + 1, status=case((runs.c.status == "waiting", "ready"), else_=runs.c.status))
    )
    return True


# -------------------------------------------------------------------------------------------------- a run


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to write about a run: lost as soon as somebody else begins it."""

    run: str
    epoch: int
    bell: int
    workflow: str
    version: int
    event: str
    created: datetime


@dataclass(frozen=True, slots=True)
class Begun:
    """A run that is ours now: its event, and all that is written of it: step -> (turn, kind) -> (at, body)."""

    lease: Lease
    connection: str
    event: Event
    history: dict[str, dict[tuple[int, str], tuple[datetime, Json]]]


_begin = (
    update(runs)
    .where(runs.c.id == bindparam("run_id"), runs.c.status.in_(("ready", "running")))
    .values(status="running", epoch=runs.c.epoch + 1, updated=bindparam("now"))
    .returning(runs.c.epoch, runs.c.bell, runs.c.workflow, runs.c.version, runs.c.event, runs.c.created)
)
_event = select(
    events.c.connection, events.c.name, events.c.subject, events.c.at, events.c.dedupe, events.c.data
).where(events.c.id == bindparam("event_id"))
_history = select(steps.c.step, steps.c.turn, steps.c.kind, steps.c.at, steps.c.body).where(
    steps.c.run == bindparam("run_id")
)


def begin(conn: Connection, run: str, now: datetime) -> Begun | None:
    """Takes a run over: the epoch goes up, so that whoever had it writes nothing more. None where it isn't open."""
    row = conn.execute(_begin, {"run_id": run, "now": now}).first()
    if row is None:
        return None
    found = conn.execute(_event, {"event_id": row.event}).one()
    history: dict[str, dict[tuple[int, str], tuple[datetime, Json]]] = {}
    if row.epoch > 1:
        for step, turn, kind, at, body in conn.execute(_history, {"run_id": run}):
            history.setdefault(step, {})[turn, kind] = (at, body)
    lease = Lease(run, row.epoch, row.bell, row.workflow, row.version, row.event, row.created)
    return Begun(
        lease, found.connection, Event(found.name, found.subject, found.at, found.dedupe, found.data), history
    )


_record = steps.insert().from_select(
    ["run", "step", "turn", "kind", "epoch", "at", "body"],
    select(
        runs.c.id,
        bindparam("p_step", type_=steps.c.step.type),
        bindparam("p_turn", type_=steps.c.turn.type),
        bindparam("p_kind", type_=steps.c.kind.type),
        runs.c.epoch,
        bindparam("p_at", type_=steps.c.at.type),
        bindparam("p_body", type_=steps.c.body.type),
    ).where(runs.c.id == bindparam("p_run"), runs.c.epoch == bindparam("p_epoch")),
)


def record(conn: Connection, lease: Lease, step: str, turn: int, kind: str, at: datetime, body: Json) -> bool:
    """Appends one record; False where the lease is stale (nothing was written)."""
    return (
        conn.execute(
            _record,
            {
                "p_run": lease.run,
                "p_epoch": lease.epoch,
                "p_step": step,
                "p_turn": turn,
                "p_kind": kind,
                "p_at": at,
                "p_body": body,
            },
        ).rowcount
        == 1
    )


@dataclass(frozen=True, slots=True)
class Promise:
    """An undo that is promised in the same write as the intent."""

    due: datetime
    effect: Json
    connection: str


def intend(
    conn: Connection,
    lease: Lease,
    step: str,
    turn: int,
    at: datetime,
    body: Json,
    *,
    connection: str = "",
    echo: Sequence[str] = (),
    promise: Promise | None = None,
) -> bool:
    """The barrier before an act: its intent, the echoes it will cause and the undo it promises, in one write."""
    if not record(conn, lease, step, turn, "intent", at, body):
        return False
    if echo:
        conn.execute(
            insert(conn, echoes).on_conflict_do_nothing(),
            [
                {"connection": connection, "key": key, "run": lease.run, "step": f"{step}~{turn}", "at": at}
                for key in echo
            ],
        )
    if promise is not None:
        conn.execute(
            insert(conn, later).on_conflict_do_nothing(),
            [
                {
                    "run": lease.run,
                    "step": step,
                    "turn": turn,
                    "due": promise.due,
                    "effect": promise.effect,
                    "connection": promise.connection,
                    "state": "promised",
                    "because": None,
                }
            ],
        )
    return True


def await_(
    conn: Connection,
    lease: Lease,
    step: str,
    turn: int,
    at: datetime,
    body: Json,
    due: datetime,
    event: str,
    subject: str,
    since: datetime | None,
) -> Json | bool:
    """Registers a wait with its intent and looks back for the event, in one transaction.

    False: the lease is stale. True: it waits. A body: it has happened already, and this is the answer.
    """
    if not record(conn, lease, step, turn, "intent", at, body):
        return False
    if event and since is not None:
        found = conn.execute(
            select(events.c.id, events.c.data)
            .where(events.c.subject == subject, events.c.name == event, events.c.at >= since)
            .order_by(events.c.at)
            .limit(1)
        ).first()
        if found is not None:
            woke = {"came": "event", "event": found.id, "value": found.data}
            record(conn, lease, step, turn, "woke", at, woke)
            return woke
    pause(conn, lease, step, turn, due, event, subject)
    return True


def pause(
    conn: Connection, lease: Lease, step: str, turn: int, due: datetime, event: str, subject: str
) -> None:
    """Puts a wait's row down."""
    conn.execute(
        insert(conn, waits).on_conflict_do_nothing(),
        [{"run": lease.run, "step": step, "turn": turn, "due": due, "event": event, "subject": subject}],
    )


def try_again(
    conn: Connection,
    lease: Lease,
    step: str,
    turn: int,
    attempt: int,
    at: datetime,
    due: datetime,
    body: Json,
) -> bool:
    """Writes down a try that failed for now, and when the next one is due."""
    if not record(conn, lease, step, turn, f"again{attempt}", at, body):
        return False
    pause(conn, lease, step, turn, due, RETRY, "")
    return True


def rest(conn: Connection, lease: Lease, status: str, because: Json, now: datetime) -> str:
    """Lays a run down: "rested", "fenced", or for a park "rang": somebody woke it meanwhile, so it goes on."""
    mine = (runs.c.id == lease.run, runs.c.epoch == lease.epoch)
    if status == "waiting":
        parked = conn.execute(
            update(runs).where(*mine, runs.c.bell == lease.bell).values(status="waiting", updated=now)
        ).rowcount
        if parked:
            return "rested"
        return "rang" if conn.execute(update(runs).where(*mine).values(status="ready")).rowcount else "fenced"
    return (
        "rested"
        if conn.execute(
            update(runs).where(*mine).values(status=status, because=because, updated=now)
        ).rowcount
        else "fenced"
    )


def open_runs(conn: Connection, after: str = "", limit: int = 1000) -> list[str]:
    """Runs that are to go on: ready, or running when the power failed. In the order they came."""
    found = (
        select(runs.c.id)
        .where(runs.c.status.in_(("ready", "running")), runs.c.id > after)
        .order_by(runs.c.id)
        .limit(limit)
    )
    return list(conn.execute(found).scalars())
