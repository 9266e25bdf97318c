"""Messages are written down instead of sent while no e-mail connection exists; the outbox page shows them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import ClassVar

from app.connectors.base import Allowance, Connector, ConnectorSettings
from app.connectors.email_parts import mailbox, one_line, text_of
from app.core.effects import SendEmail
from app.core.sentence import Json, Sentence, because

Write = Callable[[SendEmail, str], Awaitable[Json]]
"""Writes one message down under its key; a key that is known already changes nothing."""


class OutboxSettings(ConnectorSettings):
    """Nothing to set: it is always there."""


class Outbox(Connector):
    """Takes what an e-mail connection would send. It refuses what a mail server could never deliver, too."""

    kind: ClassVar[str] = "outbox"
    title: ClassVar[str] = "Outbox"
    slot: ClassVar[str] = "mail"
    icon: ClassVar[str] = "inbox"
    settings_model: ClassVar[type[ConnectorSettings]] = OutboxSettings
    allowance: ClassVar[Allowance] = Allowance(at_once=0)

    def __init__(self, write: Write) -> None:
        self._write = write

    async def send_email(self, effect: SendEmail, key: str) -> Json:
        """``{"to", "outbox"}``, the latter the id of the message written down."""
        to = mailbox(effect.to).address
        subject = one_line(effect.subject.strip())
        return await self._write(
            effect.replace(to=to, subject=subject, text=effect.text or text_of(effect.html)), key
        )

    async def check(self) -> Sentence:
        """It needs nobody else."""
        return because("Messages are written down in the outbox; nothing is sent.")
