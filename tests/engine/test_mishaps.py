"""What goes wrong around a run: another process has it, the disk is full, its workflow is gone, a fault of ours."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.effects import AddTags, Effect
from app.core.node import Action, Ask, Context, Go, Meta
from app.core.sentence import Json, Sentence, because
from app.engine import runner as running
from app.engine.brakes import Brakes
from app.engine.dispatch.in_process import InProcess
from app.engine.runner import Runner
from app.engine.world import LiveFlow, World
from app.errors import Busy, Permanent, Temporary
from app.store import control, journal, runs, timetable
from app.store.runs import RunView
from tests.engine.lives import START, Disk, Outside, Story
from tests.engine.odd_nodes import NODES
from tests.engine.scenes import DRAWINGS, drawn, order, story
from tests.engine.test_kills import same


def view(lived: Story) -> RunView:
    line = runs.list_runs(lived.disk._conn).items[-1]
    return runs.get_run(lived.disk._conn, line.id)


async def served(lived: Story, world: World | None = None, times: int = 1) -> None:
    """A process starts, takes up what lies there, and ends when its runs were handled so many times."""
    dispatcher = InProcess()
    runner = Runner(lived.disk, world or lived.world(), dispatcher)
    handled = asyncio.Semaphore(0)
    real = runner.handle

    async def handle(run: str, epoch: int | None = None) -> None:
        await real(run, epoch)
        handled.release()

    runner.handle = handle  # type: ignore[method-assign]
    serving = asyncio.create_task(runner.serve())
    async with asyncio.timeout(20):
        for _ in range(times):
            await handled.acquire()
    serving.cancel()
    await asyncio.gather(serving, return_exceptions=True)


async def accepted(lived: Story) -> str:
    """The run of the scene's event, ready and begun by nobody."""
    lived.room = 0
    await lived._accept(Runner(lived.disk, lived.world(), InProcess()))
    [run] = await lived.disk.read(journal.open_runs)
    return str(run)


async def test_what_was_open_at_a_start_is_taken_up() -> None:
    lived = story("branch")
    lived.room = 0
    await lived._accept(Runner(lived.disk, lived.world(), InProcess()))
    await served(lived, times=2)
    assert [line.status for line in runs.list_runs(lived.disk._conn).items] == ["done", "done"]


class Contested(Disk):
    """Before one awaited write of this process another one comes and takes the run over."""

    at, awaited = -1, 0
    thief: Callable[[], Awaitable[None]] | None = None

    async def write(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        self.awaited += 1
        if self.awaited == self.at and self.thief is not None:
            thief, self.thief = self.thief, None
            await thief()
        return await super().write(fn, *args, **kwargs)


SINGLE = [name for name, (documents, events) in DRAWINGS.items() if len(documents) == len(events) == 1]


@pytest.mark.parametrize("name", SINGLE)
def test_who_lost_a_run_to_another_process_writes_nothing_more(name: str) -> None:
    """At every write: the other one goes on from there, and both together come to what one alone comes to."""
    whole = story(name).run()
    for at in range(1, whole.disk.writes):
        lived = story(name, make_disk=lambda grouped: Contested(grouped=grouped))

        async def robbed(lived: Story = lived, at: int = at) -> bool:
            run = await accepted(lived)
            disk = lived.disk

            async def take_over() -> None:
                other = Runner(disk, lived.world(), InProcess())
                while await other.advance(run):
                    pass

            disk.awaited, disk.at, disk.thief = 0, at, take_over
            await Runner(disk, lived.world(), InProcess()).handle(run)
            return disk.thief is None

        taken = asyncio.run(robbed())
        same(lived.run(), whole)
        if not taken:
            break


async def test_a_second_delivery_of_a_run_that_rests_does_nothing() -> None:
    lived = story("plain")
    run = await accepted(lived)
    runner = Runner(lived.disk, lived.world(), InProcess())
    await runner.handle(run)
    writes, acts = lived.disk.writes, lived.outside.acts
    await runner.handle(run)
    assert (lived.disk.writes, lived.outside.acts) == (writes + 1, acts), "it only asked"
    assert view(lived).status == "done"


class Full(Disk):
    """A disk that is full for some writes."""

    refuses = 0

    async def write(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        if self.refuses:
            self.refuses -= 1
            raise Busy("The disk is full.", retry_after=1)
        return await super().write(fn, *args, **kwargs)


async def test_a_run_whose_journal_can_not_be_written_is_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "PAUSE", 0.0)
    lived = story("plain", make_disk=lambda grouped: Full(grouped=grouped))
    await accepted(lived)
    lived.disk.refuses = 3
    await served(lived, times=4)
    assert view(lived).status == "done"
    assert len(lived.outside.calls) == 1


async def test_a_run_whose_workflow_was_deleted_says_so() -> None:
    lived = story("plain")
    run = await accepted(lived)
    del lived.flows["w"]
    await Runner(lived.disk, lived.world(), InProcess()).handle(run)
    assert (view(lived).status, str(view(lived).because)) == ("failed", "gone")
    assert lived.outside.acts == 0


def with_flow(lived: Story, flow: Callable[[str, int], Awaitable[LiveFlow]]) -> World:
    return replace(lived.world(), flow=flow)


async def test_a_fault_of_ours_lays_the_run_down_and_retry_goes_on() -> None:
    lived = story("plain")
    run = await accepted(lived)

    async def odd(workflow: str, version: int) -> LiveFlow:
        raise ZeroDivisionError("a fault of ours")

    await Runner(lived.disk, with_flow(lived, odd), InProcess()).handle(run)
    assert view(lived).status == "failed"
    assert "a fault of its own" in str(view(lived).because)
    control.retry(lived.disk._conn, run, lived.now)
    await Runner(lived.disk, lived.world(), InProcess()).handle(run)
    assert view(lived).status == "done"


async def test_a_fault_that_can_not_even_be_written_down_leaves_the_run_to_the_next_start() -> None:
    lived = story("plain", make_disk=lambda grouped: Full(grouped=grouped))
    run = await accepted(lived)

    async def odd(workflow: str, version: int) -> LiveFlow:
        lived.disk.refuses = 1
        raise ZeroDivisionError("a fault of ours")

    await Runner(lived.disk, with_flow(lived, odd), InProcess()).handle(run)
    assert view(lived).status == "running"
    await served(lived)
    assert view(lived).status == "done"


async def test_a_database_that_is_busy_while_the_workflow_is_read_fails_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(running, "PAUSE", 0.0)
    lived = story("plain")
    await accepted(lived)
    tries = 0

    async def once_busy(workflow: str, version: int) -> LiveFlow:
        nonlocal tries
        tries += 1
        if tries == 1:
            raise Busy("Too much at once.", retry_after=1)
        return lived.flows[workflow]

    await served(lived, with_flow(lived, once_busy), times=2)
    assert view(lived).status == "done"


# ------------------------------------------------------------------------------------------- the red button


async def test_pressed_between_two_acts_nothing_more_leaves_until_it_is_taken_back() -> None:
    lived, dispatcher = story("plain"), InProcess()
    brakes = Brakes(lived.disk, dispatcher)
    run = await accepted(lived)
    real = lived.outside.perform

    async def and_press(effect: Effect, key: str) -> Json:
        answer = await real(effect, key)
        if lived.outside.acts == 1:
            assert await brakes.stop("Ann") == 1
        return answer

    lived.outside.perform = and_press  # type: ignore[method-assign]
    runner = Runner(lived.disk, replace(lived.world(), stopped=brakes.stopped), dispatcher)
    await runner.handle(run)
    assert lived.outside.acts == 1
    await runner.handle(run)
    assert (lived.outside.acts, view(lived).status) == (1, "paused")
    await brakes.go_on()
    assert dispatcher.has(run)
    await runner.handle(run)
    assert (lived.outside.acts, view(lived).status) == (3, "done"), (
        "the tag again, under the same key; then the call"
    )


async def test_every_process_hears_that_it_was_pressed_and_taken_back() -> None:
    lived = story("plain")
    here, there = InProcess(), InProcess()
    mine, other = Brakes(lived.disk, here), Brakes(lived.disk, there)
    run = await accepted(lived)
    await other.stop("Ann")
    assert not mine.stopped()
    await mine.read()
    assert mine.stopped()
    assert mine.pressed()["by"] == "Ann"
    await Runner(lived.disk, replace(lived.world(), stopped=mine.stopped), here).handle(run)
    assert lived.outside.acts == 0
    await lived.disk.write(control.go_on)
    await mine.read()
    assert (mine.stopped(), here.has(run)) == (False, True)


# -------------------------------------------------------------------------------------- what takes itself back


class Sale(Action):
    """Tags the order for an hour."""

    meta = Meta("Sale", needs={"order"}, connection="shop")
    tags: tuple[str, ...]

    def decide(self, ctx: Context) -> Go | Ask:
        effect = AddTags(thing="order", id=ctx.get("order.id"), tags=self.tags)
        return Ask(because("on sale"), effect, ctx.now + timedelta(hours=1))


def test_what_is_promised_to_be_taken_back_is_on_disk_before_it_is_done() -> None:
    """Killed before and after every write: it is promised once, with what was there before."""
    document = drawn("w", {"a": ("sale", {"tags": ["sale", "mine"]})}, "start>a")

    def scene() -> Story:
        facts: dict[str, Json] = {"id": "1", "total": "1", "tags": ["mine"]}
        return Story([document], [order(1)], {**NODES, "t.sale": Sale}, Outside({("order", "1"): facts}))

    whole = scene().run()
    for plan in [{}, *({n: where} for n in range(whole.disk.writes) for where in ("before", "after"))]:
        lived = scene().run(plan)
        assert sorted(lived.outside.facts["order", "1"]["tags"]) == ["mine", "sale"]
        [promised] = timetable.promised(lived.disk._conn, START + timedelta(days=1))
        undo = Effect.unpack(promised.effect)
        assert (undo.pack()["effect"], undo.pack()["tags"]) == ("RemoveTags", ["sale"])
        assert promised.connection == "shop"


def _promising() -> Story:
    document = drawn("w", {"a": ("sale", {"tags": ["sale", "mine"]})}, "start>a")
    facts: dict[str, Json] = {"id": "1", "total": "1", "tags": []}
    return Story([document], [order(1)], {**NODES, "t.sale": Sale}, Outside({("order", "1"): facts}))


def test_what_was_refused_is_not_taken_back_and_a_retry_promises_anew() -> None:
    lived = _promising()
    real, bad = lived.outside.perform, [True]

    async def perform(effect: Effect, key: str) -> Json:
        if isinstance(effect, AddTags) and bad:
            raise Permanent(Sentence("no"))
        return await real(effect, key)

    lived.outside.perform = perform  # type: ignore[method-assign]
    lived.run()
    c = journal.later.c
    assert view(lived).status == "failed"
    assert lived.disk._conn.execute(select(c.state)).scalars().all() == ["dropped"]
    assert timetable.promised(lived.disk._conn, lived.now + timedelta(days=99)) == []
    assert not lived.disk._conn.execute(select(journal.echoes)).all()
    bad.clear()
    lived.outside.facts["order", "1"]["tags"] = ["mine"]
    control.retry(lived.disk._conn, view(lived).id, lived.now)
    lived.run()
    assert view(lived).status == "done"
    [undo] = timetable.promised(lived.disk._conn, lived.now + timedelta(days=99))
    assert undo.effect["tags"] == ["sale"]


def test_what_may_have_been_done_before_it_was_refused_is_taken_back_all_the_same() -> None:
    lived = _promising()
    real, tries = lived.outside.perform, []

    async def perform(effect: Effect, key: str) -> Json:
        if isinstance(effect, AddTags):
            tries.append(key)
            raise Permanent(Sentence("no")) if len(tries) > 1 else Temporary(Sentence("?"), unclear=True)
        return await real(effect, key)

    lived.outside.perform = perform  # type: ignore[method-assign]
    lived.run()
    assert view(lived).status == "failed"
    assert len(timetable.promised(lived.disk._conn, lived.now + timedelta(days=99))) == 1


def test_nothing_is_promised_where_nothing_has_to_be_taken_back() -> None:
    document = drawn("w", {"a": ("sale", {"tags": ["mine"]})}, "start>a")
    facts: dict[str, Json] = {"id": "1", "total": "1", "tags": ["mine"]}
    lived = Story([document], [order(1)], {**NODES, "t.sale": Sale}, Outside({("order", "1"): facts})).run()
    assert view(lived).status == "done"
    assert timetable.promised(lived.disk._conn, START + timedelta(days=1)) == []


def test_the_sentence_of_a_failure_is_told_as_it_was_said() -> None:
    document = drawn("w", {"l": ("loop", {"items": "order.email"})}, "start>l")
    lived = Story([document], [order(1)], NODES, Outside({}))
    assert str(view(lived.run()).because) == "order.email is no list, so there is nothing to go through"
    nothing = drawn("w", {"l": ("loop", {"items": "order.none"})}, "start>l")
    lived = Story([nothing], [order(1)], NODES, Outside({})).run()
    assert view(lived).status == "done"
    assert isinstance(view(lived).steps[-1].because, Sentence)
