"""Running a workflow by hand: on chosen things of the store, page by page, with its progress."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, Request
from pydantic import Field, model_validator

from app.api.common import asker, errors, speak
from app.api.shapes import Id, In, Listing, Out
from app.core.effects.records import MOST
from app.core.records import Where
from app.core.sentence import Sentence, because
from app.engine import by_hand
from app.errors import Conflict, InvalidInput
from app.store import backfills, workflows
from app.store.backfills import Backfill
from app.web import allow, services

router = APIRouter(prefix="/workflows/{workflow_id}", tags=["by hand"])
Say = Callable[[Sentence | str], str]


class RunByHandIn(In):
    """On what. Without a filter and without ids: on everything there is."""

    where: Where | None = Field(None, description="All that fit.", examples=[{"tag": "vip"}])
    ids: list[str] | None = Field(None, min_length=1, max_length=by_hand.NAMES, description="Just these.")
    most: int = Field(MOST, ge=1, le=MOST, description="No more than so many, the newest first.")
    connection: str = Field(
        "", description="The store; as the workflow is bound, or the only one, where left out."
    )

    @model_validator(mode="after")
    def one_of_them(self) -> RunByHandIn:
        """A filter or ids."""
        if self.where is not None and self.ids is not None:
            raise ValueError("give where or ids, not both")
        return self


class BackfillOut(Out):
    """A workflow that is run by hand on many things, and how far that is."""

    id: Id
    workflow: str
    connection: str
    thing: str = Field(
        description="`order`, `customer`, `product`, `variant`, `draft_order`, or `none`: once."
    )
    where: Where
    most: int
    about: int | None = Field(description="How many there were when it began; null where nobody counted.")
    state: str = Field(description="`going`, `paused`, `done`, `cancelled` or `failed`.")
    started: int = Field(description="Runs that were started so far.")
    because: str | None = Field(description="Why it stands still or is tried again.")
    by: str
    created: datetime
    updated: datetime


@router.post("/run", status_code=201, summary="Run it by hand", responses=errors(404, 409, 422))
@allow("editor")
async def run_by_hand(request: Request, workflow_id: str, given: RunByHandIn) -> BackfillOut:
    """Starts a run of this workflow, and of no other, for each thing that is chosen: messages are really sent. It works
    through them a few at a time; ask for its state under `backfills`. 409 where the workflow can't be run by hand."""
    known = services(request)
    offered = await by_hand.offer(known, workflow_id)
    if offered.why_not is not None:
        raise Conflict(offered.why_not)
    if offered.thing == "none" and (given.where or given.ids):
        raise InvalidInput(because("This workflow is run on nothing, so nothing can be chosen."))
    where = Where(ids=tuple(given.ids)) if given.ids else given.where or Where()
    store = offered.store(given.connection)
    row = await by_hand.start(known, offered, store, where, most=given.most, about=len(given.ids or ()) or None,
                              by=asker(request))  # fmt: skip
    return shown(row, speak(request))


@router.get("/backfills", summary="What was run by hand", responses=errors(404))
@allow("viewer")
async def list_backfills(request: Request, workflow_id: str) -> Listing[BackfillOut]:
    """The newest first, at most 50."""
    known, say = services(request), speak(request)
    await known.db.read(workflows.get, workflow_id)
    rows = await known.db.read(backfills.of_workflow, workflow_id)
    return Listing[BackfillOut](items=[shown(row, say) for row in rows], next=None)


@router.get("/backfills/{backfill_id}", summary="How far one is", responses=errors(404))
@allow("viewer")
async def get_backfill(request: Request, workflow_id: str, backfill_id: str) -> BackfillOut:
    """One that was started by hand."""
    return shown(await by_hand.get(services(request), workflow_id, backfill_id), speak(request))


@router.post("/backfills/{backfill_id}/pause", summary="Let it stand still", responses=errors(404, 409))
@allow("editor")
async def pause_backfill(request: Request, workflow_id: str, backfill_id: str) -> BackfillOut:
    """It starts no more; runs that it started go on."""
    return await _switched(request, workflow_id, backfill_id, "paused")


@router.post("/backfills/{backfill_id}/resume", summary="Let it go on", responses=errors(404, 409))
@allow("editor")
async def resume_backfill(request: Request, workflow_id: str, backfill_id: str) -> BackfillOut:
    """From where it stood. Nothing is done twice."""
    return await _switched(request, workflow_id, backfill_id, "going")


@router.post("/backfills/{backfill_id}/cancel", summary="End it", responses=errors(404, 409))
@allow("editor")
async def cancel_backfill(request: Request, workflow_id: str, backfill_id: str) -> BackfillOut:
    """For good. Runs that it started go on; each can be cancelled by itself."""
    return await _switched(request, workflow_id, backfill_id, "cancelled")


async def _switched(request: Request, workflow: str, id: str, to: str) -> BackfillOut:
    return shown(await by_hand.switch(services(request), workflow, id, to), speak(request))


def shown(row: Backfill, say: Say) -> BackfillOut:
    """As a program sees it."""
    return BackfillOut(
        id=row.id, workflow=row.workflow, connection=row.connection, thing=row.thing,
        where=Where.model_validate(row.chosen), most=row.most, about=row.about, state=row.state, started=row.started,
        because=say(row.because) if row.because else None, by=row.by, created=row.created, updated=row.updated,
    )  # fmt: skip
