"""The red button: everything stands still at once, until a person lets it go on. It works without scripts too."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.store import runs
from app.ui.pages import page, person, redirect, services
from app.web import allow

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Standstill:
    """Who stopped everything, when, and how many runs stand still because of it or by hand."""

    by: str
    at: datetime
    runs: int


async def note_standstill(request: Request) -> None:
    """Before every page: what its banner says while everything is stopped. It costs nothing while all goes on."""
    parts = services(request)
    pressed = parts.brakes.pressed()
    if pressed:
        standing = await parts.db.read(_standing)
        request.state.standstill = Standstill(pressed["by"], datetime.fromisoformat(pressed["at"]), standing)


@router.get("/stop")
@allow("editor")
async def show(request: Request) -> Response:
    """What the button does, before it is pressed; or how things stand while it is."""
    return page(request, "stop.html", under_way=await services(request).db.read(_under_way))


@router.post("/stop")
@allow("editor")
async def stop(request: Request) -> Response:
    """Presses the red button: nothing goes on until somebody lets it."""
    brakes = services(request).brakes
    if not brakes.stopped():
        await brakes.stop(person(request).name)
    return redirect("/stop")


@router.post("/go-on")
@allow("editor")
async def go_on(request: Request) -> Response:
    """Takes it back: what stood still goes on from where it was."""
    await services(request).brakes.go_on()
    return redirect("/", "going-on")


def _standing(conn: Connection) -> int:
    return runs.count_in(conn, ("paused",))


def _under_way(conn: Connection) -> int:
    return runs.count_in(conn, ("ready", "running", "waiting", "queued"))
