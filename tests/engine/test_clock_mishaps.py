"""The clock where others changed things meanwhile, and undos that can't be carried out."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from app.core.effects import RemoveTags
from app.core.sentence import Sentence
from app.engine.dispatch.in_process import InProcess
from app.engine.runner import Runner
from app.errors import Permanent, Temporary
from app.store import control, journal, runs, timetable, workflows
from tests.engine.lives import Disk, Story
from tests.engine.scenes import story
from tests.engine.test_clock import SPRING, Life, fired, scheduled


@pytest.fixture
def disk() -> Disk:
    return Disk(grouped=False)


async def test_a_schedule_that_a_process_with_old_knowledge_wrote_fires_nothing(disk: Disk) -> None:
    scheduled(disk, every="day", at="09:00")
    old, new = Life(disk, SPRING), Life(disk, SPRING)
    await old.flows.live()
    workflows.pause(disk._conn, "w")
    await new.clock.schedules()
    await old.clock.schedules()
    tomorrow = SPRING + timedelta(days=1)
    assert timetable.due(disk._conn, tomorrow)
    new.now = tomorrow
    await new.clock.schedules()
    assert fired(disk) == []
    assert timetable.due(disk._conn, tomorrow + timedelta(days=900)) == []


async def test_who_waited_long_enough_is_delivered(disk: Disk) -> None:
    lived = story("wait")
    await _parked(lived)
    life = Life(lived.disk, lived.now + timedelta(hours=71))
    await life.clock.wake()
    [run] = [line.id for line in runs.list_runs(lived.disk._conn).items]
    assert not life.clock.dispatcher.has(run)  # type: ignore[attr-defined]
    life.now += timedelta(hours=2)
    await life.clock.wake()
    assert life.clock.dispatcher.has(run)  # type: ignore[attr-defined]


async def _parked(lived: Story) -> None:
    runner = Runner(lived.disk, lived.world(), InProcess())
    await lived._accept(runner)
    [run] = await lived.disk.read(journal.open_runs)
    while await runner.advance(run):
        pass


def promise(disk: Disk, turn: int = 0) -> None:
    undo = RemoveTags(thing="order", id="1", tags=("sale",)).pack()
    row = {"run": "r", "step": "s", "turn": turn, "due": SPRING, "effect": undo, "connection": "shop"}
    disk._conn.execute(journal.later.insert(), [{**row, "state": "promised", "because": None}])


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (Permanent(Sentence("The order is gone.")), "The order is gone."),
        (Permanent("The order is gone."), "The order is gone."),
        (ZeroDivisionError("odd"), "Storeflow met a fault of its own: odd"),
    ],
)
async def test_an_undo_that_can_not_be_carried_out_says_why_and_stops_no_other(
    disk: Disk, wrong: Any, told: str
) -> None:
    promise(disk, 0)
    promise(disk, 1)
    life = Life(disk, SPRING + timedelta(minutes=1))
    life.outside.facts["order", "1"] = {"tags": ["sale"], "total": "1"}
    life.outside.down = [wrong]
    await life.clock.take_back()
    c = journal.later.c
    found = disk._conn.execute(select(c.state, c.because).order_by(c.turn)).all()
    assert [row.state for row in found] == ["failed", "done"]
    assert str(Sentence.unpack(found[0].because)) == told
    assert life.outside.facts["order", "1"]["tags"] == []


async def test_an_undo_whose_service_stays_away_is_given_up_after_three_days_and_said_so(disk: Disk) -> None:
    promise(disk)
    life = Life(disk, SPRING)
    life.outside.facts["order", "1"] = {"tags": ["sale"], "total": "1"}
    for hours in range(0, 100, 2):
        life.now = SPRING + timedelta(hours=hours)
        life.outside.down = [Temporary(Sentence("The shop does not answer."), retry_after=3600)]
        await life.clock.take_back()
        state = disk._conn.execute(select(journal.later.c.state)).scalar()
        assert state == ("promised" if hours < 72 else "failed")
    why = disk._conn.execute(select(journal.later.c.because)).scalar()
    assert str(Sentence.unpack(why)) == "The shop does not answer. After 3 days it was given up."


async def test_while_everything_stands_still_nothing_is_taken_back(disk: Disk) -> None:
    promise(disk)
    life = Life(disk, SPRING + timedelta(minutes=1))
    life.outside.facts["order", "1"] = {"tags": ["sale"], "total": "1"}
    life.clock.world = replace(life.clock.world, stopped=lambda: control.stopped(disk._conn) is not None)
    control.stop_everything(disk._conn, "Ann", life.now)
    await life.clock.take_back()
    assert life.outside.facts["order", "1"]["tags"] == ["sale"]
    control.go_on(disk._conn)
    await life.clock.take_back()
    assert life.outside.facts["order", "1"]["tags"] == []
