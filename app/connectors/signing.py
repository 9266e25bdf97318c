"""Signed calls: other programs know by the signature that a call is from this Storeflow, and whole.

The secret lies in the connection, never in a workflow (rule R21).
"""

from __future__ import annotations

import hmac
from typing import ClassVar

from pydantic import SecretStr

from app.connectors.base import Allowance, Connector, ConnectorSettings
from app.connectors.http import Http
from app.connectors.web import Web
from app.core.effects import Effect
from app.core.effects.http import SignedRequest
from app.core.node import setting
from app.core.sentence import Json, Sentence, because


class SigningSettings(ConnectorSettings):
    """What both sides know."""

    secret: SecretStr = setting(
        "Secret", "The other program must know it too. Make it long and of chance.", min_length=16
    )
    header: str = setting(
        "Header of the signature", "", "X-Signature", max_length=100, pattern=r"^X-[A-Za-z0-9-]+$"
    )


class Signing(Connector):
    """Calls web addresses, with an HMAC-SHA256 of the body in a header."""

    kind: ClassVar[str] = "signing"
    title: ClassVar[str] = "Signing key"
    slot: ClassVar[str] = "signing"
    icon: ClassVar[str] = "key-round"
    settings_model: ClassVar[type[ConnectorSettings]] = SigningSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=20)

    def __init__(self, settings: SigningSettings, http: Http) -> None:
        self._settings, self._web = settings, Web(http)

    async def signed_request(self, effect: SignedRequest, key: str) -> Json:
        """As ``Web.http_request``, with ``X-Signature: sha256=...``; one that was written in the step gives way."""
        secret, name = self._settings.secret.get_secret_value().encode(), self._settings.header
        made = hmac.digest(secret, (effect.body or "").encode(), "sha256").hex()
        others = tuple(line for line in effect.headers if line[0].lower() != name.lower())
        return await self._web.http_request(effect.replace(headers=(*others, (name, f"sha256={made}"))), key)

    def reaches(self, effect: Effect) -> str:
        """The host: one that is down says nothing of the others."""
        return self._web.reaches(effect)

    async def check(self) -> Sentence:
        """There is nobody to ask."""
        return because(
            "The key is ready. Calls are signed in the header {header}.", header=self._settings.header
        )
