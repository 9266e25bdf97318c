"""The red button: everything stands still at once, until a person lets it go on. It works without scripts too."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import Sentence
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
    why: list[Sentence] = field(default_factory=list)
    """What says that this may be a copy; nothing where somebody pressed the button."""
    copy: bool = False
    """Somebody said that it is one."""


async def note_standstill(request: Request) -> None:
    """Before every page: what its banner says while everything is stopped. It costs nothing while all goes on."""
    parts = services(request)
    pressed, quiet = parts.brakes.pressed(), parts.brakes.quiet()
    if quiet or pressed:
        standing = await parts.db.read(_standing)
        at = datetime.fromisoformat((quiet or pressed)["at"])
        by, copy = (pressed or {}).get("by", ""), bool((quiet or {}).get("copy"))
        request.state.standstill = Standstill(by, at, standing, parts.quiet.why(), copy)


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
    brakes = services(request).brakes
    await brakes.go_on()
    return redirect("/quiet") if brakes.stopped() else redirect("/", "going-on")


def _standing(conn: Connection) -> int:
    return runs.count_in(conn, ("paused",))


def _under_way(conn: Connection) -> int:
    return runs.count_in(conn, ("ready", "running", "waiting", "queued"))
