"""How many of a store's orders were seen: its part of a connection's page, and asking the store at once."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.store import connections
from app.ui.pages import redirect, services
from app.web import allow

router = APIRouter()


@router.post("/connections/{connection}/ask")
@allow("editor")
async def ask(request: Request, connection: str) -> Response:
    """Asks the store what changed, rather than at its next time."""
    parts = services(request)
    await parts.db.read(connections.get, connection)
    await parts.asking.now(connection)
    return redirect(f"/connections/{connection}", "store-asked")
