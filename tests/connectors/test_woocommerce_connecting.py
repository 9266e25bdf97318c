"""Connecting a WooCommerce store: what is found at its address, what its keys open, and its webhooks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pydantic import SecretStr, ValidationError

from app.connectors.http import Http
from app.connectors.woocommerce.connecting import authorize_url, look, posted_keys
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from app.connectors.woocommerce.judging import read
from app.errors import Permanent, StepError, Temporary
from tests.fakes.woocommerce.seed import by_sku, seed
from tests.fakes.woocommerce.server import NOISE, Fake, running
from tests.fakes.woocommerce.shop import Key, Shop
from tests.fakes.woocommerce.webhooks import Webhooks

HOOK = "https://flows.example.com/hooks/01"


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running(seed(Shop(zone="Europe/Berlin"))) as fake:
        yield fake


@pytest.fixture
async def http() -> AsyncIterator[Http]:
    http = Http(("127.0.0.1", "localhost"))
    yield http
    await http.close()


def connector(fake: Fake, http: Http, key: Key | None = None, url: str = "") -> WooCommerce:
    key = key or fake.shop.keys[0]
    pair = {"consumer_key": SecretStr(key.key), "consumer_secret": SecretStr(key.secret)}
    return WooCommerce(WooCommerceSettings(url=url or fake.url, **pair), http)


async def test_a_store_is_found_and_says_its_name(fake: Fake, http: Http) -> None:
    store = await look(fake.url, http)
    assert (store.url, store.name) == (fake.url, "Leaf & Clay")


async def test_a_store_that_moved_is_found_where_it_is(fake: Fake, http: Http) -> None:
    async with running() as old:
        old.front, old.elsewhere = "redirect", fake.url
        assert (await look(old.url, http)).url == fake.url
        with pytest.raises(Permanent, match=f"sends every caller on to {fake.url}"):
            await connector(old, http).rest.call("PUT", "orders/1", body={"status": "completed"})
        assert fake.wrote == [], "a change is not turned into a question somewhere else"


async def test_keys_that_open_it(fake: Fake, http: Http) -> None:
    said = str(await connector(fake, http).check())
    assert said.startswith("Connected to 127.0.0.1")
    assert "unencrypted" in said, "plain http works, and is told of"


def plain_permalinks(fake: Fake) -> None:
    fake.permalinks = False


def maintenance(fake: Fake) -> None:
    fake.front = "maintenance"


def password(fake: Fake) -> None:
    fake.front = "password"


def coming_soon(fake: Fake) -> None:
    fake.front = "page"


def firewall(fake: Fake) -> None:
    fake.faults.add("403")


def read_only(fake: Fake) -> None:
    fake.shop.keys[0].permissions = "read"


def taken_back(fake: Fake) -> None:
    fake.shop.keys[0] = Key()


def wrong_secret(fake: Fake) -> None:
    fake.shop.keys[0].secret = "cs_other"


def no_manager(fake: Fake) -> None:
    fake.shop.keys[0].manages = False


@pytest.mark.parametrize(
    ("happens", "said"),
    [
        (plain_permalinks, "permalinks of 127.0.0.1 are set to “Plain”"),
        (maintenance, "being maintained"),
        (password, "password of the web server"),
        (coming_soon, "“coming soon”"),
        (firewall, "firewall"),
        (read_only, "let these API keys change anything"),
        (taken_back, "refuses the API keys"),
        (wrong_secret, "refuses the API keys"),
        (no_manager, "refuses the API keys"),
    ],
)
async def test_each_obstacle_is_one_sentence_with_the_way_out(
    fake: Fake, http: Http, happens: Callable[[Fake], None], said: str
) -> None:
    shop = connector(fake, http)
    happens(fake)
    with pytest.raises(StepError, match=said) as caught:
        await shop.check()
    assert isinstance(caught.value, Temporary) is (happens is maintenance)
    assert not any(secret in str(caught.value) for secret in ("ck_", "cs_"))


async def test_a_name_that_nobody_has(fake: Fake, http: Http) -> None:
    with pytest.raises(Temporary, match="Check how it is spelled"):
        await connector(fake, http, url="https://shop.invalid").check()


async def test_a_server_without_wordpress(http: Http) -> None:
    from aiohttp import web

    runner = web.AppRunner(web.Application(), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with pytest.raises(Permanent, match="There is no WordPress at"):
        await look(f"http://127.0.0.1:{runner.addresses[0][1]}", http)
    await runner.cleanup()


async def test_a_wordpress_without_woocommerce(http: Http) -> None:
    from aiohttp import web

    async def index(_: web.Request) -> web.Response:
        return web.json_response({"name": "Blog", "namespaces": ["wp/v2"]})

    app = web.Application()
    app.router.add_get("/wp-json/", index)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    with pytest.raises(Permanent, match="without WooCommerce"):
        await look(f"http://127.0.0.1:{runner.addresses[0][1]}", http)
    await runner.cleanup()


async def test_a_certificate_that_nobody_vouches_for(http: Http, tmp_path: Path) -> None:
    async with running(https=tmp_path) as fake:
        with pytest.raises(Permanent, match="valid certificate; Let's Encrypt"):
            await connector(fake, http).check()


async def test_what_plugins_print_is_cut_off(fake: Fake, http: Http) -> None:
    fake.noise = NOISE
    await connector(fake, http).check()
    tea = by_sku(fake.shop, "TEE-100")
    assert (await connector(fake, http).rest.get("product", str(tea["id"])))["sku"] == "TEE-100"


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (b'{"a": 1}', {"a": 1}),
        (b"\xef\xbb\xbf[]", []),
        (b'<br />\n<b>Notice</b>: x[1] {y}<br />[{"id": 1}]', [{"id": 1}]),
        (b'[{"id": 1}]\n<!-- cached by x -->', [{"id": 1}]),
        (b'<!doctype html><script>{"a": 1}</script>', None),
        (b'Notice: {"id": 5, "lines": [{"id": 1}]', None),
        (b'{"id": 5, "lines": [{"id": 1}]', None),
        (b'{"id": 5}{"id": 6}', None),
        (b"", None),
    ],
)
def test_only_whole_data_is_read(body: bytes, found: object) -> None:
    assert read(body) == found


async def test_keys_in_a_header_that_the_web_server_drops(
    fake: Fake, http: Http, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WooCommerce takes signed queries over https too, so the second try comes through."""
    shop = connector(fake, http)
    shop.rest._signs = False  # as over https: loopback has no certificate that anybody vouches for
    await shop.check()
    kept = len(fake.asked)
    await shop.check()
    assert len(fake.asked) == 2 * kept, "from then on it signs at once"


def test_the_address_of_the_stores_own_page() -> None:
    url = authorize_url(
        "https://shop.example.com", "state-1", "https://a.example/back", "https://a.example/keys"
    )
    parts = urlsplit(url)
    assert (parts.netloc, parts.path) == ("shop.example.com", "/wc-auth/v1/authorize")
    assert {name: values[0] for name, values in parse_qs(parts.query).items()} == {
        "app_name": "Storeflow",
        "scope": "read_write",
        "user_id": "state-1",
        "return_url": "https://a.example/back",
        "callback_url": "https://a.example/keys",
    }


def test_only_keys_are_taken_of_what_a_store_posts() -> None:
    whole = {
        "key_id": 1,
        "user_id": "s",
        "consumer_key": "ck_1",
        "consumer_secret": "cs_2",
        "url": "https://evil",
    }
    assert posted_keys(whole) == ("s", {"consumer_key": "ck_1", "consumer_secret": "cs_2"})
    for changed in (
        {"user_id": 1},
        {"consumer_key": "x"},
        {"consumer_secret": ""},
        {"consumer_key": ["ck_1"]},
    ):
        assert posted_keys({**whole, **changed}) is None
    assert posted_keys([whole]) is None


def test_with_keys_the_secret_of_the_webhooks_is_ours() -> None:
    keys = {"consumer_key": SecretStr("ck_1"), "consumer_secret": SecretStr("cs_1")}
    made = [WooCommerceSettings(url="shop.example.com", **keys).webhook_secret for _ in range(2)]
    assert len({one.get_secret_value() for one in made}) == 2
    assert all(len(one.get_secret_value()) >= 40 for one in made)
    with pytest.raises(ValidationError, match="secret of your webhooks"):
        WooCommerceSettings(url="shop.example.com")


async def test_webhooks_are_made_revived_and_deleted(fake: Fake, http: Http) -> None:
    shop = connector(fake, http)
    made = await shop.subscribe("order.created", HOOK)
    assert (made.topic, made.address, made.active) == ("order.created", HOOK, True)
    (kept,) = fake.shop.things["webhook"].values()
    assert kept["_secret"] == shop.secret, "without it WooCommerce would make one that nobody knows"
    kept["status"] = "disabled"
    assert [one.active for one in await shop.subscriptions()] == [False]
    await shop.revive(made.id, "https://new.example.com/hooks/01")
    (now,) = await shop.subscriptions()
    assert (now.id, now.active, now.address) == (made.id, True, "https://new.example.com/hooks/01")
    await shop.unsubscribe(made.id)
    assert await shop.subscriptions() == []
    await shop.unsubscribe(made.id)


async def test_many_webhooks_are_read_page_by_page(fake: Fake, http: Http) -> None:
    for number in range(230):
        Webhooks(fake.shop).create({"topic": "order.created", "delivery_url": HOOK, "name": str(number)})
    fake.shop.pings.clear()
    assert len({one.id for one in await connector(fake, http).subscriptions()}) == 230


def test_which_topics_tell_of_what() -> None:
    topics = WooCommerce.topics
    assert topics(["order.created"]) == {"order.created"}
    assert topics(["order.paid"]) == topics(["refund.created"]) == {"order.created", "order.updated"}
    assert topics(["discount.updated", "customer.created"]) == {"coupon.updated", "customer.created"}
    assert topics(["checkout.created", "parcel.lost"]) == set()
