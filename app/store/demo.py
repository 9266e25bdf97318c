"""The things of a demo store: products, customers, orders, carts, refunds and the numbers given so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, func, select, tuple_

from app.core.sentence import Json
from app.store.journal import insert
from app.store.tables import DemoThing

things = DemoThing.metadata.tables["demo_things"]
Fact = dict[str, Json]
FIRST = 8000
"""Before the first number of kinds that the demo store does not begin with (drafts, discount codes)."""


def read(conn: Connection, connection: str, kind: str, thing: str) -> Fact | None:
    """One thing as it is now; None where there is none."""
    c = things.c
    found = select(c.data).where(c.connection == connection, c.kind == kind, c.id == thing)
    fact: Fact | None = conn.execute(found).scalar()
    return fact


def load(conn: Connection, connection: str, kinds: Iterable[str]) -> dict[str, dict[str, Fact]]:
    """All things of the kinds: kind -> id -> thing."""
    loaded: dict[str, dict[str, Fact]] = {kind: {} for kind in kinds}
    c = things.c
    found = select(c.kind, c.id, c.data).where(c.connection == connection, c.kind.in_(loaded))
    for kind, thing, fact in conn.execute(found):
        loaded[kind][thing] = fact
    return loaded


def latest(conn: Connection, connection: str, kind: str, limit: int = 20) -> list[Fact]:
    """The newest things of a kind, the newest first; numbers count up, so a longer one is newer."""
    c = things.c
    found = select(c.data).where(c.connection == connection, c.kind == kind)
    return list(conn.execute(found.order_by(func.length(c.id).desc(), c.id.desc()).limit(limit)).scalars())


def save(conn: Connection, connection: str, changed: Mapping[tuple[str, str], Fact], now: datetime) -> None:
    """Writes new and changed things, by (kind, id)."""
    rows = [
        {"connection": connection, "kind": kind, "id": thing, "data": fact, "updated": now}
        for (kind, thing), fact in changed.items()
    ]
    if rows:
        statement = insert(conn, things)
        new = {"data": statement.excluded.data, "updated": statement.excluded.updated}
        conn.execute(
            statement.on_conflict_do_update(index_elements=["connection", "kind", "id"], set_=new), rows
        )


def change(
    conn: Connection, connection: str, kind: str, thing: str, fn: Callable[[Fact], Fact], now: datetime
) -> tuple[Fact, bool] | None:
    """Replaces a thing by ``fn(thing)``: (the thing now, whether it changed); None where there is none."""
    before = read(conn, connection, kind, thing)
    if before is None:
        return None
    after = fn(before)
    if after == before:
        return before, False
    save(conn, connection, {(kind, thing): after}, now)
    return after, True


def add(conn: Connection, connection: str, kind: str, make: Callable[[str], Fact], now: datetime) -> Fact:
    """Keeps ``make(number)`` under the next number of its kind."""
    last = (read(conn, connection, "counter", kind) or {"last": FIRST})["last"] + 1
    fact = make(str(last))
    changed = {("counter", kind): {"id": kind, "last": last}, (kind, str(last)): fact}
    save(conn, connection, changed, now)
    return fact


def page(conn: Connection, connection: str, kind: str, after: str, limit: int) -> list[Fact]:
    """Things of a kind whose number comes after that of ``after`` ("": from the first), in that order."""
    c = things.c
    found = select(c.data).where(c.connection == connection, c.kind == kind)
    if after:
        found = found.where(tuple_(func.length(c.id), c.id) > tuple_(len(after), after))
    return list(conn.execute(found.order_by(func.length(c.id), c.id).limit(limit)).scalars())


def clear(conn: Connection, connection: str) -> None:
    """Forgets a store that was removed."""
    conn.execute(delete(things).where(things.c.connection == connection))
