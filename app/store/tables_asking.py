"""The tables of asking: how far each store was asked what changed, and which orders it listed."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.store.columns import moment, packed


class AskedRow(SQLModel, table=True):
    """How far a store was asked for one kind of its things.

    ``mark``: the store's own time up to which all changes are known. Of the asking under way: ``since`` when it asks
    for changes, ``began`` when it was begun here, ``cursor`` where it goes on, ``listed`` how many things came so far,
    ``newest`` the last change of these. ``owner`` is the process that is at it, until ``until`` at the latest.
    """

    __tablename__: ClassVar[Any] = "asked"
    connection: str = Field(primary_key=True)
    thing: str = Field(primary_key=True)
    mark: datetime = moment()
    since: datetime | None = moment(nullable=True)
    began: datetime | None = moment(nullable=True)
    newest: datetime | None = moment(nullable=True)
    cursor: str = ""
    listed: int = 0
    due: datetime = moment()
    done: datetime | None = moment(nullable=True)
    """When it was last asked to the end."""
    tries: int = 0
    problem: Any = packed(nullable=True)
    owner: str = ""
    until: datetime | None = moment(nullable=True)


class ListedOrder(SQLModel, table=True):
    """An order that a store listed when it was asked: on which of its days it was made, whether it was seen, and
    whether it was fetched because no message told of it."""

    __tablename__: ClassVar[Any] = "listed_orders"
    __table_args__ = (Index("listed_orders_by_day", "connection", "day", "seen", "fetched"),)
    connection: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    day: str
    seen: int = 1
    fetched: int = 0
