"""The red button: everything stands still at once, until somebody lets it go on."""

from __future__ import annotations

from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field

from app.api.common import asker
from app.api.shapes import Out
from app.engine.services import Services
from app.store import runs
from app.web import allow, services

router = APIRouter(tags=["everything"])


class StandstillOut(Out):
    """Whether everything is stopped."""

    stopped: bool
    by: str | None = Field(description="Who stopped it; null while everything goes on.")
    at: datetime | None = Field(description="When.")
    runs: int = Field(description="Runs that stand still (`paused`).")
    quiet: list[str] = Field(
        default_factory=list, description="What says that this may be a copy: then nothing leaves either."
    )
    is_copy: bool = Field(default=False, description="Whether somebody said that it is one.")


@router.get("/stop", summary="Is everything stopped?")
@allow("viewer")
async def get_stop(request: Request) -> StandstillOut:
    """Who pressed the red button, and how many runs stand still."""
    return await shown(services(request))


@router.post("/stop", summary="Stop everything")
@allow("editor")
async def stop(request: Request) -> StandstillOut:
    """No step is done and nothing leaves from here on, in no process. Events are still taken in. Stopping twice is
    stopping once."""
    known = services(request)
    if not known.brakes.stopped():
        await known.brakes.stop(asker(request))
    return await shown(known)


@router.post("/go-on", summary="Let everything go on")
@allow("editor")
async def go_on(request: Request) -> StandstillOut:
    """Runs go on from where they stood. Where this may be a copy, they wait for `/place/real`."""
    known = services(request)
    await known.brakes.go_on()
    return await shown(known)


@router.post("/place/real", summary="This is the real one")
@allow("editor")
async def say_real(request: Request) -> StandstillOut:
    """Notes the folder, the machine and the stores as they are now, and lets go on what stood still because they were
    others than before: no other Storeflow runs on this data any more."""
    known = services(request)
    await known.quiet.real(asker(request))
    return await shown(known)


@router.post("/place/copy", summary="This is a copy")
@allow("editor")
async def say_copy(request: Request) -> StandstillOut:
    """Where this may be a copy, it stays quiet and nobody is asked again."""
    known = services(request)
    await known.quiet.copy(asker(request))
    return await shown(known)


async def shown(known: Services) -> StandstillOut:
    """How things stand."""
    pressed = known.brakes.pressed() or {}
    standing = await known.db.read(runs.count_in, ("paused",))
    quiet = known.brakes.quiet() or {}
    return StandstillOut(
        stopped=known.brakes.stopped(),
        by=pressed.get("by"),
        at=pressed.get("at") or quiet.get("at"),
        runs=standing,
        quiet=[str(change) for change in known.quiet.why()],
        is_copy=bool(quiet.get("copy")),
    )
