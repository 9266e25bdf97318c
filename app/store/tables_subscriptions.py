"""The tables of what stores send us, and of what customers and stores may demand of what we keep."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel

from app.store.columns import moment, packed


class SubscriptionsRow(SQLModel, table=True):
    """Which of its messages a store sends us, as it said when it was asked last.

    ``told``: a list of ``{"topic", "on", "since"}``; ``news``: what was done about them, ``{"at", "topic", "what"}``,
    the newest first; ``may``: what the store lets us do; ``notes``: what its owner should know of.
    """

    __tablename__: ClassVar[Any] = "subscriptions"
    connection: str = Field(primary_key=True)
    due: datetime = moment()
    busy: datetime | None = moment(nullable=True)
    """Until when a process has taken it on to ask."""
    at: datetime | None = moment(nullable=True)
    told: Any = packed(nullable=True)
    news: Any = packed(nullable=True)
    may: Any = packed(nullable=True)
    notes: Any = packed(nullable=True)
    problem: Any = packed(nullable=True)


class DemandRow(SQLModel, table=True):
    """That what we keep of a customer is handed over or erased, or all of a store's: ``kind`` export | customer | shop.

    ``id`` is that of the event that told of it. ``found``: how much of each there was. ``file``: what is handed over.
    """

    __tablename__: ClassVar[Any] = "demands"
    id: str = Field(primary_key=True)
    connection: str = Field(index=True)
    kind: str
    who: str
    shop: str = ""
    """The store's name, as its connection may be gone afterwards."""
    at: datetime = moment()
    done: datetime | None = moment(nullable=True)
    found: Any = packed(nullable=True)
    file: bytes | None = Field(default=None, sa_column=Column(LargeBinary, nullable=True))
    fetched: datetime | None = moment(nullable=True)
    """When an owner took the file, or read of it."""
