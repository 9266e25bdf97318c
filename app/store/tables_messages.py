"""The tables of what goes to people: the outbox, who wants no news, and questions that wait for an answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from app.store.columns import moment, packed


class OutboxRow(SQLModel, table=True):
    """A message that was written down instead of sent. ``key`` makes it one, however often it is written.

    ``more``: what a mail carries besides (its files, the page to unsubscribe); None for nothing.
    """

    __tablename__: ClassVar[Any] = "outbox"
    id: str = Field(primary_key=True)
    key: str = Field(unique=True)
    at: datetime = moment()
    run: str = Field(default="", index=True)
    to: str
    subject: str
    html: str = ""
    text: str = ""
    more: Any = packed(nullable=True)


class Suppressed(SQLModel, table=True):
    """An address that gets no promotional mail, by ``reason``: unsubscribed | bounced | asked.

    ``lifted``: when somebody let it be written to again, and why; the row stays, as it says what was once wished.
    """

    __tablename__: ClassVar[Any] = "suppressed"
    address: str = Field(primary_key=True)
    reason: str
    note: str = ""
    at: datetime = moment()
    by: str = ""
    lifted: datetime | None = moment(nullable=True)
    lifted_note: str = ""
    lifted_by: str = ""


class Question(SQLModel, table=True):
    """A question that a run put to a person. ``answer``: "" until it is approved or declined."""

    __tablename__: ClassVar[Any] = "questions"
    id: str = Field(primary_key=True)
    run: str = Field(index=True)
    title: str
    text: str
    at: datetime = moment()
    until: datetime = moment(index=True)
    answer: str = ""
    answered: datetime | None = moment(nullable=True)
    by: str = ""
