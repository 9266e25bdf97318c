"""Starting the runs of new events: whose doing an event is, how far workflows woke each other, whose turn it is.

A run may begin at once (``running``, ours), be ``ready`` for whoever takes it, be ``queued`` behind an earlier one
of its lane, be ``held`` because its workflow runs more often than expected, or not run at all (``stopped``) because
a chain of workflows that wake each other has grown too long. None of them is lost, and each says why.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple, Protocol

from sqlalchemy import Connection, bindparam, delete, func, or_, select

from app.core.events import Event
from app.core.sentence import Json, because, because_n
from app.store.among import among
from app.store.journal import AGAIN, ENDED, Begun, Lease, echoes, runs
from app.store.locks import LANE, hold
from app.store.many import insert_many
from app.store.types import id_at, new_id

ECHO_LIFE = timedelta(minutes=15)
"""How long after our last try a change of ours is expected to come back as the store's own message."""
SKEW = timedelta(minutes=2)
"""How much earlier than our act the store's clock may put it; what is older is somebody else's doing."""
MAX_CHAIN = 5
"""Workflows that may wake each other in a row; the next one is not started, and says so."""
DAY = timedelta(hours=24)


class Target(NamedTuple):
    """A workflow that an event starts. ``lane``: its runs of one lane go one at a time; ``most``: runs in 24 hours."""

    workflow: str
    version: int
    lane: str = ""
    most: int | None = None


class New(Protocol):
    """An event that was not seen before."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def connection(self) -> str:
        """Where it came from."""
        ...

    @property
    def event(self) -> Event:
        """The event itself."""
        ...

    @property
    def targets(self) -> Sequence[tuple[Any, ...]]:
        """``Target``, or its first fields."""
        ...


@dataclass(frozen=True, slots=True)
class Cause:
    """The run whose doing an event is."""

    run: str
    workflow: str
    depth: int


_expected = (
    select(
        echoes.c.connection,
        echoes.c.key,
        echoes.c.run,
        echoes.c.step,
        echoes.c.at,
        runs.c.workflow,
        runs.c.depth,
    )
    .join(runs, runs.c.id == echoes.c.run)
    .where(among(echoes.c.key, "keys"))
)


def causes(conn: Connection, new: Sequence[New]) -> dict[str, Cause]:
    """Those of the events that we caused ourselves, by id; each expectation is used up by one."""
    keys = {item.id: f"{item.event.name}:{item.event.subject.partition(':')[2]}" for item in new}
    expected = list(conn.execute(_expected, {"keys": list(keys.values())})) if keys else []
    found: dict[str, Cause] = {}
    for item in new if expected else ():
        for row in expected:
            ours = (row.connection, row.key) == (item.connection, keys[item.id])
            if ours and -SKEW <= item.event.at - row.at <= ECHO_LIFE:
                found[item.id] = Cause(row.run, row.workflow, row.depth)
                act = row.step.partition(AGAIN)[0]
                c = echoes.c
                place = (c.connection == row.connection, c.key == row.key, c.run == row.run)
                tries = or_(c.step == act, c.step.startswith(act + AGAIN, autoescape=True))
                conn.execute(delete(echoes).where(*place, tries))
                expected = [
                    other
                    for other in expected
                    if (*other[:3], other.step.partition(AGAIN)[0]) != (*row[:3], act)
                ]
                break
    return found


_insert_runs = runs.insert()
_busy = (
    select(runs.c.lane)
    .distinct()
    .where(among(runs.c.lane, "lanes"), runs.c.lane != "", runs.c.status.not_in(ENDED))
)
_of_a_day = select(runs.c.id).where(runs.c.workflow == bindparam("workflow"), runs.c.id >= bindparam("since"))


def start(
    conn: Connection, new: Sequence[New], caused: Mapping[str, Cause], now: datetime, room: int
) -> tuple[list[Begun], list[str]]:
    """Makes the runs of new events: at most ``room`` of them begun for the caller, and the ids of those ready."""
    starts = [(item, Target(*target)) for item in new for target in item.targets]
    lanes = _lanes_in_use(conn, (target.lane for _, target in starts))
    left: dict[str, int] = {}
    rows: list[dict[str, Any]] = []
    begun: list[Begun] = []
    ready: list[str] = []
    for item, target in starts:
        cause = caused.get(item.id)
        if cause is not None and cause.workflow == target.workflow:
            continue  # a workflow never wakes itself by its own doing
        depth = cause.depth + 1 if cause else 0
        status, why = _status(conn, target, depth, lanes, left, now)
        run = new_id()
        if status == "ready" and len(begun) < room:
            status = "running"
            lease = Lease(run, 1, 0, target.workflow, target.version, item.id, now)
            begun.append(Begun(lease, item.connection, item.event))
        elif status == "ready":
            ready.append(run)
        rows.append(_row(run, target, item, status, why, depth, now))
    insert_many(conn, _insert_runs, rows)
    return begun, ready


def _lanes_in_use(conn: Connection, lanes: Iterable[str]) -> set[str]:
    asked = sorted({lane for lane in lanes if lane})
    hold(conn, (LANE + lane for lane in asked))
    return set(conn.execute(_busy, {"lanes": asked}).scalars()) if asked else set()


def _status(
    conn: Connection, target: Target, depth: int, lanes: set[str], left: dict[str, int], now: datetime
) -> tuple[str, Json]:
    """What a new run is to do first, and why where that isn't plain."""
    if depth > MAX_CHAIN:
        why = because("{n} workflows woke each other in a row, so this one was not started", n=depth)
        return "stopped", why.pack()
    if target.most is not None:
        if target.workflow not in left:
            left[target.workflow] = target.most - _count(conn, target, now)
        left[target.workflow] -= 1
        if left[target.workflow] < 0:
            why = because_n(
                "held: more than the {n} run that is expected in a day",
                "held: more than the {n} runs that are expected in a day",
                target.most,
            )
            return "held", why.pack()
    if target.lane:
        if target.lane in lanes:
            return "queued", None
        lanes.add(target.lane)
    return "ready", None


def _count(conn: Connection, target: Target, now: datetime) -> int:
    """The runs of the last 24 hours, counted no further than the limit."""
    found = _of_a_day.limit(target.most).subquery()
    values = {"workflow": target.workflow, "since": id_at(now - DAY)}
    return conn.execute(select(func.count()).select_from(found), values).scalar_one()


def _row(
    run: str, target: Target, item: New, status: str, why: Json, depth: int, now: datetime
) -> dict[str, Any]:
    return {
        "id": run,
        "workflow": target.workflow,
        "version": target.version,
        "event": item.id,
        "subject": item.event.subject,
        "status": status,
        "lane": target.lane,
        "depth": depth,
        "epoch": int(status == "running"),
        "bell": 0,
        "because": why,
        "created": now,
        "updated": now,
    }
