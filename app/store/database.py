"""The seam between asyncio and SQL: ``read``, ``write`` and ``lazy`` hand a ``Connection`` to a plain function.

Store functions are written once, as ``def f(conn, ...)`` with SQLAlchemy Core statements. Here, on SQLite, one
writer thread takes all writes of a moment into one transaction with one fsync; a function that fails is retried
by itself, so that it harms nobody else's. PostgreSQL gets its own adapter behind the same four methods.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import sqlite3
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool, QueuePool

from app.core.sentence import because
from app.errors import AppError, Busy
from app.store.backup import before_upgrade
from app.store.batch import Job, tell, work_off
from app.store.migrate import migrate

P = ParamSpec("P")
T = TypeVar("T")
MAX_WAITING = 20_000
"""Writes that may wait for the disk; beyond it a door answers 503, as memory is no place to keep a shop's events."""
MAX_BATCH = 512
_WRITER = "storeflow-write"
PATIENCE = 30.0
"""Seconds to wait while another program (a command, a backup) writes to the file."""
KEPT_PAUSE = 0.5
"""Seconds until lazy writes that found the disk full are tried again."""
REFUSALS = frozenset(
    (
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_CANTOPEN,
    )
)
log = logging.getLogger(__name__)


class Database(Protocol):
    """What everything above the store sees of a database.

    ``server``: the address of a database that several processes share; "" where it is one process's own.
    """

    server: str

    async def read(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs ``fn(conn, ...)`` on a snapshot that it must not change."""
        ...

    async def write(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Runs ``fn(conn, ...)`` in a transaction; returns when it is on disk. What ``fn`` raises is raised here."""
        ...

    def lazy(
        self, fn: Callable[Concatenate[Connection, P], Any], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """The same without waiting: it is on disk before any later ``write`` of this process is."""
        ...

    def full(self) -> bool:
        """Whether so much waits to be written that what could be left out had better be."""
        ...

    async def close(self) -> None:
        """Writes what is still waiting, then lets go."""
        ...


class SqliteDatabase:
    """One file, one writer thread, readers beside it (WAL); each batch is one commit with synchronous=FULL."""

    server = ""

    def __init__(self, path: Path | str, patience: float = PATIENCE) -> None:
        self._engine = _engine(path, patience)
        self._readers = ThreadPoolExecutor(4, "storeflow-read")
        self._jobs: queue.SimpleQueue[Job | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name=_WRITER, daemon=True)
        self._thread.start()

    async def read(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See ``Database.read``."""

        def work() -> T:
            with self._engine.connect() as conn:
                return fn(conn, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def write(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See ``Database.write``. Raises Busy where too much waits already or the disk takes nothing."""
        if self.full():
            raise busy()
        done: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._put(Job(fn, args, kwargs, done))
        try:
            return await done
        except OperationalError as error:  # disk full, read-only, locked by another program
            raise busy() from error

    def lazy(
        self, fn: Callable[Concatenate[Connection, P], Any], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """See ``Database.lazy``."""
        self._put(Job(fn, args, kwargs, None))

    def full(self) -> bool:
        """See ``Database.full``."""
        return self._jobs.qsize() >= MAX_WAITING

    async def close(self) -> None:
        """See ``Database.close``."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
            self._readers.shutdown()
            self._engine.dispose()

    def _put(self, job: Job) -> None:
        if self._closed:
            raise Busy(because("Storeflow is stopping. Nothing was lost; try again in a few seconds."))
        self._jobs.put(job)

    def _work(self) -> None:
        """The writer. What is lazy and finds the disk full stays in front until it is written: others build on it."""
        kept: list[Job] = []
        with self._engine.connect() as conn:
            going_on = True
            while going_on:
                batch, going_on = self._batch(kept)
                if batch:
                    kept = self._committed(conn, batch)

    def _committed(self, conn: Connection, batch: list[Job]) -> list[Job]:
        """What has to be tried again. The writer outlives whatever goes wrong: without it nothing would ever answer."""
        try:
            return _commit(conn, batch)
        except BaseException as error:
            log.exception("a commit broke off")
            failed = error if isinstance(error, Exception) else RuntimeError(str(error))
            for job in batch:
                job.error = job.error or failed
                if job.done is not None and not job.done.get_loop().is_closed():
                    job.done.get_loop().call_soon_threadsafe(tell, [job])
            return []

    def _batch(self, kept: list[Job]) -> tuple[list[Job], bool]:
        """What is to be committed next, and whether more may come; waits for work, or a moment where some was kept."""
        batch = kept.copy()
        try:
            job = self._jobs.get(timeout=KEPT_PAUSE if kept else None)
            while job is not None and len(batch) < MAX_BATCH:
                batch.append(job)
                job = self._jobs.get_nowait()
            if job is not None:
                batch.append(job)
        except queue.Empty:
            return batch, True
        return batch, job is not None


def _commit(conn: Connection, batch: list[Job]) -> list[Job]:
    """All in one transaction; where one fails, each by itself, so that only the guilty one hears of it.

    Where the disk takes nothing at all, who waits is told so at once, and what is lazy is given back.
    """
    kept: list[Job] = []
    try:
        with conn.begin():
            work_off(conn, batch)
    except Exception as error:
        if _disk_refuses(error):
            kept = [job for job in batch if job.done is None]
            for job in batch:
                job.error = error
        elif len(batch) == 1:
            batch[0].error = error
            if batch[0].done is None:
                log.error("a write failed: %s", error)
        else:
            return [again for job in batch for again in _commit(conn, [job])]
    heard = [job for job in batch if job.done is not None]
    if heard and heard[0].done is not None:
        heard[0].done.get_loop().call_soon_threadsafe(tell, heard)
    return kept


def _disk_refuses(error: Exception) -> bool:
    """Whether the file can't be written just now (sqlite.org/rescode.html), so that another try is worth it."""
    code = getattr(getattr(error, "orig", None), "sqlite_errorcode", 0)
    return code & 0xFF in REFUSALS


def busy() -> Busy:
    """What a door says while nothing can be written."""
    return Busy(
        because("Storeflow can't write to its disk just now. Nothing was lost; try again in a few seconds.")
    )


class MemoryDatabase:
    """The same tables in memory, written at once, gone afterwards: for test runs and rehearsals."""

    server = ""

    def __init__(self) -> None:
        self._conn = _in_memory().connect()

    async def read(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See ``Database.read``."""
        return fn(self._conn, *args, **kwargs)

    async def write(
        self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """See ``Database.write``."""
        return fn(self._conn, *args, **kwargs)

    def lazy(
        self, fn: Callable[Concatenate[Connection, P], Any], /, *args: P.args, **kwargs: P.kwargs
    ) -> None:
        """See ``Database.lazy``."""
        fn(self._conn, *args, **kwargs)

    def full(self) -> bool:
        """Never: nothing waits."""
        return False

    async def close(self) -> None:
        """See ``Database.close``."""
        self._conn.close()


@cache
def _in_memory() -> Engine:
    """One engine for all of them, as it keeps the statements that it compiled; each connection has its own tables."""
    return create_engine("sqlite://", poolclass=NullPool, connect_args={"check_same_thread": False})


def _engine(path: Path | str, patience: float = PATIENCE) -> Engine:
    engine = create_engine(
        f"sqlite:///{path}",
        poolclass=QueuePool,
        pool_size=8,
        connect_args={"check_same_thread": False, "timeout": patience},
    )

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _: Any) -> None:
        raw.isolation_level = (
            None  # SQLAlchemy's own BEGIN below; the driver's implicit one knows no IMMEDIATE
        )
        for pragma in (
            "auto_vacuum=INCREMENTAL",  # only before the first table; freed pages can be given back then
            "journal_mode=WAL",
            "journal_size_limit=67108864",
            "secure_delete=FAST",  # some builds write zeros over all that is deleted, which doubles the writing
            "synchronous=FULL",
            "foreign_keys=ON",
            f"busy_timeout={int(patience * 1000)}",
            "cache_size=-4000",
        ):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE" if threading.current_thread().name == _WRITER else "BEGIN")

    return engine


def open_database(data_dir: Path, url: str = "") -> Database:
    """Opens and migrates the data folder's database. Raises AppError with the way out where that can't be."""
    if url:
        if not url.startswith(("postgresql://", "postgres://")):
            raise AppError(
                because("STOREFLOW_DATABASE_URL must begin with postgresql://. Leave it unset to use SQLite.")
            )
        from app.store.postgres import open_postgres

        return open_postgres(url)
    path = data_dir / "storeflow.db"
    try:
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        kept = before_upgrade(path, datetime.now(UTC))
        if kept is not None:
            log.info("the database is brought up to date; as it was, it lies in %s", kept)
        engine = _engine(path)
        try:
            with engine.begin() as conn:
                migrate(conn)
        finally:
            engine.dispose()
    except (OSError, OperationalError) as error:
        raise AppError(
            because(
                "The data folder {folder} can't be written to: {error}. Nothing was changed.",
                folder=str(data_dir),
                error=str(error),
            )
        ) from error
    return SqliteDatabase(path)
