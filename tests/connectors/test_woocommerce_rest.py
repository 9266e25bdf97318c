"""WooCommerce's REST API, spoken to over HTTP with a store that answers as one was recorded."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, quote

import orjson
import pytest
from aiohttp import web
from pydantic import SecretStr

from app.connectors.http import Http
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from app.core.effects import AddTags, GetFact, RemoveTags
from app.core.fields import SHAPES
from app.errors import Missing, Permanent, StepError, Temporary

SAMPLES = Path(__file__).resolve().parent.parent / "fixtures" / "woocommerce" / "rest-samples.json"
REST = {pair["name"]: pair["response"] for pair in orjson.loads(SAMPLES.read_bytes())}


class Store:
    """``answers``: (status, JSON) by method and path; ``asked`` holds the requests."""

    def __init__(self) -> None:
        self.answers: dict[str, tuple[int, Any]] = {}
        self.asked: list[dict[str, Any]] = []
        self.base = ""
        self.shop: WooCommerce

    async def serve(self, request: web.Request) -> web.Response:
        path = request.path.removeprefix("/wp-json/wc/v3/")
        body = await request.read()
        self.asked.append(
            {"method": request.method, "path": path, "query": request.rel_url.raw_query_string, "body": body}
        )
        status, told = self.answers.get(f"{request.method} {path}", (404, REST["route-unknown"]["body"]))
        return web.Response(status=status, body=told if isinstance(told, bytes) else orjson.dumps(told))

    def wrote(self) -> list[tuple[str, Any]]:
        return [
            (f"{a['method']} {a['path']}", orjson.loads(a["body"]))
            for a in self.asked
            if a["method"] != "GET"
        ]


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = Store()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", store.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    http = Http(("127.0.0.1",))
    store.base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    settings = WooCommerceSettings(
        url=store.base,
        consumer_key=SecretStr("ck_1"),
        consumer_secret=SecretStr("cs_2"),
        webhook_secret=SecretStr("s"),
    )
    store.shop = WooCommerce(settings, http)
    yield store
    await http.close()
    await runner.cleanup()


@pytest.mark.parametrize(
    ("thing", "id", "path"),
    [("order", "23", "orders/23"), ("customer", "2", "customers/2"), ("product", "10", "products/10")],
)
async def test_things_are_read_in_the_same_shape(store: Store, thing: str, id: str, path: str) -> None:
    store.answers[f"GET {path}"] = (200, REST[f"{thing}-get"]["body"])
    found = await store.shop.perform(GetFact(thing=thing, id=id), "k")
    assert set(found) == set(SHAPES[thing.capitalize()].model_fields)
    assert found["id"] == id


async def test_over_plain_http_the_query_is_signed_and_the_secret_stays(store: Store) -> None:
    store.answers["GET orders"] = (200, [])
    await store.shop.rest.call("GET", "orders", {"per_page": "1"})
    (asked,) = store.asked
    assert "cs_2" not in asked["query"]
    sent = dict(parse_qsl(asked["query"]))
    given = sent.pop("oauth_signature")
    parameters = "&".join(f"{quote(name, safe='')}={quote(sent[name], safe='')}" for name in sorted(sent))
    base = f"GET&{quote(store.base + '/wp-json/wc/v3/orders', safe='')}&{quote(parameters, safe='')}"
    signed = base64.b64encode(hmac.new(b"cs_2&", base.encode(), hashlib.sha256).digest()).decode()
    assert given == signed
    assert sent["oauth_consumer_key"] == "ck_1"


async def test_tags_of_an_order_stand_in_a_meta_field(store: Store) -> None:
    order = dict(REST["order-get"]["body"])
    store.answers["GET orders/23"] = (200, order)
    store.answers["PUT orders/23"] = (200, order)
    add = AddTags(thing="order", id="23", tags=("vip", "big"))
    assert await store.shop.perform(add, "k") == {"tags": ["vip", "big"]}
    meta = {"key": "storeflow_tags", "value": "vip, big"}
    assert store.wrote() == [("PUT orders/23", {"meta_data": [meta]})]
    order["meta_data"] = [*order["meta_data"], {"id": 9, **meta}]
    assert await store.shop.perform(add, "k") == {"tags": ["vip", "big"]}
    assert len(store.wrote()) == 1, "nothing changes, so nothing is written"
    assert await store.shop.perform(RemoveTags(thing="order", id="23", tags=("VIP",)), "k") == {
        "tags": ["big"]
    }
    assert store.wrote()[-1] == ("PUT orders/23", {"meta_data": [{"key": "storeflow_tags", "value": "big"}]})
    assert (await store.shop.perform(GetFact(thing="order", id="23"), "k"))["tags"] == ["vip", "big"]


async def test_tags_of_a_product_are_real_ones(store: Store) -> None:
    product = {"id": 10, "tags": [{"id": 18, "name": "bio"}, {"id": 17, "name": "tee"}]}
    store.answers["GET products/10"] = (200, product)
    store.answers["PUT products/10"] = (200, product)
    store.answers["POST products/tags"] = (201, {"id": 40, "name": "sale"})
    await store.shop.perform(AddTags(thing="product", id="10", tags=("Bio", "sale")), "k")
    assert store.wrote() == [
        ("POST products/tags", {"name": "sale"}),
        ("PUT products/10", {"tags": [{"id": 18}, {"id": 17}, {"id": 40}]}),
    ]
    store.answers["POST products/tags"] = (
        400,
        {"code": "term_exists", "message": "…", "data": {"resource_id": 41}},
    )
    await store.shop.perform(AddTags(thing="product", id="10", tags=("sale",)), "k")
    assert store.wrote()[-1][1]["tags"][-1] == {"id": 41}
    store.answers["POST products/tags"] = (400, {"code": "other", "message": "No."})
    with pytest.raises(Permanent, match="No"):
        await store.shop.perform(AddTags(thing="product", id="10", tags=("sale",)), "k")


async def test_a_tag_with_a_comma_is_refused(store: Store) -> None:
    with pytest.raises(Permanent, match="comma"):
        await store.shop.perform(AddTags(thing="order", id="23", tags=("a,b",)), "k")
    assert store.asked == []


@pytest.mark.parametrize(
    ("status", "told", "kind"),
    [
        (429, {}, Temporary),
        (500, b"<html>", Temporary),
        (503, {"code": "x"}, Temporary),
        (500, REST["order-refund-too-much"]["body"], Permanent),
        (401, REST["auth-bad"]["body"], Permanent),
        (403, {}, Permanent),
        (400, REST["order-update-invalid-status"]["body"], Permanent),
        (404, REST["order-not-found"]["body"], Missing),
        (404, b"<html>Not found", Permanent),
        (200, b"<br>Warning", Permanent),
        (200, [], Permanent),
        (200, {"id": 0}, Permanent),
    ],
)
async def test_what_is_tried_again_and_what_is_not(
    store: Store, status: int, told: Any, kind: type[StepError]
) -> None:
    store.answers["GET orders/1"] = (status, told)
    with pytest.raises(StepError) as caught:
        await store.shop.perform(GetFact(thing="order", id="1"), "k")
    assert type(caught.value) is kind or (kind is Permanent and isinstance(caught.value, Permanent))
    assert not any(secret in str(caught.value) for secret in ("ck_1", "cs_2"))


@pytest.mark.parametrize(("thing", "id"), [("weather", "1"), ("order", "1/../2"), ("order", "")])
async def test_what_can_not_be_asked_is_not_asked(store: Store, thing: str, id: str) -> None:
    with pytest.raises(Permanent):
        await store.shop.perform(GetFact(thing=thing, id=id), "k")
    assert store.asked == []


async def test_without_keys_it_only_listens() -> None:
    settings = WooCommerceSettings(url="https://shop.example.com", webhook_secret=SecretStr("s"))
    with pytest.raises(Permanent, match="API keys"):
        await WooCommerce(settings, Http()).perform(GetFact(thing="order", id="1"), "k")
