"""The dispatcher for several processes on one PostgreSQL: claim, heartbeat, redelivery and wake-up are PgQueuer's.

Ready runs are put into its queue by the transaction that makes them ready (a trigger, so that none is forgotten).
Runs that are begun for this process with their event need no queue: they are this process's by its lease.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable, Iterable
from datetime import timedelta

import asyncpg
from pgqueuer.adapters.drivers.asyncpg import AsyncpgPoolDriver
from pgqueuer.adapters.persistence.qb import QueryBuilderEnvironment, QueryQueueBuilder
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.models import Job
from pgqueuer.ports.driver import NotifyCallback

from app.engine.dispatch import Handler
from app.engine.dispatch.in_process import InProcess
from app.store.queue import LEASE, PROCESS, RUN, settings

log = logging.getLogger(__name__)
LOOK = timedelta(seconds=5)
"""How often the queue is looked at when nothing rings: by then a lease that ended is seen."""
PAUSE = 2.0
"""Seconds until the queue is opened again after the connection was lost: time for all to show that they live."""
CONNECTIONS = 4


class _Driver(AsyncpgPoolDriver):
    """Says nothing before it listens: PgQueuer's check of its own listener is else sent before and never heard."""

    def __init__(self, pool: asyncpg.Pool) -> None:
        super().__init__(pool)
        self._listens = asyncio.Event()

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        await super().add_listener(channel, callback)
        self._listens.set()

    async def notify(self, channel: str, payload: str) -> None:
        await self._listens.wait()
        await super().notify(channel, payload)


class PgQueuer(InProcess):
    """Its own queue holds what this process has taken; the shared one is PgQueuer's."""

    shared = True
    ahead = 128

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._taken: set[asyncio.Task[None]] = set()
        self.died: Callable[[], Awaitable[None]] | None = None
        """Called when another process was not heard of for the length of a lease."""

    def committed(self, runs: Iterable[str]) -> None:
        """See ``Dispatcher.committed``: they were put into the queue with their transaction, which rings by itself."""

    async def serve(self, handler: Handler, concurrency: int) -> None:
        """See ``Dispatcher.serve``."""
        async with asyncio.TaskGroup() as group:
            group.create_task(super().serve(handler, concurrency))
            group.create_task(self._claim(concurrency))

    async def _claim(self, concurrency: int) -> None:
        """Takes from the shared queue, until cancelled; a lost connection is opened anew."""
        while True:
            try:
                async with asyncpg.create_pool(
                    self._url,
                    min_size=2,
                    max_size=CONNECTIONS,
                    timeout=10,
                    server_settings={"application_name": "storeflow-queue", "jit": "off"},
                ) as pool:
                    await self._manage(pool, concurrency)
            except Exception as error:
                log.warning("the queue is opened again in %s s: %r", PAUSE, error)
            await asyncio.sleep(PAUSE)

    async def _manage(self, pool: asyncpg.Pool, concurrency: int) -> None:
        queries = Queries(_Driver(pool), QueryBuilderEnvironment(settings()), QueryQueueBuilder(settings()))
        manager = QueueManager(queries, settings().channel)
        manager.entrypoint(RUN)(self._run)
        manager.entrypoint(PROCESS)(self._process)
        work = asyncio.create_task(
            manager.run(
                dequeue_timeout=LOOK,
                batch_size=concurrency // 2,
                max_concurrent_tasks=concurrency,
                heartbeat_timeout=LEASE,
                log_aggregation_interval=timedelta(0),
                shutdown_on_listener_failure=True,
            )
        )
        try:
            await asyncio.shield(work)
        except asyncio.CancelledError:
            manager.shutdown.set()
            for task in self._taken:
                task.cancel()
            with contextlib.suppress(Exception):
                await work
            raise

    async def _run(self, job: Job) -> None:
        run, _, epoch = (job.payload or b"").decode().partition("/")
        task = asyncio.current_task()
        if task is not None:
            self._taken.add(task)
            task.add_done_callback(self._taken.discard)
        await self.handled(run, int(epoch))

    async def _process(self, job: Job) -> None:
        log.info("a process ended; what it left is taken over")
        if self.died is not None:
            await self.died()
