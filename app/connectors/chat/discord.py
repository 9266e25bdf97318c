"""Discord, by a webhook of a channel."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import SecretStr, field_validator

from app.connectors.base import Allowance, Connector, ConnectorSettings
from app.connectors.chat.posting import call, cut, read, taken_apart
from app.connectors.http import Http
from app.core.effects.chat import SendChat
from app.core.node import setting
from app.core.sentence import Json, Sentence, because

_SHAPE = re.compile(
    r"(?:https://(?:canary\.|ptb\.)?discord(?:app)?\.com/api(?:/v\d+)?/webhooks/)?(?P<secret>\d{15,22}/[\w-]{40,100})"
)


class DiscordSettings(ConnectorSettings):
    """A channel's webhook."""

    webhook: SecretStr = setting(
        "Webhook", "In Discord: channel settings, Integrations, Webhooks. Paste its address."
    )

    @field_validator("webhook")
    @classmethod
    def _webhook(cls, value: SecretStr) -> SecretStr:
        return taken_apart(value, _SHAPE, "https://discord.com/api/webhooks/…/…")


class Discord(Connector):
    """Posts to one channel."""

    kind: ClassVar[str] = "discord"
    title: ClassVar[str] = "Discord"
    slot: ClassVar[str] = "chat"
    icon: ClassVar[str] = "message-circle"
    settings_model: ClassVar[type[ConnectorSettings]] = DiscordSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=1, points=5, per_second=0.5)
    origin: ClassVar[str] = "https://discord.com"

    def __init__(self, settings: DiscordSettings, http: Http) -> None:
        self._settings, self._http = settings, http

    async def send_chat(self, effect: SendChat, key: str) -> Json:
        """``{"id"}``. Nobody is called by what stands in a text."""
        message = {"content": cut(effect.text, 2000), "allowed_mentions": {"parse": []}}
        answer = await call(self._http, "POST", f"{self._url}?wait=true", self.title, json=message)
        return {"id": str(read(answer).get("id") or "")}

    async def check(self) -> Sentence:
        """Asks for the webhook's name; posts nothing."""
        found = read(await call(self._http, "GET", self._url, self.title))
        return because("Discord knows this webhook: {name}.", name=str(found.get("name") or ""))

    @property
    def _url(self) -> str:
        return f"{self.origin}/api/webhooks/{self._settings.webhook.get_secret_value()}"
