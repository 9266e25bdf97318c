"""Saved access to services. What may be shown lies open, the secrets are locked before they come here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, cast

from sqlalchemy import Connection, delete, func, literal, select, update
from sqlalchemy import insert as insert_plain

from app.core.sentence import Json, Sentence, because
from app.errors import Conflict, InvalidInput, NotFound
from app.store import asking, seen_counts
from app.store.journal import deliveries, insert
from app.store.tables import ConnectionRow, Refusal, SubscriptionsRow, WorkflowRow
from app.store.types import Moment, new_id

rows = ConnectionRow.metadata.tables["connections"]
subscriptions = SubscriptionsRow.metadata.tables["subscriptions"]
refusals = Refusal.metadata.tables["refusals"]
workflows = WorkflowRow.metadata.tables["workflows"]
SHOWN_FOR = timedelta(days=30)
"""How far back the pages count refused messages."""


@dataclass(frozen=True, slots=True)
class Traffic:
    """What came in by a connection: its first and last message, how many, and how many can't be read yet."""

    first: datetime | None
    last: datetime | None
    messages: int
    unreadable: int


@dataclass(frozen=True, slots=True)
class Refused:
    """Messages that were turned away for one reason: ``signature``, ``size`` or ``unreadable``."""

    reason: str
    count: int
    last: datetime


def create(
    conn: Connection, *, kind: str, name: str, settings: Json, secrets: bytes, now: datetime, id: str = ""
) -> ConnectionRow:
    """Keeps a new connection. ``secrets`` is what ``Vault.lock`` made. Raises InvalidInput for an empty name."""
    ident = id or new_id()
    conn.execute(
        insert_plain(rows).values(
            id=ident, kind=kind, name=_named(name), settings=settings, secrets=secrets, created=now
        )
    )
    return get(conn, ident)


def get(conn: Connection, connection: str) -> ConnectionRow:
    """The connection of that id. Raises NotFound."""
    row = conn.execute(select(rows).where(rows.c.id == connection)).mappings().one_or_none()
    if row is None:
        raise NotFound(because("This connection is not here (any more)."))
    return ConnectionRow(**cast(dict[str, Any], dict(row)))


def list_all(conn: Connection) -> list[ConnectionRow]:
    """All of them, in the order they were made."""
    found = conn.execute(select(rows).order_by(rows.c.created, rows.c.id)).mappings()
    return [ConnectionRow(**cast(dict[str, Any], dict(row))) for row in found]


def change(
    conn: Connection,
    connection: str,
    *,
    name: str | None = None,
    settings: Json = None,
    secrets: bytes | None = None,
) -> ConnectionRow:
    """Changes what is given and leaves the rest. Raises NotFound."""
    values: dict[str, Any] = {"name": _named(name)} if name is not None else {}
    if settings is not None:
        values["settings"] = settings
    if secrets is not None:
        values["secrets"] = secrets
    if values:
        conn.execute(update(rows).where(rows.c.id == connection).values(**values, problem=None))
    return get(conn, connection)


def remove(conn: Connection, connection: str) -> None:
    """Forgets a connection and its secrets. Raises NotFound, and Conflict while a workflow that is on needs it."""
    get(conn, connection)
    needing = used_by(conn, connection, on=True)
    if needing:
        raise Conflict(
            because(
                "These workflows are on and use this connection: {names}. Turn them off first.", names=needing
            )
        )
    conn.execute(delete(refusals).where(refusals.c.connection == connection))
    asking.forget_store(conn, connection)
    seen_counts.forget_store(conn, connection)
    conn.execute(delete(subscriptions).where(subscriptions.c.connection == connection))
    conn.execute(delete(rows).where(rows.c.id == connection))


def used_by(conn: Connection, connection: str, *, on: bool = False) -> list[str]:
    """The names of the workflows (``on``: only those turned on) that are bound to it."""
    found = conn.execute(
        select(workflows.c.name, workflows.c.bindings, workflows.c.on).order_by(workflows.c.name)
    )
    return [row.name for row in found if connection in (row.bindings or {}).values() and (row.on or not on)]


def note_seen(conn: Connection, connection: str, at: datetime) -> None:
    """Notes that a message came: the first, and the last so far."""
    first = func.coalesce(rows.c.first_seen, literal(at, Moment()))
    conn.execute(update(rows).where(rows.c.id == connection).values(first_seen=first, last_seen=at))


def note_problem(conn: Connection, connection: str, problem: Sentence | None) -> None:
    """What is wrong with it as far as we know; None: nothing."""
    packed = problem.pack() if problem else None
    conn.execute(update(rows).where(rows.c.id == connection).values(problem=packed))


def traffic(conn: Connection, connection: str) -> Traffic:
    """What came in by it, from the row and from the messages that are still kept."""
    c = deliveries.c
    mine = c.connection == connection
    row = get(conn, connection)
    states = conn.execute(select(c.state, func.count()).where(mine).group_by(c.state)).all()
    kept: dict[str, int] = {row[0]: row[1] for row in states}
    ends = [
        conn.execute(select(c.at).where(mine).order_by(order).limit(1)).scalar()
        for order in (c.id, c.id.desc())
    ]
    return Traffic(
        row.first_seen or ends[0], ends[1] or row.last_seen, sum(kept.values()), kept.get("unreadable", 0)
    )


def count_refusal(conn: Connection, connection: str, reason: str, at: datetime) -> None:
    """Counts a message that was turned away, by hour and reason: a flood of them stays a few rows."""
    hour = at.replace(minute=0, second=0, microsecond=0)
    conn.execute(
        insert(conn, refusals)
        .values(connection=connection, hour=hour, reason=reason, count=1)
        .on_conflict_do_update(
            index_elements=["connection", "hour", "reason"], set_={"count": refusals.c.count + 1}
        )
    )


def refused(conn: Connection, connection: str, now: datetime) -> list[Refused]:
    """What was turned away in the last 30 days, by reason."""
    c = refusals.c
    found = conn.execute(
        select(c.reason, func.sum(c.count), func.max(c.hour))
        .where(c.connection == connection, c.hour >= now - SHOWN_FOR)
        .group_by(c.reason)
        .order_by(c.reason)
    )
    return [Refused(reason, int(count), last) for reason, count, last in found]


def _named(name: str) -> str:
    if not name.strip():
        raise InvalidInput(because("Please give the connection a name."))
    return name.strip()[:120]
