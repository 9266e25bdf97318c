"""The dispatcher within one process: every run is delivered, one run never twice at once."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from app.engine.dispatch.in_process import InProcess


class Desk:
    """Handles runs, and holds those it is told to hold until they are let go."""

    def __init__(self, *held: str) -> None:
        self.seen: list[tuple[str, int | None]] = []
        self.begun: asyncio.Queue[str] = asyncio.Queue()
        self.gates = {run: asyncio.Event() for run in held}
        self.at_once: dict[str, int] = {}

    async def handle(self, run: str, epoch: int | None) -> None:
        self.seen.append((run, epoch))
        self.at_once[run] = self.at_once.get(run, 0) + 1
        assert self.at_once[run] == 1, "handled twice at once"
        self.begun.put_nowait(run)
        if run in self.gates:
            await self.gates[run].wait()
        self.at_once[run] -= 1


@asynccontextmanager
async def at_work(dispatcher: InProcess, desk: Desk, places: int = 2) -> AsyncIterator[None]:
    serving = asyncio.create_task(dispatcher.serve(desk.handle, places))
    try:
        yield
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)


async def test_runs_come_in_order_and_a_queued_one_once() -> None:
    dispatcher, desk = InProcess(), Desk()
    dispatcher.committed(["a", "b", "a"])
    dispatcher.begun(["c", "b"])
    assert dispatcher.waiting() == 3
    async with at_work(dispatcher, desk, places=1):
        await dispatcher.handled("d", None)
    assert [run for run, _ in desk.seen] == ["a", "b", "c", "d"]
    assert dispatcher.waiting() == 0


async def test_what_is_delivered_while_it_is_handled_is_handled_once_more_afterwards() -> None:
    dispatcher, desk = InProcess(), Desk("a")
    async with at_work(dispatcher, desk):
        done = asyncio.create_task(dispatcher.handled("a", 1))
        assert await desk.begun.get() == "a"
        dispatcher.again("a", 2)
        dispatcher.again("a", 3)
        await dispatcher.handled("b", None)
        assert dispatcher.has("a")
        assert not dispatcher.has("b")
        assert not done.done(), "its second turn is still to come"
        desk.gates["a"].set()
        await done
    assert desk.seen == [("a", 1), ("b", None), ("a", 3)]


async def test_of_two_deliveries_the_later_epoch_counts_and_none_means_any() -> None:
    dispatcher, desk = InProcess(), Desk()
    dispatcher.again("a", 4)
    dispatcher.again("a", 2)
    dispatcher.again("b", 4)
    dispatcher.again("b", None)
    async with at_work(dispatcher, desk):
        await asyncio.gather(dispatcher.handled("a", 3), dispatcher.handled("b", 9))
    assert sorted(desk.seen) == [("a", 4), ("b", None)]


async def test_who_stops_waiting_for_a_run_harms_nobody() -> None:
    dispatcher, desk = InProcess(), Desk("a")
    async with at_work(dispatcher, desk):
        gone, patient = (asyncio.create_task(dispatcher.handled("a", None)) for _ in range(2))
        await desk.begun.get()
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        desk.gates["a"].set()
        await patient
    assert gone.cancelled()
