"""What workflows did: the list of runs, and one run told step by step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.document import Workflow
from app.core.sentence import Json
from app.errors import NotFound
from app.store import control, outbox, runs, workflows
from app.store.journal import ENDED
from app.store.runs import RunView
from app.ui import editor_blocks, run_story
from app.ui.editor_blocks import canvas_blocks, json_block
from app.ui.pages import page, redirect, services, visit
from app.ui.run_story import Entry
from app.ui.states import RUNS
from app.web import allow

router = APIRouter()
QUICK, SLOW = 2, 5
"""Seconds until an open run's page looks again: while steps are done, and while it waits or stands still."""
LONGEST = 20_000
"""Characters of a step's output that a page shows; the API gives all of it."""


@router.get("/runs")
@allow("viewer")
async def show_list(
    request: Request, workflow: str = "", status: str = "", subject: str = "", q: str = "", cursor: str = ""
) -> Response:
    """The list, the newest first. The filters stand in the address, so it can be kept and shared."""
    known = status if status in RUNS else ""
    db = services(request).db
    found = await db.read(
        runs.list_runs,
        workflow=workflow or None,
        status=known or None,
        subject=subject or None,
        typed=q[:200] or None,
        cursor=cursor or None,
        limit=40,
    )
    saved = await db.read(workflows.list_all)
    kept = {"workflow": workflow, "status": known, "subject": subject, "q": q[:200]}
    kept = {name: value for name, value in kept.items() if value}
    return page(
        request,
        "runs.html",
        runs=found.items,
        older=urlencode(kept | {"cursor": found.next}) if found.next else "",
        newest=urlencode(kept),
        cursor=cursor,
        filtered=bool(kept),
        chosen={"workflow": workflow, "status": known, "subject": subject, "q": q[:200]},
        names=[(each.id, each.name) for each in saved],
        statuses=RUNS,
    )


@router.get("/runs/{run_id}")
@allow("viewer")
async def show(request: Request, run_id: str) -> Response:
    """One run: in one sentence, as the path on the canvas, and step by step."""
    return page(request, "run.html", **await _told(request, run_id))


@router.get("/runs/{run_id}/now")
@allow("viewer")
async def show_now(request: Request, run_id: str, turn: int = 0) -> Response:
    """The part of the page that changes while the run is open; the canvas is only told what to paint."""
    return page(request, "parts/run_now.html", **await _told(request, run_id, turn))


async def _told(request: Request, run_id: str, turn: int = 0) -> dict[str, Any]:
    """``turn``: how often the page has asked again; only at first it is given the canvas."""
    parts, who = services(request), visit(request)
    whole = await parts.db.read(_whole, run_id)
    view, document = whole.view, whole.document
    open_ = view.status not in ENDED
    told = run_story.story(view, document, parts.catalogue, whole.drawing, open_=open_)
    blocks, trace = None, Markup("")
    if document is not None:
        painted = run_story.painted(told)
        if not turn:
            blocks = canvas_blocks(document, parts.catalogue, painted, who.locale, who.zone)
        trace = json_block("trace", editor_blocks.painted(document, painted, who.locale, who.zone))
    return {
        "run": view,
        "open": open_,
        "turn": turn + 1,
        "pause": QUICK if view.status in ("ready", "running") else SLOW,
        "drawn": document is not None,
        "blocks": blocks,
        "trace": trace,
        "story": told,
        "asked": next((entry for entry in _flat(told) if entry.status == "doubt"), None),
        "messages": whole.messages,
        "pretty": pretty,
    }


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


@router.post("/runs/{run_id}/pause")
@allow("editor")
async def pause(request: Request, run_id: str) -> Response:
    """An open run stands still."""
    await services(request).db.write(control.pause, run_id, datetime.now(UTC))
    return redirect(f"/runs/{run_id}", "run-paused")


@router.post("/runs/{run_id}/resume")
@allow("editor")
async def resume(request: Request, run_id: str) -> Response:
    """A run that stands still, or was held, goes on."""
    parts = services(request)
    parts.dispatcher.committed(await parts.db.write(control.resume, run_id, datetime.now(UTC)))
    return redirect(f"/runs/{run_id}", "run-resumed")


@router.post("/runs/{run_id}/replay")
@allow("editor")
async def replay(request: Request, run_id: str) -> Response:
    """A new run of the same event, on the version that is live now."""
    parts = services(request)
    new = await parts.db.write(control.replay, run_id, datetime.now(UTC))
    parts.dispatcher.committed((new,))
    return redirect(f"/runs/{new}", "run-replayed")


def pretty(value: Json) -> str:
    """A value as JSON that a person can read, cut where it is endless."""
    text = orjson.dumps(value, option=orjson.OPT_INDENT_2, default=str).decode()
    return text if len(text) <= LONGEST else text[:LONGEST] + "\n…"


def _flat(entries: Iterable[Entry]) -> Iterator[Entry]:
    for entry in entries:
        yield from _flat(entry.inside)
        for round_ in entry.rounds.values():
            yield from _flat(round_.entries)
        yield entry


@dataclass(frozen=True, slots=True)
class _Whole:
    """All that the page needs. ``called``: the drawings of the workflows that it called, by id and version."""

    view: RunView
    document: Workflow | None
    called: Mapping[tuple[str, int], Workflow | None]
    messages: list[outbox.Message]

    def drawing(self, workflow: str, version: int) -> Workflow | None:
        return self.called.get((workflow, version))


def _whole(conn: Connection, run: str) -> _Whole:
    view = runs.get_run(conn, run)
    called = {step.calls for step in view.steps if step.calls}
    return _Whole(
        view,
        _drawing(conn, view.workflow, view.version),
        {key: _drawing(conn, *key) for key in called},
        outbox.listed(conn, run=run, limit=20).items,
    )


def _drawing(conn: Connection, workflow: str, version: int) -> Workflow | None:
    try:
        return workflows.version(conn, workflow, version).document
    except NotFound:
        return None
