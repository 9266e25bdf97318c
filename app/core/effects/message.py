"""Messages to people."""

from __future__ import annotations

from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.sentence import Sentence, because


class SendEmail(Effect):
    """One e-mail to one address. SMTP knows no idempotency key, so an interrupted send is never repeated:
    it ends as "possibly done" and asks the owner."""

    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    slot: ClassVar[str] = "mail"

    to: str
    subject: str
    html: str = ""
    text: str = ""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("e-mails “{subject}” to {to}", subject=self.subject, to=self.to)

    def assume(self) -> Answer:
        """The mail server takes it."""
        return Answer({"to": self.to}, assumed=True)
