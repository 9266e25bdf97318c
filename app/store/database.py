"""The seam between asyncio and SQL: ``read``, ``write`` and ``lazy`` hand a ``Connection`` to a plain function.

Store functions are written once, as ``def f(conn, ...)`` with SQLAlchemy Core statements. Here, on SQLite, one
writer thread takes all writes of a moment into one transaction with one fsync; a function that fails is retried
by itself, so that it harms nobody else's. PostgreSQL gets its own adapter behind the same three methods.
"""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.pool import QueuePool

from app.core.sentence import because
from app.errors import Busy

P = ParamSpec("P")
T = TypeVar("T")
MAX_WAITING = 20_000
"""Writes that may wait for the disk; beyond it a door answers 503, as memory is no place to keep a shop's events."""
MAX_BATCH = 512


class Database(Protocol):
    """What everything above the store sees of a database."""

    async def read(self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs ``fn(conn, ...)`` on a snapshot that it can't change."""
        ...

    async def write(self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Runs ``fn(conn, ...)`` in a transaction; returns when it is on disk. What ``fn`` raises is raised here."""
        ...

    def lazy(self, fn: Callable[Concatenate[Connection, P], Any], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """The same without waiting: it is on disk before any later ``write`` of this process is."""
        ...

    async def close(self) -> None:
        """Writes what is still waiting, then lets go."""
        ...


@dataclass(slots=True)
class _Job:
    fn: Callable[[Connection], Any]
    done: Future[Any] | None


class SqliteDatabase:
    """One file, one writer thread, readers beside it (WAL); each batch is one commit with synchronous=FULL."""

    def __init__(self, path: Path | str) -> None:
        self._engine = _engine(path)
        self._readers = ThreadPoolExecutor(4, "storeflow-read")
        self._jobs: queue.SimpleQueue[_Job | None] = queue.SimpleQueue()
        self._closed = False
        self._thread = threading.Thread(target=self._work, name="storeflow-write", daemon=True)
        self._thread.start()

    async def read(self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """See ``Database.read``."""

        def work() -> T:
            with self._engine.connect() as conn:
                return fn(conn, *args, **kwargs)

        return await asyncio.get_running_loop().run_in_executor(self._readers, work)

    async def write(self, fn: Callable[Concatenate[Connection, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """See ``Database.write``. Raises Busy where too much waits already."""
        if self._jobs.qsize() >= MAX_WAITING:
            raise Busy(because("Storeflow has more to write down than the disk takes just now. Nothing was lost; try again in a few seconds."))
        done: Future[T] = Future()
        self._put(_Job(lambda conn: fn(conn, *args, **kwargs), done))
        return await asyncio.wrap_future(done)

    def lazy(self, fn: Callable[Concatenate[Connection, P], Any], /, *args: P.args, **kwargs: P.kwargs) -> None:
        """See ``Database.lazy``."""
        self._put(_Job(lambda conn: fn(conn, *args, **kwargs), None))

    async def close(self) -> None:
        """See ``Database.close``."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            await asyncio.to_thread(self._thread.join)
            self._readers.shutdown()
            self._engine.dispose()

    def _put(self, job: _Job) -> None:
        if self._closed:
            raise Busy(because("Storeflow is stopping. Nothing was lost; try again in a few seconds."))
        self._jobs.put(job)

    def _work(self) -> None:
        with self._engine.connect() as conn:
            while True:
                job = self._jobs.get()
                batch: list[_Job] = []
                while job is not None:
                    batch.append(job)
                    if len(batch) >= MAX_BATCH:
                        break
                    try:
                        job = self._jobs.get_nowait()
                    except queue.Empty:
                        break
                if batch:
                    self._commit(conn, batch)
                if job is None:
                    return

    def _commit(self, conn: Connection, batch: list[_Job]) -> None:
        """All in one transaction; where one fails, each by itself, so that only the guilty one hears of it."""
        try:
            with conn.begin():
                results = [job.fn(conn) for job in batch]
        except Exception as error:
            if len(batch) > 1:
                for job in batch:
                    self._commit(conn, [job])
            elif batch[0].done is not None:
                batch[0].done.set_exception(error)
            return
        for job, result in zip(batch, results, strict=True):
            if job.done is not None:
                job.done.set_result(result)


def _engine(path: Path | str) -> Engine:
    engine = create_engine(f"sqlite:///{path}", poolclass=QueuePool, pool_size=8, connect_args={"check_same_thread": False, "timeout": 30})

    @event.listens_for(engine, "connect")
    def prepare(raw: Any, _: Any) -> None:
        raw.isolation_level = None  # SQLAlchemy's own BEGIN below; the driver's implicit one knows no IMMEDIATE
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=30000", "cache_size=-16000"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE" if threading.current_thread().name == "storeflow-write" else "BEGIN")

    return engine


def ping(conn: Connection) -> bool:
    """Whether the database answers."""
    return conn.execute(text("SELECT 1")).scalar() == 1
