"""The outbox: messages written down instead of sent. A mail is foreign text, so it is shown in a cage (rule R8)."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from app.connectors.sheets import file_of
from app.core.effects.message import Sheet
from app.core.sentence import because
from app.errors import NotFound
from app.store import connections, outbox
from app.store.page import Page
from app.ui.pages import page, services
from app.web import allow
from app.web.headers import FRAME_POLICY

router = APIRouter()


@router.get("/outbox")
@allow("viewer")
async def show_list(request: Request, cursor: str = "") -> Response:
    """The list, the newest first."""
    found, mails = await services(request).db.read(_listed, cursor)
    return page(request, "outbox.html", messages=found.items, older=found.next, cursor=cursor, mails=mails)


@router.get("/outbox/{message_id}")
@allow("viewer")
async def show(request: Request, message_id: str) -> Response:
    """One message: to whom, what, and the run that wrote it."""
    return page(request, "message.html", message=await services(request).db.read(outbox.get, message_id))


@router.get("/outbox/{message_id}/body")
@allow("viewer")
async def body(request: Request, message_id: str) -> Response:
    """The mail itself, for the frame: on a null origin, without scripts, forms or foreign images."""
    message = await services(request).db.read(outbox.get, message_id)
    return HTMLResponse(message.html, headers={"Content-Security-Policy": FRAME_POLICY})


@router.get("/outbox/{message_id}/files/{number}")
@allow("viewer")
async def file(request: Request, message_id: str, number: int) -> Response:
    """A file that the mail carries, as its reader would get it. Raises NotFound."""
    message = await services(request).db.read(outbox.get, message_id)
    packed = (message.more or {}).get("sheets", [])
    if not 1 <= number <= len(packed):
        raise NotFound(because("The mail carries no such file."))
    made = await asyncio.to_thread(file_of, Sheet.model_validate(packed[number - 1]))
    named = f"attachment; filename*=UTF-8''{quote(made.name, safe='')}"
    return Response(made.content, media_type=made.type, headers={"content-disposition": named})


def _listed(conn: Connection, cursor: str) -> tuple[Page[outbox.Message], bool]:
    mails = any(row.kind == "email" for row in connections.list_all(conn))
    return outbox.listed(conn, cursor=cursor or None, limit=40), mails
