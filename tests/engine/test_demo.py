"""The demo store's buttons, through the door that real stores use, to the runs and messages that come of them."""

from collections.abc import AsyncIterator, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import Connection, select

from app.connectors.demo.day import BUSY_DAY
from app.core.fields import example_names
from app.core.graph import check
from app.core.node import Context
from app.engine.demo import DemoStore, demo_store, ensure, open_demo
from app.engine.services import Services, assemble
from app.engine.starters import starters
from app.errors import NotFound
from app.nodes import catalogue
from app.settings import Settings
from app.store import connections, journal, outbox, runs, workflows
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from app.store.tables import Delivery

NOW = datetime(2026, 7, 1, 15, tzinfo=UTC)
FACTS = {
    "order": "Order",
    "customer": "Customer",
    "product": "Product",
    "checkout": "Checkout",
    "refund": "Refund",
}


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    db = open_database(tmp_path)
    yield assemble(Settings(data_dir=tmp_path), db, Vault(secret_key(tmp_path, None)))
    await db.close()


async def opened(services: Services) -> DemoStore:
    await ensure(services)
    store = await demo_store(services)
    assert store is not None
    return store


async def settle(services: Services) -> list[runs.RunLine]:
    """Translates what was accepted and carries every run as far as it goes now."""
    await services.intake.retry(everything=True)
    while ready := await services.db.read(journal.open_runs):
        for run in ready:
            await services.runner.handle(run)
        await services.intake.retry(everything=True)
    return (await services.db.read(runs.list_runs, limit=200)).items


def deliveries(conn: Connection) -> list[tuple[str, str]]:
    table = Delivery.metadata.tables["deliveries"]
    return [
        (row.topic, row.state)
        for row in conn.execute(select(table.c.topic, table.c.state).order_by(table.c.id))
    ]


async def test_an_order_comes_through_the_door_and_its_workflow_runs(services: Services) -> None:
    store = await opened(services)
    assert await store.place_order() == 2
    lines = await settle(services)
    assert {(line.workflow, line.status) for line in lines} == {
        ("thank-big-orders", "done"),
        ("ask-for-a-review", "waiting"),
    }
    [message] = (await services.db.read(outbox.listed)).items
    assert (message.to, message.subject) == ("anna.berger@example.com", "Thank you for your order #1001")
    [order] = await store.orders()
    assert (order["name"], order["tags"]) == ("#1001", ["big order"])
    told = await services.db.read(deliveries)
    assert told == [("order.created", "done"), ("order.paid", "done"), ("order.updated", "done")]


async def test_every_button_starts_its_workflow(services: Services) -> None:
    store = await opened(services)
    await store.place_order()
    assert await store.ask_refund() == 3
    assert await store.abandon_cart() == 1
    assert await store.sell_out("307") == 5
    lines = await settle(services)
    assert {line.workflow for line in lines} == {document.id for document in starters()}
    assert not [line for line in lines if line.status not in ("done", "waiting")]
    subjects = {message.subject for message in (await services.db.read(outbox.listed)).items}
    assert subjects == {
        "Thank you for your order #1001",
        "Your refund for order #1001",
        "Sold out: Stoneware Teapot",
    }


async def test_a_busy_day_arrives_whole(services: Services) -> None:
    store = await opened(services)
    heard: list[tuple[int, int]] = []
    assert await store.busy_day(lambda count, of: heard.append((count, of))) == BUSY_DAY
    assert heard == [(n + 1, BUSY_DAY) for n in range(BUSY_DAY)]
    assert len(await services.db.read(deliveries)) == BUSY_DAY
    orders = await store.orders(limit=500)
    assert [order["id"] for order in orders] == [str(1001 + n) for n in reversed(range(len(orders)))]
    assert (await store.orders(limit=3)) == orders[:3]


async def test_what_can_not_be_done_is_said_and_changes_nothing(services: Services) -> None:
    store = await opened(services)
    with pytest.raises(NotFound, match="Place one first"):
        await store.ask_refund()
    with pytest.raises(NotFound, match="no order with the number 77"):
        await store.ask_refund("77")
    with pytest.raises(NotFound):
        await store.sell_out("77")
    assert await services.db.read(deliveries) == []
    assert await store.place_order() == 2
    assert await store.ask_refund("1001") == 3


async def test_the_store_is_opened_once(services: Services) -> None:
    await opened(services)
    await ensure(services)
    [row] = await services.db.read(connections.list_all)
    assert (row.kind, row.name) == ("demo", "Leaf & Clay")
    assert await open_demo(services) == row.id
    saved = await services.db.read(workflows.list_all)
    assert {(one.state, dict(one.bindings)["shop"]) for one in saved} == {("on", row.id)}
    for one in saved:
        await services.db.write(workflows.remove, one.id)
    await services.db.write(connections.remove, row.id)
    await ensure(services)
    assert await demo_store(services) is None
    assert await open_demo(services) != row.id


async def test_a_store_fills_its_own_shelf(services: Services) -> None:
    heard: list[Mapping[str, str]] = []

    async def deliver(headers: Mapping[str, str], body: bytes) -> None:
        heard.append(headers)

    store = DemoStore(services.db, "apart", SecretStr("a secret of its own"), deliver, lambda: NOW)
    await store.ensure()
    assert len(await store.products()) == 12
    assert await store.place_order() == len(heard) == 2
    await store.ensure()
    assert len({headers["x-demo-delivery"] for headers in heard}) == 2
    [order] = await store.orders()
    assert order["created_at"] == NOW.isoformat()


# ----------------------------------------------------------------------------------------- ready-made workflows


def test_ready_made_workflows_are_right() -> None:
    assert len(starters()) >= 4
    for document in starters():
        assert check(document, catalogue()) == [], document.name


def test_their_texts_are_whole_with_much_and_with_little() -> None:
    shop = {"name": "Leaf & Clay", "currency": "EUR", "locale": "en"}
    names = {**example_names(FACTS), "shop": shop, "steps": {}}
    names["customer"] = {**names["customer"], "first_name": None}
    for document in starters():
        for step in document.steps:
            node = catalogue()[step.type].model_validate(step.settings)
            got = node.decide(Context(NOW, "run", step.id, f"{document.id}/{step.id}", 0, names))
            html = getattr(getattr(got, "want", None), "html", "")
            assert "{{" not in html
            assert "None" not in html
            assert "Hello" not in html or "Hello there," in html
