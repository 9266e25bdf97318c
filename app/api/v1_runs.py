"""What workflows did: runs with every step and why; taking one up again, ending it, doing it anew."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request

from app.api.common import Cursor, Limit, errors, speak
from app.api.shapes import Listing, RunLineOut, RunOut, StepOut, UndoOut
from app.core.document import Workflow
from app.core.sentence import Json, Sentence
from app.engine.services import Services
from app.errors import NotFound
from app.store import control, runs, workflows
from app.store.runs import RunLine, RunView, StepView
from app.web import allow, services

router = APIRouter(tags=["runs"])
Say = Callable[[Sentence | str], str]
Status = Literal[
    "ready",
    "running",
    "waiting",
    "queued",
    "held",
    "paused",
    "done",
    "stopped",
    "failed",
    "doubt",
    "cancelled",
]


@router.get("/runs", summary="Runs")
@allow("viewer")
async def list_runs(
    request: Request,
    workflow: Annotated[str | None, Query(description="Only of this workflow.")] = None,
    status: Annotated[Status | None, Query(description="Only in this status.")] = None,
    event: Annotated[str | None, Query(description="Only what this event started.")] = None,
    subject: Annotated[str | None, Query(description="Only about this, such as `order:1001`.")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Listing[RunLineOut]:
    """The newest first, without their steps."""
    say = speak(request)
    page = await services(request).db.read(
        runs.list_runs,
        workflow=workflow,
        status=status,
        event=event,
        subject=subject,
        cursor=cursor,
        limit=limit,
    )
    return Listing[RunLineOut](items=[RunLineOut(**line(run, say)) for run in page.items], next=page.next)


@router.get("/runs/{run_id}", summary="One run", responses=errors(404))
@allow("viewer")
async def get_run(request: Request, run_id: str) -> RunOut:
    """With what each step did and why."""
    return await shown(services(request), run_id, speak(request))


@router.post("/runs/{run_id}/retry", summary="Go on from where it failed", responses=errors(404, 409))
@allow("editor")
async def retry(
    request: Request,
    run_id: str,
    happened: Annotated[
        bool, Query(description="A person looked: what was possibly done was done; go on behind it.")
    ] = False,
) -> RunOut:
    """Lets a failed, cancelled or doubtful run go on; what is finished is not done again."""
    known = services(request)
    await known.db.write(control.retry, run_id, datetime.now(UTC), happened=happened)
    known.dispatcher.committed((run_id,))
    return await shown(known, run_id, speak(request))


@router.post("/runs/{run_id}/cancel", summary="End it", responses=errors(404, 409))
@allow("editor")
async def cancel(request: Request, run_id: str) -> RunOut:
    """Ends a run that is under way or waits. What it did stays done."""
    known = services(request)
    known.dispatcher.committed(await known.db.write(control.cancel, run_id, datetime.now(UTC)))
    return await shown(known, run_id, speak(request))


@router.post("/runs/{run_id}/pause", summary="Let it stand still", responses=errors(404, 409))
@allow("editor")
async def pause(request: Request, run_id: str) -> RunOut:
    """An open run stands still before its next step, until it is resumed."""
    known = services(request)
    await known.db.write(control.pause, run_id, datetime.now(UTC))
    return await shown(known, run_id, speak(request))


@router.post("/runs/{run_id}/resume", summary="Let it go on", responses=errors(404, 409))
@allow("editor")
async def resume(request: Request, run_id: str) -> RunOut:
    """A paused or held run goes on from where it stood."""
    known = services(request)
    known.dispatcher.committed(await known.db.write(control.resume, run_id, datetime.now(UTC)))
    return await shown(known, run_id, speak(request))


@router.post("/runs/{run_id}/replay", status_code=201, summary="Do it anew", responses=errors(404, 409))
@allow("editor")
async def replay(request: Request, run_id: str) -> RunOut:
    """A new run of the same event, on the version that is live now. Everything is done once more."""
    known = services(request)
    new = await known.db.write(control.replay, run_id, datetime.now(UTC))
    known.dispatcher.committed((new,))
    return await shown(known, new, speak(request))


async def shown(known: Services, run_id: str, say: Say) -> RunOut:
    """A run with the drawing that it ran on. Raises NotFound for a run that isn't there."""
    view = await known.db.read(runs.get_run, run_id)
    try:
        document = (await known.db.read(workflows.version, view.workflow, view.version)).document
    except NotFound:
        document = None
    return run_out(view, document, say)


def run_out(view: RunView, document: Workflow | None, say: Say) -> RunOut:
    """A run in the words of the asker's language."""
    return RunOut(
        **line(view, say),
        input=view.data or {},
        steps=[_step(step, document, say) for step in view.steps],
        undos=[_undo(row._mapping, say) for row in view.undos],
    )


def line(run: RunLine, say: Say) -> dict[str, Any]:
    """The fields of a run in a list."""
    return {
        "id": run.id,
        "workflow": run.workflow,
        "workflow_name": run.workflow_name,
        "version": run.version,
        "event": run.event,
        "event_name": run.event_name,
        "subject": run.subject,
        "status": run.status,
        "because": say(run.because) if run.because else None,
        "created": run.created,
        "updated": run.updated,
    }


def _step(step: StepView, document: Workflow | None, say: Say) -> StepOut:
    drawn = document.step(step.step) if document else None
    return StepOut(
        step=step.step,
        type=drawn.type if drawn else None,
        status=step.status,
        because=say(step.because) if step.because else None,
        port=step.port or None,
        input=drawn.settings if drawn else None,
        output=step.output,
        effect=step.effect,
        attempts=step.attempts,
        started=step.started,
        finished=step.finished,
        due=step.due,
    )


def _undo(row: Mapping[str, Json], say: Say) -> UndoOut:
    told = say(Sentence.unpack(row["because"])) if row["because"] else None
    return UndoOut(step=row["step"], due=row["due"], state=row["state"], because=told)
