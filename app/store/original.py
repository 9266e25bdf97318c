"""The message that a run began with, as the store sent it."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select

from app.store.journal import deliveries, events, runs

_body = (
    select(deliveries.c.body)
    .join(events, events.c.delivery == deliveries.c.id)
    .join(runs, runs.c.event == events.c.id)
    .where(runs.c.id == bindparam("run"))
)


def message_of(conn: Connection, run: str) -> bytes | None:
    """Byte for byte; None where no store sent one, or where it is not kept any more."""
    found = conn.execute(_body, {"run": run}).scalar()
    return None if found is None else bytes(found)
