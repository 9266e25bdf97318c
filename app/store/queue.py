"""PgQueuer's queue as the journal uses it, and the leases of processes. On PostgreSQL only.

A run is put in by the transaction that makes it ready, as run/epoch: a trigger of migration 0002 does it, so that no
writer can forget to. The queue holds nothing that the journal does not know: ``restore`` puts in what is missing.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, Connection, func, literal_column, text

from app.store.locks import hold
from app.store.types import to_micros

if TYPE_CHECKING:
    from pgqueuer.domain.settings import DBSettings

RUN, PROCESS = "run", "process"
"""The two kinds of work: to go on with a run, and to take over what a process that died has left."""
LEASE = timedelta(seconds=15)
"""A process that was not heard of for so long is taken to be dead."""
OWNER = "storeflow.process"
"""The setting of a connection that names its process: what it writes and begins is its own by that (migration 0002)."""


@cache
def settings() -> DBSettings:
    """PgQueuer's names for its tables, whatever the environment says, as our statements name them too.

    Its log and statistics are of no use after a crash, so they cost no WAL.
    """
    from pgqueuer.domain.settings import DBSettings, Durability
    from pgqueuer.domain.types import Channel

    return DBSettings(
        prefix="",
        db_schema=None,
        queue_table="pgqueuer",
        queue_table_log="pgqueuer_log",
        statistics_table="pgqueuer_statistics",
        schedules_table="pgqueuer_schedules",
        queue_status_type="pgqueuer_status",
        channel=Channel("ch_pgqueuer"),
        function="fn_pgqueuer_changed",
        trigger="tg_pgqueuer_changed",
        durability=Durability.balanced,
    )


def install_statements() -> str:
    """PgQueuer's tables, types, indexes and triggers."""
    from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment

    return QueryBuilderEnvironment(settings()).build_install_query()


def has_queue(conn: Connection) -> bool:
    """Whether this database has a queue that processes share."""
    return conn.dialect.name == "postgresql"


def own() -> ColumnElement[bool]:
    """Whether a row is this process's."""
    return literal_column("owner") == func.current_setting(OWNER)


_beat = text("""
    INSERT INTO pgqueuer (priority, entrypoint, dedupe_key, status, queue_manager_id)
    SELECT 1, 'process', 'process/' || me, 'picked', me::uuid
    FROM current_setting('storeflow.process') AS me
    ON CONFLICT (dedupe_key) WHERE status IN ('queued', 'picked') AND dedupe_key IS NOT NULL
    DO UPDATE SET status = 'picked', heartbeat = now(), queue_manager_id = EXCLUDED.queue_manager_id
""")
_leave = text("""
    UPDATE pgqueuer SET status = 'queued', queue_manager_id = NULL
    WHERE dedupe_key = 'process/' || current_setting('storeflow.process')
""")
_restore = text("""
    INSERT INTO pgqueuer (priority, entrypoint, payload, dedupe_key, status)
    SELECT 0, 'run', convert_to(id || '/' || epoch, 'UTF8'), id || '/' || epoch, 'queued' FROM runs
    WHERE status IN ('ready', 'running')
    AND (status = 'ready' OR owner NOT IN (SELECT process FROM living))
    AND NOT EXISTS (
        SELECT FROM pgqueuer AS known
        WHERE known.dedupe_key = runs.id || '/' || runs.epoch AND known.status IN ('queued', 'picked'))
    ORDER BY id
    ON CONFLICT DO NOTHING
""")
_forget = text("DELETE FROM pgqueuer_log WHERE created < now() - interval '10 minutes'")
_held = text("""
    SELECT id, epoch FROM runs
    WHERE status = 'running' AND owner = current_setting('storeflow.process') AND updated < :before ORDER BY id
""")
_take_over = text("""
    UPDATE deliveries SET owner = current_setting('storeflow.process') WHERE id IN (
        SELECT id FROM deliveries
        WHERE state = 'new' AND (
            owner NOT IN (SELECT process FROM living)
            OR owner = current_setting('storeflow.process') AND at < :before)
        ORDER BY id LIMIT 200 FOR UPDATE SKIP LOCKED)
    RETURNING id
""")


def beat(conn: Connection) -> int:
    """Says that this process lives, and answers how many do."""
    conn.execute(_beat)
    return conn.execute(text("SELECT count(*) FROM living")).scalar() or 1


def leave(conn: Connection) -> None:
    """Ends this process's lease, which the queue then delivers: others take over at once what it had begun."""
    conn.execute(_leave)
    restore(conn)


def restore(conn: Connection) -> int:
    """Puts in what the journal knows to be open and nobody has: ready runs, and those of processes that died."""
    hold(conn, ["restore"])
    conn.execute(_forget)
    return conn.execute(_restore).rowcount


def held(conn: Connection, before: datetime) -> list[tuple[str, int]]:
    """Runs that this process began before that time and has not laid down, as (run, epoch)."""
    return [(run, epoch) for run, epoch in conn.execute(_held, {"before": to_micros(before)})]


def take_over(conn: Connection, before: datetime) -> list[str]:
    """Makes deliveries ours that nobody puts into the shop's language: those of processes that died, and our own

    from before that time. Each is taken by one process. Up to 200 of their ids, the oldest first.
    """
    return sorted(conn.execute(_take_over, {"before": to_micros(before)}).scalars())
