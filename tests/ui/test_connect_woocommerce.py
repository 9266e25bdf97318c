"""Connecting a WooCommerce store: by its own page, by pasted keys, with and without a public address."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from app.main import create_app
from app.settings import Settings
from app.store import connections
from app.store.preferences import set_shop
from tests.fakes.woocommerce.seed import seed
from tests.fakes.woocommerce.server import Fake, running
from tests.fakes.woocommerce.shop import Shop
from tests.ui.conftest import MINE, House, where
from tests.web.asking import Browser, Reply

PUBLIC = "https://flows.example.com"
KEYS = "/connect/woocommerce/keys"


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running(seed(Shop())) as fake:
        yield fake


async def opened(folder: Path, stack: AsyncExitStack, public: str) -> House:
    app = create_app(Settings(data_dir=folder, public_url=public, allow_private_addresses=("127.0.0.1",)))
    await stack.enter_async_context(app.router.lifespan_context(app))
    house = House(app)
    await house.services.db.write(set_shop, replace(MINE))
    await house.services.changed()
    return house


@pytest.fixture
async def public(tmp_path: Path) -> AsyncIterator[House]:
    """A Storeflow with a public address."""
    async with AsyncExitStack() as stack:
        yield await opened(tmp_path / "public", stack, PUBLIC)


@pytest.fixture
async def private(tmp_path: Path) -> AsyncIterator[House]:
    """One without."""
    async with AsyncExitStack() as stack:
        yield await opened(tmp_path / "private", stack, "")


async def owner_of(house: House) -> Browser:
    owner = await house.someone("owner")
    if house.services.settings.public_url:
        owner.cookies["__Host-storeflow"] = owner.cookies.pop("storeflow")
    return owner


async def new_id(owner: Browser) -> str:
    found = re.search(r'name="id" value="(\w{26})"', (await owner.get("/connections/new/woocommerce")).text)
    assert found
    return found[1]


def asked_of(reply: Reply) -> dict[str, str]:
    """Where the page leads to in the store."""
    assert reply.status == 200, reply.text[:500]
    found = re.search(r'href="([^"]+/wc-auth/v1/authorize\?[^"]+)"', reply.text)
    assert found
    query = parse_qs(urlsplit(found[1].replace("&amp;", "&")).query)
    return {name: values[0] for name, values in query.items()}


async def brought(house: House, body: Any) -> Reply:
    """As the store's server brings it: no cookie, no page of ours."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return await Browser(house.app).ask("POST", KEYS, raw, {"content-type": "application/json;charset=UTF-8"})


def keys_of(fake: Fake, state: str) -> dict[str, Any]:
    key = fake.shop.keys[0]
    return {"key_id": 7, "user_id": state, "consumer_key": key.key, "consumer_secret": key.secret,
            "key_permissions": "read_write"}  # fmt: skip


async def test_by_the_stores_own_page(public: House, fake: Fake) -> None:
    owner = await owner_of(public)
    ident = await new_id(owner)
    reply = await owner.post(
        "/connections/new/woocommerce/ask", {"id": ident, "shop": fake.url + "/wp-admin/"}
    )
    asked = asked_of(reply)
    assert asked["scope"] == "read_write"
    assert asked["return_url"] == f"{PUBLIC}/connections/{ident}/back"
    assert asked["callback_url"] == f"{PUBLIC}{KEYS}"
    row = await public.services.db.read(connections.get, ident)
    assert (row.name, row.settings["url"]) == ("Leaf & Clay", fake.url), (
        "it is called what the store calls itself"
    )
    assert (await brought(public, keys_of(fake, asked["user_id"]))).status == 200
    page = (await owner.get(f"/connections/{ident}/back?success=1&user_id=x")).text
    assert "Connected to 127.0.0.1" in page
    assert "Waiting for the first message" in page
    assert "What to do in your store" not in page, "the webhooks are made by us"
    kept = public.services.vault.unlock((await public.services.db.read(connections.get, ident)).secrets)
    assert kept["consumer_key"] == fake.shop.keys[0].key
    assert len(kept["webhook_secret"]) >= 40
    assert not any(secret in page for secret in kept.values())


async def test_a_state_works_once_and_no_other_does(public: House, fake: Fake) -> None:
    owner = await owner_of(public)
    ident = await new_id(owner)
    form = {"id": ident, "shop": fake.url}
    first = asked_of(await owner.post("/connections/new/woocommerce/ask", form))["user_id"]
    state = asked_of(await owner.post(f"/connections/{ident}/keys", {}))["user_id"]
    for wrong in ("x", "", ident, first, state + "x"):
        assert (await brought(public, keys_of(fake, wrong))).status in (400, 403)
    assert (await brought(public, keys_of(fake, state))).status == 200
    assert (await brought(public, keys_of(fake, state))).status == 403, "used up"
    page = (await owner.get(f"/connections/{ident}")).text
    assert "Ask the store for keys" not in page, "it has some"


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"null", b'{"user_id": {}}', b"[" * 3000, b" " * 5000])
async def test_nothing_else_is_taken_at_that_door(public: House, body: bytes) -> None:
    await owner_of(public)
    assert (await brought(public, body)).status in (400, 413)


async def test_an_owner_who_denies(public: House, fake: Fake) -> None:
    owner = await owner_of(public)
    ident = await new_id(owner)
    await owner.post("/connections/new/woocommerce/ask", {"id": ident, "shop": fake.url})
    page = (await owner.get(f"/connections/{ident}/back?success=0&user_id=x")).text
    assert "The store gave no keys" in page
    assert "Ask the store for keys" in page
    viewer = await public.someone("viewer")
    viewer.cookies["__Host-storeflow"] = viewer.cookies.pop("storeflow")
    assert (await viewer.post(f"/connections/{ident}/keys", {})).status == 403


@pytest.mark.parametrize(
    ("shop", "said"),
    [
        ("no shop", "This is not the address of a shop"),
        ("https://shop.invalid", "Check how it is spelled"),
        ("http://10.0.0.1", "private network"),
    ],
)
async def test_an_address_without_a_store(public: House, shop: str, said: str) -> None:
    owner = await owner_of(public)
    ident = await new_id(owner)
    reply = await owner.post("/connections/new/woocommerce/ask", {"id": ident, "shop": shop})
    assert reply.status == 422
    assert said in reply.text
    assert f'value="{shop}"' in reply.text, "what was typed is still there"
    assert ident not in {row.id for row in await public.services.db.read(connections.list_all)}


async def test_a_store_with_plain_permalinks(public: House, fake: Fake) -> None:
    owner = await owner_of(public)
    fake.permalinks = False
    form = {"id": await new_id(owner), "shop": fake.url}
    reply = await owner.post("/connections/new/woocommerce/ask", form)
    assert reply.status == 422
    assert "Settings → Permalinks" in reply.text


async def test_without_a_public_address_keys_are_pasted(private: House, fake: Fake) -> None:
    owner = await owner_of(private)
    page = (await owner.get("/connections/new/woocommerce")).text
    assert "/connections/new/woocommerce/ask" not in page
    assert "STOREFLOW_PUBLIC_URL" in page
    assert "REST API → Add key" in page
    ident = await new_id(owner)
    assert (
        await owner.post("/connections/new/woocommerce/ask", {"id": ident, "shop": fake.url})
    ).status == 422
    key = fake.shop.keys[0]
    typed = {
        "id": ident,
        "name": "Mine",
        "url": fake.url,
        "consumer_key": key.key,
        "consumer_secret": key.secret,
    }
    assert where(await owner.post("/connections/new/woocommerce", typed)).endswith("said=connection-added")
    page = (await owner.get(f"/connections/{ident}")).text
    assert "asks your store every minute" in page
    assert "Waiting for the first message" not in page
    assert "Asked every minute" in (await owner.get("/connections")).text


async def test_wrong_keys_are_told_at_once_and_can_be_changed(private: House, fake: Fake) -> None:
    owner = await owner_of(private)
    typed: Mapping[str, str] = {"id": await new_id(owner), "name": "Mine", "url": fake.url}
    typed = {**typed, "consumer_key": "ck_wrong", "consumer_secret": "cs_wrong"}
    await owner.post("/connections/new/woocommerce", typed)
    at = f"/connections/{typed['id']}"
    assert "refuses the API keys" in (await owner.get(at)).text
    key = fake.shop.keys[0]
    key.permissions = "read"
    right = {"name": "Mine", "url": fake.url, "consumer_key": key.key, "consumer_secret": key.secret}
    await owner.post(at, right)
    assert "does not let these API keys change anything" in (await owner.get(at)).text
    key.permissions = "read_write"
    reply = await owner.post(f"{at}/test")
    assert "Connected to 127.0.0.1, by http" in reply.text
    assert "API keys change anything" not in (await owner.get(at)).text


async def test_without_keys_it_only_listens(private: House) -> None:
    owner = await owner_of(private)
    typed = {
        "id": await new_id(owner),
        "name": "Mine",
        "url": "https://shop.example.com",
        "webhook_secret": "hush",
    }
    await owner.post("/connections/new/woocommerce", typed)
    page = (await owner.get(f"/connections/{typed['id']}")).text
    assert "Waiting for the first message" in page
    assert "What to do in your store" in page
