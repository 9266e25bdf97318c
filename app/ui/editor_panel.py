"""The panel's own routes: a step's settings, and the picker of kinds of steps."""

from __future__ import annotations

from typing import Any

import orjson
from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.responses import Response

from app.core import edit
from app.core.changes import changes
from app.core.document import Step
from app.core.drawing import Catalogue
from app.core.edit_content import Configure
from app.core.sentence import because
from app.errors import NotFound
from app.store import workflows
from app.ui import editor_view, forms, reading
from app.ui.editor_page import sample_of, whole
from app.ui.editor_step import digest, of
from app.ui.editor_view import Draft
from app.ui.pages import is_htmx, page, person, redirect, services, visit
from app.web import allow

router = APIRouter()


@router.get("/workflows/{workflow_id}/steps/{step_id}")
@allow("viewer")
async def show(request: Request, workflow_id: str, step_id: str) -> Response:
    """A step's settings, or that it is gone; asked for by hand, the whole editor with that step chosen."""
    if not is_htmx(request):
        return redirect(f"/workflows/{workflow_id}?step={step_id}")
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    if draft.document.step(step_id) is None:
        return _gone(request, draft)
    panel = of(draft, step_id, parts.catalogue, await sample_of(request, draft))
    return page(request, "editor/step.html", draft=draft, saved=draft.saved, panel=panel)


@router.post("/workflows/{workflow_id}/steps/{step_id}")
@allow("editor")
async def configure(request: Request, workflow_id: str, step_id: str) -> Response:
    """Keeps a step's settings in the draft, finished or not.

    ``save``: the button; every error is then shown under its field (422). ``do``: a button that changes the form's
    rows. Without either the form was sent by itself after a change. ``was``: what the form was made from; where the
    settings are others by now, the person is asked, and answers by ``over``.
    """
    parts = services(request)
    form = await request.form()
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    step = draft.document.step(step_id)
    model = parts.catalogue.get(step.type) if step else None
    if step is None and is_htmx(request):
        return _gone(request, draft, typed=True)
    if step is None or model is None:
        raise NotFound(because("There is no step “{step}” here any more.", step=step_id))
    values = forms.typed(model, form)
    wrong = bool(forms.judged(model, values).errors)
    asked = "save" in form or "over" in form
    op = Configure(step=step_id, settings=values)
    shown: dict[str, Any] = {"strict": asked or form.get("strict") == "1"}
    status = 422 if wrong and asked else 200
    if "do" in form:
        shown = {"values": values}
    elif values != step.settings and _stale(form, step):
        status = 409
        shown |= {"values": values, "was": str(form.get("was")), **_clash(request, draft, step, op)}
    elif wrong and _would_cut(draft, op, parts.catalogue):
        shown |= {"values": values, "saved": "typed"}
    else:
        draft = await parts.db.write(_save, workflow_id, op, person(request).name, parts.catalogue)
        shown["saved"] = "unfinished" if wrong else "saved"
    kept = shown.get("saved") in ("saved", "unfinished")
    if not is_htmx(request) and kept and not wrong:
        return redirect(f"/workflows/{workflow_id}?step={step_id}", "saved")
    panel = of(draft, step_id, parts.catalogue, await sample_of(request, draft), **shown)
    if not is_htmx(request):
        return await whole(request, draft, step_id, status, panel=panel)
    answer = page(request, "editor/step.html", status, draft=draft, saved=draft.saved, panel=panel)
    if kept:
        answer.headers["HX-Trigger"] = orjson.dumps({"step-saved": {"rev": draft.saved.rev}}).decode()
    return answer


def _gone(request: Request, draft: Draft, *, typed: bool = False) -> Response:
    """The step went while its settings were on their way. Nothing failed by that: the page says it and looks again."""
    answer = page(request, "editor/gone.html", saved=draft.saved)
    answer.headers["HX-Trigger"] = orjson.dumps({"step-gone": {"typed": typed}}).decode()
    return answer


def _stale(form: FormData, step: Step) -> bool:
    """Whether somebody changed the settings since the form was made, and the person has not seen that."""
    here = digest(step)
    return form.get("was") not in (None, here) and form.get("over") != here


def _clash(request: Request, draft: Draft, step: Step, op: Configure) -> dict[str, Any]:
    """Who changed it, and how theirs differs from what was typed."""
    parts = services(request)
    mine = edit.apply(draft.document, op, parts.catalogue).document
    by = draft.saved.by
    said = (
        because("{who} changed these settings meanwhile.", who=by)
        if by != person(request).name
        else because("You changed these settings meanwhile, in another window.")
    )
    found = changes(mine, draft.document, parts.catalogue)
    theirs = tuple(change.sentence for change in found if change.step == step.id)
    return {"clash": said, "theirs": theirs, "over": digest(step)}


def _would_cut(draft: Draft, op: Configure, catalogue: Catalogue) -> bool:
    """Whether half-typed settings would take arrows away: they wait until they are finished."""
    return edit.apply(draft.document, op, catalogue).document.edges != draft.document.edges


def _save(conn: Connection, workflow_id: str, op: Configure, by: str, catalogue: Catalogue) -> Draft:
    saved = workflows.get(conn, workflow_id)
    edited = edit.apply(saved.document, op, catalogue)
    saved = workflows.save_draft(conn, workflow_id, edited.document, edited.because, saved.rev, by)
    return editor_view.of_saved(conn, saved, catalogue)


@router.get("/workflows/{workflow_id}/told")
@allow("viewer")
async def told(request: Request, workflow_id: str) -> Response:
    """The workflow in words."""
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    return page(request, "editor/told.html", draft=draft, saved=draft.saved)


@router.get("/workflows/{workflow_id}/picker")
@allow("editor")
async def pick(
    request: Request,
    workflow_id: str,
    q: str = "",
    kind: str = "",
    source: str = "",
    port: str = "",
    target: str = "",
) -> Response:
    """The kinds of steps that a search finds, to be put on an arrow (``target``) or at a way out."""
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    offers = editor_view.offers(parts.catalogue)
    who = visit(request)
    reading.begin(who.locale, who.zone)
    texts = {text: reading.gettext(text) for one in offers for text in (one.title, one.about, one.words)}
    found = editor_view.found(offers, q[:200], texts, kind)
    groups = editor_view.picked(found, searched=bool(q.strip()))
    values: dict[str, Any] = {
        "draft": draft, "saved": draft.saved, "groups": [group for group in groups if group[1]],
        "q": q, "kind": kind, "source": source, "port": port, "target": target,
        "after": draft.steps.get(source),
    }  # fmt: skip
    if is_htmx(request):
        return page(request, "editor/picker.html", **values)
    return page(request, "editor/picker_page.html", **values)
