"""The journal of runs: what each step was asked, did and answered. The truth and the run history at once.

All functions are one transaction's work. What may be refused (a stale epoch, a key that is there) is told by the
answer, never by an exception, so that one refusal costs the rest of a batch nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, String, bindparam, cast, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from app.core.events import Event
from app.core.sentence import Json
from app.store.among import among
from app.store.batch import batched
from app.store.history import History, histories
from app.store.locks import hold
from app.store.many import insert_many
from app.store.outputs import Part, put
from app.store.tables import Delivery, Echo, EventRow, Later, Run, StepRow, WaitRow
from app.store.types import to_micros

RETRY = "~retry"
"""The event name of a wait that only ends a pause between two tries: nobody's answer."""

AGAIN = "+"
"""Behind the place of an act in its expectations: one more for a further try."""

deliveries, events, runs, steps = Delivery.__table__, EventRow.__table__, Run.__table__, StepRow.__table__  # type: ignore[attr-defined]
waits, later, echoes = WaitRow.__table__, Later.__table__, Echo.__table__  # type: ignore[attr-defined]
OPEN = ("ready", "running", "waiting")
ENDED = ("done", "stopped", "failed", "doubt", "cancelled")
"""Besides these a run may be queued (behind its lane), held (by the expected volume) or paused (by a person)."""
INTENDED, RECORDED, BEGUN = 2, 1, 4
"""Phases of a commit: what happened is written before what is intended on it, and that before a run is laid down."""

_insert_steps = steps.insert()
_ignoring = {
    table: (
        sqlite.insert(table).on_conflict_do_nothing(),
        postgresql.insert(table).on_conflict_do_nothing(),
    )
    for table in (deliveries, events, steps, waits, later, echoes)
}


def insert(conn: Connection, table: Any) -> Any:
    """An INSERT of the database's own dialect, for ``on_conflict_do_nothing``."""
    return (postgresql if conn.dialect.name == "postgresql" else sqlite).insert(table)


def insert_new(conn: Connection, table: Any, rows: Sequence[dict[str, Any]]) -> None:
    """Inserts the rows whose key is not there yet."""
    insert_many(conn, _ignoring[table][conn.dialect.name == "postgresql"], rows)


# ------------------------------------------------------------------------------------------- taking a run over


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
    """A run that is ours now: its event, and all that is written of it."""

    lease: Lease
    connection: str
    event: Event
    history: History = field(default_factory=History)


@dataclass(frozen=True, slots=True)
class Taking:
    """A run to be taken over. ``epoch``: only if it is at this one, so that of two deliveries of it one counts."""

    run: str
    now: datetime
    epoch: int | None = None


_begin = (
    update(runs)
    .where(
        among(runs.c.id, "ids"),
        or_(runs.c.status == "ready", runs.c.status == "running"),
        or_(
            among(runs.c.id, "at_any"),
            among(runs.c.id + "/" + cast(runs.c.epoch, String), "at_epoch"),
        ),
    )
    .values(status="running", epoch=runs.c.epoch + 1, updated=bindparam("now"))
    .returning(
        runs.c.id, runs.c.epoch, runs.c.bell, runs.c.workflow, runs.c.version, runs.c.event, runs.c.created
    )
)
_events = select(
    events.c.id,
    events.c.connection,
    events.c.name,
    events.c.subject,
    events.c.at,
    events.c.dedupe,
    events.c.data,
).where(among(events.c.id, "ids"))


@batched(BEGUN)
def begin(conn: Connection, items: Sequence[Taking]) -> list[Begun | None]:
    """Takes runs over: their epochs go up, so that whoever had one writes nothing more. None where it isn't open."""
    asked = {
        "ids": sorted({item.run for item in items}),
        "at_any": [item.run for item in items if item.epoch is None],
        "at_epoch": [f"{item.run}/{item.epoch}" for item in items if item.epoch is not None],
        "now": items[0].now,
    }
    taken = conn.execute(_begin, asked).all()
    if not taken:
        return [None] * len(items)
    happened = {row.id: row for row in conn.execute(_events, {"ids": sorted({row.event for row in taken})})}
    written = histories(conn, [row.id for row in taken if row.epoch > 1])
    begun: dict[str, Begun] = {}
    for row in taken:
        found = happened[row.event]
        lease = Lease(row.id, row.epoch, row.bell, row.workflow, row.version, row.event, row.created)
        event = Event(found.name, found.subject, found.at, found.dedupe, found.data)
        begun[row.id] = Begun(lease, found.connection, event, written.get(row.id) or History())
    return [begun.pop(item.run, None) for item in items]


_held = select(runs.c.id, runs.c.epoch, runs.c.bell, runs.c.lane).where(among(runs.c.id, "ids"))

_held_and_locked = _held.order_by(runs.c.id).with_for_update()


def holders(conn: Connection, leases: Iterable[Lease]) -> dict[str, Any]:
    """(id, epoch, bell, lane) of each run as it is now; locked where the database has several writers."""
    ids = sorted({lease.run for lease in leases})
    statement = _held_and_locked if conn.dialect.name == "postgresql" else _held
    return {row.id: row for row in conn.execute(statement, {"ids": ids})}


# --------------------------------------------------------------------------------------------------- records


@dataclass(frozen=True, slots=True)
class Record:
    """One record of a step, to be appended under a lease. ``parts``: values of it that lie aside."""

    lease: Lease
    step: str
    turn: int
    kind: str
    at: datetime
    body: Json
    parts: tuple[Part, ...] = ()

    def row(self) -> dict[str, Any]:
        """As it lies in the table."""
        return {
            "run": self.lease.run,
            "step": self.step,
            "turn": self.turn,
            "kind": self.kind,
            "epoch": self.lease.epoch,
            "at": self.at,
            "body": self.body,
        }


@batched(RECORDED)
def record(conn: Connection, items: Sequence[Record]) -> list[bool]:
    """Appends records; False where the lease is stale (nothing was written)."""
    held = holders(conn, [item.lease for item in items])
    fresh = [
        (now := held.get(item.lease.run)) is not None and now.epoch == item.lease.epoch for item in items
    ]
    written = [item for item, ours in zip(items, fresh, strict=True) if ours]
    if written:
        insert_many(conn, _insert_steps, [item.row() for item in written])
        put(conn, ((item.lease.run, item.step, part) for item in written for part in item.parts))
    return fresh


@dataclass(frozen=True, slots=True)
class Promise:
    """An undo that is promised in the same write as the intent."""

    due: datetime
    effect: Json
    connection: str


@dataclass(frozen=True, slots=True)
class Intent:
    """The barrier before an act: its record, the echoes it will cause and the undo it promises."""

    record: Record
    connection: str = ""
    echo: Sequence[str] = ()
    promise: Promise | None = None


@batched(INTENDED)
def intend(conn: Connection, items: Sequence[Intent]) -> list[bool]:
    """Writes intents, each all or nothing; False where the lease is stale."""
    fresh = record.many(conn, [item.record for item in items])
    echo_rows: list[dict[str, Any]] = []
    promised: list[dict[str, Any]] = []
    for item, ours in zip(items, fresh, strict=True):
        if ours:
            run, step, turn, at = item.record.lease.run, item.record.step, item.record.turn, item.record.at
            place = {"connection": item.connection, "run": run, "step": f"{step}~{turn}", "at": at}
            echo_rows += [{"key": key, **place} for key in item.echo]
            if item.promise is not None:
                promised.append(
                    {
                        "run": run,
                        "step": step,
                        "turn": turn,
                        "due": item.promise.due,
                        "effect": item.promise.effect,
                        "connection": item.promise.connection,
                        "state": "promised",
                        "because": None,
                    }
                )
    insert_new(conn, echoes, echo_rows)
    insert_new(conn, later, promised)
    return fresh


@dataclass(frozen=True, slots=True)
class Refusal:
    """The end of a step whose act was refused for good at its first try: nothing was done in that turn."""

    record: Record
    turn: int


_drop = (
    update(later)
    .where(
        *(later.c[name] == bindparam(f"of_{name}") for name in ("run", "step", "turn")),
        later.c.state == "promised",
    )
    .values(state="dropped")
)
_unexpect = delete(echoes).where(echoes.c.run == bindparam("of_run"), echoes.c.step == bindparam("of_place"))


@batched(RECORDED)
def refuse(conn: Connection, items: Sequence[Refusal]) -> list[bool]:
    """Writes such ends down: nothing is to be taken back, nothing is expected back. False where the lease is stale."""
    fresh = record.many(conn, [item.record for item in items])
    for item, ours in zip(items, fresh, strict=True):
        if ours:
            run, step = item.record.lease.run, item.record.step
            conn.execute(_drop, {"of_run": run, "of_step": step, "of_turn": item.turn})
            conn.execute(_unexpect, {"of_run": run, "of_place": f"{step}~{item.turn}"})
    return fresh


# ----------------------------------------------------------------------------------------- waiting and resting


def await_(
    conn: Connection, intent: Record, due: datetime, event: str, subject: str, since: datetime | None
) -> Json | bool:
    """Registers a wait with its intent and looks back for the event, in one transaction.

    False: the lease is stale. True: it waits. A body: it has happened already, and this is the answer.
    """
    if event:
        hold(conn, [subject])
    if not record(conn, intent):
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
            record(conn, Record(intent.lease, intent.step, intent.turn, "woke", intent.at, woke))
            return woke
    _pause(conn, intent, due, event, subject)
    return True


def try_again(conn: Connection, failed: Record, due: datetime, *, unclear: bool = False) -> bool:
    """Writes down a try that failed for now, and when the next one is due: its change is expected back then.

    ``unclear``: it may have been done all the same, so that it is expected back from now on too.
    """
    if not record(conn, failed):
        return False
    if unclear:
        expect_again(conn, failed, due)
    else:
        place = (echoes.c.run == failed.lease.run, echoes.c.step == f"{failed.step}~{failed.turn}")
        conn.execute(update(echoes).where(*place).values(at=due))
    _pause(conn, failed, due, RETRY, "")
    return True


def expect_again(conn: Connection, at: Record, due: datetime) -> None:
    """An act is done once more: its changes are expected back once more, from then on."""
    place = f"{at.step}~{at.turn}"
    c = echoes.c
    known = conn.execute(select(c.connection, c.key).where(c.run == at.lease.run, c.step == place)).all()
    step = f"{place}{AGAIN}{to_micros(due)}"
    insert_new(
        conn, echoes,
        [{"connection": on, "key": key, "run": at.lease.run, "step": step, "at": due} for on, key in known],
    )  # fmt: skip


def _pause(conn: Connection, at: Record, due: datetime, event: str, subject: str) -> None:
    row = {
        "run": at.lease.run,
        "step": at.step,
        "turn": at.turn,
        "due": due,
        "event": event,
        "subject": subject,
    }
    insert_new(conn, waits, [row])


def ready_at(conn: Connection, run: str) -> int | None:
    """The epoch of a run that waits for somebody to take it; None for any other."""
    return conn.execute(select(runs.c.epoch).where(runs.c.id == run, runs.c.status == "ready")).scalar()


def open_runs(conn: Connection, after: str = "", limit: int = 1000) -> list[str]:
    """Runs that are to go on: ready, or running when the power failed. In the order they came."""
    found = select(runs.c.id).where(runs.c.status.in_(("ready", "running")), runs.c.id > after)
    return list(conn.execute(found.order_by(runs.c.id).limit(limit)).scalars())
