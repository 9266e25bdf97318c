"""How many of a store's orders were seen, day by day: the number to compare with is the one that the store lists."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select, update

from app.store.among import among
from app.store.journal import events, insert
from app.store.tables import ListedOrder

listed = ListedOrder.metadata.tables["listed_orders"]
KEPT = timedelta(days=35)
"""How long the single orders are kept to be counted."""


class Listed(NamedTuple):
    """An order as the store lists it. ``key``: of the event that it was created."""

    subject: str
    day: date
    key: str


@dataclass(frozen=True, slots=True)
class Day:
    """Orders of a day: how many the store lists, how many of them were seen, and how many of these only because the
    store was asked: no message told of them."""

    day: date
    total: int = 0
    seen: int = 0
    fetched: int = 0


def note(conn: Connection, connection: str, orders: Iterable[Listed]) -> None:
    """Notes what a store listed, once for each order, after that was taken in."""
    rows = list(orders)
    if not rows:
        return
    keys = [row.key for row in rows]
    c = events.c
    asked = {"connections": [connection], "keys": keys}
    found = select(c.dedupe, c.delivery).where(among(c.connection, "connections"), among(c.dedupe, "keys"))
    known = {row.dedupe: row.delivery for row in conn.execute(found, asked)}
    values = [
        {
            "connection": connection,
            "subject": row.subject,
            "day": row.day.isoformat(),
            "seen": int(row.key in known),
            "fetched": int(row.key in known and known[row.key] is None),
        }
        for row in rows
    ]
    statement = insert(conn, listed)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["connection", "subject"],
            set_={"seen": statement.excluded.seen, "fetched": statement.excluded.fetched},
            where=listed.c.seen < statement.excluded.seen,
        ),
        values,
    )


def came_after_all(conn: Connection, connection: str, subject: str) -> None:
    """The message of an order came that had been fetched already."""
    c = listed.c
    conn.execute(update(listed).where(c.connection == connection, c.subject == subject).values(fetched=0))


def days(conn: Connection, connection: str, until: date, count: int = 14) -> list[Day]:
    """The last days, the newest first; a day of which the store listed nothing holds noughts."""
    c = listed.c
    first = until - timedelta(days=count - 1)
    found = conn.execute(
        select(c.day, func.count(), func.sum(c.seen), func.sum(c.fetched))
        .where(c.connection == connection, c.day >= first.isoformat(), c.day <= until.isoformat())
        .group_by(c.day)
    )
    known = {row[0]: Day(date.fromisoformat(row[0]), row[1], int(row[2]), int(row[3])) for row in found}
    every = (until - timedelta(days=back) for back in range(count))
    return [known.get(day.isoformat(), Day(day)) for day in every]


def forget(conn: Connection, now: datetime, limit: int = 2000) -> int:
    """Drops orders of days that are no longer shown; how many."""
    c = listed.c
    before = (now - KEPT).date().isoformat()
    old = conn.execute(select(c.connection, c.subject).where(c.day < before).limit(limit)).all()
    for row in old:
        conn.execute(delete(listed).where(c.connection == row.connection, c.subject == row.subject))
    return len(old)


def forget_store(conn: Connection, connection: str) -> None:
    """Drops all that was counted of a store."""
    conn.execute(delete(listed).where(listed.c.connection == connection))
