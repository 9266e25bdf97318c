"""A call to a web address that the owner gave."""

from __future__ import annotations

from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.sentence import Sentence, because


class HttpRequest(Effect):
    """One HTTP request. Answers ``{"status": int, "headers": {...}, "body": text or parsed JSON}``.

    A status is an answer, not an error; only 408, 425, 429 and 5xx are tried again. It carries an
    ``Idempotency-Key`` header (draft-ietf-httpapi-idempotency-key-header), by which a careful receiver knows a
    repetition.
    """

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "key"

    method: Literal["GET", "POST", "PUT", "PATCH", "DELETE"] = "POST"
    url: str
    headers: tuple[tuple[str, str], ...] = ()
    body: str | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        return because("calls {method} {url}", method=self.method, url=self.url)

    def assume(self) -> Answer:
        """A good answer without content."""
        return Answer({"status": 200, "headers": {}, "body": ""}, assumed=True)


class SignedRequest(HttpRequest):
    """The same with a signature over the body, made with the secret of a connection."""

    slot: ClassVar[str] = "signing"
