"""What changed since a store's last word: from signed messages to the runs that start, or say why they did not."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.document import Edge, Step, Workflow
from app.engine import connecting
from app.engine.services import Services, assemble
from app.settings import Settings
from app.store import facts, journal, runs, workflows
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from tests.support.stores import FIXTURES, SHOP, SHOPIFY_SECRET, shopify

SETTINGS = {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET}
NOW = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)


class Shop:
    """A Shopify store that tells of its things; ``started`` are the workflows that ran, with what their start said."""

    def __init__(self, services: Services, connection: str) -> None:
        self.services, self.connection, self._sent = services, connection, 0

    async def on(self, name: str, kind: str, **settings: Any) -> None:
        """A workflow of this trigger and an end is published."""
        steps = [Step(id="start", type=kind, settings=settings), Step(id="end", type="logic.stop")]
        edges = [Edge(source="start", target="end")]
        await self.services.db.write(
            workflows.create,
            Workflow(id=name, name=name, steps=steps, edges=edges),
            {"shop": self.connection},
        )
        await self.services.db.write(workflows.publish, name)
        self.services.flows.changed()

    async def tell(self, topic: str, sample: str, minute: int, again: str = "", **changes: Any) -> None:
        """A signed message, taken in and run as far as it goes."""
        body = json.loads((FIXTURES / "shopify" / f"{sample}.json").read_text())
        body.update(updated_at=(NOW + timedelta(minutes=minute)).isoformat(), **changes)
        self._sent += 1
        headers, raw = shopify(topic, body, again or f"w{self._sent}")
        await self.services.intake.accept(self.connection, {n.lower(): v for n, v in headers.items()}, raw)
        await self.settle()

    async def settle(self) -> None:
        await self.services.intake.retry(everything=True)
        while ready := await self.services.db.read(journal.open_runs):
            for run in ready:
                await self.services.runner.handle(run)

    async def started(self) -> list[tuple[str, str]]:
        lines = (await self.services.db.read(runs.list_runs, limit=200)).items
        found = []
        for line in reversed(lines):
            run = await self.services.db.read(runs.get_run, line.id)
            said = next((str(step.because) for step in run.steps if step.step == "start"), "")
            found.append((line.workflow, said))
        return found


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Shop]:
    db = open_database(tmp_path)
    services = assemble(Settings(data_dir=tmp_path), db, Vault(secret_key(tmp_path, None)))
    yield Shop(services, (await connecting.add(services, "shopify", "Leaf", SETTINGS)).id)
    await services.http.close()
    await db.close()


async def test_an_order_that_changes_starts_who_asked_for_that(shop: Shop) -> None:
    await shop.on("note", "order.changed", fields=["note"])
    await shop.on("tagged", "order.tag_added", tag="Rush")
    await shop.tell("orders/updated", "orders-updated", 1, note="first", tags="a")
    assert await shop.started() == [], "what it was before is not known yet"
    await shop.tell("orders/updated", "orders-updated", 2, note="first", tags="a, rush")
    await shop.tell("orders/updated", "orders-updated", 3, note="second", tags="rush")
    await shop.tell("orders/updated", "orders-updated", 4, note="second", tags="rush")
    assert [name for name, _ in await shop.started()] == ["tagged", "note"]
    assert (await shop.started())[1][1].endswith("the order note changed")


async def test_an_older_word_changes_nothing(shop: Shop) -> None:
    """Stores shuffle their messages: an old body never counts as a change back."""
    await shop.on("note", "order.changed", fields=["note"])
    await shop.tell("orders/updated", "orders-updated", 1, note="first")
    await shop.tell("orders/updated", "orders-updated", 9, note="third")
    await shop.tell("orders/updated", "orders-updated", 5, note="second")
    await shop.tell("orders/updated", "orders-updated", 10, note="third")
    assert len(await shop.started()) == 1


async def test_a_price_that_falls_and_stock_that_runs_low(shop: Shop) -> None:
    await shop.on("cheaper", "product.price_changed", way="down", percent=10)
    await shop.on("low", "product.stock_low", below=5)
    await shop.on("back", "product.stock_back")

    def variants(*of: tuple[int, str, int]) -> list[dict[str, Any]]:
        return [
            {
                "id": number,
                "product_id": 1,
                "title": f"V{number}",
                "price": price,
                "inventory_quantity": stock,
            }
            for number, price, stock in of
        ]

    states = [
        variants((11, "100.00", 9), (12, "50.00", 0)),
        variants(
            (11, "95.00", 5), (12, "50.00", 3)
        ),  # 5 % is too little; 5 is not below 5; the other is back
        variants((11, "80.00", 4), (12, "60.00", 3)),  # cheaper, and low
        variants((11, "80.00", 3), (12, "60.00", 2)),  # still low: said once
    ]
    for minute, state in enumerate(states):
        await shop.tell("products/update", "products-update", minute, id=1, title="Teapot", variants=state)
    assert sorted(await shop.started()) == [
        ("back", "3 pieces of Teapot are there again"),
        ("cheaper", "the price of Teapot went from 95.00 to 80.00"),
        ("low", "4 pieces of Teapot are left"),
    ]


async def test_stock_at_a_place(shop: Shop) -> None:
    await shop.on("low", "product.stock_low_at_location", below=5, location="7")
    for minute, (place, left) in enumerate([(7, 9), (8, 9), (8, 1), (7, 4), (7, 3)]):
        await shop.tell(
            "inventory_levels/update", "inventory_levels-update", minute,
            inventory_item_id=1, location_id=place, available=left,
        )  # fmt: skip
    assert await shop.started() == [("low", "4 pieces are left there")]


async def test_a_message_cut_off_by_a_power_failure_is_told_the_same_again(shop: Shop) -> None:
    await shop.on("note", "order.changed", fields=["note"])
    await shop.tell("orders/updated", "orders-updated", 1, note="first")
    word = facts.Word(f"{shop.connection}|order|1", NOW, {"id": "1", "note": "a"}, "m1#0")
    later = word._replace(at=NOW + timedelta(minutes=1), data={"id": "1", "note": "b"}, source="m2#0")
    db = shop.services.db
    assert await db.write(facts.remember, [word]) == [{}]
    for _ in range(2):  # the second time after a kill, before its runs were written
        assert await db.write(facts.remember, [later]) == [{"note": "a"}]
    assert await db.write(facts.remember, [word, later]) == [{}, {"note": "a"}]


async def test_nothing_is_kept_that_nobody_watches(shop: Shop) -> None:
    await shop.on("created", "order.created")
    await shop.tell("orders/updated", "orders-updated", 1, note="first")
    assert await shop.services.db.read(lambda conn: conn.execute(facts.facts.select()).all()) == []


async def test_whoever_orders_again_is_not_inactive(shop: Shop) -> None:
    await shop.on("sleeping", "customer.inactive", days=30)
    order = {"customer": {"id": 5, "email": "Anna@example.com"}, "email": "anna@example.com"}
    await shop.tell("orders/create", "orders-create", 1, id=1, name="#1", **order)
    assert [run for run, _ in await shop.started()] == ["sleeping"]
    await shop.tell("orders/create", "orders-create", 2, id=2, name="#2", **order)
    said = dict(enumerate(text for _, text in await shop.started()))
    assert said[0] == "the customer ordered again"
