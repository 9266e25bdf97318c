"""Runs that are paused, cancelled, stopped or retried at the wrong moment: nothing is stuck, nothing runs twice."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.connectors.base import Allowance, Connector
from app.core.effects import AddTags, CountEvent, Effect
from app.core.sentence import Json, Sentence
from app.engine.brakes import Brakes
from app.engine.dispatch.in_process import InProcess
from app.engine.limits import ASKER, Asker, Limited, Limits, Stopped
from app.engine.runner import Runner
from app.errors import Busy, Permanent
from app.store import control, inbox, journal, memory
from app.store.inbox import TakenIn
from app.store.starting import Target
from app.store.tables import Mark
from tests.engine.lives import START, Story
from tests.engine.odd_nodes import NODES
from tests.engine.scenes import drawn, order, story
from tests.engine.test_mishaps import accepted
from tests.engine.test_runner import steps, view

PATIENCE = 20


def status(lived: Story) -> str:
    found = lived.disk._conn.execute(select(journal.runs.c.status)).scalars()
    return " ".join(found)


async def until(right: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while not right():  # noqa: ASYNC110 - it is on disk, not in an event
            await asyncio.sleep(0)


# ------------------------------------------------------------------------------------------- begun ahead, taken away


async def _pause(lived: Story, dispatcher: InProcess, run: str) -> None:
    await lived.disk.write(control.pause, run, lived.now)
    dispatcher.committed(await lived.disk.write(control.resume, run, lived.now))


async def _cancel(lived: Story, dispatcher: InProcess, run: str) -> None:
    dispatcher.committed(await lived.disk.write(control.cancel, run, lived.now))
    await lived.disk.write(control.retry, run, lived.now)
    dispatcher.committed((run,))


async def _press(lived: Story, dispatcher: InProcess, run: str) -> None:
    brakes = Brakes(lived.disk, dispatcher)
    await brakes.stop("Meera")
    await brakes.go_on()


@pytest.mark.parametrize("how", [_pause, _cancel, _press])
async def test_a_run_begun_ahead_that_was_taken_away_meanwhile_goes_on(how: Any) -> None:
    lived, dispatcher = story("plain"), InProcess()
    runner = Runner(lived.disk, lived.world(), dispatcher)
    await lived._accept(runner)
    [run] = await lived.disk.read(journal.open_runs)
    await how(lived, dispatcher, run)
    serving = asyncio.create_task(dispatcher.serve(runner.handle, 4))
    try:
        await until(lambda: status(lived) == "done")
    finally:
        serving.cancel()
        await asyncio.gather(serving, return_exceptions=True)
    assert lived.outside.acts == 2


async def test_what_any_accident_left_to_nobody_is_taken_up_at_the_next_look() -> None:
    lived, dispatcher = story("branch"), InProcess()
    runner = Runner(lived.disk, lived.world(), dispatcher)
    first = asyncio.create_task(dispatcher.serve(runner.handle, 1))
    lived.room = 0
    await lived._accept(Runner(lived.disk, lived.world(), InProcess()))  # told to nobody
    open_ = await lived.disk.read(journal.open_runs)
    assert len(open_) == 2
    await runner.look()
    await runner.look()
    assert dispatcher.waiting() == 2, "a run that is there already is not delivered twice"
    try:
        await until(lambda: status(lived) == "done done")
    finally:
        first.cancel()
        await asyncio.gather(first, return_exceptions=True)


async def test_the_next_of_a_lane_goes_on_where_a_fault_of_ours_ended_the_first() -> None:
    document = drawn("w", {"a": ("tag", {"tag": "x"})}, "start>a")
    lived = Story([document], [], NODES, story("plain").outside)
    for number in range(2):
        event = replace(order(1), dedupe=f"o{number}")
        taken = TakenIn(None, "shop", [(event, [Target("w", 1, "lane")])])
        inbox.take_in(lived.disk._conn, [taken], START)
    first, second = lived.disk._conn.execute(select(journal.runs.c.id).order_by(journal.runs.c.id)).scalars()

    async def odd(workflow: str, version: int) -> Any:
        raise ZeroDivisionError

    dispatcher = InProcess()
    await Runner(lived.disk, replace(lived.world(), flow=odd), dispatcher).handle(first)
    assert status(lived) == "failed ready"
    assert dispatcher.has(second)


# --------------------------------------------------------------------------------------------------- the red button


async def test_who_ended_while_everything_was_let_go_on_owes_it_at_the_next_start() -> None:
    lived = story("plain")
    await accepted(lived)
    await Brakes(lived.disk, InProcess()).stop("Meera")
    await lived.disk.write(control.go_on)  # and killed right here
    dispatcher = InProcess()
    await Brakes(lived.disk, dispatcher).read()
    assert status(lived) == "ready"
    assert dispatcher.waiting() == 1


async def test_what_could_not_be_let_go_on_is_tried_again() -> None:
    lived, dispatcher = story("plain"), InProcess()
    await accepted(lived)
    brakes = Brakes(lived.disk, dispatcher)
    await brakes.stop("Meera")
    real, refused = lived.disk.write, [True]

    async def write(fn: Any, *args: Any, **kwargs: Any) -> Any:
        if fn is control.let_go and refused:
            refused.clear()
            raise Busy("The disk is full.")
        return await real(fn, *args, **kwargs)

    lived.disk.write = write
    with pytest.raises(Busy):
        await brakes.go_on()
    assert (status(lived), brakes.stopped()) == ("paused", False)
    await brakes.settle()
    assert status(lived) == "ready"


class Slow(Connector):
    """Takes one call at a time, and no second one before it is let."""

    title, kind, allowance = "Slow", "slow", Allowance(at_once=1)

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.go = asyncio.Event()

    async def perform(self, effect: Effect, key: str) -> Json:
        self.calls.append(key)
        await self.go.wait()
        return {}


async def test_what_waited_for_its_turn_does_not_leave_once_everything_is_stopped() -> None:
    slow, pressed = Slow(), list[bool]()
    limited = Limited(Limits(), slow, "key", "Slow")
    effect = AddTags(thing="order", id="1", tags=("x",))
    ASKER.set(Asker("w", stopped=lambda: bool(pressed)))
    calls = [asyncio.create_task(limited.perform(effect, key)) for key in ("one", "two", "three")]
    await until(lambda: slow.calls == ["one"])
    pressed.append(True)
    slow.go.set()
    ended = await asyncio.gather(*calls, return_exceptions=True)
    assert ended[0] == {}
    assert [type(one) for one in ended[1:]] == [Stopped, Stopped]
    pressed.clear()
    assert await limited.perform(effect, "four") == {}, "the place of who did not leave is free again"
    assert slow.calls == ["one", "four"]


async def test_who_lost_a_run_counts_nothing_any_more() -> None:
    lived = story("count")
    lived.room = 0
    await lived._accept(Runner(lived.disk, lived.world(), InProcess()))
    [run, *_] = await lived.disk.read(journal.open_runs)
    conn = lived.disk._conn
    begun = journal.begin(conn, journal.Taking(run, START))
    assert begun is not None
    control.cancel(conn, run, START)
    effect = CountEvent(name="orders", subject="all", at=START, window=timedelta(hours=1))
    assert memory.remember(conn, begun.lease, "n", 0, START, effect, Sentence("c").pack()) is None
    assert not conn.execute(select(Mark.__table__)).all()  # type: ignore[attr-defined]


# ------------------------------------------------------------------------------------------------------------- retry


def _refusing(lived: Story, *names: str) -> set[str]:
    """The acts of these steps are refused until they are taken out of the answer."""
    bad, real = set(names), lived.outside.perform

    async def perform(effect: Effect, key: str) -> Json:
        if key.partition("/")[2].partition("~")[0].rpartition("/")[2] in bad:
            raise Permanent(Sentence("refused"))
        return await real(effect, key)

    lived.outside.perform = perform  # type: ignore[method-assign]
    return bad


def test_a_retry_leaves_failures_alone_that_went_on_by_the_way_drawn_for_them() -> None:
    document = drawn(
        "w",
        {"x": "call", "a": ("tag", {"tag": "bad"}), "n": ("tag", {"tag": "good"}), "y": "call"},
        "start>x x.failed>a x>n a>y n>y",
    )
    lived = Story([document], [order(1)], NODES, story("plain").outside)
    bad = _refusing(lived, "x", "y")
    lived.run()
    assert status(lived) == "failed"
    bad.clear()
    control.retry(lived.disk._conn, view(lived).id, lived.now)
    lived.run()
    assert status(lived) == "done"
    assert lived.outside.facts["order", "1"]["tags"] == ["bad"], "both branches ran"


def test_a_retry_leaves_rounds_alone_that_were_skipped() -> None:
    document = drawn(
        "w",
        {"l": ("loop", {"items": "order.lines", "on_failure": "skip"}), "i": "line", "y": "call"},
        "start>l l.each>i l.after>y",
    )
    lived = Story([document], [order(1)], NODES, story("plain").outside)
    bad = _refusing(lived, "i", "y")
    lived.run()
    bad.clear()
    control.retry(lived.disk._conn, view(lived).id, lived.now)
    lived.run()
    assert status(lived) == "done"
    told = steps(lived)
    assert {told[f"l[{n}]/i"].status for n in range(3)} == {"failed"}, "what they said is still to be read"
    assert len(lived.outside.calls) == 1


def test_a_retry_goes_on_in_the_round_that_failed() -> None:
    lived = story("loop")
    bad = _refusing(lived, "i")
    lived.run()
    assert status(lived) == "failed"
    bad.clear()
    control.retry(lived.disk._conn, view(lived).id, lived.now)
    lived.run()
    assert (status(lived), len(lived.outside.calls)) == ("done", 3)
