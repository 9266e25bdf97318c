"""A mail under way while its run is taken away: who saw its end says so, and nobody is asked what is known."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from app.core.effects import Effect, SendEmail
from app.core.sentence import Json, Sentence
from app.engine.dispatch.in_process import InProcess
from app.engine.runner import Runner
from app.errors import Permanent, Temporary
from app.store import control, journal, witness
from app.store.journal import Lease, Record
from tests.engine.lives import START, Story
from tests.engine.scenes import story
from tests.engine.test_mishaps import accepted
from tests.engine.test_runner import steps
from tests.engine.test_taken_away import status


def _meanwhile(lived: Story, what: Callable[[], object], *, answer: Exception | None = None) -> None:
    """Something happens while the (first) mail is under way."""
    real, once = lived.outside.perform, [True]

    async def perform(effect: Effect, key: str) -> Json:
        first = isinstance(effect, SendEmail) and bool(once)
        if first:
            once.clear()
            if answer is not None:
                what()
                raise answer
        value = await real(effect, key)
        if first:
            what()
        return value

    lived.outside.perform = perform  # type: ignore[method-assign]


def _goes_on(lived: Story) -> None:
    lived.events = []
    lived.run()


def test_a_mail_that_left_while_its_run_was_paused_is_no_doubt() -> None:
    lived = story("mail")
    run = asyncio.run(accepted(lived))
    _meanwhile(lived, lambda: control.pause(lived.disk._conn, run, lived.now))
    asyncio.run(Runner(lived.disk, lived.world(), InProcess()).handle(run))
    assert status(lived) == "paused"
    control.resume(lived.disk._conn, run, lived.now)
    _goes_on(lived)
    assert status(lived) == "done"
    assert len(lived.outside.mails) == 1
    assert steps(lived)["a"].output == {"to": "anna@example.com"}


def test_a_mail_that_left_while_its_run_was_cancelled_is_not_sent_by_a_retry() -> None:
    lived = story("mail")
    run = asyncio.run(accepted(lived))
    _meanwhile(lived, lambda: control.cancel(lived.disk._conn, run, lived.now))
    asyncio.run(Runner(lived.disk, lived.world(), InProcess()).handle(run))
    control.retry(lived.disk._conn, run, lived.now)
    _goes_on(lived)
    assert (status(lived), len(lived.outside.mails)) == ("done", 1)


@pytest.mark.parametrize(
    "wrong", [Temporary(Sentence("refused the connection")), Permanent(Sentence("no such mailbox"))]
)
def test_a_mail_that_surely_did_not_leave_is_sent_when_its_run_goes_on(wrong: Exception) -> None:
    lived = story("mail")
    run = asyncio.run(accepted(lived))
    _meanwhile(lived, lambda: control.pause(lived.disk._conn, run, lived.now), answer=wrong)
    asyncio.run(Runner(lived.disk, lived.world(), InProcess()).handle(run))
    control.resume(lived.disk._conn, run, lived.now)
    _goes_on(lived)
    assert (status(lived), len(lived.outside.mails)) == ("done", 1)


def test_a_mail_that_the_red_button_held_back_is_sent_when_all_goes_on() -> None:
    """Pressed between the intent and the mail: nothing left, and nobody has to be asked."""
    lived = story("mail")
    run = asyncio.run(accepted(lived))
    pressed: list[bool] = []
    real = lived.disk.write

    async def write(fn: Any, *args: Any, **kwargs: Any) -> Any:
        value = await real(fn, *args, **kwargs)
        if fn is journal.intend and not pressed:
            control.stop_everything(lived.disk._conn, "Meera", lived.now)
            pressed.append(True)
        return value

    lived.disk.write = write
    asyncio.run(
        Runner(lived.disk, replace(lived.world(), stopped=lambda: bool(pressed)), InProcess()).handle(run)
    )
    assert (status(lived), lived.outside.mails) == ("paused", [])
    control.go_on(lived.disk._conn)
    control.let_go(lived.disk._conn, lived.now)
    _goes_on(lived)
    assert (status(lived), len(lived.outside.mails)) == ("done", 1)


def test_a_run_in_doubt_goes_on_when_who_sent_the_mail_says_so() -> None:
    """Another process takes over while the mail is under way: it can't know, until the first one tells."""
    lived = story("mail")
    run = asyncio.run(accepted(lived))

    async def live() -> None:
        sent, seen = asyncio.Event(), asyncio.Event()
        real = lived.outside.perform

        async def perform(effect: Effect, key: str) -> Json:
            value = await real(effect, key)
            if isinstance(effect, SendEmail):
                sent.set()
                await seen.wait()
            return value

        lived.outside.perform = perform  # type: ignore[method-assign]
        dispatcher = InProcess()
        first = asyncio.create_task(Runner(lived.disk, lived.world(), dispatcher).handle(run))
        await sent.wait()
        await Runner(lived.disk, lived.world(), InProcess()).handle(run)
        assert status(lived) == "doubt"
        seen.set()
        await first
        assert status(lived) == "ready"
        assert dispatcher.has(run)

    asyncio.run(live())
    _goes_on(lived)
    assert (status(lived), len(lived.outside.mails)) == ("done", 1)


def test_who_goes_on_hears_of_a_mail_whose_end_was_told_after_he_had_read_the_history() -> None:
    lived = story("mail")
    run = asyncio.run(accepted(lived))

    async def live() -> None:
        sent, seen = asyncio.Event(), asyncio.Event()
        real, write, begun = lived.outside.perform, lived.disk.write, []

        async def perform(effect: Effect, key: str) -> Json:
            value = await real(effect, key)
            if isinstance(effect, SendEmail):
                sent.set()
                await seen.wait()
            return value

        async def watched(fn: Any, *args: Any, **kwargs: Any) -> Any:
            value = await write(fn, *args, **kwargs)
            if fn is journal.begin:
                begun.append(value)
                if len(begun) == 2:
                    seen.set()
                    await first
            return value

        lived.outside.perform, lived.disk.write = perform, watched  # type: ignore[method-assign]
        first = asyncio.create_task(Runner(lived.disk, lived.world(), InProcess()).handle(run))
        await sent.wait()
        await Runner(lived.disk, lived.world(), InProcess()).handle(run)

    asyncio.run(live())
    assert (status(lived), len(lived.outside.mails)) == ("done", 1)


def test_only_who_began_a_try_may_tell_its_end_and_only_once() -> None:
    lived = story("mail")
    run = asyncio.run(accepted(lived))
    conn = lived.disk._conn
    lease = Lease(run, 1, 0, "w", 1, "", START)
    journal.begin(conn, journal.Taking(run, START))
    assert journal.intend(
        conn, journal.Intent(Record(lease, "a", 0, "intent", START, {"because": ["x", {}]}))
    )
    told = Record(lease, "a", 0, "answer", START, {"came": "effect", "value": 1})
    control.pause(conn, run, START)
    stranger = replace(told, lease=replace(lease, epoch=0))
    assert not witness.done(conn, replace(stranger, body={"came": "effect", "value": 2}))
    assert not witness.done(conn, told)
    assert not witness.done(conn, replace(told, body={"came": "effect", "value": 3}))
    assert witness.told(conn, run, "a", 0)["value"] == 1
