"""The panel's own routes: a step's settings, and the picker of kinds of steps."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core import edit
from app.core.drawing import Catalogue
from app.core.edit_content import Configure
from app.core.sentence import because
from app.errors import NotFound
from app.store import workflows
from app.ui import editor_view, forms, reading
from app.ui.editor_blocks import KINDS
from app.ui.editor_page import whole
from app.ui.editor_step import digest, of
from app.ui.editor_view import Draft
from app.ui.pages import is_htmx, page, person, redirect, services, visit
from app.web import allow

router = APIRouter()


@router.get("/workflows/{workflow_id}/steps/{step_id}")
@allow("viewer")
async def show(request: Request, workflow_id: str, step_id: str) -> Response:
    """A step's settings; asked for by hand, the whole editor with that step chosen."""
    if not is_htmx(request):
        return redirect(f"/workflows/{workflow_id}?step={step_id}")
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    panel = of(draft, step_id, parts.catalogue)
    return page(request, "editor/step.html", draft=draft, saved=draft.saved, panel=panel)


@router.post("/workflows/{workflow_id}/steps/{step_id}")
@allow("editor")
async def configure(request: Request, workflow_id: str, step_id: str) -> Response:
    """Saves a step's settings.

    ``save``: the button; errors are then shown under their fields (422). ``do``: a button that changes the form's rows.
    Without either the form was sent by itself after a change: what fits is saved, what doesn't fit yet stays typed.
    """
    parts = services(request)
    form = await request.form()
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    step = draft.document.step(step_id)
    model = parts.catalogue.get(step.type) if step else None
    if step is None or model is None:
        raise NotFound(because("There is no step “{step}” here any more.", step=step_id))
    values = forms.typed(model, form)
    verdict = forms.judged(model, values)
    asked = "save" in form
    strict = asked or form.get("strict") == "1"
    who = person(request).name
    shown: dict[str, Any] = {"values": values, "strict": strict}
    status = 200
    if "do" in form:
        shown["strict"] = False
    elif verdict.errors:
        status = 422 if asked else 200
        shown |= {"errors": verdict.errors} if strict else {}
        shown["saved"] = "unfinished"
    elif form.get("was") not in (None, digest(step)) and draft.saved.by != who:
        status = 409
        shown["clash"] = because("{who} changed these settings meanwhile.", who=draft.saved.by)
    else:
        op = Configure(step=step_id, settings=values)
        draft = await parts.db.write(_save, workflow_id, op, who, parts.catalogue)
        shown = {"saved": "saved"}
    if not is_htmx(request) and shown.get("saved") == "saved":
        return redirect(f"/workflows/{workflow_id}?step={step_id}", "saved")
    panel = of(draft, step_id, parts.catalogue, **shown)
    if not is_htmx(request):
        return whole(request, draft, step_id, status, panel=panel)
    answer = page(request, "editor/step.html", status, draft=draft, saved=draft.saved, panel=panel)
    if shown.get("saved") == "saved":
        answer.headers["HX-Trigger"] = "step-saved"
    return answer


def _save(conn: Connection, workflow_id: str, op: Configure, by: str, catalogue: Catalogue) -> Draft:
    saved = workflows.get(conn, workflow_id)
    edited = edit.apply(saved.document, op, catalogue)
    saved = workflows.save_draft(conn, workflow_id, edited.document, edited.because, saved.rev, by)
    return editor_view.of_saved(conn, saved, catalogue)


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
    groups = [(label, [one for one in found if one.kind == name]) for name, label in KINDS.items()]
    values: dict[str, Any] = {
        "draft": draft, "saved": draft.saved, "groups": [group for group in groups if group[1]],
        "q": q, "kind": kind, "source": source, "port": port, "target": target,
        "after": draft.steps.get(source),
    }  # fmt: skip
    if is_htmx(request):
        return page(request, "editor/picker.html", **values)
    return page(request, "editor/picker_page.html", **values)
