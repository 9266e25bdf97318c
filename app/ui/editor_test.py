"""Try it: the draft over one event, with everything it would do written down instead of done."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from markupsafe import Markup
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from app.core.effects import Effect
from app.core.effects.message import SendEmail
from app.core.graph import title_of
from app.core.node import Node
from app.core.sentence import Json, Sentence, because
from app.engine import trial
from app.engine.publishing import Unfit
from app.engine.trial import Trial
from app.errors import NotFound
from app.store.runs import StepView
from app.ui import editor_sample, editor_step, editor_view
from app.ui.editor_blocks import canvas_blocks, port_label
from app.ui.editor_sample import Sample
from app.ui.editor_view import Draft
from app.ui.pages import is_htmx, page, redirect, services, visit
from app.web import allow
from app.web.headers import FRAME_POLICY

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Doing:
    """One thing that would have been done. ``n``: its place among all; ``mail``: to whom and what, for a message."""

    n: int
    sentence: Sentence
    mail: SendEmail | None = None


@dataclass(frozen=True, slots=True)
class Stop:
    """A step on the path: what it did and why. ``way``: by which way it left, "" where there is only one."""

    view: StepView
    title: Sentence
    icon: str
    way: str
    doings: tuple[Doing, ...]


@router.get("/workflows/{workflow_id}/test")
@allow("editor")
async def show(request: Request, workflow_id: str, event: str = "") -> Response:
    """The choice of an event, and at once what the draft would do with the one that is chosen."""
    parts, who = services(request), visit(request)
    draft, sample = await parts.db.read(_draft, workflow_id, parts, editor_sample.chosen(request, event))
    values: dict[str, Any] = {
        "draft": draft,
        "saved": draft.saved,
        "sample": sample,
        "trial": None,
        "story": (),
    }
    try:
        found = await trial.run(parts, draft.saved, sample.event)
    except Unfit:
        return page(request, "editor/test.html", unfit=True, **values)
    story = _story(draft, found, parts.catalogue, who.locale)
    blocks: Markup | None = None
    if found.run is not None:
        trace = {step.step: step for step in found.run.steps}
        blocks = canvas_blocks(draft.document, parts.catalogue, trace, who.locale, who.zone)
    doings = sum(len(stop.doings) for stop in story)
    values |= {"trial": found, "story": story, "blocks": blocks, "unfit": False, "doings": doings}
    answer = page(request, "editor/test.html", **values)
    return editor_sample.remember(answer, workflow_id, sample.id) if event else answer


@router.get("/workflows/{workflow_id}/test/mail/{n}")
@allow("editor")
async def mail(request: Request, workflow_id: str, n: int, event: str = "") -> Response:
    """The very e-mail that the test run wrote as its n-th doing: on a null origin, without scripts."""
    parts = services(request)
    draft, sample = await parts.db.read(_draft, workflow_id, parts, editor_sample.chosen(request, event))
    found = await trial.run(parts, draft.saved, sample.event)
    if not 0 <= n < len(found.noted) or not isinstance(found.noted[n][1], SendEmail):
        raise NotFound(because("The test run wrote no such message."))
    message = found.noted[n][1]
    assert isinstance(message, SendEmail)
    return HTMLResponse(message.html or message.text, headers={"Content-Security-Policy": FRAME_POLICY})


@router.post("/workflows/{workflow_id}/sample")
@allow("editor")
async def choose(
    request: Request, workflow_id: str, event: Annotated[str, Form()] = "", step: Annotated[str, Form()] = ""
) -> Response:
    """Chooses the event whose values the settings show."""
    answer: Response
    if is_htmx(request) and step:
        parts = services(request)
        draft, sample = await parts.db.read(_draft, workflow_id, parts, event[:64])
        panel = editor_step.of(draft, step, parts.catalogue, sample)
        answer = page(request, "editor/step.html", draft=draft, saved=draft.saved, panel=panel)
        return editor_sample.remember(answer, workflow_id, sample.id)
    answer = redirect(f"/workflows/{workflow_id}" + (f"?step={step}" if step else ""))
    return editor_sample.remember(answer, workflow_id, event[:64])


def _draft(conn: Connection, workflow_id: str, parts: Any, wanted: str) -> tuple[Draft, Sample]:
    draft = editor_view.draft(conn, workflow_id, parts.catalogue)
    return draft, editor_sample.sample(conn, draft.document, parts.catalogue, parts.shop(), wanted)


def _story(draft: Draft, found: Trial, catalogue: Mapping[str, type[Node]], locale: str) -> tuple[Stop, ...]:
    if found.run is None:
        return ()
    noted: dict[str, list[Doing]] = {}
    for n, (step, effect) in enumerate(found.noted):
        noted.setdefault(step, []).append(_doing(n, effect))
    return tuple(_stop(draft, view, noted.get(view.step, []), catalogue, locale) for view in found.run.steps)


def _doing(n: int, effect: Effect) -> Doing:
    return Doing(n, effect.sentence(), effect if isinstance(effect, SendEmail) else None)


def _stop(
    draft: Draft, view: StepView, doings: list[Doing], catalogue: Mapping[str, type[Node]], locale: str
) -> Stop:
    step = draft.document.step(view.step.rpartition("/")[2])
    kind = catalogue.get(step.type) if step else None
    way: Json = view.port if view.port not in ("", "next") else ""
    return Stop(
        view,
        title_of(step, catalogue) if step else because("{step}", step=view.step),
        kind.meta.icon if kind else "workflow",
        port_label(way, locale) if way else "",
        tuple(doings),
    )
