"""Is this the real one or a copy? What is different here, what is overdue, and two answers."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.store import place
from app.ui.pages import page, person, redirect, services
from app.web import allow

__all__ = ["router"]
router = APIRouter()


@router.get("/quiet")
@allow("editor")
async def show(request: Request) -> Response:
    """Why nothing leaves, and what would go on first."""
    late, waits = await services(request).db.read(place.overdue, datetime.now(UTC))
    return page(request, "quiet.html", late=late, waits=waits)


@router.post("/quiet/real")
@allow("editor")
async def real(request: Request) -> Response:
    """This is the real one: everything goes on."""
    parts = services(request)
    await parts.quiet.real(person(request).name)
    return redirect("/stop") if parts.brakes.stopped() else redirect("/", "going-on")


@router.post("/quiet/copy")
@allow("editor")
async def copy(request: Request) -> Response:
    """This is a copy: it stays quiet, and nobody is asked again."""
    await services(request).quiet.copy(person(request).name)
    return redirect("/")
