"""Runs, to be looked at and taken up again: what the journal says, put together per step."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select

from app.core.sentence import Json, Sentence, because
from app.errors import NotFound
from app.store.finding import subjects
from app.store.journal import ENDED, events, later, runs, steps, waits
from app.store.outputs import Aside, load
from app.store.page import Page, paged
from app.store.tables import WorkflowRow

workflows = WorkflowRow.__table__  # type: ignore[attr-defined]
REPLAY = "~replay-"
"""Stands in the key of an event that was copied for another run of it."""
ENDED_BADLY = ("failed", "doubt", "cancelled")


_RANK = {"intent": 0, "woke": 2, "answer": 2}
"""What comes first of records of one moment and turn; tries stand between."""


@dataclass(slots=True)
class RunLine:
    """A run in a list. ``status``: ready, running, waiting, queued, held, paused, or how it ended: done, stopped,
    failed, doubt, cancelled."""

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
    """What one step did. ``status``: done, failed, doubt, waiting, trying, running; times in UTC.

    ``calls``: the workflow that it runs, its version. ``aside``: where large values of its output lie.
    """

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
    calls: tuple[str, int] | None = None
    aside: dict[str, Json] = field(default_factory=dict)


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
    typed: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[RunLine]:
    """Runs, the newest first. ``typed``: what somebody looks for, such as an order's number or a customer's name."""
    found = _lines()
    about = subjects(conn, typed) if typed else None
    if about is not None:
        found = found.where(runs.c.subject.in_(about))
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
    view.steps = _steps(found, ended=view.status in ENDED)
    for step in view.steps:
        if step.aside:
            values = load(conn, run, [Aside.unpack(place) for place in step.aside.values()])
            step.output = {**step.output, **dict(zip(step.aside, values, strict=True))}
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
        elif kind == "open":
            view.calls = body["workflow"], int(body["version"])
        elif kind.startswith("page"):
            view.status, view.because = "running", because("{n} records read so far", n=body["count"])
        elif kind.startswith("held"):
            view.status, view.because = "waiting", Sentence.unpack(body["because"])
        elif kind.startswith("again"):
            view.status, view.because = "trying", Sentence.unpack(body["because"])
            view.attempts += 1
        elif kind == "woke":
            view.status = "running"
        elif kind == "done":
            view.status, view.finished = body.get("error") or "done", at
            view.aside = body.get("aside") or {}
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


def count_in(conn: Connection, statuses: tuple[str, ...]) -> int:
    """How many runs are in one of these statuses."""
    found = select(func.count()).select_from(runs).where(runs.c.status.in_(statuses))
    return int(conn.execute(found).scalar_one())


def held(conn: Connection) -> dict[str, int]:
    """How many runs are held, by workflow; only of those that have any."""
    found = select(runs.c.workflow, func.count()).where(runs.c.status == "held").group_by(runs.c.workflow)
    return {row[0]: row[1] for row in conn.execute(found)}


def counts(conn: Connection, workflow: str) -> dict[str, int]:
    """How many runs of a workflow are in which status."""
    found = conn.execute(
        select(runs.c.status, func.count()).where(runs.c.workflow == workflow).group_by(runs.c.status)
    )
    return {row[0]: row[1] for row in found}
