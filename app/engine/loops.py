"""Loops and called workflows: frames within a step, each round a record, so that a killed loop goes on where it was."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from app.core.node import Call, Each
from app.core.sentence import Json, because
from app.core.text import look_up
from app.engine.acts import Parked
from app.engine.frames import Frame, FrameFailed
from app.errors import Doubt, Permanent

MAX_DEPTH = 8
"""Workflows that call workflows that call workflows ... each is a frame in the one before."""

Run = Callable[[Frame], Awaitable[None]]
"""Runs a frame as far as it goes now."""
Done = Callable[[str, Json], None]
"""Writes a round's end down: (its key, body)."""
Ended = Callable[[str], Json | None]
"""A round's end, if it is on disk."""


@dataclass(slots=True)
class Rounds:
    """What came of a loop: how many rounds went well, how many failed."""

    count: int = 0
    failed: int = 0

    def value(self) -> dict[str, Json]:
        """As the node is told."""
        return {"count": self.count, "failed": self.failed}


def items_of(frame: Frame, want: Each) -> list[Json]:
    """The list that is gone through. Raises Permanent where it is none."""
    items = look_up(frame.names, want.items)
    if items is None:
        return []
    if not isinstance(items, list):
        raise Permanent(because("{path} is no list, so there is nothing to go through", path=want.items))
    return items


async def go_round(frame: Frame, step: str, want: Each, run: Run, ended: Ended, done: Done) -> Rounds:
    """Every item's round, ``at_once`` of them open at a time; one that waits stays open. Raises Parked, FrameFailed."""
    items, rounds = items_of(frame, want), Rounds()
    if step not in frame.flow.bodies:  # nothing hangs on its way "each": the drawing's check warns of it
        return Rounds(len(items))
    under_way: set[asyncio.Task[Frame]] = set()
    failed: FrameFailed | None = None
    parked, following = 0, 0
    try:
        while True:
            stop = failed is not None or frame.stopped is not None
            while not stop and following < len(items) and len(under_way) + parked < max(1, want.at_once):
                number, following = following, following + 1
                body = ended(f"{frame.key(step)}[{number}]")
                if body is not None:
                    rounds.count += 1
                    rounds.failed += body["port"] == "failed"
                    if body.get("woke"):
                        _woken(frame, step, datetime.fromisoformat(body["woke"]))
                    continue
                under_way.add(
                    asyncio.create_task(
                        _round(frame.open_round(step, number, items[number], want.items), run)
                    )
                )
            if not under_way:
                break
            finished, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            for task in finished:
                inner = task.result()
                if (woke := inner.last_woke()) is not None:
                    _woken(frame, step, woke)
                if inner.failed is not None and (want.on_failure == "stop" or inner.failed.doubt):
                    failed = failed or inner.failed
                elif inner.stopped is not None:  # no record: a resumed round stops the run again
                    frame.stopped, frame.output = frame.stopped or inner.stopped, inner.output
                    frame.whole = frame.whole or inner.whole
                elif inner.parked:
                    parked += 1
                else:
                    rounds.count += 1
                    rounds.failed += inner.failed is not None
                    done(inner.prefix.removesuffix("/"), _end(inner))
    finally:
        for task in under_way:
            task.cancel()
        await asyncio.gather(*under_way, return_exceptions=True)
    if failed is not None:
        raise (Doubt if failed.doubt else Permanent)(failed.sentence)
    if parked or frame.stopped is not None:
        raise Parked
    return rounds


def _end(round_: Frame) -> Json:
    """How a round ended, as its record."""
    why = (
        round_.failed.sentence if round_.failed else because("round {n} is done", n=round_.names["index"] + 1)
    )
    body: dict[str, Json] = {
        "port": "failed" if round_.failed else "next",
        "because": why.pack(),
        "output": {},
        "stop": False,
    }
    woke = round_.last_woke()
    return body | {"woke": woke.isoformat()} if woke else body


def _woken(frame: Frame, step: str, at: datetime) -> None:
    """A wait in a round ended: what is known since before it is old."""
    frame.woke[step] = max(at, frame.woke.get(step, at))


async def _round(frame: Frame, run: Run) -> Frame:
    await run(frame)
    return frame


async def call(frame: Frame, step: str, want: Call, inner: Frame, run: Run) -> Mapping[str, Json]:
    """A called workflow to its end; what it gives back. Raises Parked, Permanent."""
    if inner.depth > MAX_DEPTH:
        raise Permanent(
            because("workflows call each other more than {n} deep, so this one was stopped", n=MAX_DEPTH)
        )
    await run(inner)
    if (woke := inner.last_woke()) is not None:
        frame.woke[step] = woke
    if inner.whole:  # no record: the run ends with it
        frame.stopped, frame.whole = frame.stopped or inner.stopped, True
        raise Parked
    if inner.failed is not None:
        sentence = because("{workflow}: {why}", workflow=inner.flow.name, why=inner.failed.sentence)
        raise (Doubt if inner.failed.doubt else Permanent)(sentence)
    if inner.parked and inner.stopped is None:
        raise Parked
    return inner.output
