"""What the chat services have in common: one call to a fixed host, with the secret part of its address kept apart."""

from __future__ import annotations

import re
from collections.abc import Mapping

import orjson
from pydantic import SecretStr

from app.connectors.http import Http, HttpAnswer, tried_later
from app.core.sentence import Json, because
from app.errors import Permanent

SAID = 300
"""Characters of a service's own words that go along."""


def taken_apart(given: SecretStr, shape: re.Pattern[str], example: str) -> SecretStr:
    """The secret part of a pasted address: the group ``secret``. Raises ValueError for an address of anybody else's."""
    found = shape.fullmatch(given.get_secret_value().strip())
    if found is None:
        raise ValueError(f"This is not such an address. It looks like {example}")
    return SecretStr(found["secret"])


async def call(
    http: Http,
    method: str,
    url: str,
    title: str,
    *,
    json: Json = None,
    body: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> HttpAnswer:
    """One call. Raises Temporary where it is worth another try, Permanent for any other status from 300 on."""
    sent = dict(headers or {})
    if json is not None:
        body, sent = orjson.dumps(json).decode(), {"Content-Type": "application/json", **sent}
    answer = await http.request(method, url, headers=sent, body=body)
    if (error := tried_later(answer, title)) is not None:
        raise error
    if answer.status >= 300:
        raise Permanent(
            because(
                "{service} refuses the message: {said} ({code}).",
                service=title,
                said=words_of(answer),
                code=answer.status,
            )
        )
    return answer


def read(answer: HttpAnswer) -> dict[str, Json]:
    """The answer as JSON; empty where it is none."""
    try:
        found = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        return {}
    return found if isinstance(found, dict) else {}


def words_of(answer: HttpAnswer) -> str:
    """The service's own words, as they often name the remedy."""
    told = read(answer)
    plain = answer.body[:2000].decode("utf-8", "replace")
    said = told.get("message") or told.get("description") or told.get("error") or plain
    return " ".join(str(said).split())[:SAID]


def cut(text: str, most: int) -> str:
    """The text as far as the service takes it."""
    return text if len(text) <= most else text[: most - 1] + "…"
