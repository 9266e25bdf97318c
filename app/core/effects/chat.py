"""Messages to a chat and to phones."""

from __future__ import annotations

from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect, Rests
from app.core.effects.message import Purpose
from app.core.sentence import Sentence, because


class SendChat(Effect):
    """One message to the chat behind the connection. The services know no idempotency key."""

    rests_on_truth: ClassVar[Rests] = "message"
    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    slot: ClassVar[str] = "chat"
    no_undo: ClassVar[str] = "a message that was posted stays posted"
    no_echo: ClassVar[str] = "stores don't tell of chats"

    text: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("posts “{text}” to the chat", text=self.text[:80])

    def assume(self) -> Answer:
        """It is taken."""
        return Answer({}, assumed=True)


class SendSms(Effect):
    """One message to one phone. Answers ``{"sent": False}`` for a number that wants no more messages."""

    rests_on_truth: ClassVar[Rests] = "message"
    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    slot: ClassVar[str] = "sms"
    no_undo: ClassVar[str] = "a message that was sent stays sent"
    no_echo: ClassVar[str] = "stores don't tell of messages to phones"

    to: str
    text: str
    purpose: Purpose = "order"

    def sentence(self) -> Sentence:
        """What it does."""
        return because("texts “{text}” to {to}", text=self.text[:80], to=self.to)

    def assume(self) -> Answer:
        """It is taken."""
        return Answer({"to": self.to}, assumed=True)
