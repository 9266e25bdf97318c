"""From a message of WooCommerce to what is done in the shop, the answer to which never comes: the run knows, or says
that it may have been done."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection

from app.main import create_app
from app.settings import Settings
from app.store import users
from tests.api.conftest import ENDED, Api
from tests.fakes.woocommerce import Fake, running
from tests.fakes.woocommerce.seed import place_order, seed
from tests.fakes.woocommerce.shop import Shop
from tests.fakes.woocommerce.webhooks import Webhooks

SECRET = "whsec-test"


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running(seed(Shop())) as started:
        yield started


@pytest.fixture
async def storeflow(tmp_path: Path) -> AsyncIterator[Api]:
    """One that may call this machine."""

    def owner(conn: Connection) -> None:
        now = datetime.now(UTC)
        users.create(conn, email="ann@example.com", name="Ann", password="x", role="owner", now=now)

    async with AsyncExitStack() as stack:
        app = create_app(Settings(data_dir=tmp_path / "data", allow_private_addresses=("127.0.0.1",)))
        await stack.enter_async_context(app.router.lifespan_context(app))
        api = Api(app)
        await api.enter()
        await api.services.db.write(owner)
        yield api


async def run(api: Api, fake: Fake, step: str, **settings: Any) -> Any:
    """Connects the shop, has each new order start this step, places an order, and waits for what comes of it."""
    key = fake.shop.keys[0]
    keys = {"consumer_key": key.key, "consumer_secret": key.secret, "webhook_secret": SECRET}
    shop = await api.ok(
        "POST", "/connections", {"kind": "woocommerce", "name": "Tea", "settings": {"url": fake.url, **keys}}
    )
    steps = [
        {"id": "start", "type": "order.created", "settings": {}},
        {"id": "act", "type": step, "settings": settings},
    ]
    drawn = {
        "version": 1, "id": "w", "name": "W", "slots": {"shop": {"kind": ["woocommerce"]}}, "steps": steps,
        "edges": [{"source": "start", "port": "next", "target": "act"}],
    }  # fmt: skip
    await api.ok("POST", "/workflows", {"document": drawn})
    await api.ok("POST", "/workflows/w/publish")
    nowhere = {"topic": "order.created", "delivery_url": "http://127.0.0.1:1/", "secret": SECRET}
    Webhooks(fake.shop).create(nowhere)
    place_order(fake.shop)
    fake.shop.hurry()
    await fake.scheduler.run()
    [sent] = fake.scheduler.sent
    reply = await api.nobody.ask("POST", shop["hook_path"], sent.body, sent.headers)
    assert reply.status in (200, 202)
    found = await api.until("/runs", lambda page: any(one["status"] in ENDED for one in page["items"]))
    [ended] = found["items"]
    return await api.ok("GET", f"/runs/{ended['id']}")


async def test_a_mail_that_may_have_gone_is_not_sent_again(storeflow: Api, fake: Fake) -> None:
    fake.faults.add("done_cut", "POST orders/16/actions")
    fake.faults.add("503", "GET orders/16/notes", times=9, skip=1)  # nor can it be asked whether it went
    ended = await run(storeflow, fake, "order.send_invoice")
    assert ended["status"] == "doubt"
    assert "possibly done" in str(ended)
    assert [template for template, _, _ in fake.shop.mails] == ["customer_invoice"]


async def test_a_mail_that_went_is_found_in_the_notes(storeflow: Api, fake: Fake) -> None:
    fake.faults.add("done_cut", "POST orders/16/actions")
    ended = await run(storeflow, fake, "order.send_invoice")
    assert ended["status"] == "done"
    assert [template for template, _, _ in fake.shop.mails] == ["customer_invoice"]


async def test_what_was_made_is_found(storeflow: Api, fake: Fake) -> None:
    fake.faults.add("done_502", "POST products")
    ended = await run(storeflow, fake, "product.create", title="Kettle")
    assert ended["status"] == "done"
    assert [one["name"] for one in fake.shop.things["product"].values()].count("Kettle") == 1


async def test_without_a_fault_it_is_simply_done(storeflow: Api, fake: Fake) -> None:
    ended = await run(storeflow, fake, "order.add_note", note="Seen")
    assert ended["status"] == "done"
    assert [one["note"] for one in fake.shop.things["note"].values()] == ["Seen"]
