"""What is answered when something can't be: a page with a sentence for people, JSON for programs; never a trace."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from app.core.sentence import Json, Sentence, because
from app.errors import AppError, Busy, Conflict, InvalidInput, InvalidWorkflow, NotFound, Rejected, StepError
from app.i18n.render import say
from app.web.visit import visit

log = logging.getLogger("storeflow.web")
STATUS: Mapping[type[AppError], int] = {
    InvalidWorkflow: 422,
    InvalidInput: 422,
    NotFound: 404,
    Conflict: 409,
    Rejected: 403,
    Busy: 503,
    StepError: 422,
}


@dataclass(frozen=True, slots=True)
class Trouble:
    """What went wrong, and what to do about it. ``code`` is for programs."""

    status: int
    code: str
    sentence: Sentence
    remedy: Sentence | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    problems: list[Json] = field(default_factory=list)


ErrorPage = Callable[[Request, Trouble], Response]
"""How a Trouble looks to a person. The pages hand theirs in; the gate below them knows no template."""


def for_machines(path: str) -> bool:
    """Whether a path is a door for programs, which get JSON."""
    return path.startswith(("/api/", "/hooks/", "/healthz", "/metrics"))


def answer(request: Request, trouble: Trouble) -> Response:
    """The Trouble as the asker can read it, in the asker's language."""
    if for_machines(request.url.path):
        who = visit(request)
        body: dict[str, Json] = {"code": trouble.code, "message": say(trouble.sentence, who.locale, who.zone)}
        if trouble.problems:
            body["problems"] = trouble.problems
        return JSONResponse({"error": body}, trouble.status, dict(trouble.headers))
    page: ErrorPage = getattr(request.app.state, "error_page", None) or plain_page
    response = page(request, trouble)
    response.headers.update(trouble.headers)
    return response


def plain_page(request: Request, trouble: Trouble) -> Response:
    """The least that a person can read: used where no page module handed in something better."""
    who = visit(request)
    said = [
        say(sentence, who.locale, who.zone) for sentence in (trouble.sentence, trouble.remedy) if sentence
    ]
    text = "".join(f"<p>{escape(line)}</p>" for line in said)
    return HTMLResponse(f"<!doctype html><title>Storeflow</title><main>{text}</main>", trouble.status)


def of_error(error: AppError) -> Trouble:
    """One of our own errors as a Trouble."""
    status = next((status for kind, status in STATUS.items() if isinstance(error, kind)), 400)
    sentence = (
        error.sentence if isinstance(error.sentence, Sentence) else because("{text}", text=error.sentence)
    )
    headers = {"Retry-After": str(error.retry_after)} if isinstance(error, Busy) else {}
    return Trouble(status, error.code, sentence, headers=headers)


def of_status(status: int, headers: Mapping[str, str] | None = None) -> Trouble:
    """A Trouble for a bare HTTP status."""
    texts = {
        401: ("unauthorized", because("Please sign in.")),
        403: ("forbidden", because("You may not do this. Somebody with more rights can.")),
        404: ("not_found", because("There is nothing at this address.")),
        405: ("method_not_allowed", because("This address can't be used in this way.")),
        413: ("too_large", because("What was sent is too large.")),
        415: ("unsupported_type", because("What was sent is of a kind that Storeflow doesn't read.")),
    }
    code, sentence = texts.get(status, ("error", because("Storeflow could not do this.")))
    return Trouble(status, code, sentence, headers=dict(headers or {}))


def broken(error: Exception, path: str) -> Trouble:
    """An error that we did not foresee: logged in full for the operator, told in one sentence to everybody else."""
    log.error("unforeseen error at %s", path, exc_info=error)
    return Trouble(
        500,
        "internal",
        because("Something went wrong in Storeflow itself."),
        because(
            "Nothing that was saved is lost. Try again; if it happens again, the server's log says more."
        ),
    )


def of_validation(error: RequestValidationError) -> Trouble:
    """What FastAPI found wrong in a request, place by place."""
    problems = [
        {
            "field": ".".join(str(part) for part in item.get("loc", ())[1:]),
            "message": str(item.get("msg", "")),
        }
        for item in error.errors()
    ]
    return Trouble(422, "invalid_input", because("What was sent can't be used as it is."), problems=problems)


def add_handlers(app: FastAPI) -> None:
    """Registers the above for everything that routes raise."""

    async def ours(request: Request, error: Exception) -> Response:
        assert isinstance(error, AppError)
        return answer(request, of_error(error))

    async def http(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        return answer(request, of_status(error.status_code, error.headers))

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return answer(request, of_validation(error))

    app.add_exception_handler(AppError, ours)
    app.add_exception_handler(HTTPException, http)
    app.add_exception_handler(RequestValidationError, invalid)
