"""The tables of the mirror: what a store has, kept here in the shop's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, Index, Text
from sqlmodel import Field, SQLModel

from app.store.columns import moment, only, packed


class MirrorRow(SQLModel, table=True):
    """A thing of a store as it told it last. ``at``: when the store changed it; ``created``: when it was made there.

    ``customer``, ``email`` (an order's), ``name`` (its number or title) and ``code`` (SKU or handle; of a customer,
    what was said about e-mails) are what it is looked up by, upper and lower case alike. ``data`` is JSON without
    what is empty, ``size`` its bytes.
    """

    __tablename__: ClassVar[Any] = "mirror"
    __table_args__ = (
        Index("mirror_by_created", "connection", "thing", "created", "size"),
        Index("mirror_by_name", "connection", "thing", "name"),
        Index("mirror_by_customer", "connection", "customer", "created", **only("customer <> ''")),
        Index("mirror_by_email", "connection", "email", "created", **only("email <> ''")),
        Index("mirror_by_code", "connection", "thing", "code", **only("code <> ''")),
    )
    connection: str = Field(primary_key=True)
    thing: str = Field(primary_key=True)
    id: str = Field(primary_key=True)
    at: datetime = moment()
    created: datetime = moment()
    customer: str = ""
    email: str = ""
    name: str = ""
    code: str = ""
    size: int = 0
    data: str = Field(sa_column=Column(Text, nullable=False))


class MirrorName(SQLModel, table=True):
    """A word that a store's things are sorted by, to be chosen by name: a tag, a collection, a location, a vendor."""

    __tablename__: ClassVar[Any] = "mirror_names"
    connection: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    folded: str = Field(primary_key=True)
    name: str


class MirrorPart(SQLModel, table=True):
    """How far back one kind of a store's things is kept, and how far a filling of it has come.

    ``since``: all that was made or changed since then is here; None: nobody has filled it. ``wanted``: how far back the
    filling under way goes. ``months``: what the owner chose, 0 for all. ``total``: how many there are, where the store
    says so; ``reached``: the time of the last one that came. ``seconds``: how long it has worked so far. ``rev`` goes
    up with every change.
    """

    __tablename__: ClassVar[Any] = "mirror_parts"
    connection: str = Field(primary_key=True)
    thing: str = Field(primary_key=True)
    state: str = ""  # "" | going | paused | done | cancelled | failed | off
    since: datetime | None = moment(nullable=True)
    wanted: datetime | None = moment(nullable=True)
    months: int = 0
    cursor: str = ""
    count: int = 0
    total: int | None = None
    reached: datetime | None = moment(nullable=True)
    seconds: float = 0.0
    rev: int = 0
    tries: int = 0
    due: datetime = moment()
    because: Any = packed(nullable=True)
