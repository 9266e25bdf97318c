"""PgQueuer's queue as the journal uses it: runs are put in by the transaction that makes them ready.

Only PostgreSQL has one; on SQLite everything here does nothing, as the one process queues in its memory. The queue
holds nothing that the journal does not know: ``restore`` puts in what is missing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import Connection

if TYPE_CHECKING:
    from pgqueuer.adapters.persistence.qb import QueryQueueBuilder
    from pgqueuer.domain.settings import DBSettings

RUN, PROCESS = "run", "process"
"""The two kinds of work: to go on with a run, and to take over what a process that died has left."""
LEASE = timedelta(seconds=15)
"""A process that was not heard of for so long is taken to be dead."""


@cache
def settings() -> DBSettings:
    """PgQueuer's names for its tables. The log and its statistics are of no use after a crash, so they cost no WAL."""
    from pgqueuer.domain.settings import DBSettings, Durability

    return DBSettings(durability=Durability.balanced)


@cache
def _statements() -> QueryQueueBuilder:
    from pgqueuer.adapters.persistence.qb import QueryQueueBuilder

    return QueryQueueBuilder(settings())


def install_statements() -> str:
    """PgQueuer's tables, types, indexes and triggers."""
    from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

    return QueryBuilderEnvironment(settings()).build_install_query()


def has_queue(conn: Connection) -> bool:
    """Whether this database has a queue that processes share."""
    return conn.dialect.name == "postgresql"


def enqueue(conn: Connection, runs: Iterable[tuple[str, int]]) -> None:
    """Puts in runs that are ready, as (run, epoch). The pair is the dedupe key: a second time changes nothing."""
    keys = [f"{run}/{epoch}" for run, epoch in runs] if has_queue(conn) else []
    if keys:
        n = len(keys)
        rows = ([0] * n, [RUN] * n, [key.encode() for key in keys], [timedelta()] * n, keys, ["null"] * n)
        conn.exec_driver_sql(_statements().build_enqueue_query("skip"), rows)
