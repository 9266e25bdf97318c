"""Messages to people."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import BaseModel, ConfigDict

from app.core.effects.base import Answer, Effect, Rests
from app.core.sentence import Sentence, because

Purpose = Literal["order", "promotion"]
"""Whether a mail is about something that its reader ordered or asked, or is meant to sell."""


class Sheet(BaseModel):
    """A list that a mail carries as a file; it is written when the mail is sent. ``head``: lines above the list."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    kind: Literal["csv", "pdf"] = "csv"
    title: str = ""
    head: tuple[str, ...] = ()
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    foot: tuple[str, ...] = ()
    ours: bool = False
    """Its columns are words of ours: they are put into the shop's language where the mail is sent."""


class SendEmail(Effect):
    """One e-mail to one address. SMTP knows no idempotency key, so an interrupted send is never repeated:
    it ends as "possibly done" and asks the owner.

    One that promotes is not sent to an address that unsubscribed: the answer is then ``{"sent": False}``. Its link to
    unsubscribe is made where it is sent, as it is signed; so are the links that answer a ``question``.
    """

    rests_on_truth: ClassVar[Rests] = "message"
    kind: ClassVar[Literal["read", "write", "state"]] = "write"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "never"
    slot: ClassVar[str] = "mail"
    no_undo: ClassVar[str] = "a mail that was sent stays sent"
    no_echo: ClassVar[str] = "stores don't tell of mails"

    to: str
    subject: str
    html: str = ""
    text: str = ""
    purpose: Purpose = "order"
    sheets: tuple[Sheet, ...] = ()
    question: str = ""
    unsubscribe: str = ""
    """The page to unsubscribe; set where the mail is sent."""

    def sentence(self) -> Sentence:
        """What it does."""
        return because("e-mails “{subject}” to {to}", subject=self.subject, to=self.to)

    def assume(self) -> Answer:
        """The mail server takes it."""
        return Answer({"to": self.to}, assumed=True)
