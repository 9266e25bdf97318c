"""No page of another site can make a signed-in browser do something here.

Three locks: the cookie is SameSite=Lax; the browser itself says where a request comes from (Sec-Fetch-Site, Origin);
and every change carries the session's token, in a header (htmx) or in a hidden field (a plain form).
"""

from __future__ import annotations

from collections.abc import Mapping
from hmac import compare_digest
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.types import Message, Receive, Scope

HEADER = "x-csrf-token"
FIELD = "csrf"
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


class TooLarge(Exception):
    """The body is longer than the door takes."""


def from_here(headers: Mapping[str, str]) -> bool:
    """Whether the browser, if it says anything about it, says that the request comes from one of our pages."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return False
    origin = headers.get("origin")
    return origin is None or urlsplit(origin).netloc == headers.get("host", "")


async def carries(scope: Scope, receive: Receive, token: str, limit: int) -> tuple[bool, Receive]:
    """Whether the request carries the token, and a ``receive`` that gives the body again if it had to be read.

    Raises TooLarge for a form of more than ``limit`` bytes.
    """
    request = Request(scope, receive)
    header = request.headers.get(HEADER)
    if header is not None:
        return _same(header, token), receive
    if not request.headers.get("content-type", "").startswith(FORMS):
        return False, receive
    body = await _whole(receive, limit)
    async with Request(scope, _again(body, receive)).form() as form:
        field = form.get(FIELD)
    return isinstance(field, str) and _same(field, token), _again(body, receive)


def _same(given: str, token: str) -> bool:
    return bool(token) and compare_digest(given.encode(), token.encode())


async def _whole(receive: Receive, limit: int) -> bytes:
    chunks: list[bytes] = []
    size = 0
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            return b""
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise TooLarge
        if not message.get("more_body", False):
            return b"".join(chunks)


def _again(body: bytes, receive: Receive) -> Receive:
    given = False

    async def replay() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay
