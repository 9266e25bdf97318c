"""How far each store was asked what changed: one row for each kind of its things, and who is at it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, delete, or_, select, update

from app.core.sentence import Json
from app.store.journal import insert
from app.store.tables import AskedRow

asked = AskedRow.metadata.tables["asked"]
LEASE = timedelta(minutes=1)
"""How long a process that is at it may be silent."""


@dataclass(frozen=True, slots=True)
class Asked:
    """A row of ``AskedRow``."""

    connection: str
    thing: str
    mark: datetime
    since: datetime | None
    began: datetime | None
    newest: datetime | None
    cursor: str
    listed: int
    due: datetime
    done: datetime | None
    tries: int
    problem: Json
    owner: str
    until: datetime | None


def rows(conn: Connection, connection: str = "") -> list[Asked]:
    """How far one store, or each, was asked."""
    found = select(*asked.c).order_by(asked.c.connection, asked.c.thing)
    if connection:
        found = found.where(asked.c.connection == connection)
    return [Asked(*row) for row in conn.execute(found)]


def begin(conn: Connection, connection: str, things: Collection[str], mark: datetime, now: datetime) -> None:
    """Lays down what a store can be asked for, from ``mark`` on."""
    values = [
        {"connection": connection, "thing": thing, "mark": mark, "due": now, "cursor": "", "listed": 0,
         "tries": 0, "owner": ""}
        for thing in things
    ]  # fmt: skip
    conn.execute(insert(conn, asked).on_conflict_do_nothing(), values)


def claim(conn: Connection, connection: str, thing: str, owner: str, now: datetime) -> Asked | None:
    """Takes on an asking that is due and that nobody else is at; None where there is none."""
    c = asked.c
    free = or_(c.until.is_(None), c.until < now, c.owner == owner)
    row = conn.execute(
        update(asked)
        .where(c.connection == connection, c.thing == thing, c.due <= now, free)
        .values(owner=owner, until=now + LEASE)
        .returning(*c)
    ).first()
    return Asked(*row) if row else None


def went(conn: Connection, row: Asked, values: Mapping[str, Any]) -> bool:
    """Notes how far it has come; False where another process has taken it on since."""
    c = asked.c
    mine = (c.connection == row.connection, c.thing == row.thing, c.owner == row.owner)
    return conn.execute(update(asked).where(*mine).values(**values)).rowcount == 1


def ask_now(conn: Connection, connection: str, now: datetime) -> None:
    """Makes all of a store due at once."""
    conn.execute(update(asked).where(asked.c.connection == connection).values(due=now))


def all_due(conn: Connection, now: datetime, *, alone: bool) -> None:
    """The same of all stores, as after a start. ``alone``: who else was at it is no more."""
    conn.execute(update(asked).where(asked.c.due > now).values(due=now))
    if alone:
        conn.execute(update(asked).values(owner="", until=None))


def forget_store(conn: Connection, connection: str) -> None:
    """Drops how far a store was asked."""
    conn.execute(delete(asked).where(asked.c.connection == connection))
