"""The embedded dispatcher: a queue in this process, filled anew from the journal at every start."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable

from app.engine.dispatch import Handler


class InProcess:
    """Run ids in order. A run that is delivered while it is being handled is handled once more afterwards."""

    shared = False
    ahead = 500

    def __init__(self) -> None:
        self._queue: asyncio.Queue[str] = asyncio.Queue()
        self._queued: dict[str, int | None] = {}
        self._active: set[str] = set()
        self._again: dict[str, int | None] = {}
        self._waiters: dict[str, list[asyncio.Future[None]]] = {}

    def committed(self, runs: Iterable[str]) -> None:
        """See ``Dispatcher.committed``."""
        for run in runs:
            self.again(run, None)

    def begun(self, runs: Iterable[str]) -> None:
        """See ``Dispatcher.begun``."""
        for run in runs:
            self.again(run, None)

    def again(self, run: str, epoch: int | None) -> None:
        """See ``Dispatcher.again``. Of two epochs the later one counts."""
        if run in self._active:
            self._again[run] = _later(self._again.get(run, epoch), epoch)
        elif run in self._queued:
            self._queued[run] = _later(self._queued[run], epoch)
        else:
            self._queued[run] = epoch
            self._queue.put_nowait(run)

    async def handled(self, run: str, epoch: int | None) -> None:
        """Delivers a run here, and returns when nothing more is to be done for it."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiters.setdefault(run, []).append(done)
        self.again(run, epoch)
        await done

    def waiting(self) -> int:
        """How many runs wait to be handled or are being handled."""
        return len(self._queued) + len(self._active)

    def has(self, run: str) -> bool:
        """Whether a run waits here or is being handled."""
        return run in self._queued or run in self._active

    async def serve(self, handler: Handler, concurrency: int) -> None:
        """See ``Dispatcher.serve``."""
        async with asyncio.TaskGroup() as group:
            for _ in range(concurrency):
                group.create_task(self._work(handler))

    async def _work(self, handler: Handler) -> None:
        while True:
            run = await self._queue.get()
            epoch = self._queued.pop(run)
            self._active.add(run)
            try:
                await handler(run, epoch)
            finally:
                self._active.discard(run)
                if run in self._again:
                    self.again(run, self._again.pop(run))
                else:
                    for done in self._waiters.pop(run, ()):
                        if not done.done():
                            done.set_result(None)


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)
