"""How many of a store's orders were seen, and asking it what changed."""

from __future__ import annotations

from datetime import date, datetime

from fastapi import APIRouter, Request, Response
from pydantic import Field

from app.api.common import errors, speak
from app.api.shapes import Out
from app.core.sentence import Sentence, because
from app.engine.counts import counts_of
from app.errors import NotFound
from app.store import connections
from app.web import allow, services

router = APIRouter(prefix="/connections", tags=["connections"])


class SeenDay(Out):
    """Orders of a day, by the store's own list."""

    day: date
    total: int = Field(description="Orders that the store lists for this day.")
    seen: int = Field(description="How many of them were seen.")
    fetched: int = Field(
        description="How many of these only because the store was asked: no message told of them."
    )


class AskedOut(Out):
    """How far a store was asked for one kind of its things."""

    thing: str
    asked: datetime | None = Field(description="When it was last asked to the end.")
    due: datetime
    problem: str | None = Field(description="Why it could not be asked the last time.")


class SeenOut(Out):
    """What came of asking a store."""

    summary: str
    days: list[SeenDay] = Field(description="The last 14 days on the store's clock, today first.")
    asked: list[AskedOut]


@router.get("/{connection_id}/seen", summary="Orders seen, day by day", responses=errors(404))
@allow("viewer")
async def get_seen(request: Request, connection_id: str) -> SeenOut:
    """By what the store itself lists. 404 where the connection is no store that can be asked."""
    parts, say = services(request), speak(request)
    counts = await counts_of(parts, await parts.db.read(connections.get, connection_id))
    if counts is None:
        raise NotFound(because("This store can't be asked. It takes keys for its API."))
    return SeenOut(
        summary=say(counts.sentence(1)),
        days=[
            SeenDay(day=one.day, total=one.total, seen=one.seen, fetched=one.fetched) for one in counts.days
        ],
        asked=[
            AskedOut(
                thing=one.thing,
                asked=one.done,
                due=one.due,
                problem=say(Sentence.unpack(one.problem)) if one.problem else None,
            )
            for one in counts.asked
        ],
    )


@router.post("/{connection_id}/ask", status_code=204, summary="Ask the store now", responses=errors(404))
@allow("editor")
async def ask_now(request: Request, connection_id: str) -> Response:
    """Asks the store what changed, rather than at its next time; `seen` tells when that is done."""
    parts = services(request)
    await parts.db.read(connections.get, connection_id)
    await parts.asking.now(connection_id)
    return Response(status_code=204)
