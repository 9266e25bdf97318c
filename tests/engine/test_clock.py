"""What time sets going, with a clock of the test's own: schedules, missed times, summer time, undos, many sleepers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import func, select

from app.core.document import Workflow
from app.core.effects import AddTags, RemoveTags
from app.core.sentence import Sentence
from app.engine.clock import Clock
from app.engine.dispatch.in_process import InProcess
from app.engine.flows import Flows
from app.engine.intake import Intake
from app.engine.world import World
from app.errors import Temporary
from app.nodes import catalogue
from app.store import journal, timetable, waking, workflows
from app.store.types import new_id
from tests.engine.lives import Disk, Outside

BERLIN = ZoneInfo("Europe/Berlin")
SPRING = datetime(2026, 3, 27, 12, 0, tzinfo=UTC)  # two days before the clocks go forward


class Life:
    """One process's clock over a disk that outlives it."""

    def __init__(self, disk: Disk, now: datetime, zone: str = "Europe/Berlin") -> None:
        self.disk, self.now, self.outside = disk, now, Outside()

        async def performer(slot: str, connection: str) -> Outside:
            return self.outside

        self.flows = Flows(disk, catalogue())
        shop = {"name": "Tea", "zone": zone, "currency": "EUR"}
        world = World(self.flows.get, performer, lambda: self.now, lambda: 0.5, lambda: shop)
        self.clock = Clock(disk, world, InProcess(), self.flows, cast(Intake, None))

    async def until(self, end: datetime, step: timedelta = timedelta(minutes=10)) -> None:
        """Ticks until then."""
        while self.now < end:
            self.now = min(end, self.now + step)
            await self.clock.schedules()


def scheduled(disk: Disk, name: str = "w", **settings: Any) -> None:
    """A live workflow that starts by the clock."""
    step = {"id": "start", "type": "time.schedule", "settings": settings}
    document = Workflow.model_validate({"id": name, "name": name, "steps": [step], "edges": []})
    workflows.create(disk._conn, document, {})
    workflows.publish(disk._conn, name)


def fired(disk: Disk) -> list[str]:
    """The due times of the events that fired, on Berlin's clock."""
    found = disk._conn.execute(select(journal.events.c.at).order_by(journal.events.c.at)).scalars()
    return [at.astimezone(BERLIN).strftime("%d %H:%M %Z") for at in found]


@pytest.fixture
def disk() -> Disk:
    return Disk(grouped=False)


async def test_every_day_at_nine_stays_at_nine_through_the_summer_time_change(disk: Disk) -> None:
    scheduled(disk, every="day", at="09:00")
    await Life(disk, SPRING).until(SPRING + timedelta(days=4))
    assert fired(disk) == ["28 09:00 CET", "29 09:00 CEST", "30 09:00 CEST", "31 09:00 CEST"]


async def test_an_hour_that_does_not_exist_fires_once(disk: Disk) -> None:
    scheduled(disk, every="day", at="02:30")
    await Life(disk, SPRING).until(SPRING + timedelta(days=4))
    assert len(fired(disk)) == 4
    assert len({at[:2] for at in fired(disk)}) == 4


async def test_an_hour_that_comes_twice_fires_once(disk: Disk) -> None:
    scheduled(disk, every="day", at="02:30")
    autumn = datetime(2026, 10, 23, 12, 0, tzinfo=UTC)
    await Life(disk, autumn).until(autumn + timedelta(days=4))
    assert [at[:8] for at in fired(disk)] == ["24 02:30", "25 02:30", "26 02:30", "27 02:30"]


async def test_what_was_missed_in_a_pause_fires_once_with_its_own_time(disk: Disk) -> None:
    scheduled(disk, every="day", at="09:00")
    await Life(disk, SPRING).until(SPRING + timedelta(hours=1))
    await Life(disk, SPRING + timedelta(days=10)).until(SPRING + timedelta(days=11))
    assert fired(disk) == ["28 09:00 CET", "07 09:00 CEST"]


@pytest.mark.parametrize(
    "settings", [{"every": "minutes", "minutes": 20}, {"every": "cron", "cron": "*/20 * * * *"}]
)
async def test_of_many_that_were_missed_one_fires(disk: Disk, settings: dict[str, Any]) -> None:
    scheduled(disk, **settings)
    await Life(disk, SPRING).until(SPRING + timedelta(minutes=30))
    back = SPRING + timedelta(hours=5, minutes=5)
    await Life(disk, back - timedelta(minutes=5)).until(back + timedelta(minutes=25))
    assert [at[:8] for at in fired(disk)] == ["27 13:20", "27 13:40", "27 18:20"]


async def test_a_single_time_that_was_missed_fires_once_and_never_again(disk: Disk) -> None:
    scheduled(disk, every="once", on="2026-03-28", at="09:00")
    await Life(disk, SPRING).until(SPRING + timedelta(hours=1))
    await Life(disk, SPRING + timedelta(days=10)).until(SPRING + timedelta(days=11))
    await Life(disk, SPRING + timedelta(days=400)).until(SPRING + timedelta(days=400, hours=1))
    assert fired(disk) == ["28 09:00 CET"]
    assert timetable.due(disk._conn, SPRING + timedelta(days=900)) == []


@pytest.mark.parametrize("night", [datetime(2026, 3, 28, 22, 30), datetime(2026, 10, 24, 22, 30)])
async def test_every_hour_is_every_hour_when_the_clock_is_changed(disk: Disk, night: datetime) -> None:
    scheduled(disk, every="hours", hours=1, at="00:00")
    begin = night.replace(tzinfo=UTC)
    await Life(disk, begin).until(begin + timedelta(hours=5))
    assert len(fired(disk)) == len(set(fired(disk))) == 5


async def test_two_processes_fire_a_schedule_once(disk: Disk) -> None:
    scheduled(disk, every="day", at="09:00")
    one, other = Life(disk, SPRING), Life(disk, SPRING)
    for _ in range(300):
        for life in (one, other):
            life.now += timedelta(minutes=10)
            await life.clock.schedules()
    assert fired(disk) == ["28 09:00 CET", "29 09:00 CEST"]
    assert disk._conn.execute(select(func.count()).select_from(journal.runs)).scalar() == 2


async def test_a_workflow_that_is_off_fires_no_more(disk: Disk) -> None:
    scheduled(disk, every="day", at="09:00")
    life = Life(disk, SPRING)
    await life.until(SPRING + timedelta(days=1))
    workflows.pause(disk._conn, "w")
    life.flows.changed()
    await life.until(SPRING + timedelta(days=5))
    assert fired(disk) == ["28 09:00 CET"]
    assert timetable.due(disk._conn, SPRING + timedelta(days=900)) == []


async def test_an_undo_is_carried_out_when_due_and_tried_again_while_the_service_is_down(disk: Disk) -> None:
    life = Life(disk, SPRING)
    life.outside.facts["order", "1"] = {"tags": ["sale"], "total": "1"}
    undo = AddTags(thing="order", id="1", tags=("sale",)).undo([])
    assert isinstance(undo, RemoveTags)
    row = {"run": "r", "step": "s", "turn": 0, "due": SPRING + timedelta(hours=1), "effect": undo.pack()}
    disk._conn.execute(
        journal.later.insert(), [{**row, "connection": "shop", "state": "promised", "because": None}]
    )
    await life.clock.take_back()
    assert life.outside.facts["order", "1"]["tags"] == ["sale"]
    life.now += timedelta(hours=2)
    life.outside.down = [Temporary(Sentence("down"), retry_after=600)]
    await life.clock.take_back()
    await life.clock.take_back()
    assert life.outside.facts["order", "1"]["tags"] == ["sale"], "it was tried again before its time"
    life.now += timedelta(minutes=11)
    await life.clock.take_back()
    assert life.outside.facts["order", "1"]["tags"] == []
    assert disk._conn.execute(select(journal.later.c.state)).scalar() == "done"


@pytest.mark.long
async def test_a_hundred_thousand_sleepers_wake_through_summer_time_none_early_late_or_twice(
    disk: Disk,
) -> None:
    conn, count = disk._conn, 100_000
    night = datetime(2026, 3, 29, 0, 0, tzinfo=UTC)
    dues = [night + timedelta(seconds=n * 7200 / count) for n in range(count)]
    ids = [new_id() for _ in range(count)]
    base = {
        "workflow": "w",
        "version": 1,
        "event": "e",
        "subject": "",
        "status": "waiting",
        "epoch": 1,
        "bell": 0,
    }
    plain = {**base, "lane": "", "depth": 0, "because": None, "created": SPRING, "updated": SPRING}
    conn.execute(journal.runs.insert(), [{**plain, "id": run, "event": f"e{run}"} for run in ids])
    wait = {"step": "s", "turn": 0, "event": "", "subject": ""}
    conn.execute(
        journal.waits.insert(), [{**wait, "run": run, "due": due} for run, due in zip(ids, dues, strict=True)]
    )
    life, woken = Life(disk, night - timedelta(hours=1)), set[str]()
    by_run = dict(zip(ids, dues, strict=True))
    while life.now < night + timedelta(hours=3):
        before, life.now = life.now, life.now + timedelta(minutes=6)
        while found := waking.wake_due(conn, life.now):
            assert not woken & set(found), "woken twice"
            assert all(before < by_run[run] <= life.now for run in found), "early or late"
            woken.update(found)
    assert len(woken) == count
