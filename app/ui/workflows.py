"""The first page: every workflow, whether it is on, what starts it, what it last did, what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.graph import check, errors
from app.core.node import Node
from app.core.sentence import Sentence, because
from app.core.unsettled import problems as unsettled_problems
from app.core.words import paragraph, told
from app.engine.abilities import abilities
from app.engine.counts import all_counts
from app.engine.demo import demo_store
from app.engine.starters import starters
from app.errors import AppError
from app.store import connections, questions, runs, unsettled, workflows
from app.store.alarms import open_alarms
from app.store.runs import RunLine
from app.store.workflows import Saved
from app.ui import week
from app.ui.pages import page, redirect, services, visit
from app.web import allow

router = APIRouter()
Catalogue = Mapping[str, type[Node]]


@dataclass(frozen=True, slots=True)
class Line:
    """A workflow in the list. ``starts``: what starts it; ``wrong``: how many problems bar publishing the draft.

    ``held``: runs that wait for somebody to look, since there were more than expected.
    """

    saved: Saved
    starts: Sentence
    last: RunLine | None
    wrong: int
    held: int = 0


@dataclass(frozen=True, slots=True)
class Ready:
    """A ready-made workflow on offer. ``here``: it is in the list already."""

    id: str
    name: str
    words: Sentence
    here: bool


@router.get("/")
@allow("viewer")
async def show(request: Request) -> Response:
    """The list; where it is empty, what to begin with."""
    parts = services(request)
    lines = await parts.db.read(_lines, parts.catalogue)
    asked = await parts.db.read(questions.unanswered, datetime.now(UTC))
    sign = parts.vault.signer.sign
    fresh = bool(lines) and not any(line.last for line in lines)
    return page(
        request,
        "workflows.html",
        lines=lines,
        offers=[] if lines else _offers(parts.catalogue, set()),
        alarms=await parts.db.read(open_alarms),
        asked=[(one, f"/answer/{sign('answer', one.id, one.until)}") for one in asked],
        counts=await all_counts(parts),
        week=await week.told(request, str(parts.shop().get("zone") or "UTC")),
        known={row.id for row in await parts.db.read(connections.list_all)},
        begin=fresh and visit(request).role != "viewer" and await demo_store(parts) is not None,
    )


@router.get("/new-workflow")
@allow("editor")
async def choose(request: Request) -> Response:
    """What a new workflow can begin with: an empty canvas or a ready-made one."""
    parts = services(request)
    here = {saved.id for saved in await parts.db.read(workflows.list_all)}
    return page(request, "new_workflow.html", offers=_offers(parts.catalogue, here))


@router.post("/workflows/{workflow_id}/switch")
@allow("editor")
async def switch(
    request: Request, workflow_id: str, on: Annotated[bool, Form()], back: Annotated[str, Form()] = "/"
) -> Response:
    """Turns a published workflow on or off."""
    parts = services(request)
    await parts.db.write(workflows.resume if on else workflows.pause, workflow_id)
    await parts.changed()
    here = f"/workflows/{workflow_id}"
    return redirect(here if back == here else "/", "workflow-on" if on else "workflow-off")


def _lines(conn: Connection, catalogue: Catalogue) -> list[Line]:
    kinds = {row.id: row.kind for row in connections.list_all(conn)}
    held = runs.held(conn)
    return [
        replace(_line(conn, saved, catalogue, kinds), held=held.get(saved.id, 0))
        for saved in workflows.list_all(conn)
    ]


def _line(conn: Connection, saved: Saved, catalogue: Catalogue, kinds: Mapping[str, str]) -> Line:
    last = runs.list_runs(conn, workflow=saved.id, limit=1).items
    bound = {slot: kinds[ident] for slot, ident in saved.bindings.items() if ident in kinds}
    wrong = errors(
        [
            *check(saved.document, catalogue, bound=bound, can=abilities()),
            *unsettled_problems(saved.document, unsettled.waiting(conn, saved.id), catalogue),
        ]
    )
    return Line(saved, _starts(saved, catalogue), last[0] if last else None, len(list(wrong)))


def _starts(saved: Saved, catalogue: Catalogue) -> Sentence:
    for step in saved.document.steps:
        if step.type in catalogue and catalogue[step.type].kind == "trigger":
            return because("When {trigger}", trigger=told(step, catalogue))
    return because("Nothing starts this workflow yet.")


def _offers(catalogue: Catalogue, here: set[str]) -> list[Ready]:
    """The ready-made workflows in words; one that this version can't tell is not offered."""
    offers = []
    for document in starters():
        try:
            offers.append(
                Ready(document.id, document.name, paragraph(document, catalogue), document.id in here)
            )
        except AppError:
            continue
    return offers
