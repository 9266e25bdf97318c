"""The embedded dispatcher: a queue in this process, filled anew from the journal at every start."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable


class InProcess:
    """Run ids in order. A run that is delivered while it is being handled is handled once more afterwards."""

    def __init__(self) -> None:
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._queued: set[str] = set()
        self._active: set[str] = set()
        self._again: set[str] = set()

    def committed(self, runs: Iterable[str]) -> None:
        """See ``Dispatcher.committed``."""
        for run in runs:
            if run in self._active:
                self._again.add(run)
            elif run not in self._queued:
                self._queued.add(run)
                self._queue.put_nowait(run)

    def waiting(self) -> int:
        """How many runs wait to be handled or are being handled."""
        return len(self._queued) + len(self._active)

    async def serve(self, handler: Callable[[str], Awaitable[None]], concurrency: int) -> None:
        """See ``Dispatcher.serve``."""
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(self._work(handler))

    async def _work(self, handler: Callable[[str], Awaitable[None]]) -> None:
        while True:
            run = await self._queue.get()
            self._queued.discard(run)
            self._active.add(run)
            try:
                await handler(run)
            finally:
                self._active.discard(run)
                if run in self._again:
                    self._again.discard(run)
                    self.committed((run,))
