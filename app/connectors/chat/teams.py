"""Microsoft Teams, by a workflow that posts to a channel when its address is called."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import SecretStr, field_validator

from app.connectors.base import Allowance, Connector, ConnectorSettings
from app.connectors.chat.posting import call, cut, taken_apart
from app.connectors.http import Http
from app.core.effects.chat import SendChat
from app.core.node import setting
from app.core.sentence import Json, Sentence, because

_SHAPE = re.compile(
    r"(?:https://)?(?P<secret>[a-z0-9.-]+\.(?:logic\.azure\.com|environment\.api\.powerplatform\.com|webhook\.office\.com)"
    r"(?::443)?/[A-Za-z0-9/@._~%-]+(?:\?[A-Za-z0-9&=._~%-]+)?)"
)
"""Microsoft gives each workflow an address of its own, at a host of its region; other hosts are refused."""


class TeamsSettings(ConnectorSettings):
    """A channel's workflow."""

    webhook: SecretStr = setting(
        "Address of the workflow",
        "In Teams: the channel's menu, Workflows, “Send webhook alerts to a channel”. Paste its address.",
    )

    @field_validator("webhook")
    @classmethod
    def _webhook(cls, value: SecretStr) -> SecretStr:
        return taken_apart(value, _SHAPE, "https://….environment.api.powerplatform.com/…")


class Teams(Connector):
    """Posts to one channel."""

    kind: ClassVar[str] = "teams"
    title: ClassVar[str] = "Microsoft Teams"
    slot: ClassVar[str] = "chat"
    icon: ClassVar[str] = "message-circle"
    settings_model: ClassVar[type[ConnectorSettings]] = TeamsSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=1, points=4, per_second=1)
    scheme: ClassVar[str] = "https://"

    def __init__(self, settings: TeamsSettings, http: Http) -> None:
        self._settings, self._http = settings, http

    async def send_chat(self, effect: SendChat, key: str) -> Json:
        """``{}``: Teams names no message. Runs of text, so that nothing in it is taken for a link or a heading."""
        lines = cut(effect.text, 20_000).split("\n")
        card = {
            "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
            "type": "AdaptiveCard",
            "version": "1.4",
            "body": [
                {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": line or " "}]}
                for line in lines
            ],
        }
        attached = {
            "contentType": "application/vnd.microsoft.card.adaptive",
            "contentUrl": None,
            "content": card,
        }
        url = self.scheme + self._settings.webhook.get_secret_value()
        await call(self._http, "POST", url, self.title, json={"type": "message", "attachments": [attached]})
        return {}

    async def check(self) -> Sentence:
        """The address can't be tried without posting."""
        return because("The address has the right shape. A first message will show whether Teams takes it.")
