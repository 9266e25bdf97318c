"""Connecting Shopify by an app, page by page, with a Shopify that answers on loopback."""

from __future__ import annotations

import hmac
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import orjson
import pytest
from aiohttp import web

from app.core.document import Workflow
from app.engine import connecting, publishing
from app.main import create_app
from app.settings import Settings
from app.store import connections, links, subscriptions
from app.store.subscriptions import Known
from app.store.types import new_id
from tests.ui.conftest import House, where
from tests.web.asking import Browser

SHOP = "leaf.myshopify.com"


class Store:
    """What of Shopify the way needs. ``scopes``: what it lets the app do."""

    def __init__(self) -> None:
        self.url, self.token, self.scopes = "", "shpat_1", ["read_orders", "read_customers", "read_products"]
        self.codes: list[str] = []

    async def serve(self, request: web.Request) -> web.Response:
        body = orjson.loads(await request.read())
        if request.path == "/admin/oauth/access_token":
            self.codes.append(body["code"])
            told: Any = {"access_token": self.token, "scope": ",".join(self.scopes)} if self.token else {}
            return web.Response(status=200 if self.token else 400, body=orjson.dumps(told))
        assert request.headers["X-Shopify-Access-Token"] == self.token
        scopes = [{"handle": one} for one in self.scopes]
        data = {"shop": {"name": "Leaf"}, "currentAppInstallation": {"accessScopes": scopes}}
        return web.Response(body=orjson.dumps({"data": data}), content_type="application/json")


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    made, app = Store(), web.Application()
    app.router.add_post("/{path:.*}", made.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield made
    await runner.cleanup()


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with AsyncExitStack() as stack:
        app = create_app(Settings(data_dir=tmp_path, allow_private_addresses=("127.0.0.1",)))
        await stack.enter_async_context(app.router.lifespan_context(app))
        yield House(app)


async def by_app(house: House, store: Store) -> str:
    """A connection whose app is known, and that has no token yet."""
    given = {"shop_domain": SHOP, "client_id": "app1", "client_secret": "hush", "base_url": store.url}
    row = await connecting.add(house.services, "shopify", "Leaf", given)
    await house.services.changed()
    return row.id


async def begun(owner: Browser, connection: str) -> dict[str, str]:
    """The owner goes to the store's page: what it is asked with."""
    there = urlsplit(where(await owner.get(f"/connect/shopify/{connection}/go")))
    assert there.path == "/admin/oauth/authorize"
    return {name: values[0] for name, values in parse_qs(there.query).items()}


def back(state: str, secret: str = "hush", **more: str) -> str:
    """What the store leads back to, signed."""
    told = {"code": "c0de", "shop": SHOP, "state": state, "timestamp": "1780000000", **more}
    text = "&".join(f"{name}={told[name]}" for name in sorted(told))
    sign = hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()
    return f"/connect/shopify/callback?{urlencode({**told, 'hmac': sign})}"


async def token_of(house: House, connection: str) -> Any:
    row = await house.services.db.read(connections.get, connection)
    return house.services.vault.unlock(row.secrets).get("access_token")


async def test_the_form_keeps_the_app_and_leads_on(house: House, owner: Browser) -> None:
    form = await owner.get("/connections/new/shopify")
    assert "By an app of your own" in form.text
    assert "/connect/shopify/callback" in form.text
    ident = new_id()
    sent = {"id": ident, "shop_domain": "leaf", "client_id": "app1", "client_secret": "hush"}
    assert where(await owner.post("/connect/shopify", sent)) == f"/connect/shopify/{ident}"
    shown = await owner.get(f"/connect/shopify/{ident}")
    assert "read_orders" in shown.text
    assert "hush" not in shown.text
    page = await owner.get(f"/connections/{ident}")
    assert "One step is left" in page.text
    again = await owner.get(f"/connect/shopify?shop={SHOP}")
    assert where(again) == f"/connect/shopify/{ident}"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"shop_domain": "leaf.example.com"}, "must end in .myshopify.com"),
        ({"client_id": ""}, "paste the client ID"),
        ({"client_secret": ""}, "paste the client secret"),
    ],
)
async def test_what_is_wrong_stands_at_its_field(house: House, owner: Browser, wrong: Any, said: str) -> None:
    sent = {"id": new_id(), "shop_domain": "leaf", "client_id": "app1", "client_secret": "hush", **wrong}
    reply = await owner.post("/connect/shopify", sent)
    assert reply.status == 422
    assert said in reply.text


async def test_the_owner_agrees_and_the_token_is_kept(house: House, owner: Browser, store: Store) -> None:
    connection = await by_app(house, store)
    asked = await begun(owner, connection)
    assert asked["scope"] == "read_customers,read_orders,read_products"
    assert asked["redirect_uri"].endswith("/connect/shopify/callback")
    assert where(await owner.get(back(asked["state"]))).startswith(f"/connections/{connection}")
    assert store.codes == ["c0de"]
    assert await token_of(house, connection) == "shpat_1"
    page = await owner.get(f"/connections/{connection}")
    assert "shpat_1" not in page.text
    assert "One step is left" not in page.text


async def test_a_state_works_once(house: House, owner: Browser, store: Store) -> None:
    connection = await by_app(house, store)
    asked = await begun(owner, connection)
    await owner.get(back(asked["state"]))
    assert (await owner.get(back(asked["state"]))).status == 403
    assert len(store.codes) == 1


async def test_what_was_not_begun_here_is_turned_away(house: House, owner: Browser, store: Store) -> None:
    connection = await by_app(house, store)
    state = (await begun(owner, connection))["state"]
    assert (await owner.get(back("made up"))).status == 403
    other = await house.someone("owner")
    assert (await other.get(back(state))).status == 403, "another sign-in"
    for wrong in (back(state, secret="other"), back(state, shop="clay.myshopify.com"), back(state, code="")):
        state = (await begun(owner, connection))["state"]
        reply = await owner.get(wrong.replace(parse_qs(urlsplit(wrong).query)["state"][0], state))
        assert reply.status == 403
    assert store.codes == []
    assert await token_of(house, connection) == ""


async def test_an_old_state_and_one_of_another_kind_do_not_work(
    house: House, owner: Browser, store: Store
) -> None:
    connection = await by_app(house, store)
    long_ago = datetime.now(UTC) - timedelta(hours=1)
    old = await house.services.db.write(links.make_link, "shopify-install", "x|y", long_ago)
    other = await house.services.db.write(links.make_link, "invitation", f"x|{connection}", datetime.now(UTC))
    for state in (old, other):
        assert (await owner.get(back(state))).status == 403


async def test_only_an_owner_connects(house: House, store: Store) -> None:
    connection = await by_app(house, store)
    editor = await house.someone("editor")
    for path in (
        "/connect/shopify",
        f"/connect/shopify/{connection}",
        f"/connect/shopify/{connection}/go",
        back("x"),
    ):
        assert (await editor.get(path)).status == 403
    nobody = Browser(house.app)
    assert where(await nobody.get(back("x"))).startswith("/sign-in")


async def test_a_store_that_gives_no_token_says_what_to_do(
    house: House, owner: Browser, store: Store
) -> None:
    connection = await by_app(house, store)
    store.token = ""
    reply = await owner.get(back((await begun(owner, connection))["state"]))
    assert "Compare client ID and client secret" in reply.text


async def test_a_permission_that_a_step_needs_is_named_and_asked_for(
    house: House, owner: Browser, store: Store
) -> None:
    connection = await by_app(house, store)
    document = {
        "version": 1,
        "id": "vips",
        "name": "VIPs",
        "slots": {"shop": {"kind": ["shopify"]}},
        "steps": [
            {"id": "s0", "type": "order.created", "settings": {}},
            {"id": "s1", "type": "order.add_tags", "settings": {"tags": ["vip"]}},
        ],
        "edges": [{"source": "s0", "port": "next", "target": "s1"}],
    }
    await publishing.create(house.services, Workflow.model_validate(document), {"shop": connection})
    asked = await begun(owner, connection)
    assert asked["scope"] == "read_customers,read_orders,read_products,write_orders"
    await owner.get(back(asked["state"]))
    page = await owner.get(f"/connections/{connection}")
    assert "The step “Add order tags” in “VIPs” needs the permission write_orders." in page.text
    problems = await publishing.problems_of(
        house.services, Workflow.model_validate(document), {"shop": connection}
    )
    assert [(one.step, one.code, one.severity) for one in problems if one.code == "permission"] == [
        ("s1", "permission", "warning")
    ]
    store.scopes.append("write_orders")
    tested = await owner.post(f"/connections/{connection}/test")
    assert "Connected to Leaf." in tested.text
    assert "needs the permission" not in tested.text


async def test_a_stores_page_tells_of_its_messages(house: House, owner: Browser, store: Store) -> None:
    connection, at = await by_app(house, store), datetime(2026, 5, 3, 12, 2, tzinfo=UTC)
    known = Known(at, {"orders/paid": at}, ["refunds/create"], [(at, "orders/paid", "revived")])
    await house.services.db.write(subscriptions.claim, connection, at)
    await house.services.db.write(subscriptions.save, connection, known, at)
    page = await owner.get(f"/connections/{connection}")
    assert "Shopify sends 1 kind of messages." in page.text
    assert "Order paid" in page.text
    assert "“Order paid” was switched off by Shopify" in page.text
    assert "Order refunded" in page.text
