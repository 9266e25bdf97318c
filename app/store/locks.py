"""Locks on names, for what a row's own lock can't hold: they end with the transaction.

SQLite has one writer at a time and needs none. On PostgreSQL two processes that write about the same subject take
turns: registering a wait and storing the event it is for, counting the same thing, firing the same schedule.
"""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import blake2b

from sqlalchemy import Connection, text

LANE = "lane:"
"""Before the name of a lane: who is in it, and who is next."""
_hold = text("SELECT pg_advisory_xact_lock(name) FROM unnest(CAST(:names AS bigint[])) AS name")


def hold(conn: Connection, names: Iterable[str]) -> None:
    """Waits until the names are ours, in one order for all, so that two transactions don't wait for each other."""
    if conn.dialect.name == "postgresql":
        numbers = sorted({_number(name) for name in names})
        if numbers:
            conn.execute(_hold, {"names": numbers})


def _number(name: str) -> int:
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest(), "big", signed=True)
