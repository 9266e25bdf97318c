"""What came in, to be looked at: events in the shop's language, and messages as they arrived."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, or_, select, update

from app.core.events import Event
from app.core.sentence import Json, because
from app.errors import NotFound
from app.store.journal import deliveries, events
from app.store.page import Page, paged


@dataclass(frozen=True, slots=True)
class EventView:
    """An event with where it came from. ``data`` only where one was asked for by id."""

    id: str
    connection: str
    name: str
    subject: str
    at: datetime
    seen: datetime
    data: Json = None

    def event(self) -> Event:
        """The event itself."""
        return Event(self.name, self.subject, self.at, self.id, self.data or {})


def list_events(
    conn: Connection,
    *,
    name: str | None = None,
    subject: str | None = None,
    connection: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[EventView]:
    """Events, the newest first, without their data."""
    c = events.c
    found = select(c.id, c.connection, c.name, c.subject, c.at, c.seen)
    for column, value in ((c.name, name), (c.subject, subject), (c.connection, connection)):
        if value:
            found = found.where(column == value)
    return paged(conn, found, c.id, cursor, limit, lambda row: EventView(*row))


def get_event(conn: Connection, event: str) -> EventView:
    """One event with its data. Raises NotFound."""
    c = events.c
    row = conn.execute(
        select(c.id, c.connection, c.name, c.subject, c.at, c.seen, c.data).where(c.id == event)
    ).first()
    if row is None:
        raise NotFound(because("There is no such event here; it may have been cleared away."))
    return EventView(*row)


def first_since(conn: Connection, happened: Sequence[tuple[str, str]], since: datetime) -> datetime | None:
    """When the first of these events, by name and subject, came since then; None where none did."""
    c = events.c
    of_these = or_(*(and_(c.name == name, c.subject == subject) for name, subject in happened))
    found = select(func.min(c.at)).where(of_these, c.at >= since)
    first: datetime | None = conn.execute(found).scalar() if happened else None
    return first


@dataclass(frozen=True, slots=True)
class DeliveryView:
    """A message as it arrived. ``body`` only where one was asked for by id."""

    id: str
    connection: str
    topic: str
    at: datetime
    state: str
    error: Json
    attempts: int
    next_try: datetime | None
    body: bytes = b""


def list_deliveries(
    conn: Connection,
    *,
    state: str | None = None,
    connection: str | None = None,
    cursor: str | None = None,
    limit: int = 50,
) -> Page[DeliveryView]:
    """Messages, the newest first, without their bodies."""
    c = deliveries.c
    found = select(c.id, c.connection, c.topic, c.at, c.state, c.error, c.attempts, c.next_try)
    for column, value in ((c.state, state), (c.connection, connection)):
        if value:
            found = found.where(column == value)
    return paged(conn, found, c.id, cursor, limit, lambda row: DeliveryView(*row))


def get_delivery(conn: Connection, delivery: str) -> DeliveryView:
    """One message, byte for byte. Raises NotFound."""
    c = deliveries.c
    found = select(c.id, c.connection, c.topic, c.at, c.state, c.error, c.attempts, c.next_try, c.body).where(
        c.id == delivery
    )
    row = conn.execute(found).first()
    if row is None:
        raise NotFound(because("There is no such message here; it may have been cleared away."))
    return DeliveryView(*row)


def try_now(conn: Connection, delivery: str, now: datetime) -> bool:
    """Makes a kept message due at once; False where it isn't one that is kept for that."""
    c = deliveries.c
    return (
        conn.execute(
            update(deliveries).where(c.id == delivery, c.state == "unreadable").values(next_try=now)
        ).rowcount
        == 1
    )


def count_states(conn: Connection, connection: str) -> dict[str, int]:
    """How many messages of a connection are in which state."""
    c = deliveries.c
    found: Any = conn.execute(
        select(c.state, func.count()).where(c.connection == connection).group_by(c.state)
    )
    return {row[0]: row[1] for row in found}
