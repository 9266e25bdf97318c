"""Telegram, by a bot of one's own."""

from __future__ import annotations

import re
from typing import ClassVar

from pydantic import SecretStr, field_validator

from app.connectors.base import Allowance, Connector, ConnectorSettings
from app.connectors.chat.posting import call, cut, read
from app.connectors.http import Http
from app.core.effects.chat import SendChat
from app.core.node import setting
from app.core.sentence import Json, Sentence, because


class TelegramSettings(ConnectorSettings):
    """A bot and the chat that it writes to."""

    token: SecretStr = setting("Bot's token", "@BotFather tells it when you make a bot: 123456:ABC…")
    chat: str = setting("Chat", "The chat's number, such as -1001234567890, or a channel's name, such as @tea_house.",
                        pattern=r"^(-?\d{3,20}|@[A-Za-z0-9_]{4,40})$", max_length=50)  # fmt: skip

    @field_validator("token")
    @classmethod
    def _token(cls, value: SecretStr) -> SecretStr:
        if not re.fullmatch(r"\d{5,15}:[\w-]{30,60}", value.get_secret_value().strip(), re.ASCII):
            raise ValueError("This is not a bot's token. It looks like 123456:ABC…")
        return SecretStr(value.get_secret_value().strip())


class Telegram(Connector):
    """Posts to one chat."""

    kind: ClassVar[str] = "telegram"
    title: ClassVar[str] = "Telegram"
    slot: ClassVar[str] = "chat"
    icon: ClassVar[str] = "send"
    settings_model: ClassVar[type[ConnectorSettings]] = TelegramSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=1, points=10, per_second=0.3)
    origin: ClassVar[str] = "https://api.telegram.org"

    def __init__(self, settings: TelegramSettings, http: Http) -> None:
        self._settings, self._http = settings, http

    async def send_chat(self, effect: SendChat, key: str) -> Json:
        """``{"id"}``. The text is sent as text."""
        message = {"chat_id": self._settings.chat, "text": cut(effect.text, 4096)}
        found = read(await call(self._http, "POST", self._url("sendMessage"), self.title, json=message))
        sent = found.get("result")
        return {"id": str(sent.get("message_id") or "") if isinstance(sent, dict) else ""}

    async def check(self) -> Sentence:
        """Asks for the chat; posts nothing."""
        found = read(await call(self._http, "POST", self._url("getChat"), self.title,
                                json={"chat_id": self._settings.chat})).get("result")  # fmt: skip
        name = (found.get("title") or found.get("username") or "") if isinstance(found, dict) else ""
        return because(
            "Telegram knows this bot and this chat: {name}.", name=str(name or self._settings.chat)
        )

    def _url(self, method: str) -> str:
        return f"{self.origin}/bot{self._settings.token.get_secret_value()}/{method}"
