"""Connecting by an app: what is signed, what came back, what is asked for. One vector is of Shopify's documentation."""

from __future__ import annotations

import hmac
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlsplit

import orjson
import pytest
from aiohttp import web
from pydantic import SecretStr

from app.connectors.http import Http
from app.connectors.shopify import scopes
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.connectors.shopify.events import TOPICS
from app.connectors.shopify.install import Granted, authorize_url, exchange, signed, verify
from app.errors import Permanent, Rejected, Temporary
from app.nodes import catalogue

FIXTURES = Path(__file__).parents[1] / "fixtures" / "shopify"


def settings(**more: Any) -> ShopifySettings:
    return ShopifySettings(
        shop_domain="leaf.myshopify.com", client_id="app1", client_secret=SecretStr("hush"), **more
    )


def query(secret: str = "hush", **told: str) -> list[tuple[str, str]]:
    """A query as Shopify signs it."""
    told = {"code": "c0de", "shop": "leaf.myshopify.com", "state": "s", "timestamp": "1337178173", **told}
    text = "&".join(f"{name}={told[name]}" for name in sorted(told))
    return [*told.items(), ("hmac", hmac.new(secret.encode(), text.encode(), "sha256").hexdigest())]


def test_the_example_of_the_documentation_is_signed() -> None:
    """shopify.dev, authorization code grant, "Verify the installation request"."""
    told = (
        "code=0907a61c0c8d55e99db179b68161bc00&hmac=700e2dadb827fcc8609e9d5ce208b2e9cdaab9df07390d2cbca10d7c328fc4bf"
        "&shop=some-shop.myshopify.com&state=0.6784241404160823&timestamp=1337178173"
    )
    assert signed(parse_qsl(told), "hush")
    assert not signed(parse_qsl(told), "hush!")
    assert not signed(parse_qsl(told.replace("some-shop", "other-shop")), "hush")


def test_nothing_unsigned_passes() -> None:
    assert signed(query(), "hush")
    assert not signed([pair for pair in query() if pair[0] != "hmac"], "hush")
    assert not signed(query(secret=""), ""), "no secret signs nothing"
    assert not signed([*query(), ("more", "x")], "hush")
    assert signed(query(host="a%26b=c".replace("%26", "")), "hush")
    two = [("a", "1&b=2"), ("hmac", hmac.new(b"hush", b"a=1&b=2", "sha256").hexdigest())]
    assert not signed(two, "hush"), "no two queries are signed alike"


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (query(secret="other"), "not signed with this app's client secret"),
        (query(shop="clay.myshopify.com"), "Another store came back"),
        (query(shop="leaf.myshopify.com.evil.example"), "Another store came back"),
        (query(code=""), "did not agree"),
    ],
)
def test_what_is_not_ours_is_turned_away(told: list[tuple[str, str]], said: str) -> None:
    with pytest.raises(Rejected, match=said):
        verify(settings(), told)


def test_the_code_of_the_right_store_is_taken() -> None:
    assert verify(settings(), query()) == "c0de"


def test_the_store_is_asked_for_what_is_needed_and_no_more() -> None:
    url = authorize_url(settings(), {"write_orders", "read_customers"}, "https://flow.example/back", "st")
    parts = urlsplit(url)
    assert (
        f"{parts.scheme}://{parts.netloc}{parts.path}" == "https://leaf.myshopify.com/admin/oauth/authorize"
    )
    assert parse_qs(parts.query) == {
        "client_id": ["app1"],
        "scope": ["read_customers,write_orders"],
        "redirect_uri": ["https://flow.example/back"],
        "state": ["st"],
    }


@pytest.mark.parametrize(
    ("status", "told", "outcome"),
    [
        (200, {"access_token": "shpat_1", "scope": "read_orders,write_orders"}, Granted),
        (400, {"error": "invalid_request"}, Permanent),
        (200, {"scope": "x"}, Permanent),
        (503, {}, Temporary),
    ],
)
async def test_a_code_is_changed_into_a_token(status: int, told: Any, outcome: type) -> None:
    asked: list[Any] = []

    async def serve(request: web.Request) -> web.Response:
        asked.append((request.path, orjson.loads(await request.read())))
        return web.Response(status=status, body=orjson.dumps(told))

    app = web.Application()
    app.router.add_post("/{path:.*}", serve)
    runner, http = web.AppRunner(app, shutdown_timeout=0.1), Http(("127.0.0.1",))
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    mine = settings(base_url=f"http://127.0.0.1:{runner.addresses[0][1]}")
    try:
        if outcome is Granted:
            granted = await exchange(http, mine, "c0de")
            assert granted == Granted("shpat_1", frozenset({"read_orders", "write_orders"}))
        else:
            with pytest.raises(outcome):
                await exchange(http, mine, "c0de")
    finally:
        await http.close()
        await runner.cleanup()
    path, body = asked[0]
    assert path == "/admin/oauth/access_token"
    assert body == {"client_id": "app1", "client_secret": "hush", "code": "c0de"}


def test_the_client_secret_signs_messages() -> None:
    shop = Shopify(settings(), Http())
    import base64

    body = b'{"id":1}'
    sent = base64.b64encode(hmac.digest(b"hush", body, "sha256")).decode()
    headers = {"x-shopify-hmac-sha256": sent, "x-shopify-topic": "orders/paid", "x-shopify-webhook-id": "w"}
    assert shop.take(headers, body).topic == "orders/paid"


def test_each_topic_takes_what_shopify_says() -> None:
    told = json.loads((FIXTURES / "topics.json").read_text())["topics"]
    by_topic = {one["topic"]: one.get("access_scopes") for one in told}
    for topic, (event, _) in TOPICS.items():
        if topic not in by_topic:
            continue
        areas = by_topic[topic] or []
        found = scopes.of_event(event)
        if not areas:
            continue
        assert found, f"{topic} takes one of {areas}"
        assert all(one.removeprefix("read_") in areas for one in found), (
            f"{topic}: {found} is none of {areas}"
        )


def test_each_step_that_changes_a_store_takes_something() -> None:
    """But those whose request the owner writes."""
    free = {"ChangeByShopifyApi"}
    for name, kind in catalogue().items():
        for effect in kind.effects:
            if effect.slot != "shop" or effect.kind != "write" or effect not in Shopify.performs():
                continue
            group = name.partition(".")[0]
            thing = group if group in scopes.AREAS else min(kind.meta.needs, default="")
            found = Shopify.takes([effect], (), thing)
            of_shop = name.startswith("shopify.") and "shop_field" in name
            assert found or effect.__name__ in free or of_shop, name


def test_who_may_write_may_read() -> None:
    assert scopes.widened({"write_orders", "read_products"}) == {
        "write_orders",
        "read_orders",
        "read_products",
    }
