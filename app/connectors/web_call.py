"""Calls of other programs: a form, a spreadsheet, another system posts JSON to a secret address, and a workflow starts.

The address holds a key of its own, compared in constant time; a signature over the raw body can be asked for besides.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar
from urllib.parse import parse_qs

from pydantic import Field, SecretStr, field_validator

from app.connectors.base import (
    QUERY,
    Allowance,
    ConnectorSettings,
    ShopConnector,
    Taken,
    Unsigned,
)
from app.connectors.http import Http
from app.connectors.reading import parse
from app.core.events import Event
from app.core.node import setting
from app.core.sentence import Sentence, because

_IDS = ("idempotency-key", "webhook-id", "x-request-id")
"""Headers by which a careful sender names a call, so that a repetition is known."""


class WebCallSettings(ConnectorSettings):
    """What an address for other programs needs."""

    key: str = Field(
        default_factory=lambda: secrets.token_urlsafe(24),
        title="Key in the address",
        description="Whoever knows it can start your workflows. Change it when it became known.",
        min_length=16,
        max_length=200,
        pattern=r"^[A-Za-z0-9_-]+$",
        json_schema_extra={"widget": "", "choices": {}, "unit": ""},
    )
    signing_secret: SecretStr = setting(
        "Signing secret",
        "If the other program signs its calls: the secret that it signs with.",
        SecretStr(""),
    )
    signature_header: str = setting(
        "Header of the signature", "", "X-Signature", max_length=100, pattern=r"^[A-Za-z0-9-]+$"
    )

    @field_validator("signature_header")
    @classmethod
    def _lower(cls, value: str) -> str:
        return value.strip()


class WebCall(ShopConnector):
    """One secret address."""

    kind: ClassVar[str] = "web_call"
    title: ClassVar[str] = "Calls of other programs"
    slot: ClassVar[str] = "call"
    in_address: ClassVar[str] = "key"
    icon: ClassVar[str] = "webhook"
    settings_model: ClassVar[type[ConnectorSettings]] = WebCallSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=0)

    def __init__(self, settings: WebCallSettings, http: Http) -> None:
        self.settings = settings

    def take(self, headers: Mapping[str, str], body: bytes) -> Taken:
        """Checks the key of the address, and the signature where one is asked for. Raises Unsigned."""
        given = parse_qs(headers.get(QUERY, "")).get("key", [""])[0]
        if not hmac.compare_digest(given.encode("utf-8", "surrogateescape"), self.settings.key.encode()):
            raise Unsigned(because("A call came without the key of this address and was refused."))
        secret = self.settings.signing_secret.get_secret_value()
        if secret and not self._signed(headers, body, secret.encode()):
            raise Unsigned(
                because("A call was not signed with the signing secret of this address, so it was refused.")
            )
        named = next((value for name in _IDS if 0 < len(value := headers.get(name, "")) <= 200), "")
        return Taken(named or secrets.token_hex(16), "web.called", {})

    def _signed(self, headers: Mapping[str, str], body: bytes, secret: bytes) -> bool:
        """HMAC-SHA256 of the raw body, in hexadecimal or base64, with or without ``sha256=`` before it."""
        given = headers.get(self.settings.signature_header.lower(), "").strip()
        given = given.removeprefix("sha256=")
        right = hmac.digest(secret, body, "sha256")
        forms = (right.hex(), base64.b64encode(right).decode())
        return any(
            hmac.compare_digest(form.encode(), given.encode("utf-8", "surrogateescape")) for form in forms
        )

    def to_events(self, topic: str, note: Mapping[str, str], body: bytes, received: datetime) -> list[Event]:
        """What was sent, as it is. Raises Unreadable."""
        told = parse(body)
        name = hashlib.sha256(received.isoformat().encode() + body).hexdigest()[:32]
        call = {"id": name, "body": told, "at": received.isoformat()}
        return [Event("web.called", f"call:{name}", received, name, {"call": call})]

    def instructions(self, hook_url: str) -> list[Sentence]:
        """What the other program needs."""
        return [
            because("Let the other program send a POST request with JSON to this address: {url}", url=hook_url),
            because("The JSON is an object, such as {example}; steps see its fields by their names.",
                    example='{"email": "anna@example.com"}'),
            because("A call with the header “Idempotency-Key” counts once, however often it is sent."),
        ]  # fmt: skip

    async def check(self) -> Sentence:
        """There is nobody to ask."""
        return because("The address is ready. Let the other program call it.")
