"""The mirror at work: filled page by page, killed, paused; written by messages; asked for a customer's past."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from sqlalchemy import func, insert, select

from app.core.effects.records import GetRecords
from app.core.records import Where
from app.engine import connecting
from app.engine.services import Services, assemble
from app.errors import Conflict
from app.settings import Settings
from app.store import connections, mirror, mirror_parts
from app.store.database import open_database
from app.store.journal import events, runs
from app.store.mirror_parts import Part, asked
from app.store.secrets import Vault, secret_key
from bench.backfill import settings
from bench.big_shop import PAGE, BigShop
from tests.support.stores import shopify, shopify_order
from tests.support.waiting import until

SHOP = "shop"
ORDERS = 350


class House:
    """Processes that begin and end on one disk, beside a shop that outlives them."""

    def __init__(self, folder: Path, kind: str, url: str = "") -> None:
        self.folder, self.kind, self.url = folder, kind, url
        self.shop = BigShop(ORDERS)
        self.services: Services
        self._runner = web.AppRunner(self.shop.app(), shutdown_timeout=0.1)

    async def open(self) -> House:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.begin()
        address = f"http://127.0.0.1:{self._runner.addresses[0][1]}"
        shown, secrets = connecting.validated(self.services, self.kind, settings(self.kind, address))
        now = datetime.now(UTC)
        await self.services.db.write(
            connections.create, kind=self.kind, name="Big", settings=shown, secrets=secrets, now=now, id=SHOP
        )
        return self

    def begin(self) -> None:
        """A process."""
        made = Settings(data_dir=self.folder, database_url=self.url, allow_private_addresses=("127.0.0.1",))
        db = open_database(self.folder, self.url)
        self.services = assemble(made, db, Vault(secret_key(self.folder, None)))

    async def kill(self) -> None:
        """The process is gone; another one begins."""
        await self.services.http.close()
        await self.services.db.close()
        self.begin()

    async def close(self) -> None:
        await self.services.http.close()
        await self.services.db.close()
        await self._runner.cleanup()

    async def order(self) -> Part:
        """How far the orders are."""
        found = await self.services.db.read(mirror_parts.of_store, SHOP)
        return next(part for part in found if part.thing == "order")

    async def counts(self) -> dict[str, int]:
        """How many things are kept, by kind."""
        return {size.thing: size.count for size in await self.services.db.read(mirror.sizes, SHOP)}

    async def until_done(self) -> Part:
        """Looks until nothing is under way."""
        for _ in range(50):
            await self.services.backfilling.look()
            if not await self.services.db.read(mirror_parts.going, datetime.now(UTC) + timedelta(days=1)):
                return await self.order()
        raise AssertionError("it comes to no end")


@pytest.fixture(params=["woocommerce", "shopify"])
async def house(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[House]:
    made = await House(tmp_path, request.param).open()
    yield made
    await made.close()


@pytest.fixture
async def woo(tmp_path: Path) -> AsyncIterator[House]:
    made = await House(tmp_path, "woocommerce").open()
    yield made
    await made.close()


async def test_a_store_is_filled_whole_and_starts_nothing(house: House) -> None:
    await house.services.backfilling.begin(SHOP, 12)
    part = await house.until_done()
    assert (part.state, part.count, part.since) == ("done", ORDERS, part.wanted)
    assert (await house.counts())["order"] == ORDERS
    order: Any = await house.services.db.read(mirror.get, SHOP, "order", "7")
    assert (order["total"], order["email"], len(order["line_items"])) == ("94.70", "anna6@example.com", 2)
    for table in (events, runs):
        assert await house.services.db.read(lambda conn, table=table: conn.execute(  # type: ignore[misc]
            select(func.count()).select_from(table)).scalar_one()) == 0  # fmt: skip


async def test_postgres_is_filled_as_well(tmp_path: Path, fresh_postgres_url: str) -> None:
    house = await House(tmp_path, "woocommerce", fresh_postgres_url).open()
    try:
        await house.services.backfilling.begin(SHOP, 12)
        assert (await house.until_done()).count == ORDERS
        await house.services.backfilling.begin(SHOP, 1)
        await house.until_done()
        assert (await house.counts())["order"] == ORDERS
        orders = await house.services.db.read(
            mirror.orders_of, SHOP, "", "anna6@example.com", house.shop.first, 9
        )
        assert [one["id"] for one in orders] == ["7"]
        await house.services.backfilling.forget(SHOP)
        assert await house.counts() == {}
    finally:
        await house.close()


async def came_to(house: House, pages: int, task: asyncio.Task[None]) -> bool:
    """Whether the shop was asked for so many pages."""
    return len(house.shop.asked) >= pages or task.done()


@pytest.mark.parametrize("after", range(1, 6))
async def test_a_process_that_is_killed_leaves_the_rest_to_the_next_one(woo: House, after: int) -> None:
    """Killed while the page after so many is on its way: nothing is missing, and hardly a page is asked for twice."""
    await woo.services.backfilling.begin(SHOP, 12)
    for _ in ("product", "customer"):
        await woo.services.backfilling.look()
    woo.shop.asked.clear()
    first = asyncio.create_task(woo.services.backfilling.look())
    await until(lambda: came_to(woo, after, first))
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    await woo.kill()
    part = await woo.until_done()
    assert (part.state, (await woo.counts())["order"]) == ("done", ORDERS)
    assert len(woo.shop.asked) <= -(-ORDERS // (PAGE - 1)) + 3


async def test_it_is_paused_while_a_page_is_on_its_way_and_goes_on(woo: House) -> None:
    filling = woo.services.backfilling
    with pytest.raises(Conflict):
        await filling.switch(SHOP, "paused")
    await filling.begin(SHOP, 12)
    await filling.look()
    await filling.look()
    woo.shop.asked.clear()
    under_way = asyncio.create_task(filling.look())
    await until(lambda: came_to(woo, 2, under_way))
    await filling.switch(SHOP, "paused")
    await under_way
    stood = await woo.order()
    assert (stood.state, stood.count < ORDERS) == ("paused", True)
    await filling.look()
    assert await woo.order() == stood
    await filling.switch(SHOP, "going")
    assert (await woo.until_done()).state == "done"
    assert (await woo.counts())["order"] == ORDERS


async def test_it_is_ended_and_begun_anew(woo: House) -> None:
    filling = woo.services.backfilling
    await filling.begin(SHOP, 12)
    await filling.switch(SHOP, "cancelled")
    await filling.look()
    assert (await woo.order()).since is None
    await filling.begin(SHOP, 0)
    assert (await woo.until_done()).count == ORDERS


async def test_a_store_that_is_away_is_asked_again_and_the_reason_is_told(woo: House) -> None:
    filling = woo.services.backfilling
    await filling.begin(SHOP, 12)
    woo.shop.status = 503
    await filling.look()
    [part, *_] = await woo.services.db.read(mirror_parts.of_store, SHOP)
    assert (part.state, part.tries, part.due > datetime.now(UTC)) == ("going", 1, True)
    assert part.because
    assert "127.0.0.1" in str(part.because)
    woo.shop.status = 401
    await woo.services.db.write(mirror_parts.switch, SHOP, "paused", datetime.now(UTC))
    await filling.switch(SHOP, "going")
    await filling.look()
    [part, *_] = await woo.services.db.read(mirror_parts.of_store, SHOP)
    assert part.state == "failed"
    woo.shop.status = 0
    await filling.switch(SHOP, "going")
    assert (await woo.until_done()).count == ORDERS


async def test_nothing_is_asked_while_all_is_stopped(woo: House) -> None:
    await woo.services.backfilling.begin(SHOP, 12)
    await woo.services.brakes.stop("Anna")
    await woo.services.backfilling.look()
    assert woo.shop.asked == []


async def test_what_is_forgotten_stays_forgotten(woo: House) -> None:
    filling = woo.services.backfilling
    await filling.begin(SHOP, 12)
    await woo.until_done()
    await filling.forget(SHOP)
    assert await woo.counts() == {}
    assert await woo.services.db.write(mirror.keep, SHOP, "order", [{"id": "1"}]) == 0


# ------------------------------------------------------------------------------------------------------ messages


async def came(house: House, topic: str, body: dict[str, Any], key: str) -> None:
    """A message of the Shopify store, taken in."""
    headers, raw = shopify(topic, body, key, secret="shpss")
    intake = house.services.intake
    await intake.accept(SHOP, {name.lower(): value for name, value in headers.items()}, raw)
    await intake.retry(everything=True)
    await house.services.connections.heard.write()


async def test_messages_are_kept_by_the_stores_own_time(tmp_path: Path) -> None:
    house = await House(tmp_path, "shopify").open()
    try:
        await house.services.backfilling.begin(SHOP, 12)
        await house.services.connections.heard.look()
        new = shopify_order(1) | {"note": "new", "updated_at": "2026-03-27T09:00:00Z"}
        ident = str(new["id"])
        await came(house, "orders/updated", new, "1")
        await came(house, "orders/create", new | {"note": "old", "updated_at": "2026-03-27T08:00:00Z"}, "2")
        kept: Any = await house.services.db.read(mirror.get, SHOP, "order", ident)
        assert (kept["note"], kept["name"]) == ("new", "#1")
        await came(house, "orders/delete", {"id": new["id"]}, "3")
        assert await house.services.db.read(mirror.get, SHOP, "order", ident) is None
        await came(house, "orders/updated", new | {"updated_at": "2026-03-27T08:30:00Z"}, "4")
        assert await house.services.db.read(mirror.get, SHOP, "order", ident) is None, "it came too late"
    finally:
        await house.close()


# ------------------------------------------------------------------------------------------------------- history


async def test_history_is_told_by_the_mirror_where_it_covers_it(woo: House) -> None:
    since = datetime.now(UTC) - timedelta(days=200)
    past = GetRecords(
        thing="order", where=Where(email="Anna6@example.com", created_after=since), history=True
    )
    performer = await woo.services.world.performer("shop", SHOP)

    async def asks(effect: GetRecords) -> bool:
        """Whether the shop was asked; what is told is the same."""
        woo.shop.asked.clear()
        answer = await performer.perform(effect, "key")
        assert {one["id"] for one in answer["items"]} in ({"7"}, set())
        return bool(woo.shop.asked)

    assert await asks(past), "nothing was filled"
    await woo.services.backfilling.begin(SHOP, 12)
    await woo.until_done()
    assert await asks(past), "nobody asks what changes"
    now = datetime.now(UTC)
    await woo.services.db.write(
        lambda conn: conn.execute(
            insert(asked).values(
                connection=SHOP,
                thing="order",
                mark=now,
                due=now,
                done=now,
                cursor="",
                listed=0,
                tries=0,
                owner="",
            )
        )
    )
    assert not await asks(past)
    answer = await performer.perform(past, "key")
    assert [(one["id"], one["total"]) for one in answer["items"]] == [("7", "94.70")]
    assert await asks(past.replace(history=False)), "a list is read from the store"
    assert await asks(past.replace(where=Where(email="anna6@example.com"))), "it does not reach back for ever"
    woo.shop.asked.clear()
    await performer.perform(past.replace(where=past.where.model_copy(update={"email": ""})), "key")
    assert woo.shop.asked, "of nobody in particular"
