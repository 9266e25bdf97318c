"""The page behind a question to a person. Whoever has the link may answer in time; looking does nothing."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.core.sentence import because
from app.errors import Conflict, InvalidInput
from app.store import questions
from app.store.questions import Asked
from app.ui.pages import page, services, visit
from app.web import Trouble, public
from app.web.answers import answer

router = APIRouter()


@router.get("/answer/{token}")
@public
async def show(request: Request, token: str, say: str = "") -> Response:
    """The question, what it is about, and a button for each answer. ``say``: which of the mail's links led here."""
    asked = await _asked(request, token)
    if asked is None:
        return answer(request, _no_link())
    return page(request, "question.html", asked=asked, token=token, say=say)


@router.post("/answer/{token}")
@public
async def settle(request: Request, token: str, say: Annotated[str, Form()] = "") -> Response:
    """Writes the answer down; the run goes on. The first one counts."""
    asked = await _asked(request, token)
    if asked is None:
        return answer(request, _no_link())
    person = visit(request).person
    try:
        started = await services(request).db.write(
            questions.answer, asked.id, _said(say), person.name if person else "", datetime.now(UTC)
        )
    except Conflict:
        pass  # somebody was quicker: the page says what was answered
    else:
        services(request).runner.started(started)
    return page(request, "question.html", asked=await _asked(request, token), token=token, say="")


async def _asked(request: Request, token: str) -> Asked | None:
    parts = services(request)
    name = parts.vault.signer.read("answer", token, datetime.now(UTC))
    return await parts.db.read(questions.get, name) if name else None


def _said(say: str) -> Literal["approved", "declined"]:
    if say == "approved":
        return "approved"
    if say == "declined":
        return "declined"
    raise InvalidInput(because("Please approve or decline."))


def _no_link() -> Trouble:
    remedy = because("Its time may be over. Whoever runs the workflow sees in its run what became of it.")
    return Trouble(403, "bad_link", because("This link doesn't work (any more)."), remedy)
