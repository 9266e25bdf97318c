"""Files in and out: choose them, look at what they are before anything is kept, and take workflows along as files."""

from __future__ import annotations

from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData, UploadFile
from starlette.responses import Response

from app.core import flow, graph
from app.core.abilities import SHOP
from app.core.changes import Change, changes
from app.core.document import Workflow
from app.core.document_file import file_name, flow_name, written
from app.core.drawing import Catalogue
from app.core.flow import Line
from app.core.graph import Problem
from app.core.sentence import Sentence, because
from app.core.unsettled import Unsettled, addresses_of, label_of, open_of
from app.core.words import paragraph
from app.engine import documents, incoming, publishing
from app.engine.abilities import abilities
from app.engine.documents import Unusable
from app.engine.incoming import Coming
from app.engine.services import Services
from app.errors import InvalidInput, NotFound
from app.store import connections, unsettled, workflows
from app.store.tables import ConnectionRow
from app.store.workflows import Saved
from app.ui.editor_view import SLOTS
from app.ui.pages import page, person, redirect, services
from app.web import allow

router = APIRouter()
MOST_FILES = 100


@dataclass(frozen=True, slots=True)
class Place:
    """A slot: what it is called, the connections that fit, the one that is proposed."""

    name: str
    label: Sentence
    fits: tuple[tuple[str, str], ...]
    chosen: str


@dataclass(frozen=True, slots=True)
class Seen:
    """A document before it is kept. ``changes``: what updating the workflow of its id would change; None: it is new."""

    document: Workflow
    words: Sentence
    places: tuple[Place, ...]
    addresses: tuple[str, ...]
    unknown: tuple[str, ...]
    problems: tuple[Problem, ...]
    changes: tuple[Change, ...] | None
    told: tuple[Line, ...] = ()
    """Of a file of Shopify Flow: what became of each of its steps."""


@router.get("/import")
@allow("editor")
async def choose(request: Request) -> Response:
    """Where files are chosen."""
    return page(request, "import.html", refused=None)


@router.post("/import")
@allow("editor")
async def look(request: Request) -> Response:
    """What the files are. Nothing is kept yet: they go along in the page, and are read anew when it is sent."""
    form = await request.form(max_files=MOST_FILES)
    told: documents.Told = {}
    try:
        found = [
            document
            for file in form.getlist("files")
            if isinstance(file, UploadFile) and file.filename
            for document in documents.read(await file.read(), file.filename[-80:], told)
        ]
        if not found:
            raise Unusable(422, because("Please choose a file."))
        documents.apart(found)
        return await _review(request, found, told)
    except Unusable as error:
        return _refused(request, error)


@router.post("/import/keep")
@allow("editor")
async def keep(request: Request) -> Response:
    """Keeps what was looked at, as drafts: all or none."""
    form, parts = await request.form(), services(request)
    try:
        found = documents.read(b64decode(str(form.get("documents", "")), validate=True))
    except NotBase64:
        return _refused(request, Unusable(400, because("Please choose the file again.")))
    except Unusable as error:
        return _refused(request, error)
    wanted = [_coming(document, form) for document in found if form.get(f"do:{document.id}") != "leave"]
    try:
        reports = await incoming.take_over(parts, wanted, person(request).name)
    except InvalidInput as error:
        return _refused(request, error)
    await parts.changed()
    if len(reports) == 1:
        return redirect(f"/workflows/{reports[0].saved.id}", "imported")
    return redirect("/", "imported")


@router.get("/export")
@allow("viewer")
async def export(request: Request) -> Response:
    """One workflow as its file, several or all (no ``id``) as a ZIP; one with
    ``format=flow`` as a file of Shopify Flow; or the page to choose them, with ``choose``."""
    saved = await services(request).db.read(workflows.list_all)
    if "choose" in request.query_params:
        return page(request, "export.html", saved=saved)
    wanted = request.query_params.getlist("id") or [one.id for one in saved]
    chosen = [one.document for one in saved if one.id in wanted]
    if not chosen:
        raise NotFound(because("There is no such workflow."))
    if len(chosen) == 1 and request.query_params.get("format") == "flow":
        return _file(flow.write(chosen[0]), flow_name(chosen[0]), "application/octet-stream")
    if len(chosen) == 1:
        return _file(written(chosen[0]), file_name(chosen[0]), "application/json")
    return _file(documents.zipped(chosen), "workflows.zip", "application/zip")


@router.get("/workflows/{workflow_id}/look")
@allow("editor")
async def show_unsettled(request: Request, workflow_id: str) -> Response:
    """What waits for a look before the workflow can be published, and copying it to another store."""
    parts = services(request)
    saved, rows, waits = await parts.db.read(_waits, workflow_id, parts.catalogue)
    titles = {step.id: graph.title_of(step, parts.catalogue) for step in saved.document.steps}
    lines = [(one, titles[one.step], label_of(one, saved.document, parts.catalogue)) for one in waits]
    problems = await publishing.problems_of(parts, saved.document, saved.bindings)
    cannot = [one for one in problems if one.code in ("cannot", "never", "in_vain")]
    stores = [row for row in rows if row.kind in ("shopify", "woocommerce", "demo")]
    return page(
        request, "unsettled.html", saved=saved, lines=lines, stores=stores, cannot=cannot, titles=titles,
        here=saved.bindings.get(SHOP),
    )  # fmt: skip


@router.post("/workflows/{workflow_id}/look")
@allow("editor")
async def settle(request: Request, workflow_id: str) -> Response:
    """These are right as they are."""
    parts, form = services(request), await request.form()

    def work(conn: Connection) -> None:
        saved, _rows, waits = _waits(conn, workflow_id, parts.catalogue)
        chosen = {str(one) for one in form.getlist("right")}
        unsettled.settle(
            conn, saved.id, [one for place, one in enumerate(waits) if _key(place, one.value) in chosen]
        )

    await parts.db.write(work)
    return redirect(f"/workflows/{workflow_id}/look", "saved")


@router.post("/workflows/{workflow_id}/copy")
@allow("editor")
async def copy(request: Request, workflow_id: str) -> Response:
    """Copies it to another store; leads to what must be chosen anew there."""
    parts, form = services(request), await request.form()
    made = await incoming.copy(parts, workflow_id, str(form.get("store", "")), person(request).name)
    await parts.changed()
    return redirect(f"/workflows/{made.id}/look", "copied")


def _key(place: int, value: str) -> str:
    """Names what was looked at: another person's change in between settles nothing that was not seen."""
    return f"{place}:{value}"


def _waits(
    conn: Connection, workflow_id: str, catalogue: Catalogue
) -> tuple[Saved, list[ConnectionRow], list[Unsettled]]:
    saved = workflows.get(conn, workflow_id)
    return (
        saved,
        connections.list_all(conn),
        open_of(saved.document, unsettled.waiting(conn, workflow_id), catalogue),
    )


def _coming(document: Workflow, form: FormData) -> Coming:
    chosen = {slot: str(form.get(f"bind:{document.id}:{slot}", "")) for slot in document.slots}
    approved = [str(one) for one in form.getlist(f"approve:{document.id}")]
    return Coming(
        document,
        {slot: one for slot, one in chosen.items() if one},
        approved,
        form.get(f"do:{document.id}") == "new",
    )


def _refused(request: Request, error: InvalidInput) -> Response:
    status = error.status if isinstance(error, Unusable) else 422
    return page(request, "import.html", status, refused=error.sentence)


async def _review(request: Request, found: Sequence[Workflow], told: documents.Told) -> Response:
    parts = services(request)
    seen = await parts.db.read(lambda conn: [_seen(conn, document, parts, told) for document in found])
    packed = b64encode(documents.zipped(found)).decode()
    return page(request, "import_review.html", seen=seen, packed=packed)


def _seen(conn: Connection, document: Workflow, parts: Services, told: documents.Told) -> Seen:
    rows, catalogue = connections.list_all(conn), parts.catalogue
    kinds = {row.id: row.kind for row in rows}
    differ: tuple[Change, ...] | None = None
    before: dict[str, str] = {}
    with suppress(NotFound):
        here = workflows.get(conn, document.id)
        differ = tuple(changes(here.document, document, catalogue))
        before = {slot: one for slot, one in here.bindings.items() if one in kinds and slot in document.slots}
    bound = publishing.fitting(document, before, rows)
    named = {slot: kinds[one] for slot, one in bound.items() if one in kinds}
    return Seen(
        document,
        paragraph(document, catalogue),
        tuple(_place(name, document, rows, bound.get(name, "")) for name in document.slots),
        tuple(dict.fromkeys(one.value for one in addresses_of(document))),
        tuple(dict.fromkeys(step.type for step in document.steps if step.type not in catalogue)),
        tuple(graph.errors([*graph.check(document, catalogue, bound=named, can=abilities())])),
        differ,
        told[document.id].lines if document.id in told else (),
    )


def _place(name: str, document: Workflow, rows: Sequence[ConnectionRow], chosen: str) -> Place:
    fits = tuple((row.id, row.name) for row in rows if row.kind in document.slots[name].kind)
    return Place(name, SLOTS.get(name, because("{name}", name=name)), fits, chosen)


def _file(body: bytes, name: str, kind: str) -> Response:
    return Response(body, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})
