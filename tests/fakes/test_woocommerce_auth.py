"""Who gets in: checked with WooCommerce's own client for Python, which is not ours, and by hand."""

import asyncio
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import aiohttp
import orjson
import pytest
from aiohttp import web
from woocommerce import API
from woocommerce.oauth import OAuth

from tests.fakes.clock import Clock
from tests.fakes.woocommerce import Key, Shop, running
from tests.fakes.woocommerce.seed import place_order, seed
from tests.fakes.woocommerce.server import Fake

SAMPLES = Path(__file__).resolve().parent.parent / "fixtures" / "woocommerce"
RECORDED = {one["name"]: one for one in orjson.loads((SAMPLES / "rest-samples.json").read_bytes())}


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running(seed(Shop(Clock()))) as started:
        yield started


def client(fake: Fake, key: Key | None = None, **more: Any) -> API:
    found = key or fake.shop.keys[0]
    return API(url=fake.url, consumer_key=found.key, consumer_secret=found.secret, version="wc/v3", **more)


async def call(method: Any, *args: Any, **more: Any) -> tuple[int, Any]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of the certificate that it is told not to look at
        answer = await asyncio.to_thread(method, *args, **more)
    return answer.status_code, answer.json()


async def test_woocommerces_own_client_reads_and_writes_over_plain_http(fake: Fake) -> None:
    api = client(fake)
    order = place_order(fake.shop)["id"]
    status, orders = await call(api.get, "orders", params={"per_page": 2, "search": "grüner tee"})
    assert (status, [one["id"] for one in orders]) == (200, [order])
    status, changed = await call(api.put, f"orders/{order}", {"status": "processing"})
    assert (status, changed["status"]) == (200, "processing")
    status, made = await call(api.post, "coupons", {"code": "ÜBER & mehr", "amount": "5"})
    assert (status, made["code"]) == (201, "über & mehr")
    status, gone = await call(api.delete, f"coupons/{made['id']}", params={"force": True})
    assert (status, gone["id"]) == (200, made["id"])
    status, told = await call(client(fake, Key(fake.shop.keys[0].key, "cs_wrong")).get, "orders")
    assert (status, told["message"]) == (401, "Invalid signature - provided signature does not match.")


@pytest.mark.parametrize("in_query", [False, True])
async def test_and_over_https_by_the_keys_themselves(tmp_path: Path, in_query: bool) -> None:
    async with running(seed(Shop(Clock())), https=tmp_path) as fake:
        api = client(fake, verify_ssl=False, query_string_auth=in_query)
        status, products = await call(api.get, "products")
        assert (status, len(products)) == (200, 3)
        wrong = client(fake, Key(fake.shop.keys[0].key, "cs_wrong"), verify_ssl=False)
        status, told = await call(wrong.get, "products")
        assert (status, told["message"]) == (401, "Consumer secret is invalid.")
        status, told = await call(client(fake, Key("ck_none", "cs_none"), verify_ssl=False).get, "orders")
        real = RECORDED["auth-bad"]["response"]
        assert (status, told) == (real["status"], real["body"])


@asynccontextmanager
async def asked(fake: Fake, url: str, method: str = "GET", **more: Any) -> AsyncIterator[tuple[int, Any]]:
    async with aiohttp.ClientSession() as session, session.request(method, url, **more) as got:
        yield got.status, await got.json()


async def test_the_keys_themselves_are_not_taken_over_plain_http(fake: Fake) -> None:
    key = fake.shop.keys[0]
    auth = aiohttp.encode_basic_auth(key.key, key.secret) if hasattr(aiohttp, "encode_basic_auth") else None
    headers = {"Authorization": auth or aiohttp.BasicAuth(key.key, key.secret).encode()}
    for name in ("auth-basic-over-http", "auth-none"):
        sent = headers if name == "auth-basic-over-http" else {}
        async with asked(fake, f"{fake.url}/wp-json/wc/v3/orders", headers=sent) as (status, told):
            real = RECORDED[name]["response"]
            assert (status, told) == (real["status"], real["body"])


def signed(fake: Fake, **more: Any) -> str:
    key = fake.shop.keys[0]
    url = f"{fake.url}/wp-json/wc/v3/orders"
    return str(OAuth(url, key.key, key.secret, version="wc/v3", **more).get_oauth_url())


async def test_a_signature_counts_once(fake: Fake) -> None:
    url = signed(fake)
    async with asked(fake, url) as (status, _):
        assert status == 200
    async with asked(fake, url) as (status, told):
        assert (status, told["message"]) == (401, "Invalid nonce - nonce has already been used.")


@pytest.mark.parametrize(("off", "right"), [(-16, False), (-14, True), (14, True), (16, False)])
async def test_a_quarter_of_an_hour_is_all_that_clocks_may_differ(fake: Fake, off: int, right: bool) -> None:
    async with asked(fake, signed(fake, oauth_timestamp=int(time.time()) + off * 60)) as (status, told):
        assert status == (200 if right else 401)
        assert right or told["message"] == "Invalid timestamp."


async def test_half_a_signature_and_an_unknown_key_are_named(fake: Fake) -> None:
    parts = urlsplit(signed(fake))
    sent = dict(parse_qsl(parts.query))
    url = f"{fake.url}{parts.path}"
    half = {name: value for name, value in sent.items() if name != "oauth_nonce"}
    async with asked(fake, url, params=half) as (status, told):
        assert (status, told["code"]) == (401, "woocommerce_rest_authentication_missing_parameter")
    async with asked(fake, url, params={**sent, "oauth_consumer_key": "ck_none"}) as (status, told):
        assert (status, told["message"]) == (401, "Consumer key is invalid.")
    async with asked(fake, url, params={**sent, "oauth_signature_method": "PLAINTEXT"}) as (status, told):
        assert (status, told["message"]) == (401, "Invalid signature - signature method is invalid.")


async def test_a_signature_is_over_the_shops_own_address(fake: Fake) -> None:
    """Whoever comes by another name of the same host signs something else."""
    key = fake.shop.keys[0]
    other = fake.url.replace("127.0.0.1", "localhost")
    status, told = await call(API(other, key.key, key.secret, version="wc/v3").get, "orders")
    assert (status, told["message"]) == (401, "Invalid signature - provided signature does not match.")


@pytest.mark.parametrize(
    ("key", "method", "status", "code"),
    [
        (Key(permissions="read"), "get", 200, ""),
        (Key(permissions="read"), "post", 401, "woocommerce_rest_authentication_error"),
        (Key(permissions="write"), "get", 401, "woocommerce_rest_authentication_error"),
        (Key(permissions="write"), "post", 201, ""),
        (Key(manages=False), "get", 403, "woocommerce_rest_cannot_view"),
        (Key(manages=False), "post", 403, "woocommerce_rest_cannot_create"),
    ],
)
async def test_a_key_may_read_or_write_or_belongs_to_somebody_who_may_not(
    fake: Fake, key: Key, method: str, status: int, code: str
) -> None:
    fake.shop.keys.append(key)
    api = client(fake, key)
    got, told = await (call(api.get, "orders") if method == "get" else call(api.post, "orders", {}))
    assert got == status
    assert not code or told["code"] == code


async def test_the_owner_lets_an_application_in_by_a_page(fake: Fake) -> None:
    came: list[Any] = []

    async def callback(request: web.Request) -> web.Response:
        came.append(await request.json())
        return web.Response(status=200)

    app = web.Application()
    app.router.add_post("/keys", callback)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    there = f"http://127.0.0.1:{runner.addresses[0][1]}"
    query = {
        "app_name": "Storeflow", "scope": "read_write", "user_id": "state-1", "return_url": f"{there}/back",
        "callback_url": f"{there}/keys",
    }  # fmt: skip
    page = f"{fake.url}/wc-auth/v1/authorize"
    async with aiohttp.ClientSession() as session:
        async with session.get(page, params=query) as got:
            assert (got.status, "over SSL" in await got.text()) == (401, True)
        fake.connecting.plain_callbacks = True
        async with session.get(page, params={**query, "scope": "all"}) as got:
            assert got.status == 401
        async with session.get(page, params=query) as got:
            assert "Approve" in await got.text()
        granted = f"{fake.url}/wc-auth/v1/access_granted"
        async with session.get(granted, params=query, allow_redirects=False) as got:
            assert got.headers["Location"] == f"{there}/back?success=1&user_id=state-1"
        async with session.get(granted, params={**query, "callback_url": f"{there}/none"}) as got:
            assert got.status == 401
    [told] = came
    assert set(told) == {"key_id", "user_id", "consumer_key", "consumer_secret", "key_permissions"}
    assert [key.key for key in fake.shop.keys][1:] == [told["consumer_key"]], "only the one that was taken"
    assert (await call(client(fake, Key(told["consumer_key"], told["consumer_secret"])).get, "orders"))[
        0
    ] == 200
    await runner.cleanup()
