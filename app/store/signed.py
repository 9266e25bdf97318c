"""Links that need no login: what they are for and for whom is signed into them (rules R13, R20).

Nothing is kept of them. Purpose, object and end lie in the link itself; whoever changes one letter has no link.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime
from typing import Literal

import orjson
from pydantic import SecretStr

For = Literal["unsubscribe", "answer"]
LONGEST = 1000
"""Characters of a link's token; what is longer is none of ours."""


class Signer:
    """Signs with a key of its own, which is derived from the secret key."""

    def __init__(self, key: SecretStr) -> None:
        self._key = hmac.digest(key.get_secret_value().encode(), b"storeflow: links without login", "sha256")

    def sign(self, purpose: For, thing: str, until: datetime | None = None) -> str:
        """The token of a link; the same for the same. ``until``: when it ends; None: never."""
        ends = int(until.timestamp()) if until else 0
        said = orjson.dumps([purpose, thing, ends])
        return f"{_text(said)}.{_text(self._mac(said))}"

    def read(self, purpose: For, token: str, now: datetime) -> str | None:
        """What the link is for; None where it is no link of ours for this purpose, or has ended."""
        said, _, mac = token.partition(".")
        if len(token) > LONGEST or not token.isascii():
            return None
        try:
            body, given = _bytes(said), _bytes(mac)
        except ValueError:
            return None
        # the text itself is compared too: base64 has several spellings of the same bytes
        if not hmac.compare_digest(self._mac(body), given) or token != f"{_text(body)}.{_text(given)}":
            return None
        found, thing, ends = orjson.loads(body)
        if found != purpose or (ends and datetime.fromtimestamp(ends, UTC) <= now):
            return None
        return str(thing)

    def _mac(self, said: bytes) -> bytes:
        return hmac.new(self._key, said, hashlib.sha256).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _bytes(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
