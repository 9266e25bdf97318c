"""Brakes: own doing, chains, lanes, the expected volume, the red button. Entered by the intake, seen in the runs."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.events import Event
from app.core.sentence import Sentence
from app.engine.dispatch.in_process import InProcess
from app.engine.runner import Runner
from app.errors import Temporary
from app.store import control, inbox, journal, runs
from app.store.inbox import TakenIn
from app.store.starting import ECHO_LIFE, MAX_CHAIN, Target
from tests.engine.lives import START, Disk, Story, kills, temporary
from tests.engine.odd_nodes import NODES
from tests.engine.scenes import drawn, order, story


def take_in(disk: Disk, event: Event, *targets: Target, at: timedelta = timedelta()) -> inbox.Started:
    """As the intake does, with the targets that matching found."""
    taken = [TakenIn(None, "shop", [(event, targets)])]
    return inbox.take_in(disk._conn, taken, START + at)


def statuses(disk: Disk) -> list[tuple[str, str]]:
    found = select(journal.runs.c.workflow, journal.runs.c.status).order_by(journal.runs.c.id)
    return [(row.workflow, row.status) for row in disk._conn.execute(found)]


@pytest.fixture
def disk() -> Disk:
    return Disk(grouped=False)


def updated(number: int, minutes: int) -> Event:
    """The store reports that an order changed."""
    return Event(
        "order.updated", f"order:{number}", START + timedelta(minutes=minutes), f"up-{number}-{minutes}"
    )


def acted(disk: Disk, run: str, minutes: int) -> None:
    """A run writes to the order, so its echo is expected."""
    lease = journal.Lease(run, _epoch(disk, run), 0, "", 1, "", START)
    record = journal.Record(lease, "tag", minutes, "intent", START + timedelta(minutes=minutes), {})
    assert journal.intend(disk._conn, journal.Intent(record, "shop", ("order.updated:1",)))


def _epoch(disk: Disk, run: str) -> int:
    return int(disk._conn.execute(select(journal.runs.c.epoch).where(journal.runs.c.id == run)).scalar_one())


def test_an_echo_never_wakes_the_workflow_that_caused_it(disk: Disk) -> None:
    [run] = take_in(disk, order(1), Target("w", 1)).runs
    acted(disk, run, 1)
    take_in(disk, updated(1, 2), Target("w", 1), Target("other", 1))
    assert statuses(disk) == [("w", "ready"), ("other", "ready")]
    cause = disk._conn.execute(select(journal.events.c.cause).where(journal.events.c.name == "order.updated"))
    assert cause.scalar_one() == run


def test_somebody_elses_change_after_the_echo_is_news(disk: Disk) -> None:
    [run] = take_in(disk, order(1), Target("w", 1)).runs
    acted(disk, run, 1)
    take_in(disk, updated(1, 2), Target("w", 1))
    take_in(disk, updated(1, 3), Target("w", 1))
    assert statuses(disk) == [("w", "ready"), ("w", "ready")]


def test_an_act_that_was_tried_for_long_is_still_known_as_our_own() -> None:
    """The store was down for 20 minutes; the change comes back when it was done in the end."""
    lived = story("plain")
    lived.outside.down = temporary(9)
    lived.run()
    assert lived.now - START > ECHO_LIFE
    echo = updated(1, int((lived.now - START) / timedelta(minutes=1)) + 1)
    take_in(lived.disk, echo, Target("w", 1))
    assert statuses(lived.disk) == [("w", "done")]


def test_an_act_that_nobody_could_see_done_is_known_as_our_own_whenever_it_was() -> None:
    """No answer came to the first try, so the store may report either of the two."""
    for minutes in (1, 31):
        lived = story("plain")
        lived.outside.down = [Temporary(Sentence("no answer"), retry_after=1800, unclear=True)]
        lived.run()
        take_in(lived.disk, updated(1, minutes), Target("w", 1))
        assert statuses(lived.disk) == [("w", "done")]
        take_in(lived.disk, updated(1, 32), Target("w", 1))
        assert statuses(lived.disk) == [("w", "done"), ("w", "ready")], "one change is not reported twice"


def test_an_act_that_a_stopped_process_does_again_hours_later_is_known_as_our_own() -> None:
    """Killed right behind the intent: the act is done five hours later."""
    whole = story("plain").run()
    late = 0
    for plan in kills(whole):
        lived = story("plain")
        lived.between = lambda lived: setattr(lived, "now", lived.now + timedelta(hours=5))
        real, done = lived.outside.perform, list[datetime]()

        async def perform(
            effect: Any, key: str, lived: Story = lived, real: Any = real, done: Any = done
        ) -> Any:
            done.append(lived.now)
            return await real(effect, key)

        lived.outside.perform = perform  # type: ignore[method-assign]
        lived.run(plan)
        if done[0] - START > timedelta(hours=5):
            late += 1
            echo = updated(1, int((done[0] - START) / timedelta(minutes=1)) + 1)
            take_in(lived.disk, echo, Target("w", 1))
            assert statuses(lived.disk) == [("w", "done")], plan
    assert late > 1


def test_a_change_from_before_our_act_is_news(disk: Disk) -> None:
    [run] = take_in(disk, order(1), Target("w", 1)).runs
    acted(disk, run, 10)
    take_in(disk, updated(1, 5), Target("w", 1))
    assert statuses(disk) == [("w", "ready"), ("w", "ready")]
    take_in(disk, updated(1, 9), Target("w", 1))
    assert len(statuses(disk)) == 2, "a store's clock may be a minute slow"


def test_workflows_that_wake_each_other_stop_at_a_set_depth_and_say_so(disk: Disk) -> None:
    [run] = take_in(disk, order(1), Target("a", 1)).runs
    for step in range(1, MAX_CHAIN + 2):
        acted(disk, run, step)
        started = take_in(disk, updated(1, step), Target("ab"[step % 2], 1))
        if started.runs:
            [run] = started.runs
    assert [status for _, status in statuses(disk)] == ["ready"] * (MAX_CHAIN + 1) + ["stopped"]
    last = runs.list_runs(disk._conn).items[0]
    assert (
        str(last.because)
        == f"{MAX_CHAIN + 1} workflows woke each other in a row, so this one was not started"
    )


def test_runs_of_one_lane_go_one_at_a_time_in_the_order_they_came() -> None:
    document = drawn("w", {"p": ("pause", {"hours": 1}), "a": ("tag", {"tag": "x"})}, "start>p p>a")
    scene = Story([document], [], NODES, story("plain").outside)
    events = [replace(order(1), dedupe=f"order-1-{n}") for n in range(3)]
    for event in events:
        take_in(scene.disk, event, Target("w", 1, "w|order:1"))
    assert [status for _, status in statuses(scene.disk)] == ["ready", "queued", "queued"]
    scene.run()
    assert [status for _, status in statuses(scene.disk)] == ["done"] * 3
    assert scene.now >= START + timedelta(hours=3), "the second did not wait for the first"


def test_cancelling_frees_the_lane(disk: Disk) -> None:
    [first] = take_in(disk, order(1), Target("w", 1, "lane")).runs
    take_in(disk, order(2), Target("w", 1, "lane"))
    [second] = control.cancel(disk._conn, first, START)
    assert [status for _, status in statuses(disk)] == ["cancelled", "ready"]
    control.retry(disk._conn, first, START)
    assert statuses(disk)[0] == ("w", "queued"), "a retried run waits for its turn"
    assert second != first


def test_more_than_expected_is_held_and_let_go_by_hand(disk: Disk) -> None:
    for number in range(5):
        take_in(disk, order(number), Target("w", 1, "", 3))
    assert [status for _, status in statuses(disk)] == ["ready"] * 3 + ["held"] * 2
    held = runs.list_runs(disk._conn, status="held").items
    assert str(held[0].because) == "held: more than the 3 runs that are expected in a day"
    assert len(control.release(disk._conn, "w", START)) == 2
    assert [status for _, status in statuses(disk)] == ["ready"] * 5


def test_the_red_button_stops_what_is_under_way_and_lets_it_go_on() -> None:
    scene = story("ladder")
    pressed: list[bool] = []

    async def live() -> None:
        world = replace(scene.world(), stopped=lambda: bool(pressed))
        runner = Runner(scene.disk, world, InProcess())
        await scene._accept(runner)
        (run,) = await scene.disk.read(journal.open_runs)
        control.stop_everything(scene.disk._conn, "Meera", START)
        pressed.append(True)
        await runner.handle(run)
        assert scene.outside.acts == 0
        assert statuses(scene.disk) == [("w", "paused")]
        assert _who(scene.disk)["by"] == "Meera"
        pressed.clear()
        control.go_on(scene.disk._conn)
        assert control.let_go(scene.disk._conn, START) == [run]
        assert control.let_go(scene.disk._conn, START) is None

    asyncio.run(live())
    scene.run()
    assert [status for _, status in statuses(scene.disk)] == ["done"]
    assert scene.outside.facts["order", "1"]["tags"] == ["one", "two"]


def test_what_a_person_paused_stays_paused_when_everything_goes_on(disk: Disk) -> None:
    [mine] = take_in(disk, order(1), Target("w", 1)).runs
    [other] = take_in(disk, order(2), Target("w", 1)).runs
    control.pause(disk._conn, mine, START)
    assert control.stop_everything(disk._conn, "Meera", START) == 1
    control.go_on(disk._conn)
    assert control.let_go(disk._conn, START) == [other]
    assert [status for _, status in statuses(disk)] == ["paused", "ready"]


def _who(disk: Disk) -> Mapping[str, Any]:
    found = control.stopped(disk._conn)
    assert isinstance(found, Mapping)
    return found


def test_a_paused_run_goes_on_where_it_was() -> None:
    scene = story("plain")
    run = take_in(scene.disk, order(1), Target("w", 1)).runs[0]
    control.pause(scene.disk._conn, run, START)
    assert statuses(scene.disk) == [("w", "paused")]
    assert control.resume(scene.disk._conn, run, START) == [run]
    scene.run()
    assert statuses(scene.disk) == [("w", "done")]
