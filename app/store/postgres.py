"""PostgreSQL behind the same four methods: asyncpg, one ordered writer, and a memory of what is not yet on disk.

All writes of a moment are one transaction, as on SQLite. Where the server goes away in the middle, the transaction's
own number tells afterwards whether it was committed, so nothing is written twice and nothing accepted is forgotten.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar
from uuid import uuid4

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from app.core.sentence import because
from app.errors import AppError, Busy
from app.store.batch import Job, tell, work_off
from app.store.migrate import migrate
from app.store.queue import OWNER

if TYPE_CHECKING:
    import asyncpg

P = ParamSpec("P")
T = TypeVar("T")
log = logging.getLogger(__name__)
MAX_WAITING = 20_000
"""Writes that may wait for the server; beyond it a door answers 503."""
MAX_BATCH = 512
READERS = 4
PATIENCE = 3.0
"""Seconds that a write waits for a server that went away (a restart, say) before its caller is told to come again."""
CLOSING = 10.0
"""Seconds that closing waits for what is not yet written."""
AGAIN = frozenset(("40001", "40P01", "55P03"))
"""Errors of transactions that met: not serializable, deadlock, lock not to be had in time."""
TRIES = 12
"""Tries of one call that meets others again and again."""
_xid = text("SELECT pg_current_xact_id_if_assigned()::text")
_outcome = text("SELECT pg_xact_status(CAST(CAST(:xid AS text) AS xid8))")


def connector(url: str, process: str = "") -> Callable[[], Any]:
    """Opens connections as asyncpg does, with its understanding of the URL (``sslmode`` and all)."""

    async def connect() -> asyncpg.Connection[Any]:
        import asyncpg

        settings = {
            OWNER: process,
            "application_name": "storeflow",
            "jit": "off",
            "lock_timeout": "2000",
            "timezone": "UTC",
        }
        return await asyncpg.connect(url, server_settings=settings, timeout=10, statement_cache_size=300)

    return connect


def engine(url: str, process: str = "", **options: Any) -> AsyncEngine:
    """A pool of such connections."""
    return create_async_engine("postgresql+asyncpg://", async_creator=connector(url, process), **options)


def sqlstate(error: BaseException) -> str:
    """PostgreSQL's own code of an error, "" where there is none."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        error = error.orig
    return str(getattr(error, "sqlstate", None) or getattr(error.__cause__, "sqlstate", None) or "")


def unavailable(error: BaseException) -> bool:
    """The server is away, has no room, or takes no writes now: nobody's fault, and it may pass.

    So is a transaction that is broken before its first statement (25P02): what broke it was the server's end.
    """
    if isinstance(error, OSError | TimeoutError):
        return True
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    state = sqlstate(error)
    return (state[:2] in ("08", "53", "57", "58") and state != "57014") or state in ("25006", "25P02")


class PostgresDatabase:
    """One server for any number of processes; this is the share of one of them. See ``Database`` for the methods."""

    def __init__(self, url: str) -> None:
        self.server = url
        self.process = str(uuid4())
        """Whose is what this process writes and begins; its lease is kept by ``app.store.queue``."""
        pool = {"pool_size": READERS, "max_overflow": 4, "isolation_level": "REPEATABLE READ"}
        self._readers = engine(url, self.process, **pool)
        self._writers = engine(url, self.process, poolclass=NullPool)
        self._conn: AsyncConnection | None = None
        self._jobs: deque[Job] = deque()
        self._something = asyncio.Event()
        self._batch: list[Job] = []
        self._task: asyncio.Task[None] | None = None
        self._away: asyncio.TimerHandle | None = None
        self._pause = 0.0
        self._refusing = False
        self._closed = False

    # ----------------------------------------------------------------------------------------------- the doors

    async def read(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See ``Database.read``. A connection that was lost meanwhile is replaced; Busy where none can be had."""
        for last in (False, True):
            try:
                async with self._readers.connect() as conn:
                    await conn.execution_options(postgresql_readonly=True)
                    return await conn.run_sync(fn, *args, **kwargs)
            except Exception as error:
                if not unavailable(error):
                    raise
                if last:
                    raise away() from error
        raise AssertionError

    async def write(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See ``Database.write``. Busy: the server is away or too much waits; rarely it is written all the same."""
        if self.full():
            raise away()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(Job(fn, args, kwargs, done))
        return await done

    def lazy(
        self, fn: Callable[Concatenate[Connection, P], Any], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """See ``Database.lazy``. It is kept while the server is away."""
        self._put(Job(fn, args, kwargs, None))

    def full(self) -> bool:
        """See ``Database.full``."""
        return self._refusing or len(self._jobs) >= MAX_WAITING

    async def close(self) -> None:
        """See ``Database.close``; where the server stays away, what waits is as lost as by a power cut."""
        if not self._closed:
            self._closed = True
            self._something.set()
            if self._task is not None:
                done, _ = await asyncio.wait({self._task}, timeout=CLOSING)
                if not done:
                    log.error(
                        "%s writes could not be made before the end", len(self._jobs) + len(self._batch)
                    )
                    self._task.cancel()
                    await asyncio.gather(self._task, return_exceptions=True)
            if self._away is not None:
                self._away.cancel()
            await self._hang_up()
            await self._readers.dispose()
            await self._writers.dispose()

    # ---------------------------------------------------------------------------------------------- the writer

    def _put(self, job: Job) -> None:
        if self._closed:
            raise Busy(because("Storeflow is stopping. Nothing was lost; try again in a few seconds."))
        self._jobs.append(job)
        self._something.set()
        if self._task is None:
            self._task = asyncio.get_running_loop().create_task(self._work(), name="storeflow-write")

    async def _work(self) -> None:
        while self._jobs or not self._closed:
            if not self._jobs:
                self._something.clear()
                await self._something.wait()
                continue
            self._batch = [self._jobs.popleft() for _ in range(min(len(self._jobs), MAX_BATCH))]
            try:
                await self._write_down(self._batch)
            except Exception as error:
                log.exception("the writer met a fault of its own")
                for job in self._batch:
                    job.error = job.error or error
                tell(self._batch)
            self._batch = []

    async def _write_down(self, batch: list[Job]) -> None:
        """All in one transaction; where one fails, each by itself, in order."""
        groups = deque([batch])
        tries = 0
        while groups:
            try:
                await self._transaction(groups[0])
            except Exception as error:
                if unavailable(error):
                    log.warning("PostgreSQL can't be written to: %s", error)
                    await self._until_back()
                    groups[0] = [job for job in groups[0] if not (job.done and job.done.done())]
                elif len(groups[0]) > 1:
                    groups.extendleft([job] for job in reversed(groups.popleft()))
                elif sqlstate(error) in AGAIN and (tries := tries + 1) < TRIES:
                    await asyncio.sleep(0.005 * tries)
                else:
                    groups[0][0].error = away() if sqlstate(error) in AGAIN else error
                    tell(groups.popleft())
                    tries = 0
            else:
                self._well()
                tell(groups.popleft())
                tries = 0

    async def _transaction(self, jobs: list[Job]) -> None:
        """Does the jobs and commits. Raises what went wrong; then nothing of it was written."""
        if not jobs:
            return
        conn = self._conn = self._conn or await self._writers.connect()
        xid: str | None = None
        try:
            await conn.run_sync(work_off, jobs)
            xid = (await conn.execute(_xid)).scalar()
            await conn.commit()
        except BaseException as error:
            lost = unavailable(error) or not isinstance(error, Exception)
            with contextlib.suppress(Exception):
                await (self._hang_up() if lost else conn.rollback())
            if not (xid and unavailable(error)):
                raise
            if not await self._committed(xid):
                raise

    async def _committed(self, xid: str) -> bool:
        """Whether a transaction whose end we did not hear of was committed. Asks until the server knows."""
        while True:
            await self._until_back()
            try:
                conn = self._conn = self._conn or await self._writers.connect()
                outcome = (await conn.execute(_outcome, {"xid": xid})).scalar()
                await conn.rollback()
            except Exception as error:
                if not unavailable(error):
                    raise
                await self._hang_up()
                continue
            if outcome != "in progress":
                return bool(outcome == "committed")
            await asyncio.sleep(0.05)

    async def _until_back(self) -> None:
        """Waits until the server can be reached. Whoever waits longer than ``PATIENCE`` is told to come again."""
        if self._away is None:
            self._away = asyncio.get_running_loop().call_later(PATIENCE, self._refuse)
        while True:
            await self._hang_up()
            await asyncio.sleep(self._pause)
            self._pause = min(2 * self._pause + 0.05, 1.0)
            try:
                self._conn = await self._writers.connect()
            except Exception as error:
                if not unavailable(error):
                    raise
            else:
                return

    def _well(self) -> None:
        """It was written."""
        if self._away is not None:
            self._away.cancel()
            self._away, self._refusing, self._pause = None, False, 0.0
            log.warning("PostgreSQL takes writes again")

    def _refuse(self) -> None:
        """The server stays away: those who wait are let go, their writes with them; what is lazy is kept."""
        self._refusing = True
        waiting = [job for job in (*self._batch, *self._jobs) if job.done is not None]
        self._jobs = deque(job for job in self._jobs if job.done is None)
        for job in waiting:
            if job.done is not None and not job.done.done():
                job.done.set_exception(away())

    async def _hang_up(self) -> None:
        conn, self._conn = self._conn, None
        if conn is not None:
            with contextlib.suppress(Exception):
                await conn.invalidate()
            with contextlib.suppress(Exception):
                await conn.close()


def away() -> Busy:
    """What a door says while PostgreSQL can't be written to."""
    return Busy(
        because(
            "Storeflow can't reach its PostgreSQL database just now. Nothing was lost; try again in a few seconds."
        )
    )


def open_postgres(url: str) -> PostgresDatabase:
    """Migrates the database and opens it. Raises AppError with the way out where that can't be."""

    async def bring_up_to_date() -> None:
        made = engine(url, poolclass=NullPool)
        try:
            async with made.begin() as conn:
                await conn.run_sync(migrate)
        finally:
            await made.dispose()

    try:
        with ThreadPoolExecutor(1) as aside:  # a loop may be running in this thread
            aside.submit(asyncio.run, bring_up_to_date()).result()
    except ImportError as error:
        raise AppError(
            because("STOREFLOW_DATABASE_URL names PostgreSQL: install Storeflow with its extra “postgres”.")
        ) from error
    except Exception as error:
        if not unavailable(error) and not sqlstate(error) and not isinstance(error, ValueError):
            raise
        raise AppError(
            because(
                "The PostgreSQL database of STOREFLOW_DATABASE_URL can't be opened: {error}. Nothing was changed.",
                error=str(getattr(error, "orig", None) or error) or type(error).__name__,
            )
        ) from error
    return PostgresDatabase(url)
