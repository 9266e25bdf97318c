"""What workflows did: the list of runs, and one run told step by step."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.document import Workflow
from app.core.graph import title_of
from app.core.sentence import Json, Sentence, because
from app.errors import NotFound
from app.store import control, outbox, runs, workflows
from app.store.runs import RunView
from app.ui.editor_blocks import canvas_blocks
from app.ui.pages import page, redirect, services, visit
from app.ui.states import RUNS
from app.web import allow

router = APIRouter()
OPEN = ("ready", "running", "waiting")
LONGEST = 20_000
"""Characters of a step's output that a page shows; the API gives all of it."""


@router.get("/runs")
@allow("viewer")
async def show_list(
    request: Request, workflow: str = "", status: str = "", subject: str = "", cursor: str = ""
) -> Response:
    """The list, the newest first. The filters stand in the address, so it can be kept and shared."""
    known = status if status in RUNS else ""
    db = services(request).db
    found = await db.read(
        runs.list_runs,
        workflow=workflow or None,
        status=known or None,
        subject=subject or None,
        cursor=cursor or None,
        limit=40,
    )
    saved = await db.read(workflows.list_all)
    kept = {"workflow": workflow, "status": known, "subject": subject}
    kept = {name: value for name, value in kept.items() if value}
    return page(
        request,
        "runs.html",
        runs=found.items,
        older=urlencode(kept | {"cursor": found.next}) if found.next else "",
        newest=urlencode(kept),
        cursor=cursor,
        filtered=bool(kept),
        chosen={"workflow": workflow, "status": known, "subject": subject},
        names=[(each.id, each.name) for each in saved],
        statuses=RUNS,
    )


@router.get("/runs/{run_id}")
@allow("viewer")
async def show(request: Request, run_id: str) -> Response:
    """One run: in one sentence, as the path on the canvas, and step by step."""
    parts, who = services(request), visit(request)
    view, document, messages = await parts.db.read(_whole, run_id)
    blocks = None
    if document is not None:
        trace = {step.step: step for step in view.steps}
        blocks = canvas_blocks(document, parts.catalogue, trace, who.locale, who.zone)

    def title(key: str) -> Sentence:
        step = document.step(key.rpartition("/")[2]) if document else None
        return title_of(step, parts.catalogue) if step else because("{step}", step=key)

    return page(
        request,
        "run.html",
        run=view,
        open=view.status in OPEN,
        blocks=blocks,
        title_of=title,
        icon_of=lambda key: _icon(document, parts.catalogue, key),
        messages=messages,
        pretty=pretty,
    )


@router.post("/runs/{run_id}/retry")
@allow("editor")
async def retry(request: Request, run_id: str, happened: Annotated[bool, Form()] = False) -> Response:
    """Lets it go on from where it failed; ``happened``: a person saw that the doubtful step was done."""
    parts = services(request)
    await parts.db.write(control.retry, run_id, datetime.now(UTC), happened=happened)
    parts.dispatcher.committed((run_id,))
    return redirect(f"/runs/{run_id}", "run-retried")


@router.post("/runs/{run_id}/cancel")
@allow("editor")
async def cancel(request: Request, run_id: str) -> Response:
    """Ends a run that is under way or waits."""
    parts = services(request)
    parts.dispatcher.committed(await parts.db.write(control.cancel, run_id, datetime.now(UTC)))
    return redirect(f"/runs/{run_id}", "run-cancelled")


def pretty(value: Json) -> str:
    """A value as JSON that a person can read, cut where it is endless."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n…"


def _icon(document: Workflow | None, catalogue: Json, key: str) -> str:
    step = document.step(key.rpartition("/")[2]) if document else None
    kind = catalogue.get(step.type) if step else None
    return kind.meta.icon if kind else "workflow"


def _whole(conn: Connection, run: str) -> tuple[RunView, Workflow | None, list[outbox.Message]]:
    view = runs.get_run(conn, run)
    messages = outbox.listed(conn, run=run, limit=20).items
    try:
        return view, workflows.version(conn, view.workflow, view.version).document, messages
    except NotFound:
        return view, None, messages
