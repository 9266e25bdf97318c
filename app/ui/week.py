"""The first page's week: a chart that is also a table, and what failed, by cause, with one way out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.core.moments import zone_of
from app.errors import AppError
from app.store import control, week
from app.store.week import Cause, Day
from app.ui.pages import redirect, services
from app.web import allow

router = APIRouter()
DAYS = 7
HIGH, WIDE, GAP = 60, 28, 8
"""Of the chart, in its own units: the highest bar, a bar's width, the room between two."""
SHOWN = 3
"""Causes."""


@dataclass(frozen=True, slots=True)
class Bar:
    """A day's bar: ``parts`` are (kind, y, height)."""

    x: float
    day: Day
    parts: tuple[tuple[str, float, float], ...]


def begins(now: datetime, zone: str) -> list[datetime]:
    """When each of the last days began on the store's clock, in UTC."""
    midnight = now.astimezone(zone_of(zone)).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    return [
        (midnight - timedelta(days=DAYS - 1 - n)).replace(tzinfo=zone_of(zone)).astimezone(UTC)
        for n in range(DAYS)
    ]


def bars(days: Sequence[Day]) -> list[Bar]:
    """The chart, its highest day as high as it may be."""
    most = max((day.all for day in days), default=0) or 1
    found: list[Bar] = []
    for n, day in enumerate(days):
        parts: list[tuple[str, float, float]] = []
        top = float(HIGH)
        for kind, count in (("done", day.done), ("open", day.open), ("trouble", day.trouble)):
            height = HIGH * count / most
            if count:
                height = max(height, 2.0)
                top -= height
                parts.append((kind, top, height))
        found.append(Bar(n * (WIDE + GAP), day, tuple(parts)))
    return found


async def told(request: Request, zone: str) -> dict[str, object]:
    """What the first page shows of the week."""
    db, now = services(request).db, datetime.now(UTC)
    mornings = begins(now, zone)
    days = await db.read(week.days, mornings)
    causes: list[Cause] = await db.read(week.causes, now)
    names = [morning.astimezone(zone_of(zone)).date() for morning in mornings]
    return {
        "days": days,
        "names": names,
        "bars": bars(days),
        "ran": sum(day.all for day in days),
        "causes": causes[:SHOWN],
    }


@router.post("/runs/retry-cause")
@allow("editor")
async def retry_cause(
    request: Request, workflow: Annotated[str, Form()], cause: Annotated[str, Form()]
) -> Response:
    """Lets all runs go on that failed for one reason, each from where it failed. What is possibly done stays as it is:
    that is for a person to decide, run by run."""
    parts, now = services(request), datetime.now(UTC)
    found = await parts.db.read(week.causes, now)
    for one in found:
        if (one.workflow, one.id) == (workflow, cause):
            for run in one.runs:
                try:
                    await parts.db.write(control.retry_failed, run, now)
                except AppError:
                    continue  # somebody was quicker, or it is in doubt
                parts.dispatcher.committed((run,))
    return redirect("/", "runs-retried")
