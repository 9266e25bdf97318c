"""What needs a person: one alarm for one cause, from when it was seen until it was mended. Told once, then quiet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, case, exists, func, literal, select, update

from app.core.sentence import Json, Sentence
from app.store.among import among
from app.store.journal import events, insert, later, runs, steps, waits
from app.store.tables import Alarm, WorkflowRow
from app.store.types import Moment, new_id

alarms = Alarm.metadata.tables["alarms"]
workflows = WorkflowRow.metadata.tables["workflows"]
_ROUND = re.compile(r"\[\d+\]")
LOOKED_AT = 20
"""Runs that are looked at to see whether a step works again."""
AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Seen:
    """Something that needs a person, seen at a moment. The same ``cause`` is the same alarm.

    ``kind``: run, doubt, undo, service, waits, disk, demand. ``place``: what it is about, by name (workflow, step, run,
    connection).
    """

    cause: str
    kind: str
    because: Sentence
    place: Json
    at: datetime


@dataclass(frozen=True, slots=True)
class Notice:
    """An alarm as it is shown. ``last``: when it was seen last."""

    id: str
    cause: str
    kind: str
    because: Sentence
    place: Json
    raised: datetime
    last: datetime
    told: datetime | None
    mended: datetime | None


@dataclass(frozen=True, slots=True)
class Troubled:
    """A run that failed or is in doubt: at which step, "" where at none. ``name``: its workflow's."""

    run: str
    workflow: str
    version: int
    name: str
    status: str
    because: Json
    at: datetime
    step: str
    subject: str = ""
    event_name: str = ""


def open_alarms(conn: Connection) -> list[Notice]:
    """What needs a person now, the newest first."""
    found = select(alarms).where(alarms.c.mended.is_(None)).order_by(alarms.c.raised.desc(), alarms.c.id)
    return [_notice(row) for row in conn.execute(found)]


def raise_alarms(conn: Connection, seen: Iterable[Seen]) -> None:
    """Raises an alarm for each new cause; a known one is only seen again, a mended one only by what came later."""
    c = alarms.c
    for one in seen:
        known = update(alarms).where(c.cause == one.cause, c.mended.is_(None))
        if conn.execute(
            known.values(last=case((c.last < one.at, literal(one.at, Moment())), else_=c.last))
        ).rowcount:
            continue
        mended = conn.execute(select(func.max(c.mended)).where(c.cause == one.cause)).scalar()
        if mended is None or mended < one.at:
            row = {
                "id": new_id(), "cause": one.cause, "kind": one.kind, "because": one.because.pack(),
                "place": one.place, "raised": one.at, "last": one.at,
            }  # fmt: skip
            conn.execute(insert(conn, alarms).on_conflict_do_nothing(), [row])


def mend(conn: Connection, ids: Sequence[str], now: datetime, *, quietly: bool = False) -> None:
    """These are mended. ``quietly``: nobody is told, as who mended it knows."""
    c = alarms.c
    values = {"mended": now, **({"mended_told": now} if quietly else {})}
    conn.execute(
        update(alarms).where(among(c.id, "ids"), c.mended.is_(None)).values(**values), {"ids": list(ids)}
    )


# -------------------------------------------------------------------------------------------------- telling


def untold(conn: Connection) -> tuple[list[Notice], list[Notice], datetime | None]:
    """New alarms and mended ones that nobody was told of yet, and when somebody was told something last.

    What was mended before anybody was told of it needs no mail at all.
    """
    c = alarms.c
    new = select(alarms).where(c.told.is_(None), c.mended.is_(None)).order_by(c.id)
    over = (
        select(alarms)
        .where(c.told.is_not(None), c.mended.is_not(None), c.mended_told.is_(None))
        .order_by(c.id)
    )
    told, after = conn.execute(select(func.max(c.told), func.max(c.mended_told))).one()
    last = max((at for at in (told, after) if at is not None), default=None)
    return [_notice(row) for row in conn.execute(new)], [_notice(row) for row in conn.execute(over)], last


def claim(conn: Connection, new: Sequence[str], over: Sequence[str], now: datetime) -> set[str]:
    """Takes it on to tell of these: the ids that no other process took."""
    c = alarms.c
    mine: set[str] = set()
    for column, ids in ((c.told, new), (c.mended_told, over)):
        taken = update(alarms).where(among(c.id, "ids"), column.is_(None)).values({column.name: now})
        mine |= set(conn.execute(taken.returning(c.id), {"ids": list(ids)}).scalars())
    return mine


def unclaim(conn: Connection, new: Sequence[str], over: Sequence[str]) -> None:
    """It could not be told; it is tried again."""
    c = alarms.c
    for column, ids in ((c.told, new), (c.mended_told, over)):
        conn.execute(update(alarms).where(among(c.id, "ids")).values({column.name: None}), {"ids": list(ids)})


# --------------------------------------------------------------------------------------------- what to look at


def troubled(conn: Connection, since: datetime) -> list[Troubled]:
    """Runs that failed or came into doubt since then, the earliest first, at most ``AT_ONCE``."""
    r = runs.c
    found = conn.execute(
        select(
            r.id,
            r.workflow,
            r.version,
            workflows.c.name,
            r.status,
            r.because,
            r.updated,
            r.subject,
            events.c.name,
        )
        .join(workflows, workflows.c.id == r.workflow)
        .join(events, events.c.id == r.event, isouter=True)
        .where(r.status.in_(("failed", "doubt")), r.updated >= since)
        .order_by(r.updated)
        .limit(AT_ONCE)
    ).all()
    failed = _failed_steps(conn, [row.id for row in found])
    return [Troubled(*row[:7], failed.get(row.id, ""), row[7], row[8] or "") for row in found]


def overdue(conn: Connection, before: datetime) -> int:
    """How many waits should have ended before then."""
    return conn.execute(select(func.count()).select_from(waits).where(waits.c.due < before)).scalar_one()


def not_undone(conn: Connection, since: datetime) -> list[Troubled]:
    """What was to be taken back since then and could not be, the latest last; one for each step of a workflow."""
    c, r = later.c, runs.c
    found = conn.execute(
        select(c.run, r.workflow, r.version, workflows.c.name, c.state, c.because, c.due, c.step)
        .join(runs, r.id == c.run)
        .join(workflows, workflows.c.id == r.workflow)
        .where(c.state == "failed", c.due >= since)
        .order_by(c.due)
    )
    troubled = [Troubled(*row[:7], without_rounds(row.step)) for row in found]
    return list({(one.workflow, one.step): one for one in troubled}.values())


def recovered(conn: Connection, notice: Notice) -> bool:
    """Whether the step of a failure works again: a later run (or the same, tried again) went through it."""
    r = runs.c
    place = notice.place
    fine = select(r.id).where(r.workflow == place["workflow"], r.status.in_(("done", "stopped")))
    newest = list(
        conn.execute(fine.where(r.updated > notice.last).order_by(r.id.desc()).limit(LOOKED_AT)).scalars()
    )
    newest += conn.execute(fine.where(r.id == place["run"])).scalars()
    if not place["step"]:
        return bool(newest)
    s = steps.c
    went = select(s.step, s.body).where(among(s.run, "ids"), s.turn == 0, s.kind == "done")
    return any(
        without_rounds(row.step) == place["step"] and "error" not in row.body
        for row in conn.execute(went, {"ids": newest})
    )


def decided(conn: Connection, notice: Notice) -> bool:
    """Whether a person decided on every run that came into doubt since."""
    r = runs.c
    open_ = exists().where(
        r.status == "doubt", r.updated >= notice.raised, r.workflow == notice.place["workflow"]
    )
    return not conn.execute(select(open_)).scalar()


def turned_off(conn: Connection, workflow: str) -> bool:
    """Whether a workflow is off, or gone: its owner knows of it."""
    return not conn.execute(select(workflows.c.on).where(workflows.c.id == workflow)).scalar()


def without_rounds(step: str) -> str:
    """A step's key without the numbers of the rounds it ran in: the same step of the drawing."""
    return _ROUND.sub("", step)


def _failed_steps(conn: Connection, ids: Sequence[str]) -> dict[str, str]:
    """The step at which each run failed last."""
    s = steps.c
    done = (
        select(s.run, s.step, s.body).where(among(s.run, "ids"), s.turn == 0, s.kind == "done").order_by(s.at)
    )
    found: dict[str, str] = {}
    for row in conn.execute(done, {"ids": list(ids)}):
        if "error" in row.body:
            found[row.run] = without_rounds(row.step)
    return found


def _notice(row: Any) -> Notice:
    return Notice(
        row.id,
        row.cause,
        row.kind,
        Sentence.unpack(row.because),
        row.place,
        row.raised,
        row.last,
        row.told,
        row.mended,
    )
