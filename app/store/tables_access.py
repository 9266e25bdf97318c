"""The tables of who may come in: people, their sessions, programs' tokens, one-time links."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from app.store.columns import moment


class User(SQLModel, table=True):
    """A person who may sign in."""

    __tablename__: ClassVar[Any] = "users"
    id: str = Field(primary_key=True)
    email: str = Field(unique=True)
    name: str
    password: str  # argon2id
    role: str  # owner | editor | viewer
    locale: str = ""
    theme: str = ""
    created: datetime = moment()


class SessionRow(SQLModel, table=True):
    """A signed-in browser. ``id`` is the hash of the cookie, so a read of the disk forges no login."""

    __tablename__: ClassVar[Any] = "sessions"
    id: str = Field(primary_key=True)
    user: str = Field(index=True)
    csrf: str
    created: datetime = moment()
    seen: datetime = moment()
    expires: datetime = moment()


class Token(SQLModel, table=True):
    """A program's access. Only the hash is kept."""

    __tablename__: ClassVar[Any] = "tokens"
    id: str = Field(primary_key=True)
    name: str
    hash: str = Field(unique=True)
    role: str
    created: datetime = moment()
    used: datetime | None = moment(nullable=True)


class Link(SQLModel, table=True):
    """A one-time link: says what it is for, for what, and until when; only its hash is kept."""

    __tablename__: ClassVar[Any] = "links"
    hash: str = Field(primary_key=True)
    purpose: str  # set-up | owner-reset
    subject: str = ""
    expires: datetime = moment()
    used: datetime | None = moment(nullable=True)
