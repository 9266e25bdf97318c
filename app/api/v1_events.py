"""What happened in the shops."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.api.common import Cursor, Limit, errors
from app.api.shapes import EventLine, EventOut, Listing
from app.store import events
from app.web import allow, services

router = APIRouter(tags=["events"])


@router.get("/events", summary="Events")
@allow("viewer")
async def list_events(
    request: Request,
    name: Annotated[str | None, Query(description="Only these, such as `order.created`.")] = None,
    subject: Annotated[str | None, Query(description="Only about this, such as `order:1001`.")] = None,
    connection: Annotated[str | None, Query(description="Only of this connection.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Listing[EventLine]:
    """The newest first, without their facts."""
    page = await services(request).db.read(
        events.list_events, name=name, subject=subject, connection=connection, cursor=cursor, limit=limit
    )
    return Listing[EventLine](items=[EventLine.model_validate(e) for e in page.items], next=page.next)


@router.get("/events/{event_id}", summary="One event", responses=errors(404))
@allow("viewer")
async def get_event(request: Request, event_id: str) -> EventOut:
    """With its facts, in the shop's language."""
    return EventOut.model_validate(await services(request).db.read(events.get_event, event_id))
