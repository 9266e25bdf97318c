"""What holds for a workflow as a whole: its name, how many runs are expected, whether they wait for each other."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core import stop_rules
from app.core.document import Rule
from app.core.edit import apply
from app.core.edit_content import InTurn, Rename, SetStops
from app.core.sentence import Sentence, because
from app.errors import InvalidInput
from app.store import control, workflows
from app.ui import editor_view
from app.ui.editor_view import Draft
from app.ui.pages import page, person, redirect, services
from app.web import allow

router = APIRouter()
TURNS: Mapping[str, Sentence] = {
    "": because("As many as come"),
    "subject": because("One at a time for the same order, product or cart"),
    "customer": because("One at a time for the same customer"),
}


@router.get("/workflows/{workflow_id}/settings")
@allow("editor")
async def show(request: Request, workflow_id: str) -> Response:
    """The form."""
    parts = services(request)
    draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
    typed: dict[str, Any] = {
        "name": draft.saved.name,
        "most": str(draft.saved.most or ""),
        "one_at_a_time": draft.document.one_at_a_time or "",
        "stops": stop_rules.of_drawing(draft.document, parts.catalogue)[1],
    }
    return _form(request, draft, typed)


@router.post("/workflows/{workflow_id}/settings")
@allow("editor")
async def save(
    request: Request,
    workflow_id: str,
    name: Annotated[str, Form()] = "",
    most: Annotated[str, Form()] = "",
    one_at_a_time: Annotated[Literal["", "subject", "customer"], Form()] = "",
    stops: Annotated[list[Rule] | None, Form()] = None,
) -> Response:
    """Keeps them. What is wrong is said under its field, and what was typed stays."""
    parts = services(request)
    typed: dict[str, Any] = {"name": name, "most": most, "one_at_a_time": one_at_a_time, "stops": stops or []}
    wrong: dict[str, Sentence | str] = {}
    if not 1 <= len(name.strip()) <= 120:
        wrong["name"] = because("Please give the workflow a name of up to 120 letters.")
    expected = int(most) if most.strip().isdecimal() and len(most) < 10 else None
    if most.strip() and expected is None:
        wrong["most"] = because("Please give a number of runs from 1 to 1,000,000, or none.")

    def work(conn: Connection) -> None:
        workflows.expect(conn, workflow_id, expected)
        for op in (Rename(name=name), InTurn(by=one_at_a_time or None)):
            saved = workflows.get(conn, workflow_id)
            edited = apply(saved.document, op, parts.catalogue)
            workflows.save_draft(conn, workflow_id, edited.document, edited.because, by=person(request).name)
        document = workflows.get(conn, workflow_id).document
        fitting, now = stop_rules.of_drawing(document, parts.catalogue)
        if set(now) != set(stops or ()) & set(
            fitting
        ):  # what is not touched goes on following what starts it
            edited = apply(document, SetStops(rules=stops or []), parts.catalogue)
            workflows.save_draft(conn, workflow_id, edited.document, edited.because, by=person(request).name)

    if not wrong:
        try:
            await parts.db.write(work)
        except InvalidInput as error:
            wrong["most"] = error.sentence
    if wrong:
        draft = await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)
        return _form(request, draft, typed, wrong)
    await parts.changed()
    return redirect(f"/workflows/{workflow_id}", "saved")


@router.post("/workflows/{workflow_id}/release")
@allow("editor")
async def release(request: Request, workflow_id: str) -> Response:
    """Lets every held run of the workflow go on, the oldest first."""
    parts = services(request)
    left = (await parts.db.read(editor_view.draft, workflow_id, parts.catalogue)).held
    while left > 0:
        ready = await parts.db.write(control.release, workflow_id, datetime.now(UTC))
        parts.dispatcher.committed(ready)
        left -= control.BITE
    return redirect(f"/workflows/{workflow_id}", "runs-released")


def _form(
    request: Request,
    draft: Draft,
    typed: Mapping[str, Any],
    wrong: Mapping[str, Sentence | str] | None = None,
) -> Response:
    return page(
        request,
        "workflow_settings.html",
        422 if wrong else 200,
        draft=draft,
        saved=draft.saved,
        typed=typed,
        wrong=wrong or {},
        turns=TURNS,
        rules={
            rule: because(stop_rules.WORDS[rule])
            for rule in stop_rules.of_drawing(draft.document, services(request).catalogue)[0]
        },
    )
