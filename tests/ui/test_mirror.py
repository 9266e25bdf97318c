"""What is kept of a store, on its connection's page: fetched, watched, paused, forgotten; samples from it."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web

from app.core.fields import example
from app.engine import connecting
from app.main import create_app
from app.settings import Settings
from app.store import connections, mirror, mirror_parts
from bench.backfill import settings
from bench.big_shop import BigShop
from tests.support.waiting import until
from tests.ui.conftest import House, where
from tests.ui.test_editor import BIG, HTMX
from tests.web.asking import Browser


class Shop:
    """A store with many orders, and its connection's page."""

    def __init__(self, house: House, big: BigShop, path: str) -> None:
        self.house, self.big, self.path = house, big, path
        self.id = path.rpartition("/")[2]

    async def states(self) -> set[str]:
        return {part.state for part in await self.house.services.db.read(mirror_parts.of_store, self.id)}

    async def done(self) -> bool:
        return await self.states() == {"done"}


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    """A Storeflow that may speak to this machine."""
    app = create_app(Settings(data_dir=tmp_path, allow_private_addresses=("127.0.0.1",)))
    async with app.router.lifespan_context(app):
        yield House(app)


@pytest.fixture
async def shop(house: House) -> AsyncIterator[Shop]:
    big = BigShop(230)
    runner = web.AppRunner(big.app(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    made = await connecting.add(house.services, "woocommerce", "Big", settings("woocommerce", url))
    yield Shop(house, big, f"/connections/{made.id}")
    await runner.cleanup()


async def test_an_owner_fetches_what_a_store_has(shop: Shop, owner: Browser) -> None:
    page = (await owner.get(shop.path)).text
    assert "What is kept of this store" in page
    assert "Nothing so far." in page
    assert re.search(r'<option value="12" selected>The last 12 months', page)
    assert where(await owner.post(f"{shop.path}/mirror", {"months": "24"})) == f"{shop.path}#mirror"
    await until(shop.done)
    page = (await owner.get(f"{shop.path}/mirror", **HTMX)).text
    assert "Orders: 230 kept" in " ".join(page.split())
    assert "Complete" in page
    assert "Room that it takes:" in page
    assert "hx-get" not in page, "nothing to watch any more"
    assert '<option value="24" selected>' in page
    storage = " ".join((await owner.get("/settings/storage")).text.split())
    assert "kept of your stores</dt><dd>230" in storage
    assert where(await owner.post(f"{shop.path}/mirror/forget")) == f"{shop.path}?said=mirror-forgotten"
    assert "Nothing is kept of this store, as you wished." in (await owner.get(shop.path)).text
    assert await shop.house.services.db.read(mirror.sizes, shop.id) == []


async def test_it_is_paused_goes_on_and_is_ended(shop: Shop, owner: Browser) -> None:
    shop.big.status = 503
    await owner.post(f"{shop.path}/mirror", {"months": "3"})
    page = (await owner.get(shop.path)).text
    assert f'hx-get="{shop.path}/mirror" hx-trigger="every 2s"' in page
    await owner.post(f"{shop.path}/mirror/switch", {"to": "paused"})
    assert "Let it go on" in (await owner.get(shop.path)).text
    await owner.post(f"{shop.path}/mirror/switch", {"to": "going"})
    await owner.post(f"{shop.path}/mirror/switch", {"to": "cancelled"})
    assert await shop.states() == {"cancelled"}
    assert "Ended before it was complete" in (await owner.get(shop.path)).text
    assert (await owner.post(f"{shop.path}/mirror/switch", {"to": "going"})).status == 409
    for path, form in (("mirror", {"months": "7"}), ("mirror", {}), ("mirror/switch", {"to": "done"})):
        assert (await owner.post(f"{shop.path}/{path}", form)).status in (400, 422), path


async def test_others_see_it_and_change_nothing(shop: Shop) -> None:
    viewer = await shop.house.someone("viewer")
    page = (await viewer.get(shop.path)).text
    assert "What is kept of this store" in page
    assert "Fetch it" not in page
    editor = await shop.house.someone("editor")
    for path in ("mirror", "mirror/switch", "mirror/forget"):
        assert (await editor.post(f"{shop.path}/{path}", {"months": "1", "to": "paused"})).status == 403


async def test_a_store_without_keys_says_so(house: House, owner: Browser) -> None:
    bare = {"url": "https://shop.example.com", "webhook_secret": "whsec"}
    made = await connecting.add(house.services, "woocommerce", "Bare", bare)
    page = (await owner.get(f"/connections/{made.id}")).text
    assert "the connection has no keys to ask the store with" in page
    reply = await owner.post(f"/connections/{made.id}/mirror", {"months": "1"})
    assert "no keys" in reply.text


async def test_consent_is_shown(shop: Shop, owner: Browser) -> None:
    who = example("Customer") | {"email_consent": "subscribed"}
    other = who | {"id": "9", "email": "ben@example.com", "email_consent": "unsubscribed"}
    await shop.house.services.db.write(mirror.keep, shop.id, "customer", [who, other])
    page = " ".join((await owner.get(shop.path)).text.split())
    assert "Customers: 2 kept" in page
    assert "1 customer agreed to e-mails" in page


async def test_the_editor_takes_a_real_order_as_its_sample(shop: Shop, owner: Browser) -> None:
    db = shop.house.services.db
    demo = next(row.id for row in await db.read(connections.list_all) if row.kind == "demo")
    order = example("Order") | {"id": "77", "name": "#77", "total": "5.00"}
    await db.write(mirror.keep, demo, "order", [order])
    page = (await owner.get(f"{BIG}/test", **HTMX)).text
    assert "#77" in page
    assert f'value="kept:order.created:77:{order["id"]}"' in page
    assert " selected>" in page
