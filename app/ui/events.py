"""Messages of stores that started nothing, and why: those that could not be read are kept byte for byte and tried
again; those that came too late tell of something as it was before."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.store import connections, events
from app.ui.pages import page, redirect, services
from app.web import allow

router = APIRouter()
SHOWN = 20_000
"""Bytes of a body that a page shows."""


@router.get("/events")
@allow("viewer")
async def show_list(request: Request, connection: str = "", cursor: str = "", state: str = "") -> Response:
    """The list, the newest first. ``state``: ``late`` for those that came too late."""
    db = services(request).db
    late = state == "late"
    found = await db.read(
        events.list_deliveries,
        state="late" if late else "unreadable",
        connection=connection or None,
        cursor=cursor or None,
        limit=40,
    )
    names = {row.id: row.name for row in await db.read(connections.list_all)}
    return page(
        request,
        "events.html",
        deliveries=found.items,
        older=found.next,
        cursor=cursor,
        names=names,
        connection=connection,
        late=late,
    )


@router.get("/events/{delivery}")
@allow("viewer")
async def show(request: Request, delivery: str) -> Response:
    """One message as it came."""
    found = await services(request).db.read(events.get_delivery, delivery)
    text = found.body[:SHOWN].decode("utf-8", "replace")
    return page(request, "event.html", delivery=found, text=text, cut=len(found.body) > SHOWN)


@router.post("/events/{delivery}/retry")
@allow("editor")
async def retry(request: Request, delivery: str) -> Response:
    """Reads it again now, rather than at its next time."""
    parts = services(request)
    await parts.db.write(events.try_now, delivery, datetime.now(UTC))
    await parts.intake.retry()
    return redirect(f"/events/{delivery}", "message-retried")
