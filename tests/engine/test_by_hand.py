"""A workflow that is run by hand on many things: killed at every write, paced, paused, ended."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.document import Edge, Slot, Step, Workflow
from app.core.effects import Effect
from app.core.effects.facts import GetFact
from app.core.effects.records import GetRecords
from app.core.fields import example
from app.core.records import Where
from app.core.sentence import Json, because
from app.engine import by_hand, publishing
from app.engine.backfills import AT_ONCE
from app.engine.demo import open_demo
from app.engine.services import Services, assemble
from app.errors import Conflict, InvalidInput, Permanent, Temporary
from app.settings import Settings
from app.store import backfills, control, journal, runs, workflows
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from tests.engine.lives import Killed

NOW = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)


@dataclass
class Store:
    """A store outside, which outlives all processes: its orders come in pages of three."""

    orders: list[dict[str, Json]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)
    down: list[Exception] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.orders = self.orders or [
            {
                **example("Order"),
                "id": str(n),
                "name": f"#{n}",
                "created_at": (NOW - timedelta(days=n)).isoformat(),
            }
            for n in range(1, 11)
        ]

    async def perform(self, effect: Effect, key: str) -> Json:
        if self.down:
            raise self.down.pop(0)
        if isinstance(effect, GetFact):
            return {**example("Product"), "id": effect.id}
        assert isinstance(effect, GetRecords)
        self.asked.append(effect.cursor)
        things = self.orders
        if effect.thing == "variant":
            things = [{**example("Variant"), "id": "401", "product_id": "301"}]
        start = int(effect.cursor or 0)
        page = things[start : start + 3]
        following = str(start + 3) if start + 3 < len(things) else None
        return {"items": [one for one in page if effect.where.fits(one)], "next": following}


class House:
    """Processes that begin and end on one disk."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.store, self.now = folder, Store(), NOW
        self.services = self._begin()

    def _begin(self) -> Services:
        db = open_database(self.folder)
        made = assemble(Settings(data_dir=self.folder), db, Vault(secret_key(self.folder, None)))

        async def performer(slot: str, connection: str) -> Store:
            return self.store

        world = replace(made.world, now=lambda: self.now, performer=performer)
        made.world = made.backfills.world = made.runner.world = made.intake.world = world
        return made

    async def again(self) -> None:
        """kill -9, and a new process."""
        await self.end()
        self.services = self._begin()

    async def end(self) -> None:
        await self.services.http.close()
        await self.services.db.close()

    async def on(self, kind: str, name: str = "w", then: str = "logic.stop", **settings: Any) -> None:
        """A workflow that is on, bound to a store."""
        store = await open_demo(self.services)
        slots = {"shop": Slot(kind=["demo"])}
        ends = {"time.wait": {"amount": 3, "unit": "days"}}
        steps = [
            Step(id="start", type=kind, settings=settings),
            Step(id="end", type=then, settings=ends.get(then, {})),
        ]
        document = Workflow(
            id=name, name=name, steps=steps, edges=[Edge(source="start", target="end")], slots=slots
        )
        await self.services.db.write(workflows.create, document, {"shop": store})
        await self.services.db.write(workflows.publish, name)
        self.services.flows.changed()

    async def start(self, **options: Any) -> backfills.Backfill:
        offered = await by_hand.offer(self.services, "w")
        where = options.pop("where", Where())
        return await by_hand.start(self.services, offered, offered.store(), where, **options)

    async def finish(self) -> None:
        """Looks, and runs what is ready, until nothing is left to do now."""
        while True:
            before = self.services.db
            await self.services.backfills.look()
            ready = await before.read(journal.open_runs)
            for run in ready:
                await self.services.runner.handle(run)
            if not ready:
                return

    async def subjects(self, workflow: str = "w") -> list[str]:
        lines = (await self.services.db.read(runs.list_runs, workflow=workflow, limit=200)).items
        return sorted(line.subject for line in lines)

    async def only(self) -> backfills.Backfill:
        [row] = await self.services.db.read(backfills.of_workflow, "w")
        return row


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    made = House(tmp_path)
    yield made
    await made.end()


ALL = sorted(f"order:{n}" for n in range(1, 11))


async def test_every_thing_has_one_run_of_this_workflow_alone(house: House) -> None:
    await house.on("order.created")
    await house.on("order.created", "other")
    await house.start(about=10)
    await house.finish()
    assert await house.subjects() == ALL
    assert await house.subjects("other") == []
    row = await house.only()
    assert (row.state, row.started, row.about) == ("done", 10, 10)
    assert house.store.asked == ["", "3", "6", "9"], "each page is asked for once"


async def test_it_is_killed_between_any_two_writes_and_each_thing_has_one_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.engine.backfills.AT_ONCE", 2)
    number, killed = 0, True
    while killed:
        killed = False
        for after in (False, True):
            folder = tmp_path / f"{number}{after}"
            folder.mkdir()
            house = House(folder)
            await house.on("order.created")
            await house.start(about=10)
            _kill(house, number, after=after)
            try:
                await house.finish()
            except Killed:
                killed = True
                await house.again()
                await house.finish()
            assert await house.subjects() == ALL, (number, after)
            row = await house.only()
            assert (row.state, row.started) == ("done", 10), (number, after)
            await house.end()
        number += 1
    assert number > 5


def _kill(house: House, number: int, *, after: bool) -> None:
    """The process dies at its so-many-th note of how far it has come: right before, or right after."""
    db, count = house.services.db, 0
    write = db.write

    async def dying(fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        nonlocal count
        if fn is not backfills.go_on:
            return await write(fn, *args, **kwargs)
        mine, count = count, count + 1
        if mine == number and not after:
            raise Killed
        value = await write(fn, *args, **kwargs)
        if mine == number:
            raise Killed
        return value

    db.write = dying  # type: ignore[method-assign]


async def test_two_processes_take_no_bite_twice(house: House) -> None:
    await house.on("order.created")
    other = House(house.folder)
    other.store = house.store
    await house.start()
    await asyncio.gather(*(one.services.backfills.look() for one in (house, other, house, other)))
    await house.finish()
    await other.finish()
    assert await house.subjects() == ALL
    assert (await house.only()).started == 10
    await other.end()


async def test_no_more_runs_are_under_way_at_once_than_leave_room_for_others(house: House) -> None:
    house.store.orders = [{**house.store.orders[0], "id": str(n)} for n in range(60)]
    await house.on("order.created")
    await house.start()
    for _ in range(3):
        await house.services.backfills.look()
        assert len(await house.services.db.read(journal.open_runs)) == AT_ONCE
    await house.finish()
    assert len(await house.subjects()) == 60


async def test_runs_that_wait_hold_up_nobody(house: House) -> None:
    house.store.orders = [{**house.store.orders[0], "id": str(n)} for n in range(60)]
    await house.on("order.created", then="time.wait")
    await house.start()
    await house.finish()
    assert (await house.only()).state == "done"


async def test_it_is_paused_goes_on_and_is_ended(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.engine.backfills.AT_ONCE", 4)
    await house.on("order.created")
    row = await house.start()
    assert (row.state, row.started) == ("going", 4)
    row = await by_hand.switch(house.services, "w", row.id, "paused")
    await house.finish()
    assert (await house.only()).started == 4
    await by_hand.switch(house.services, "w", row.id, "going")
    assert (await house.only()).started == 8
    await by_hand.switch(house.services, "w", row.id, "cancelled")
    await house.finish()
    assert len(await house.subjects()) == 8, "those that are under way are finished"
    with pytest.raises(Conflict, match="over already"):
        await by_hand.switch(house.services, "w", row.id, "going")


async def test_a_filter_and_at_most_so_many(house: House) -> None:
    await house.on("order.created")
    await house.start(most=5)
    await house.finish()
    assert len(await house.subjects()) == 5
    await house.start(where=Where(created_after=NOW - timedelta(days=2)))
    await house.finish()
    assert await house.subjects() == sorted([*[f"order:{n}" for n in range(1, 6)], "order:1", "order:2"])


async def test_orders_that_come_in_meanwhile_are_left_to_their_own_message(house: House) -> None:
    await house.on("order.created")
    house.store.orders[5]["created_at"] = (NOW + timedelta(seconds=1)).isoformat()
    await house.start()
    await house.finish()
    assert "order:6" not in await house.subjects()


async def test_a_store_that_does_not_answer_is_asked_again_and_one_that_refuses_ends_it(house: House) -> None:
    await house.on("order.created")
    house.store.down = [Temporary(because("The store does not answer."))]
    row = await house.start()
    assert (row.state, str(row.because)) == ("going", "The store does not answer.")
    await house.finish()
    assert await house.subjects() == []
    house.now += timedelta(minutes=5)
    await house.finish()
    assert (await house.only()).state == "done"
    house.store.down = [Permanent(because("The key was taken away."))]
    row = await house.start()
    assert (row.state, str(row.because)) == ("failed", "The key was taken away.")
    await by_hand.switch(house.services, "w", row.id, "going")
    await house.finish()
    assert len(await house.subjects()) == 20


async def test_what_is_switched_off_stands_still_and_the_red_button_stops_it(house: House) -> None:
    await house.on("order.created")
    await house.services.brakes.stop("Ann")
    house.services.backfills.world = replace(house.services.world, stopped=house.services.brakes.stopped)
    await house.start()
    assert (await house.only()).started == 0
    await house.services.brakes.go_on()
    await publishing.switch(house.services, "w", on=False)
    await house.services.backfills.look()
    row = await house.only()
    assert row.state == "paused"
    assert "off" in str(row.because)
    await publishing.switch(house.services, "w", on=True)
    await by_hand.switch(house.services, "w", row.id, "going")
    await house.finish()
    assert await house.subjects() == ALL


async def test_a_run_that_is_expected_no_more_is_held_and_nothing_piles_up(house: House) -> None:
    await house.on("order.created")
    await house.services.db.write(workflows.expect, "w", 3)
    house.services.flows.changed()
    house.store.orders = [{**house.store.orders[0], "id": str(n)} for n in range(60)]
    await house.start()
    await house.finish()
    states = [one.status for one in (await house.services.db.read(runs.list_runs, limit=200)).items]
    assert states.count("held") <= AT_ONCE
    assert states.count("stopped") == 3
    await house.services.db.write(control.release, "w", house.now)


async def test_nothing_is_one_run_and_a_variant_brings_its_product(house: House) -> None:
    await house.on("logic.by_hand", gets="nothing")
    row = await house.start()
    await house.finish()
    assert (await house.only()).state == "done"
    assert await house.subjects() == ["workflow:w"]
    assert row.thing == "none"
    await house.on("logic.by_hand", "v", gets="variant")
    offered = await by_hand.offer(house.services, "v")
    await by_hand.start(house.services, offered, offered.store(), Where())
    await house.finish()
    [line] = (await house.services.db.read(runs.list_runs, workflow="v")).items
    run = await house.services.db.read(runs.get_run, line.id)
    assert (run.data["variant"]["id"], run.data["product"]["id"]) == ("401", "301")


@pytest.mark.parametrize("kind", ["order.refunded", "time.schedule", "fulfilment.created", "logic.called"])
async def test_a_start_that_brings_more_than_the_thing_can_not_be_run_by_hand(
    house: House, kind: str
) -> None:
    await house.on(kind)
    offered = await by_hand.offer(house.services, "w")
    assert offered.why_not
    with pytest.raises(Conflict):
        await by_hand.start(house.services, offered, "", Where())


async def test_it_is_seen_before_what_it_is_run_on(house: House) -> None:
    await house.on("order.created", then="order.archive")
    offered = await by_hand.offer(house.services, "w")
    store = offered.store()
    seen = await by_hand.preview(house.services, offered, store)
    assert (seen.count, seen.more, seen.first) == (10, False, ("#1", "#2", "#3", "#4", "#5"))
    seen = await by_hand.preview(house.services, offered, store, most=4)
    assert seen.count == 4
    seen = await by_hand.preview(house.services, offered, store, names=["#7", "nobody@example.com", "9"])
    assert (seen.where.ids, seen.first, seen.missing) == (("7", "9"), ("#7", "#9"), ("nobody@example.com",))
    assert [str(act) for act in offered.acts] == ["archive the order"]
    with pytest.raises(InvalidInput):
        offered.store("elsewhere")
