"""Calls to web addresses that the owner wrote into a workflow. It needs no connection: every Storeflow has it."""

from __future__ import annotations

from email.message import Message
from typing import ClassVar
from urllib.parse import urlsplit

import orjson

from app.connectors.base import Allowance, Connector, ConnectorSettings
from app.connectors.http import Http, HttpAnswer, clean_headers, tried_later
from app.core.effects import Effect, HttpRequest
from app.core.sentence import Json, Sentence, because

KEPT = 64 * 1024
"""Bytes of an answer's body that the trace keeps; the rest is cut."""


class NoSettings(ConnectorSettings):
    """None: whatever a call needs stands in its step."""


class Web(Connector):
    """Any web address."""

    kind: ClassVar[str] = "web"
    title: ClassVar[str] = "Web addresses"
    slot: ClassVar[str] = ""
    icon: ClassVar[str] = "globe"
    settings_model: ClassVar[type[ConnectorSettings]] = NoSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=20)

    def __init__(self, http: Http) -> None:
        self._http = http

    async def http_request(self, effect: HttpRequest, key: str) -> Json:
        """``{"status", "headers", "body"}``; the body is parsed where it says that it is JSON.

        The key goes along as ``Idempotency-Key``, so that a careful receiver knows a repetition. Raises
        Temporary for 408, 425, 429 and 5xx; any other status is an answer.
        """
        headers = dict(clean_headers(effect.headers))
        given = {name.lower() for name in headers}
        if "idempotency-key" not in given:
            headers["Idempotency-Key"] = f'"{key}"'
        if effect.body is not None and "content-type" not in given:
            headers["Content-Type"] = (
                "application/json" if _is_json(effect.body) else "text/plain; charset=utf-8"
            )
        answer = await self._http.request(
            effect.method, effect.url, headers=headers, body=effect.body, limit=KEPT, cut=True
        )
        error = tried_later(answer, urlsplit(effect.url).hostname or "")
        if error is not None:
            raise error
        # A cookie is a key to somebody's session: it does not belong into a trace.
        shown = {name: value for name, value in answer.headers.items() if name != "set-cookie"}
        return {"status": answer.status, "headers": shown, "body": _read(answer)}

    def reaches(self, effect: Effect) -> str:
        """The host: one that is down says nothing of the others."""
        try:
            return (urlsplit(effect.url).netloc if isinstance(effect, HttpRequest) else "").lower()
        except ValueError:  # an address that nobody can read is refused when it is called
            return ""

    async def check(self) -> Sentence:
        """There is nothing to try before an address is known."""
        return because("Storeflow can call public web addresses.")


def _is_json(text: str) -> bool:
    try:
        orjson.loads(text)
    except orjson.JSONDecodeError:
        return False
    return True


def _read(answer: HttpAnswer) -> Json:
    """JSON where it is announced, whole and readable; else text."""
    content = Message()
    content["content-type"] = answer.headers.get("content-type", "")
    kind = content.get_content_type()
    if not answer.cut and (kind == "application/json" or kind.endswith("+json")):
        try:
            return orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            pass
    try:
        return answer.body.decode(content.get_content_charset("utf-8"), "replace")
    except LookupError:
        return answer.body.decode("utf-8", "replace")
