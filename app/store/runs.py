"""Runs, to be looked at and taken up again: what the journal says, put together per step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, select, update

from app.core.sentence import Json, Sentence, because
from app.errors import Conflict, NotFound
from app.store.journal import OPEN, events, insert, later, runs, steps, waits
from app.store.page import Page, paged
from app.store.tables import WorkflowRow
from app.store.types import new_id

workflows = WorkflowRow.__table__  # type: ignore[attr-defined]
REPLAY = "~replay-"
"""Stands in the key of an event that was copied for another run of it."""
ENDED_BADLY = ("failed", "doubt", "cancelled")


_RANK = {"intent": 0, "woke": 2, "answer": 2}
"""What comes first of records of one moment and turn; tries stand between."""


@dataclass(slots=True)
class RunLine:
    """A run in a list. ``status``: ready, running, waiting, done, stopped, failed, doubt or cancelled."""

    id: str
    workflow: str
    workflow_name: str
    version: int
    event: str
    event_name: str
    subject: str
    status: str
    because: Sentence | None
    created: datetime
    updated: datetime


@dataclass(slots=True)
class StepView:
    """What one step did. ``status``: done, failed, doubt, waiting, trying, running; times in UTC."""

    step: str
    status: str = "running"
    because: Sentence | None = None
    port: str = ""
    output: Json = None
    effect: Json = None
    attempts: int = 0
    started: datetime | None = None
    finished: datetime | None = None
    due: datetime | None = None


@dataclass(slots=True)
class RunView(RunLine):
    """A run with its steps in the order they began, and the data of the event that started it."""

    steps: list[StepView] = field(default_factory=list)
    data: Json = None
    undos: list[Any] = field(default_factory=list)


def _lines() -> Any:
    r, e, w = runs.c, events.c, workflows.c
    return (
        select(
            r.id,
            r.workflow,
            func.coalesce(w.name, ""),
            r.version,
            r.event,
            e.name,
            r.subject,
            r.status,
            r.because,
            r.created,
            r.updated,
        )
        .join(events, e.id == r.event)
        .outerjoin(workflows, w.id == r.workflow)
    )


def _line(row: Any) -> RunLine:
    values = list(row[:11])
    values[8] = None if values[8] is None else Sentence.unpack(values[8])
    return RunLine(*values)


def list_runs(
    conn: Connection,
    *,
    workflow: str | None = None,
    status: str | None = None,
    event: str | None = None,
    subject: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[RunLine]:
    """Runs, the newest first."""
    found = _lines()
    for column, value in (
        (runs.c.workflow, workflow),
        (runs.c.status, status),
        (runs.c.event, event),
        (runs.c.subject, subject),
    ):
        if value:
            found = found.where(column == value)
    return paged(conn, found, runs.c.id, cursor, limit, _line)


def get_run(conn: Connection, run: str) -> RunView:
    """One run with every step. Raises NotFound."""
    row = conn.execute(_lines().add_columns(events.c.data).where(runs.c.id == run)).first()
    if row is None:
        raise NotFound(because("There is no such run here; it may have been cleared away."))
    line = _line(row)
    view = RunView(**{name: getattr(line, name) for name in RunLine.__dataclass_fields__})
    view.data = row[11]
    c = steps.c
    found = conn.execute(
        select(c.step, c.turn, c.kind, c.at, c.body).where(c.run == run).order_by(c.at, c.turn)
    ).all()
    view.steps = _steps(found, ended=view.status not in OPEN)
    due = {
        (step, turn): at
        for step, turn, at in conn.execute(
            select(waits.c.step, waits.c.turn, waits.c.due).where(waits.c.run == run)
        )
    }
    for step_view in view.steps:
        step_view.due = max((at for (step, _), at in due.items() if step == step_view.step), default=None)
    view.undos = list(conn.execute(select(later).where(later.c.run == run).order_by(later.c.due)))
    return view


def _steps(rows: Any, *, ended: bool) -> list[StepView]:
    """The records of a run as one view per step; reading a fact again counts to its step's view, not as a step."""
    views: dict[str, StepView] = {}
    for step, _, kind, at, body in sorted(
        rows, key=lambda row: (row.at, row.kind == "done", row.turn, _RANK.get(row.kind, 1))
    ):
        if "?" in step:
            continue
        view = views.setdefault(step, StepView(step, started=at))
        if kind == "intent":
            view.because = Sentence.unpack(body["because"])
            view.status = "waiting" if "wait" in body["want"] else "running"
            if "effect" in body["want"]:
                view.effect = body["want"]
                view.attempts += 1
        elif kind.startswith("again"):
            view.status, view.because = "trying", Sentence.unpack(body["because"])
            view.attempts += 1
        elif kind == "woke":
            view.status = "running"
        elif kind == "done":
            view.status, view.finished = body.get("error") or "done", at
            view.because, view.port, view.output = (
                Sentence.unpack(body["because"]),
                body["port"],
                body["output"],
            )
    if ended:
        for view in views.values():
            if view.status in ("waiting", "trying", "running"):
                view.status = "unfinished"
    return list(views.values())


def cancel(conn: Connection, run: str, now: datetime) -> None:
    """Ends an open run: what is under way writes nothing more, what it waited for is forgotten.

    Raises NotFound, Conflict.
    """
    sentence = because("cancelled by hand").pack()
    done = conn.execute(
        update(runs)
        .where(runs.c.id == run, runs.c.status.in_(OPEN))
        .values(status="cancelled", epoch=runs.c.epoch + 1, because=sentence, updated=now)
    ).rowcount
    if not done:
        _exists(conn, run)
        raise Conflict(because("This run has ended already; there was nothing to cancel."))
    conn.execute(delete(waits).where(waits.c.run == run))


def retry(conn: Connection, run: str, now: datetime, *, happened: bool = False) -> None:
    """Lets an ended run go on from where it failed: finished steps stay finished. Raises NotFound, Conflict.

    ``happened``: a person looked, and what was "possibly done" was done, so the step counts as finished. Otherwise
    its last act is tried anew, under the same idempotency key.
    """
    done = conn.execute(
        update(runs)
        .where(runs.c.id == run, runs.c.status.in_(ENDED_BADLY))
        .values(status="ready", epoch=runs.c.epoch + 1, because=None, updated=now)
    ).rowcount
    if not done:
        _exists(conn, run)
        raise Conflict(
            because("Only a run that failed, was cancelled or is in doubt can be retried; this one is not.")
        )
    mine = steps.c.run == run
    written: dict[str, dict[tuple[int, str], Json]] = {}
    for step, turn, kind, body in conn.execute(
        select(steps.c.step, steps.c.turn, steps.c.kind, steps.c.body).where(mine)
    ):
        written.setdefault(step, {})[turn, kind] = body
    for step, past in written.items():
        ended = past.get((0, "done"))
        if ended is None:
            _wait_again(conn, run, step, past)
        elif "error" in ended and happened and ended["error"] == "doubt":
            kept = {**ended, "port": "next", "because": because("a person saw that it was done").pack()}
            del kept["error"]
            conn.execute(
                update(steps).where(mine, steps.c.step == step, steps.c.kind == "done").values(body=kept)
            )
        elif "error" in ended:
            last = max(turn for turn, _ in past)
            conn.execute(delete(steps).where(mine, steps.c.step == step, steps.c.kind == "done"))
            if (last, "answer") not in past and (last, "woke") not in past:
                conn.execute(delete(steps).where(mine, steps.c.step == step, steps.c.turn == last))


def _wait_again(conn: Connection, run: str, step: str, past: Mapping[tuple[int, str], Json]) -> None:
    """A wait that was forgotten when its run was cancelled, with its old due time."""
    for (turn, kind), body in past.items():
        if kind == "intent" and "wait" in body["want"] and (turn, "woke") not in past:
            want = body["want"]
            row = {
                "run": run,
                "step": step,
                "turn": turn,
                "due": datetime.fromisoformat(want["wait"]),
                "event": want["event"],
                "subject": want["subject"],
            }
            conn.execute(insert(conn, waits).on_conflict_do_nothing(), [row])


def replay(conn: Connection, run: str, now: datetime) -> str:
    """A new run of the same event, on the version that is live now; answers its id. Raises NotFound, Conflict.

    A run is unique per event and workflow, so the event is copied, with ``~replay-1``, ``~replay-2`` behind its key.
    """
    _exists(conn, run)
    r, e = runs.c, events.c
    first = conn.execute(select(r.workflow, *e).join(events, e.id == r.event).where(r.id == run)).one()
    found = select(workflows.c.live).where(workflows.c.id == first.workflow)
    live = conn.execute(found).scalar()
    if live is None:
        raise Conflict(
            because("The workflow of this run has no live version (any more), so it can't be run again.")
        )
    base = first.dedupe.partition(REPLAY)[0]
    mine = (e.connection == first.connection, e.dedupe.startswith(base + REPLAY, autoescape=True))
    count: int = conn.execute(select(func.count()).select_from(events).where(*mine)).scalar_one()
    copy = {column.name: getattr(first, column.name) for column in events.columns}
    copy |= {"id": new_id(), "seen": now, "dedupe": f"{base}{REPLAY}{count + 1}"}
    conn.execute(insert(conn, events), [copy])
    new = {
        "id": new_id(),
        "workflow": first.workflow,
        "version": live,
        "event": copy["id"],
        "subject": copy["subject"],
        "status": "ready",
        "epoch": 0,
        "bell": 0,
        "because": None,
        "created": now,
        "updated": now,
    }
    conn.execute(insert(conn, runs), [new])
    return str(new["id"])


def _exists(conn: Connection, run: str) -> None:
    if conn.execute(select(runs.c.id).where(runs.c.id == run)).first() is None:
        raise NotFound(because("There is no such run here; it may have been cleared away."))


def counts(conn: Connection, workflow: str) -> dict[str, int]:
    """How many runs of a workflow are in which status."""
    found = conn.execute(
        select(runs.c.status, func.count()).where(runs.c.workflow == workflow).group_by(runs.c.status)
    )
    return {row[0]: row[1] for row in found}
