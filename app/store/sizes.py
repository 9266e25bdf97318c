"""How much room everything takes, in things that an owner knows."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select, text

from app.store import mirror
from app.store.housekeeping import free_pages, outbox
from app.store.journal import deliveries, events, runs, waits
from app.store.tables import DraftEntry

drafts = DraftEntry.metadata.tables["draft_log"]


@dataclass(frozen=True, slots=True)
class Sizes:
    """``bytes`` of the database, ``empty`` of them free for what comes next; the rest counts things."""

    bytes: int
    empty: int
    runs: int
    events: int
    messages: int
    waits: int
    mails: int
    drafts: int
    mirror: int
    mirror_bytes: int


def sizes(conn: Connection) -> Sizes:
    """All of it in one snapshot. Each count is answered by an index."""
    if conn.dialect.name == "sqlite":
        page = int(conn.exec_driver_sql("PRAGMA page_size").scalar() or 0)
        empty, pages = free_pages(conn)
        whole, empty = pages * page, empty * page
    else:
        whole, empty = int(conn.execute(text("SELECT pg_database_size(current_database())")).scalar_one()), 0
    counts = [
        conn.execute(select(func.count()).select_from(table)).scalar_one()
        for table in (runs, events, deliveries, waits, outbox, drafts)
    ]
    kept = mirror.sizes(conn)
    counts += [sum(size.count for size in kept), sum(size.bytes for size in kept)]
    return Sizes(whole, empty, *counts)
