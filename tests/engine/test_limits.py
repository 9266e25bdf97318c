"""Connectors behind their gates: who waits, who parks, what the owner reads, and runs that live through it."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest

from app.connectors.base import Allowance, Connector, Left
from app.connectors.http import Http
from app.connectors.web import Web
from app.core.effects import AddTags, Effect, HttpRequest
from app.core.sentence import Json, Sentence, because
from app.engine import circuit
from app.engine.connections import Connections
from app.engine.limits import ASKER, Asker, Limited, Limits
from app.engine.mirror import Mirrored
from app.engine.world import Performer, World
from app.errors import Down, NotYet, Permanent, Temporary
from app.store import connections, runs
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from tests.engine.lives import START, Story
from tests.engine.scenes import order, story
from tests.support.sink import sink

TAG = AddTags(thing="order", id="1", tags=("vip",))


class Shop(Connector):
    """A service that a test drives."""

    title: ClassVar[str] = "Tea shop"
    allowance: ClassVar[Allowance] = Allowance(at_once=2)

    def __init__(self) -> None:
        self.wrong: list[BaseException] = []
        self.hold: asyncio.Event | None = None
        self.calls: list[str] = []
        self.under_way = self.most = 0
        self.said: Left | None = None

    def left(self) -> Left | None:
        return self.said

    async def add_tags(self, effect: AddTags, key: str) -> Json:
        self.calls.append(key)
        self.under_way += 1
        self.most = max(self.most, self.under_way)
        try:
            if self.hold is not None:
                await self.hold.wait()
            if self.wrong:
                raise self.wrong.pop(0)
            return {"tags": ["vip"]}
        finally:
            self.under_way -= 1


class Budgeted(Shop):
    """The same with a budget that refills quickly."""

    allowance: ClassVar[Allowance] = Allowance(at_once=8, points=2, per_second=200)


class Clock:
    """A clock that stands until it is moved."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


async def all_begun() -> None:
    """Lets every task go on until it waits for something."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_calls_share_the_places_of_a_connection() -> None:
    shop, limits = Shop(), Limits()
    shop.hold = asyncio.Event()
    made = [Limited(limits, shop, "c1", "Tea") for _ in range(10)]
    tasks = [asyncio.create_task(one.perform(TAG, f"k{n}")) for n, one in enumerate(made)]
    await all_begun()
    shop.hold.set()
    answers = await asyncio.gather(*tasks)
    assert answers == [{"tags": ["vip"]}] * 10
    assert shop.most == 2
    assert shop.calls == [f"k{n}" for n in range(10)]


async def test_a_budget_that_refills_soon_is_waited_for() -> None:
    shop = Budgeted()
    limited = Limited(Limits(), shop, "c1", "Tea")
    await asyncio.gather(*(limited.perform(TAG, f"k{n}") for n in range(8)))
    assert len(shop.calls) == 8


async def test_workflows_take_turns() -> None:
    shop = Shop()
    shop.hold = asyncio.Event()
    limited = Limited(Limits(), shop, "c1", "Tea")

    async def act(workflow: str, number: int) -> None:
        ASKER.set(Asker(workflow))
        await limited.perform(TAG, f"{workflow}{number}")

    tasks = [asyncio.create_task(act("many", number)) for number in range(12)]
    tasks.append(asyncio.create_task(act("one", 0)))
    await all_begun()
    shop.hold.set()
    await asyncio.gather(*tasks)
    assert shop.calls.index("one0") <= 4


async def test_who_would_wait_long_parks_and_takes_no_place() -> None:
    shop, clock = Budgeted(), Clock()
    shop.said = Left(available=0, points=100, per_second=0.1)
    limited = Limited(Limits(clock=clock), shop, "c1", "Tea")
    await limited.perform(TAG, "first")
    with pytest.raises(NotYet) as caught:
        await limited.perform(TAG, "second")
    assert caught.value.seconds >= 10
    assert "Tea takes only so much at a time" in str(caught.value)
    assert shop.calls == ["first"]


async def test_retry_after_holds_for_the_whole_connection() -> None:
    shop, clock = Shop(), Clock()
    limits = Limits(clock=clock)
    limited, elsewhere = Limited(limits, shop, "c1", "Tea"), Limited(limits, shop, "c2", "Coffee")
    shop.wrong = [Temporary(because("busy"), retry_after=60)]
    with pytest.raises(Temporary, match="busy"):
        await limited.perform(TAG, "first")
    with pytest.raises(NotYet, match="asked for a pause") as caught:
        await limited.perform(TAG, "second")
    assert caught.value.seconds >= 60
    await elsewhere.perform(TAG, "third")
    clock.now += 61
    ASKER.set(Asker("", held=True))
    await limited.perform(TAG, "second")
    assert shop.calls == ["first", "third", "second"]


async def test_a_dead_service_is_left_alone_and_told_once() -> None:
    shop, clock = Shop(), Clock()
    told: list[tuple[str, Sentence | None]] = []
    limits = Limits(lambda key, problem: told.append((key, problem)), clock)
    limited = Limited(limits, shop, "c1", "Tea")
    shop.wrong = [Temporary(because("refused")) for _ in range(circuit.LIMIT)]
    for number in range(circuit.LIMIT):
        with pytest.raises(Temporary, match="refused"):
            await limited.perform(TAG, f"k{number}")
    with pytest.raises(Down, match="left alone") as caught:
        await limited.perform(TAG, "later")
    assert isinstance(caught.value, NotYet), "no call was made, so it is no try"
    assert caught.value.retry_after == circuit.FIRST
    assert len(shop.calls) == circuit.LIMIT
    [(key, problem)] = told
    assert key == "c1"
    assert "The last time: refused" in str(problem)
    clock.now += 60
    [health] = limits.health()
    assert (health.name, health.down_for) == ("Tea", 60)
    await limited.perform(TAG, "later")
    assert told[1:] == [("c1", None)]
    [health] = limits.health()
    assert (health.down_for, health.answered) == (None, 0)


async def test_a_refusal_for_good_says_that_the_service_is_there() -> None:
    shop = Shop()
    limited = Limited(Limits(), shop, "c1", "Tea")
    shop.wrong = [Temporary(because("refused")) for _ in range(circuit.LIMIT - 1)]
    shop.wrong += [Permanent(because("no such order")), Temporary(because("refused"))]
    for _ in range(circuit.LIMIT + 1):
        with pytest.raises((Temporary, Permanent)):
            await limited.perform(TAG, "k")
    await limited.perform(TAG, "k")


async def test_a_call_that_is_cut_off_gives_its_place_back() -> None:
    shop = Shop()
    shop.hold = asyncio.Event()
    limits = Limits()
    limited = Limited(limits, shop, "c1", "Tea")
    tasks = [asyncio.create_task(limited.perform(TAG, f"k{n}")) for n in range(3)]
    await all_begun()
    for task in tasks:
        task.cancel()
    assert all(
        isinstance(got, asyncio.CancelledError)
        for got in await asyncio.gather(*tasks, return_exceptions=True)
    )
    gate = limits.door("c1", "Tea", shop).gate
    assert gate.under_way == 0
    assert gate.serve(limits.clock()) == []
    shop.wrong = [ZeroDivisionError()]
    shop.hold.set()
    with pytest.raises(ZeroDivisionError):
        await limited.perform(TAG, "k")
    await limited.perform(TAG, "k")


async def test_a_dead_host_says_nothing_of_the_others() -> None:
    http = Http(("127.0.0.1",))
    limited = Limited(Limits(), Web(http), "web")
    try:
        with sink() as alive:
            for _ in range(circuit.LIMIT):
                with pytest.raises(Temporary, match="answer"):
                    await limited.perform(HttpRequest(method="GET", url="http://127.0.0.1:1/"), "k")
            with pytest.raises(Temporary, match="left alone"):
                await limited.perform(HttpRequest(method="GET", url="http://127.0.0.1:1/"), "k")
            answer = await limited.perform(HttpRequest(method="POST", url=alive.url, body="{}"), "k")
            assert answer["status"] == 200
    finally:
        await http.close()
    assert Web(http).reaches(HttpRequest(method="GET", url="http://[oops")) == ""
    assert Web(http).reaches(TAG) == ""


async def test_forgotten_hosts_take_no_memory() -> None:
    clock = Clock()
    limits = Limits(clock=clock)
    for number in range(1200):
        clock.now += 1
        limits.door(f"web:{number}", "", Shop())
    assert len(limits.health()) <= 500


async def test_the_connections_page_hears_of_it(tmp_path: Path) -> None:
    db = open_database(tmp_path)
    parts = Connections(db, Vault(secret_key(tmp_path, None)), Http())
    try:
        settings, secrets = parts.validated(
            "woocommerce", {"url": "https://shop.example.com", "webhook_secret": "s"}
        )
        row = await db.write(
            connections.create,
            kind="woocommerce",
            name="Tea",
            settings=settings,
            secrets=secrets,
            now=datetime.now(UTC),
        )
        mirrored = await parts.performer("shop", row.id)
        assert isinstance(mirrored, Mirrored)
        performer = mirrored.shop
        assert isinstance(performer, Limited)
        assert performer.connector.price(TAG) == 2
        parts.limits.opened(row.id, parts.limits.door(row.id, "Tea", performer.connector), Temporary("gone"))
        noted = await db.write(connections.get, row.id)
        assert "Tea failed several times" in str(Sentence.unpack(noted.problem))
        parts.changed(row.id)
        await parts.performer("shop", row.id)
        parts.limits.answered(row.id)
        assert (await db.write(connections.get, row.id)).problem is None
        assert not isinstance(await parts.performer("mail", "outbox"), Limited), "the outbox is our own"
    finally:
        await parts.http.close()
        await db.close()


class Gated(Performer):
    """The world of a story behind one gate."""

    def __init__(self, scene: Story, limits: Limits, allowance: Allowance) -> None:
        class Around(Connector):
            title = "Tea shop"

            async def perform(self, effect: Effect, key: str) -> Json:
                return await scene.outside.perform(effect, key)

        Around.allowance = allowance
        self.limited = Limited(limits, Around(), "c1", "Tea")

    async def perform(self, effect: Effect, key: str) -> Json:
        return await self.limited.perform(effect, key)


def gated(scene: Story, allowance: Allowance) -> Story:
    """The story with its world behind a gate that goes by the story's clock."""
    gate = Gated(scene, Limits(clock=lambda: scene.now.timestamp()), allowance)
    plain = scene.world

    def world() -> World:
        made = plain()

        async def performer(slot: str, connection: str) -> Performer:
            await made.performer(slot, connection)
            return gate

        return World(made.flow, performer, made.now, made.dice, made.shop)

    scene.world = world  # type: ignore[method-assign]
    return scene


def test_runs_that_wait_for_the_budget_all_go_in_the_end_and_no_try_is_counted() -> None:
    scene = story("plain")
    scene.events = [order(number) for number in range(1, 60)]
    scene.outside.facts = {
        ("order", str(number)): {"id": str(number), "tags": [], "total": "1.00"} for number in range(1, 60)
    }
    gated(scene, Allowance(at_once=4, points=2, per_second=0.5)).run()
    lines = runs.list_runs(scene.disk._conn, limit=200).items
    assert {line.status for line in lines} == {"done"}
    assert len(scene.outside.calls) == 59
    assert scene.now - START >= timedelta(seconds=(2 * 59 - 2) / 0.5 * 0.9)
    views = [step for line in lines for step in runs.get_run(scene.disk._conn, line.id).steps]
    assert all(step.attempts <= 1 for step in views)


def test_a_mail_that_waited_for_its_turn_is_sent_once_and_is_in_no_doubt() -> None:
    scene = story("mail")
    scene.events = [order(number) for number in range(1, 8)]
    scene.outside.facts = {
        ("order", str(number)): {"id": str(number), "tags": [], "total": "1.00"} for number in range(1, 8)
    }
    gated(scene, Allowance(at_once=4, points=1, per_second=0.1)).run()
    lines = runs.list_runs(scene.disk._conn, limit=200).items
    assert {line.status for line in lines} == {"done"}
    assert len(scene.outside.mails) == 7
