"""Laying runs down: parked, ended, or given back; and who is next in the lane of one that ended."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, bindparam, func, select, update

from app.core.sentence import Json
from app.store.among import among
from app.store.batch import batched
from app.store.journal import ENDED, Lease, holders, runs
from app.store.locks import LANE, hold

RESTED = 3
"""After a commit's records and intents: see ``Batched``."""


@dataclass(frozen=True, slots=True)
class Rest:
    """How a run is laid down: a status, and why."""

    lease: Lease
    status: str
    because: Json
    now: datetime


class Laid(NamedTuple):
    """``rested``; ``fenced``: somebody else has the run; ``rang``: woken while it was being parked, so it goes on.

    ``following``: the run that is next in its lane, and ready now.
    """

    how: Literal["rested", "fenced", "rang"]
    following: str = ""


_rest = (
    update(runs)
    .where(runs.c.id == bindparam("run_id"), runs.c.epoch == bindparam("run_epoch"))
    .values(
        status=bindparam("to"), because=bindparam("why", type_=runs.c.because.type), updated=bindparam("now")
    )
)


@batched(RESTED)
def rest(conn: Connection, items: Sequence[Rest]) -> list[Laid]:
    """Lays runs down, and makes those ready that waited behind them."""
    held = holders(conn, [item.lease for item in items])
    laid: list[Laid] = []
    rows: list[dict[str, Any]] = []
    lanes: dict[str, int] = {}
    for place, item in enumerate(items):
        now = held.get(item.lease.run)
        if now is None or now.epoch != item.lease.epoch:
            laid.append(Laid("fenced"))
            continue
        rang = item.status == "waiting" and now.bell != item.lease.bell
        laid.append(Laid("rang" if rang else "rested"))
        to = "ready" if rang else item.status
        place_of = {"run_id": item.lease.run, "run_epoch": item.lease.epoch}
        rows.append({**place_of, "to": to, "why": item.because, "now": item.now})
        if now.lane and to in ENDED:
            lanes[now.lane] = place
    if rows:
        conn.execute(_rest, rows)
    for lane, run in free(conn, lanes):
        laid[lanes[lane]] = Laid("rested", run)
    return laid


_first = (
    select(runs.c.lane, func.min(runs.c.id))
    .where(among(runs.c.lane, "lanes"), runs.c.lane != "", runs.c.status == "queued")
    .group_by(runs.c.lane)
)
_busy = (
    select(runs.c.lane)
    .distinct()
    .where(among(runs.c.lane, "lanes"), runs.c.lane != "", runs.c.status.not_in((*ENDED, "queued")))
)
_ready = (
    update(runs).where(runs.c.id == bindparam("run_id"), runs.c.status == "queued").values(status="ready")
)


def free(conn: Connection, lanes: Iterable[str]) -> list[tuple[str, str]]:
    """Makes the first queued run of each lane ready, where nothing else of it is under way: (lane, run)."""
    asked = sorted({lane for lane in lanes if lane})
    if not asked:
        return []
    hold(conn, (LANE + lane for lane in asked))
    busy = set(conn.execute(_busy, {"lanes": asked}).scalars())
    following = [(lane, run) for lane, run in conn.execute(_first, {"lanes": asked}) if lane not in busy]
    if following:
        conn.execute(_ready, [{"run_id": run} for _, run in following])
    return following
