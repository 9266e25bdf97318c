"""What customers and stores demand of what we keep: that it is handed over, or erased. One row for one demand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from app.core.persons import Person
from app.core.sentence import Json, because
from app.errors import NotFound
from app.store.among import among
from app.store.journal import events, insert
from app.store.tables import ConnectionRow, DemandRow

rows = DemandRow.metadata.tables["demands"]
connections = ConnectionRow.metadata.tables["connections"]
KINDS: Mapping[str, str] = {
    "customer.data_requested": "export",
    "customer.erasure_requested": "customer",
    "shop.erasure_requested": "shop",
}
"""The events that a demand comes by, and what is demanded."""
HELD = timedelta(days=30)
"""How long a file lies here for its owner."""


@dataclass(frozen=True, slots=True)
class Demand:
    """A demand. ``who``: the customer's number, the store's for all of it. ``ready``: whether its file lies here."""

    id: str
    connection: str
    kind: str
    who: str
    shop: str
    at: datetime
    done: datetime | None
    found: Json
    ready: bool
    fetched: datetime | None


_columns = (
    rows.c.id,
    rows.c.connection,
    rows.c.kind,
    rows.c.who,
    rows.c.shop,
    rows.c.at,
    rows.c.done,
    rows.c.found,
    rows.c.file.is_not(None),
    rows.c.fetched,
)


def note(conn: Connection) -> int:
    """Writes down what was demanded since; how many."""
    e = events.c
    asked = (
        select(e.id, e.connection, e.name, e.subject, e.seen, connections.c.name.label("shop"))
        .join(connections, connections.c.id == e.connection)
        .where(among(e.name, "names"), e.id.not_in(select(rows.c.id)))
    )
    new = [
        {
            "id": row.id,
            "connection": row.connection,
            "kind": KINDS[row.name],
            "who": row.subject.partition(":")[2],
            "shop": row.shop,
            "at": row.seen,
        }
        for row in conn.execute(asked, {"names": list(KINDS)})
    ]
    if new:
        conn.execute(insert(conn, rows).on_conflict_do_nothing(), new)
    return len(new)


def open_demands(conn: Connection) -> list[Demand]:
    """Those that are to be met yet, the oldest first."""
    return [
        Demand(*row)
        for row in conn.execute(select(*_columns).where(rows.c.done.is_(None)).order_by(rows.c.id))
    ]


def of_store(conn: Connection, connection: str, limit: int = 20) -> list[Demand]:
    """A store's, the newest first."""
    found = select(*_columns).where(rows.c.connection == connection).order_by(rows.c.id.desc()).limit(limit)
    return [Demand(*row) for row in conn.execute(found)]


def waiting(conn: Connection, since: datetime) -> list[Demand]:
    """Those that an owner should know of: files that nobody took yet, and stores that were erased since then."""
    to_take = (rows.c.kind == "export") & rows.c.file.is_not(None)
    gone = (rows.c.kind == "shop") & (rows.c.done >= since)
    found = select(*_columns).where(rows.c.fetched.is_(None), to_take | gone).order_by(rows.c.id)
    return [Demand(*row) for row in conn.execute(found)]


def meet(conn: Connection, demand: str, now: datetime, found: Json, file: bytes | None = None) -> None:
    """It is met."""
    conn.execute(update(rows).where(rows.c.id == demand).values(done=now, found=found, file=file))


def take_file(conn: Connection, demand: str, now: datetime) -> bytes:
    """The file; that an owner took it is noted. Raises NotFound where there is none (any more)."""
    file: bytes | None = conn.execute(select(rows.c.file).where(rows.c.id == demand)).scalar()
    if file is None:
        raise NotFound(because("This file is not here any more."))
    conn.execute(update(rows).where(rows.c.id == demand, rows.c.fetched.is_(None)).values(fetched=now))
    return bytes(file)


def drop_files(conn: Connection, now: datetime) -> int:
    """Lets go of files that lie here for long; how many."""
    old = update(rows).where(rows.c.file.is_not(None), rows.c.done < now - HELD).values(file=None)
    return conn.execute(old).rowcount


def person(conn: Connection, demand: str) -> Person:
    """Whom a demand is about, as its event says."""
    data: Json = conn.execute(select(events.c.data).where(events.c.id == demand)).scalar() or {}
    who = data.get("customer") or {}
    return Person.of([who.get("id")], [who.get("email")], [who.get("phone")], data.get("order_ids") or ())
