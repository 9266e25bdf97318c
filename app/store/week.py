"""What ran in the last days, and what failed, by cause: for the first page. Counts go along an index of states."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select

from app.core.sentence import Json, Sentence
from app.store.journal import runs
from app.store.tables import WorkflowRow
from app.store.types import id_at

workflows = WorkflowRow.__table__  # type: ignore[attr-defined]
PARTS: Mapping[str, tuple[str, ...]] = {
    "done": ("done", "stopped"),
    "trouble": ("failed", "doubt"),
    "open": ("ready", "running", "waiting", "queued", "held", "paused"),
}
"""What a day's bar is made of; cancelled runs are in none."""
LOOKED_AT = 500
"""Failed runs that causes are gathered from, the newest."""
RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Day:
    """Runs that began on a day of the store's calendar."""

    begins: datetime
    done: int
    trouble: int
    open: int

    @property
    def all(self) -> int:
        """All of them."""
        return self.done + self.trouble + self.open


@dataclass(frozen=True, slots=True)
class Cause:
    """Runs of one workflow that failed for the same reason. ``because``: in the words of the newest."""

    workflow: str
    name: str
    id: str
    because: Sentence
    runs: tuple[str, ...]
    last: datetime


def days(conn: Connection, begins: Sequence[datetime]) -> list[Day]:
    """The runs between each moment and the next; the last one's day is still going on."""
    parts = {status: part for part, statuses in PARTS.items() for status in statuses}
    c = runs.c
    found: list[Day] = []
    for begin, end in zip(begins, [*begins[1:], None], strict=True):
        within = [c.status.in_(list(parts)), c.id >= id_at(begin)]
        if end is not None:
            within.append(c.id < id_at(end))
        counted = dict.fromkeys(PARTS, 0)
        for status, count in conn.execute(select(c.status, func.count()).where(*within).group_by(c.status)):
            counted[parts[status]] += count
        found.append(Day(begin, **counted))
    return found


def causes(conn: Connection, now: datetime) -> list[Cause]:
    """Why runs of the last days failed and have not been tried again, the most frequent cause first."""
    c = runs.c
    rows = conn.execute(
        select(c.id, c.workflow, c.because, c.updated, workflows.c.name)
        .join(workflows, workflows.c.id == c.workflow)
        .where(c.status.in_(("failed", "doubt")), c.updated >= now - RECENT)
        .order_by(c.updated.desc())
        .limit(LOOKED_AT)
    ).all()
    found: dict[tuple[str, str], list[tuple[str, Json, datetime, str]]] = {}
    for row in rows:
        if row.because:
            found.setdefault((row.workflow, cause_of(row.because)), []).append(
                (row.id, row.because, row.updated, row.name)
            )
    made = [
        Cause(workflow, of[0][3], cause, Sentence.unpack(of[0][1]), tuple(one[0] for one in of), of[0][2])
        for (workflow, cause), of in found.items()
    ]
    return sorted(made, key=lambda one: -len(one.runs))


def cause_of(because: Json) -> str:
    """What is the same of a reason from run to run: its words without the order's number and the like."""
    sentence = Sentence.unpack(because)
    inside = [
        value["said"] for value in sentence.params.values() if isinstance(value, dict) and "said" in value
    ]
    return " / ".join([sentence.id, *(cause_of(one) for one in inside)])
