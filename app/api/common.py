"""What the routes under ``/api/v1`` share: words in the asker's language, pages of lists, revisions, who asks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import Header, Query, Request

from app.api.shapes import ErrorOut
from app.core.graph import Problem
from app.core.sentence import Json, Sentence, because
from app.errors import InvalidInput
from app.i18n.render import say
from app.web import visit

Cursor = Annotated[str | None, Query(description="`next` of the page before.", max_length=80)]
Limit = Annotated[int, Query(description="How many items at most.", ge=1, le=200)]
IfMatch = Annotated[
    str | None,
    Header(
        alias="If-Match", description="The `rev` that the change was made on; 412 where it is an old one."
    ),
]


def speak(request: Request) -> Callable[[Sentence | str], str]:
    """Puts sentences into the words of the language that `Accept-Language` asks for, times in the store's zone."""
    who = visit(request)
    return lambda sentence: say(sentence, who.locale, who.zone)


def asker(request: Request) -> str:
    """The name of the program that asks, for logs of changes."""
    who = visit(request).program
    return who.name if who else ""


def rev_of(header: str | None) -> int | None:
    """``3``, ``"3"`` or ``W/"3"``; None for no header and for ``*``. Raises InvalidInput."""
    if header is None or header.strip() == "*":
        return None
    number = header.strip().removeprefix("W/").strip('"')
    if not number.isdecimal() or len(number) > 18:
        raise InvalidInput(because("If-Match must hold the rev of the workflow, a whole number."))
    return int(number)


def problem_json(problem: Problem, say: Callable[[Sentence | str], str]) -> dict[str, Json]:
    """A problem of a drawing as ``ProblemOut`` shows it."""
    return {
        "step": problem.step,
        "field": problem.field,
        "code": problem.code,
        "severity": problem.severity,
        "message": say(problem.because),
    }


def errors(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The error answers of a route, for the OpenAPI document."""
    told = {
        400: "What was sent can't be read.",
        404: "There is nothing of that id.",
        409: "It can't be done as things stand; nothing was changed.",
        412: "Somebody changed it since the `rev` in If-Match; nothing was changed.",
        413: "The body is larger than the server takes.",
        422: "What was sent can't be used as it is; `problems` says where and why.",
        503: "It can't be stored just now; `Retry-After` says when to try again.",
    }
    return {status: {"model": ErrorOut, "description": told[status]} for status in statuses}
