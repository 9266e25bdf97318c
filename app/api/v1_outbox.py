"""Messages that were written down instead of sent."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request

from app.api.common import Cursor, Limit, errors
from app.api.shapes import Listing, MessageLine, MessageOut
from app.store import outbox
from app.web import allow, services

router = APIRouter(tags=["outbox"])


@router.get("/outbox", summary="Messages that were not sent")
@allow("viewer")
async def messages(
    request: Request,
    run: Annotated[str | None, Query(description="Only what this run wrote.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Listing[MessageLine]:
    """The newest first, without their content."""
    page = await services(request).db.read(outbox.listed, run=run, cursor=cursor, limit=limit)
    return Listing[MessageLine](items=[MessageLine.model_validate(m) for m in page.items], next=page.next)


@router.get("/outbox/{message_id}", summary="One message", responses=errors(404))
@allow("viewer")
async def message(request: Request, message_id: str) -> MessageOut:
    """With its content."""
    return MessageOut.model_validate(await services(request).db.read(outbox.get, message_id))
