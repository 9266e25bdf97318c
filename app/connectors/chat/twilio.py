"""SMS and WhatsApp, through Twilio."""

from __future__ import annotations

import base64
from typing import ClassVar, Literal
from urllib.parse import urlencode

from pydantic import SecretStr

from app.connectors.base import Allowance, Connector, ConnectorSettings
from app.connectors.chat.posting import SAID, call, cut, read
from app.connectors.http import Http, tried_later
from app.core.effects.chat import SendSms
from app.core.node import setting
from app.core.sentence import Json, Sentence, because
from app.errors import Permanent

UNSUBSCRIBED = 21610
"""Twilio's code for somebody who answered STOP."""


class TwilioSettings(ConnectorSettings):
    """An account and a sender."""

    account: str = setting(
        "Account SID", "On Twilio's console. Begins with AC.", pattern=r"^AC[0-9a-fA-F]{32}$"
    )
    token: SecretStr = setting("Auth token", "Beside it.", min_length=8)
    channel: Literal["sms", "whatsapp"] = setting(
        "Send by", "WhatsApp lets a shop write freely only in the 24 hours after the customer wrote.", "sms",
        choices={"sms": "SMS", "whatsapp": "WhatsApp"},
    )  # fmt: skip
    sender: str = setting("Sender", "Your number at Twilio, such as +4930123456, or a messaging service (MG…).",
                          pattern=r"^(\+[1-9]\d{6,14}|MG[0-9a-fA-F]{32}|[A-Za-z0-9 ]{2,11})$")  # fmt: skip


class Twilio(Connector):
    """Sends to phones."""

    kind: ClassVar[str] = "twilio"
    title: ClassVar[str] = "SMS and WhatsApp (Twilio)"
    slot: ClassVar[str] = "sms"
    icon: ClassVar[str] = "smartphone"
    settings_model: ClassVar[type[ConnectorSettings]] = TwilioSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=4)
    origin: ClassVar[str] = "https://api.twilio.com"

    def __init__(self, settings: TwilioSettings, http: Http) -> None:
        self._settings, self._http = settings, http

    async def send_sms(self, effect: SendSms, key: str) -> Json:
        """``{"to", "id"}``; ``{"to", "sent": False}`` for who answered STOP."""
        by, sender = ("whatsapp:" if self._settings.channel == "whatsapp" else ""), self._settings.sender
        service = sender.startswith("MG")
        form = {
            "To": by + effect.to,
            "MessagingServiceSid" if service else "From": sender if service else by + sender,
            "Body": cut(effect.text, 1600),
        }
        answer = await self._http.request(
            "POST",
            f"{self._account}/Messages.json",
            headers={**self._key, "Content-Type": "application/x-www-form-urlencoded"},
            body=urlencode(form),
        )
        if (error := tried_later(answer, "Twilio")) is not None:
            raise error
        found = read(answer)
        if found.get("code") == UNSUBSCRIBED:
            return {"to": effect.to, "sent": False}
        if answer.status >= 300:
            said = str(found.get("message") or "")[:SAID]
            raise Permanent(
                because("Twilio refuses the message: {said} ({code}).", said=said, code=answer.status)
            )
        return {"to": effect.to, "id": str(found.get("sid") or "")}

    async def check(self) -> Sentence:
        """Asks for the account; sends nothing."""
        found = read(await call(self._http, "GET", f"{self._account}.json", "Twilio", headers=self._key))
        return because("Twilio knows this account: {name}.", name=str(found.get("friendly_name") or ""))

    @property
    def _account(self) -> str:
        return f"{self.origin}/2010-04-01/Accounts/{self._settings.account}"

    @property
    def _key(self) -> dict[str, str]:
        pair = f"{self._settings.account}:{self._settings.token.get_secret_value()}"
        return {"Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}"}
