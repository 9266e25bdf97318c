"""Slack, by an incoming webhook of a channel."""

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
    r"(?:https://hooks\.slack\.com/services/)?(?P<secret>T[A-Z0-9]{5,20}/B[A-Z0-9]{5,20}/[A-Za-z0-9]{10,60})"
)


class SlackSettings(ConnectorSettings):
    """A channel's webhook."""

    webhook: SecretStr = setting(
        "Webhook", "In Slack: Apps, Incoming Webhooks, Add to Slack. Paste its address."
    )

    @field_validator("webhook")
    @classmethod
    def _webhook(cls, value: SecretStr) -> SecretStr:
        return taken_apart(value, _SHAPE, "https://hooks.slack.com/services/T…/B…/…")


class Slack(Connector):
    """Posts to one channel."""

    kind: ClassVar[str] = "slack"
    title: ClassVar[str] = "Slack"
    slot: ClassVar[str] = "chat"
    icon: ClassVar[str] = "message-circle"
    settings_model: ClassVar[type[ConnectorSettings]] = SlackSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=1, points=5, per_second=1)
    origin: ClassVar[str] = "https://hooks.slack.com"

    def __init__(self, settings: SlackSettings, http: Http) -> None:
        self._settings, self._http = settings, http

    async def send_chat(self, effect: SendChat, key: str) -> Json:
        """``{}``: Slack names no message. What stands in it is text: it can't call everybody, nor hide a link."""
        text = effect.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        url = f"{self.origin}/services/{self._settings.webhook.get_secret_value()}"
        await call(self._http, "POST", url, self.title, json={"text": cut(text, 30_000)})
        return {}

    async def check(self) -> Sentence:
        """A webhook can't be tried without posting."""
        return because("The address has the right shape. A first message will show whether Slack takes it.")
