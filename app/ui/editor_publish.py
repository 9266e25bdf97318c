"""Publishing: what changes for whom, in words; every version that was ever live, compared and brought back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import zip_longest
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData
from starlette.responses import Response

from app.core.changes import Change, changes, titles
from app.core.document import Workflow
from app.core.drawing import Catalogue
from app.core.sentence import Sentence, because
from app.core.words import paragraph
from app.errors import AppError, Conflict
from app.store import control, versions, workflows
from app.store.versions import Inside
from app.store.workflows import Published
from app.ui import editor_view
from app.ui.editor_page import whole
from app.ui.editor_view import Draft
from app.ui.pages import page, person, redirect, services
from app.web import allow

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Left:
    """A step that the new version no longer has, and how many runs stand on it."""

    step: str
    title: Sentence
    count: int


@dataclass(frozen=True, slots=True)
class Review:
    """What publishing would change, and for whom. ``inside``: runs that have not ended; ``left``: what to ask about."""

    changes: tuple[Change, ...]
    inside: int
    left: tuple[Left, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A published version in the list, with what it changed."""

    published: Published
    changes: tuple[Change, ...]


@router.get("/workflows/{workflow_id}/publish")
@allow("editor")
async def show(request: Request, workflow_id: str) -> Response:
    """What would change, and what is asked about the runs inside."""
    parts = services(request)
    draft, review = await parts.db.read(_review, workflow_id, parts.catalogue)
    return page(request, "editor/publish.html", draft=draft, saved=draft.saved, review=review, refused=None)


@router.post("/workflows/{workflow_id}/publish")
@allow("editor")
async def publish(request: Request, workflow_id: str) -> Response:
    """Makes the draft the live version, if nothing is wrong with it.

    Runs that have begun finish the old way; ``left:<step>`` = ``cancel`` ends those that wait at a step that is gone.
    """
    parts = services(request)
    form = await request.form()
    rev = _number(form.get("rev"))
    by = person(request).name

    def work(conn: Connection) -> tuple[Draft, list[str]]:
        draft = editor_view.draft(conn, workflow_id, parts.catalogue)
        if draft.errors:
            return draft, []
        ended = _ended(conn, draft, form, parts.catalogue)
        workflows.publish(conn, workflow_id, by, rev)
        now = datetime.now(UTC)
        return draft, [after for run in ended for after in control.cancel(conn, run, now)]

    try:
        draft, rung = await parts.db.write(work)
    except Conflict as error:
        draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
        return await whole(request, draft, "", 409, _sentence(error))
    if draft.errors:
        return await whole(request, draft, "", 422, checked=True)
    parts.dispatcher.committed(rung)
    await parts.changed()
    return redirect(f"/workflows/{workflow_id}", "workflow-published")


@router.get("/workflows/{workflow_id}/versions")
@allow("viewer")
async def show_versions(request: Request, workflow_id: str, old: str = "", new: str = "") -> Response:
    """Every published version with what it changed; ``old`` and ``new``: two of them compared ("draft" is one too)."""
    parts = services(request)
    draft, found = await parts.db.read(_versions, workflow_id, parts.catalogue)
    known: dict[str, Workflow] = {str(one.published.version): one.published.document for one in found}
    known["draft"] = draft.document
    chosen = old if old in known else "", new if new in known else ""
    compared: list[Change] | None = None
    if all(chosen):
        compared = changes(known[chosen[0]], known[chosen[1]], parts.catalogue)
    told = paragraph(known[chosen[1]], parts.catalogue) if all(chosen) else None
    return page(
        request,
        "editor/versions.html",
        draft=draft,
        saved=draft.saved,
        entries=found,
        names=[*([("draft")] if draft.saved.differs else []), *(str(e.published.version) for e in found)],
        old=chosen[0] or (str(found[1].published.version) if len(found) > 1 else ""),
        new=chosen[1] or (str(found[0].published.version) if found else ""),
        compared=compared,
        told=told,
    )


@router.post("/workflows/{workflow_id}/versions/{number}/restore")
@allow("editor")
async def restore(
    request: Request, workflow_id: str, number: int, rev: Annotated[int | None, Form()] = None
) -> Response:
    """Makes a published version the draft again; what is live stays as it is, and undo takes it back."""
    parts = services(request)
    by = person(request).name

    def work(conn: Connection) -> None:
        kept = workflows.version(conn, workflow_id, number)
        said = because("brought back version {version}", version=number)
        saved = workflows.save_draft(conn, workflow_id, kept.document, said, rev, by)
        editor_view.bind_only_fitting(conn, saved)

    try:
        await parts.db.write(work)
    except Conflict as error:
        draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
        return await whole(request, draft, "", 409, _sentence(error))
    return redirect(f"/workflows/{workflow_id}", "version-restored")


# --------------------------------------------------------------------------------------------------------- inside


def _review(conn: Connection, workflow_id: str, catalogue: Catalogue) -> tuple[Draft, Review]:
    draft = editor_view.draft(conn, workflow_id, catalogue)
    live = _live(conn, draft)
    found = versions.inside(conn, workflow_id)
    made = changes(live, draft.document, catalogue) if live else []
    return draft, Review(tuple(made), len(found), tuple(_left(conn, draft, found, catalogue)))


def _live(conn: Connection, draft: Draft) -> Workflow | None:
    number = draft.saved.live
    return None if number is None else workflows.version(conn, draft.saved.id, number).document


def _left(conn: Connection, draft: Draft, found: Sequence[Inside], catalogue: Catalogue) -> list[Left]:
    """The steps that runs wait at and that the draft no longer has, by the names they had in those runs' versions."""
    here = {step.id for step in draft.document.steps}
    names: dict[str, Sentence] = {}
    for number in {one.version for one in found}:
        document = workflows.version(conn, draft.saved.id, number).document
        names |= {ident: name for ident, name in titles(document, catalogue).items() if ident not in here}
    counts: Mapping[str, int] = versions.by_step(list(found))
    return [Left(step, name, counts[step]) for step, name in names.items() if counts.get(step)]


def _ended(conn: Connection, draft: Draft, form: FormData, catalogue: Catalogue) -> list[str]:
    """The runs that the person chose to end."""
    chosen = {key.removeprefix("left:") for key, value in form.items() if value == "cancel"}
    if not chosen:
        return []
    found = versions.inside(conn, draft.saved.id)
    gone = {one.step for one in _left(conn, draft, found, catalogue)} & chosen
    return [one.run for one in found if one.steps & gone]


def _versions(conn: Connection, workflow_id: str, catalogue: Catalogue) -> tuple[Draft, list[Entry]]:
    draft = editor_view.draft(conn, workflow_id, catalogue)
    found = versions.list_versions(conn, workflow_id)
    return draft, [
        Entry(one, tuple(changes(old.document, one.document, catalogue)) if old else ())
        for one, old in zip_longest(found, found[1:])
    ]


def _number(value: object) -> int | None:
    return int(str(value)) if value and str(value).isdecimal() else None


def _sentence(error: AppError) -> Sentence:
    return error.sentence if isinstance(error.sentence, Sentence) else because("{text}", text=error.sentence)
