"""The editor: a workflow as a drawing, a list and a paragraph; every gesture on it is one editing operation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

import orjson
from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.responses import JSONResponse, Response

from app.core import edit
from app.core.calls import quietly
from app.core.document import Workflow
from app.core.drawing import SLOTS, Catalogue
from app.core.sentence import Json, Sentence, because
from app.engine.starters import starters
from app.errors import AppError, Conflict, InvalidInput, NotFound
from app.i18n.render import say
from app.store import workflows
from app.ui import editor_blocks, editor_view
from app.ui.editor_outline import outline
from app.ui.editor_page import whole
from app.ui.editor_view import Draft
from app.ui.pages import is_htmx, page, person, redirect, services, visit
from app.web import allow

router = APIRouter()
LARGEST_OP = 2 * 1024 * 1024


@router.post("/workflows")
@allow("editor")
async def create(
    request: Request, starter: Annotated[str, Form()] = "", name: Annotated[str, Form()] = ""
) -> Response:
    """Makes a workflow, blank or after a ready-made one, and opens it."""
    parts = services(request)
    who = visit(request)
    document = next((one for one in starters() if one.id == starter), None)
    if starter and document is None:
        raise NotFound(because("There is no such ready-made workflow."))
    blank = say(because("New workflow"), who.locale)
    made = document or Workflow(name=name.strip()[:120] or blank)

    def work(conn: Connection) -> str:
        known = {saved.id for saved in workflows.list_all(conn)}
        mine = made.model_copy(update={"id": Workflow(name="x").id}) if made.id in known else made
        saved = workflows.create(conn, mine, by=person(request).name)
        editor_view.bind_only_fitting(conn, saved)
        return saved.id

    return redirect(f"/workflows/{await parts.db.write(work)}")


@router.get("/workflows/{workflow_id}")
@allow("viewer")
async def show(
    request: Request, workflow_id: str, step: str = "", view: str = "", checked: str = ""
) -> Response:
    """The page. ``step``: the one that is chosen; ``view``: ``list`` or ``canvas``."""
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    return await whole(request, draft, step, view=view, checked=bool(checked))


@router.get("/workflows/{workflow_id}/status")
@allow("viewer")
async def show_status(request: Request, workflow_id: str) -> Response:
    """The head's part that follows every change: saved, live, problems, undo and redo."""
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    return page(request, "editor/status.html", draft=draft, saved=draft.saved)


@router.get("/workflows/{workflow_id}/facts")
@allow("viewer")
async def show_facts(request: Request, workflow_id: str) -> Response:
    """The panel while no step is chosen: the paragraph, the problems, the connections."""
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    starts = editor_view.starts(parts.catalogue)
    return page(request, "editor/facts.html", draft=draft, saved=draft.saved, starts=starts, checked=False)


@router.get("/workflows/{workflow_id}/list")
@allow("viewer")
async def show_list(request: Request, workflow_id: str, step: str = "") -> Response:
    """The steps as a nested list."""
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    flow, loose = outline(draft, parts.catalogue)
    return page(
        request, "editor/list.html", draft=draft, saved=draft.saved, flow=flow, loose=loose, chosen=step
    )


@router.get("/workflows/{workflow_id}/graph")
@allow("viewer")
async def show_graph(request: Request, workflow_id: str) -> Response:
    """The drawing as the canvas takes it, with the draft's ``rev``."""
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    return JSONResponse(_drawn(request, draft))


@router.post("/workflows/{workflow_id}/ops")
@allow("editor")
async def operate(request: Request, workflow_id: str) -> Response:
    """One editing operation: ``{"rev", "op"}`` as JSON, or its fields as a form, which leads back to the page.

    A stale ``rev`` answers 409 with the other change and the drawing as it is now; nothing was done then.
    """
    parts = services(request)
    as_json = request.headers.get("content-type", "").startswith("application/json")
    raw, rev = await _posted(request, as_json)
    op = edit.operation(raw)

    def work(conn: Connection) -> tuple[Draft, edit.Edited]:
        return changed(conn, workflow_id, op, rev, person(request).name, parts.catalogue)

    try:
        draft, edited = await parts.db.write(work)
    except (InvalidInput, Conflict) as error:
        draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
        status = 409 if isinstance(error, Conflict) else 422
        if as_json:
            mine = quietly(lambda: edit.apply(draft.document, op, parts.catalogue).because)
            return JSONResponse(_drawn(request, draft, _clash(request, error), mine=mine), status)
        step = str(raw.get("step") or raw.get("source") or "")
        return await whole(request, draft, step, status, _clash(request, error))
    if as_json:
        return JSONResponse(_drawn(request, draft, edited.because, edited.focus))
    return redirect(f"/workflows/{workflow_id}" + (f"?step={edited.focus}" if edited.focus else ""))


def changed(
    conn: Connection, workflow_id: str, op: edit.Operation, rev: int | None, by: str, catalogue: Catalogue
) -> tuple[Draft, edit.Edited]:
    """Applies an operation to the draft, in one transaction. Raises InvalidInput, Conflict, NotFound."""
    saved = workflows.get(conn, workflow_id)
    if rev is not None and rev != saved.rev:
        workflows.save_draft(
            conn, workflow_id, saved.document, because(""), rev, by
        )  # says who did what meanwhile
    edited = edit.apply(saved.document, op, catalogue)
    saved = workflows.save_draft(conn, workflow_id, edited.document, edited.because, saved.rev, by)
    editor_view.bind_only_fitting(conn, saved)
    return editor_view.draft(conn, workflow_id, catalogue), edited


@router.post("/workflows/{workflow_id}/undo")
@allow("editor")
async def undo(request: Request, workflow_id: str) -> Response:
    """Takes the draft's last change back."""
    return await _step_in_log(request, workflow_id, workflows.undo, because("Undone: {what}"))


@router.post("/workflows/{workflow_id}/redo")
@allow("editor")
async def redo(request: Request, workflow_id: str) -> Response:
    """Brings back what was undone last."""
    return await _step_in_log(request, workflow_id, workflows.redo, because("Done again: {what}"))


Move = Callable[[Connection, str, int | None], tuple[workflows.Saved, Sentence]]


async def _step_in_log(request: Request, workflow_id: str, move: Move, said: Sentence) -> Response:
    parts = services(request)
    rev = await _posted_rev(request)

    def work(conn: Connection) -> tuple[Draft, Sentence]:
        saved, what = move(conn, workflow_id, rev)
        return editor_view.of_saved(conn, saved, parts.catalogue), what

    wants_json = "application/json" in request.headers.get("accept", "")
    try:
        draft, what = await parts.db.write(work)
    except (InvalidInput, Conflict) as error:
        draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
        status = 409 if isinstance(error, Conflict) else 422
        if wants_json:
            return JSONResponse(_drawn(request, draft, _clash(request, error)), status)
        return await whole(request, draft, "", status, _clash(request, error))
    if wants_json:
        return JSONResponse(_drawn(request, draft, because(said.id, what=what)))
    return redirect(f"/workflows/{workflow_id}")


@router.post("/workflows/{workflow_id}/check")
@allow("viewer")
async def check(request: Request, workflow_id: str) -> Response:
    """Shows every problem, or that there is none."""
    return redirect(f"/workflows/{workflow_id}?checked=1")


@router.post("/workflows/{workflow_id}/bind")
@allow("editor")
async def bind(
    request: Request, workflow_id: str, slot: Annotated[str, Form()], connection: Annotated[str, Form()] = ""
) -> Response:
    """Puts a connection into a slot; it counts at once, for what is live too."""
    parts = services(request)

    def work(conn: Connection) -> None:
        draft = editor_view.draft(conn, workflow_id, parts.catalogue)
        place = next((one for one in draft.slots if one.name == slot), None)
        if place is None or (connection and connection not in dict(place.fitting)):
            raise InvalidInput(because("This connection doesn't fit here."))
        workflows.bind(conn, workflow_id, slot, connection)

    await parts.db.write(work)
    await parts.changed()
    if is_htmx(request):
        answer = await show_facts(request, workflow_id)
        answer.headers["HX-Trigger"] = "draft-changed"  # a problem less, perhaps
        return answer
    return redirect(f"/workflows/{workflow_id}", "saved")


@router.post("/workflows/{workflow_id}/delete")
@allow("editor")
async def delete(request: Request, workflow_id: str) -> Response:
    """Deletes the workflow; what its runs did stays."""
    parts = services(request)
    await parts.db.write(workflows.remove, workflow_id)
    await parts.changed()
    return redirect("/")


# --------------------------------------------------------------------------------------------------------- inside


def _drawn(
    request: Request,
    draft: Draft,
    said: Sentence | str | None = None,
    focus: str = "",
    mine: Sentence | None = None,
) -> Json:
    parts, who = services(request), visit(request)
    told = say(said, who.locale, who.zone) if said else ""
    return {
        "rev": draft.saved.rev,
        "graph": editor_blocks.graph(draft.document, parts.catalogue, who.locale, who.zone, draft.problems),
        "said": told[:1].upper() + told[1:],
        "focus": focus,
        "mine": say(mine, who.locale, who.zone) if mine else "",
    }


async def _posted(request: Request, as_json: bool) -> tuple[dict[str, Json], int | None]:
    """The operation and the draft's rev that it was made on."""
    if not as_json:
        form = await request.form()
        return form_op(form), _form_rev(form)
    posted = await _json(request)
    if not isinstance(posted.get("op"), dict):
        raise InvalidInput(because("This change can't be read."))
    return posted["op"], _json_rev(posted)


async def _posted_rev(request: Request) -> int | None:
    """The draft's rev that undo or redo was pressed at; a program may leave it out."""
    if not request.headers.get("content-type", "").startswith("application/json"):
        return _form_rev(await request.form())
    return _json_rev(await _json(request))


async def _json(request: Request) -> dict[str, Any]:
    body = await request.body()
    if len(body) > LARGEST_OP:
        raise InvalidInput(because("This change is too large."))
    try:
        posted = orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise InvalidInput(because("This change can't be read.")) from error
    if not isinstance(posted, dict):
        raise InvalidInput(because("This change can't be read."))
    return posted


def _form_rev(form: FormData) -> int | None:
    rev = form.get("rev")
    return int(str(rev)) if rev and str(rev).isdecimal() else None


def _json_rev(posted: dict[str, Any]) -> int | None:
    rev = posted.get("rev")
    return rev if isinstance(rev, int) else None


def form_op(form: FormData) -> dict[str, Json]:
    """An operation from a form's fields: ``edge.source`` is the source of ``edge``; empty fields are left out."""
    op: dict[str, Json] = {}
    for key, value in form.multi_items():
        if not isinstance(value, str) or key in ("csrf", "rev") or (value == "" and key != "text"):
            continue
        place = op
        *outer, last = key.split(".")
        for name in outer:
            inside = place.setdefault(name, {})
            place = inside if isinstance(inside, dict) else {}
        place[last] = value
    target = op.pop("place", None)  # "source port" of a menu that offers all ways at once
    if isinstance(target, str) and " " in target:
        op["source"], _, op["port"] = target.partition(" ")
    return op


def _clash(request: Request, error: AppError) -> Sentence:
    """Why something could not be done; a person's own other window is not called by the person's name."""
    said = _sentence(error)
    if said.params.get("who") != person(request).name or "what" not in said.params:
        return said
    return because(
        "You changed this workflow meanwhile, in another window: {what}.", what=said.params["what"]
    )


def _sentence(error: AppError) -> Sentence:
    return error.sentence if isinstance(error.sentence, Sentence) else because("{text}", text=error.sentence)


assert set(editor_view.SLOTS) == set(SLOTS), "every slot that nodes name has a label"
