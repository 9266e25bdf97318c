"""Published versions of a workflow, and who is inside: the runs that have begun and not ended, and where they stand."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from app.core.document import Workflow
from app.store.journal import ENDED, runs, waits
from app.store.tables import Version
from app.store.workflows import Published

_versions: Any = Version.__table__  # type: ignore[attr-defined]
_ROUND = re.compile(r"\[\d+\]$")


@dataclass(frozen=True, slots=True)
class Inside:
    """A run that has not ended. ``steps``: where it waits, with the loops and calls around; empty while it works."""

    run: str
    version: int
    steps: frozenset[str]


def list_versions(conn: Connection, workflow: str) -> list[Published]:
    """Every published version, the newest first."""
    rows = conn.execute(
        select(_versions).where(_versions.c.workflow == workflow).order_by(_versions.c.version.desc())
    )
    return [
        Published(workflow, row.version, Workflow.model_validate(row.document), row.published, row.by)
        for row in rows
    ]


def inside(conn: Connection, workflow: str) -> list[Inside]:
    """The runs of a workflow that have not ended, each on the version that it began with."""
    rows = conn.execute(
        select(runs.c.id, runs.c.version, waits.c.step)
        .outerjoin(waits, waits.c.run == runs.c.id)
        .where(runs.c.workflow == workflow, runs.c.status.not_in(ENDED))
        .order_by(runs.c.id)
    )
    found: dict[str, tuple[int, set[str]]] = {}
    for run, version, step in rows:
        _version, steps = found.setdefault(run, (version, set()))
        if step:
            steps.update(_ROUND.sub("", part) for part in step.split("/"))
    return [Inside(run, version, frozenset(steps)) for run, (version, steps) in found.items()]


def by_step(found: list[Inside]) -> dict[str, int]:
    """How many runs wait at each step."""
    return dict(Counter(step for one in found for step in one.steps))
