"""Workflows: drafts in and out, checked, published, turned on and off, tried."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse

from app.api.common import IfMatch, asker, errors, problem_json, rev_of, speak
from app.api.shapes import (
    Listing,
    Noted,
    ProblemOut,
    Problems,
    TrialIn,
    TrialOut,
    WorkflowIn,
    WorkflowLine,
    WorkflowOut,
)
from app.api.v1_runs import run_out
from app.core.events import Event
from app.core.sentence import Json, Sentence
from app.engine import publishing, trial
from app.engine.publishing import Unfit
from app.errors import Conflict
from app.store import events, workflows
from app.store.workflows import Saved
from app.web import Trouble, allow, services
from app.web.answers import answer

router = APIRouter(prefix="/workflows", tags=["workflows"])
Say = Callable[[Sentence | str], str]


@router.get("", summary="Workflows", response_model=Listing[WorkflowOut])
@allow("viewer")
async def list_workflows(request: Request) -> Response:
    """All of them by name, with their drafts."""
    saved = await services(request).db.read(workflows.list_all)
    return JSONResponse({"items": [workflow_json(one) for one in saved], "next": None})


@router.post(
    "", status_code=201, summary="A new workflow", response_model=WorkflowOut, responses=errors(409, 422)
)
@allow("editor")
async def add_workflow(request: Request, given: WorkflowIn) -> Response:
    """Keeps a document as a draft. A slot without a binding takes the only connection that fits, if there is one."""
    saved = await publishing.create(services(request), given.document, given.bindings, asker(request))
    return shown(saved, 201)


@router.get("/{workflow_id}", summary="One workflow", response_model=WorkflowOut, responses=errors(404))
@allow("viewer")
async def get_workflow(request: Request, workflow_id: str) -> Response:
    """With its draft."""
    return shown(await services(request).db.read(workflows.get, workflow_id))


@router.put(
    "/{workflow_id}",
    summary="Change the draft",
    response_model=WorkflowOut,
    responses=errors(404, 409, 412, 422),
)
@allow("editor")
async def put_workflow(
    request: Request, workflow_id: str, given: WorkflowIn, if_match: IfMatch = None
) -> Response:
    """Makes the document the draft. What is live stays as it is until it is published; bindings count at once."""
    try:
        saved = await publishing.save(
            services(request), workflow_id, given.document, given.bindings, asker(request), rev_of(if_match)
        )
    except Conflict as error:
        return stale(request, error, if_match)
    return shown(saved)


@router.delete("/{workflow_id}", status_code=204, summary="Delete it", responses=errors(404))
@allow("editor")
async def remove_workflow(request: Request, workflow_id: str) -> Response:
    """Deletes a workflow. Its runs stay."""
    await publishing.remove(services(request), workflow_id)
    return Response(status_code=204)


@router.post("/{workflow_id}/check", summary="What is wrong with it", responses=errors(404))
@allow("viewer")
async def check_workflow(request: Request, workflow_id: str) -> Problems:
    """Every problem of the draft at once, each at its step."""
    saved = await services(request).db.read(workflows.get, workflow_id)
    found = await publishing.problems_of(services(request), saved.document, saved.bindings)
    say = speak(request)
    return Problems(problems=[ProblemOut(**problem_json(problem, say)) for problem in found])


@router.post(
    "/{workflow_id}/publish",
    summary="Make the draft live",
    response_model=WorkflowOut,
    responses=errors(404, 409, 412, 422),
)
@allow("editor")
async def publish_workflow(request: Request, workflow_id: str, if_match: IfMatch = None) -> Response:
    """Makes the draft the live version, and the first time turns it on. 422 with every problem where it isn't right."""
    try:
        saved = await publishing.publish(services(request), workflow_id, asker(request), rev_of(if_match))
    except Unfit as error:
        return unfit(request, error)
    except Conflict as error:
        return stale(request, error, if_match)
    return shown(saved)


@router.post("/{workflow_id}/pause", summary="Turn it off", response_model=WorkflowOut, responses=errors(404))
@allow("editor")
async def pause_workflow(request: Request, workflow_id: str) -> Response:
    """Nothing starts it any more; runs under way go on."""
    return shown(await publishing.switch(services(request), workflow_id, on=False))


@router.post(
    "/{workflow_id}/resume", summary="Turn it on", response_model=WorkflowOut, responses=errors(404, 422)
)
@allow("editor")
async def resume_workflow(request: Request, workflow_id: str) -> Response:
    """Events start it again."""
    return shown(await publishing.switch(services(request), workflow_id, on=True))


@router.post(
    "/{workflow_id}/test", summary="Try the draft", response_model=TrialOut, responses=errors(404, 422)
)
@allow("editor")
async def test_workflow(request: Request, workflow_id: str, given: TrialIn) -> TrialOut | Response:
    """Runs the draft on an event with every write suppressed; waits are over at once. Answers the trace."""
    known, say = services(request), speak(request)
    saved = await known.db.read(workflows.get, workflow_id)
    if given.event is None:
        event = (await known.db.read(events.get_event, given.event_id or "")).event()
    else:
        at = given.event.at or datetime.now(UTC)
        event = Event(
            given.event.name,
            given.event.subject,
            at if at.tzinfo else at.replace(tzinfo=UTC),
            "trial",
            given.event.data,
        )
    try:
        found = await trial.run(known, saved, event)
    except Unfit as error:
        return unfit(request, error)
    noted = [
        Noted(step=step, effect=effect.pack(), because=say(effect.sentence())) for step, effect in found.noted
    ]
    run = run_out(found.run, saved.document, say) if found.run else None
    return TrialOut(starts=found.run is not None, because=say(found.because), run=run, noted=noted)


# ----------------------------------------------------------------------------------------------------- answers


def shown(saved: Saved, status: int = 200) -> Response:
    """A workflow with its draft; its rev stands in the ETag too."""
    return JSONResponse(workflow_json(saved), status, {"ETag": f'"{saved.rev}"'})


def workflow_json(saved: Saved) -> dict[str, Json]:
    """A workflow as ``WorkflowOut`` says; the document as files hold it, without what is not there."""
    line = WorkflowLine.model_validate(saved).model_dump(mode="json")
    return {**line, "document": saved.document.to_json()}


def unfit(request: Request, error: Unfit) -> Response:
    """422 with every problem."""
    say = speak(request)
    problems: list[Any] = [problem_json(problem, say) for problem in error.problems]
    return answer(request, Trouble(422, error.code, _sentence(error), problems=problems))


def stale(request: Request, error: Conflict, if_match: str | None) -> Response:
    """412 where the asker said which rev was meant (RFC 9110, 13.1.1), else 409."""
    return answer(request, Trouble(412 if if_match else 409, error.code, _sentence(error)))


def _sentence(error: Unfit | Conflict) -> Sentence:
    return error.sentence if isinstance(error.sentence, Sentence) else Sentence.unpack(error.sentence)
