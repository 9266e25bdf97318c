"""The stores' door: ``POST /hooks/{connection}``. Raw bytes in, answered when they are on disk.

A plain ASGI endpoint, as it is the hot path: the gate looks at its Host header only, signatures do the rest.
"""

from __future__ import annotations

import logging
from typing import cast

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.connectors.base import QUERY
from app.engine.services import Services
from app.errors import AppError, Busy, InvalidInput, NotFound, Rejected
from app.web import always

log = logging.getLogger(__name__)
AGAIN = 30
"""Seconds after which a store may try again where we could not take its message for a reason of our own."""
_JSON = {"content-type": "application/json", "cache-control": "no-store", "x-content-type-options": "nosniff"}
_ANSWERS = {
    word: Response(orjson.dumps({"status": word}), 202 if word == "stored" else 200, _JSON)
    for word in ("stored", "seen", "ignored")
}
"""Made once: they are the same for everybody."""


class Hung(Exception):
    """The sender went away before it was finished."""


class TooLong(Exception):
    """The body is longer than the door takes; the rest of it was not read."""


class Hooks:
    """stored 202 · known or not to be kept 200 · signature 401 · unknown 404 · size 413 · not JSON 400 · busy 503."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One message of a store."""
        try:
            answer = await self._answer(scope, receive)
        except Hung:
            return
        await answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive) -> ASGIApp:
        services = cast(Services, scope["app"].state.services)
        connection: str = scope["path_params"]["connection_id"]
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["query_string"]:
            headers[QUERY] = scope["query_string"].decode("latin-1")
        try:
            try:
                body = await read_body(headers, receive, services.settings.max_body)
            except TooLong:
                await services.connections.shop(connection)  # only a real connection's page counts refusals
                error = services.intake.too_large(connection, services.settings.max_body)
                return _refused(413, error, {"connection": "close"})
            done = await services.intake.accept(connection, headers, body)
        except Rejected as error:
            return _refused(401, error)
        except NotFound as error:
            return _refused(404, error)
        except InvalidInput as error:
            return _refused(400, error)
        except Busy as error:
            return _refused(503, error, {"retry-after": str(error.retry_after)})
        except Hung:
            raise
        except Exception:
            log.exception("a message to connection %s could not be taken", connection)
            again = AppError("Storeflow can't take messages just now.")
            return _refused(503, again, {"retry-after": str(AGAIN)})
        return _ANSWERS[done]


async def read_body(headers: dict[str, str], receive: Receive, limit: int) -> bytes:
    """The whole body. Raises TooLong as soon as it is known to be longer than ``limit`` bytes, and Hung."""
    said = headers.get("content-length", "")
    if said.isdecimal() and (len(said) > 18 or int(said) > limit):
        raise TooLong
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise Hung
        chunk: bytes = message.get("body", b"")
        size += len(chunk)
        if size > limit:
            raise TooLong
        if not message.get("more_body", False):
            return b"".join((*chunks, chunk)) if chunks else chunk
        chunks.append(chunk)


def _refused(status: int, error: AppError, headers: dict[str, str] | None = None) -> Response:
    body = orjson.dumps({"error": {"code": error.code, "message": str(error)}})
    return Response(body, status, {**_JSON, **(headers or {})})


def route() -> Route:
    """The route; a request by another method than POST is answered 405."""
    return Route("/hooks/{connection_id}", always(cast("type[Request]", Hooks())), methods=["POST"])
