"""The stores' door: what is signed is stored once; everything else is a clear refusal, never a 500."""

from __future__ import annotations

from typing import Any

import pytest

from app.store import connections
from tests.api.conftest import Api, Program
from tests.support.stores import SHOPIFY_SECRET, shopify, shopify_order, sign

LIMIT = 100_000
ID = 5_000_000_000_000
"""Of order 0."""


async def post(api: Api, connection: str, headers: dict[str, str], body: bytes) -> Any:
    return await Program(api.app).ask("POST", f"/hooks/{connection}", body, headers)


async def test_a_signed_message_is_stored_once_however_often_it_comes(api: Api) -> None:
    shop = await api.shopify()
    headers, body = shopify("orders/create", shopify_order(1), "w1")
    first = await post(api, shop, headers, body)
    assert (first.status, first.json()) == (202, {"status": "stored"})
    for _ in range(3):
        again = await post(api, shop, headers, body)
        assert (again.status, again.json()) == (200, {"status": "seen"})
    found = await api.until("/events", lambda page: len(page["items"]) > 0)
    names = [event["name"] for event in found["items"]]
    assert [name for name in names if name.startswith("order.")] == ["order.created"]


async def test_what_is_not_signed_right_is_refused_and_counted(api: Api) -> None:
    shop = await api.shopify()
    headers, body = shopify("orders/create", shopify_order(1), "w1")
    flipped = bytes([body[0]]) + bytes([body[1] ^ 1]) + body[2:]
    unsigned = {name: value for name, value in headers.items() if name != "X-Shopify-Hmac-Sha256"}
    other, _ = shopify("orders/create", shopify_order(1), "w1", secret="another")
    for given, sent in ((headers, flipped), (unsigned, body), (other, body)):
        reply = await post(api, shop, given, sent)
        assert reply.status == 401
        assert reply.json()["error"]["code"] == "rejected"
    db = api.services.db
    await db.write(lambda conn: None)
    [refused] = await db.read(connections.refused, shop, api.services.world.now())
    assert (refused.reason, refused.count) == ("signature", 3)
    assert (await api.ok("GET", "/events"))["items"] == []


async def test_nobody_lives_at_an_unknown_address(api: Api) -> None:
    headers, body = shopify("orders/create", shopify_order(1), "w1")
    assert (await post(api, "nobody", headers, body)).status == 404
    mail = await api.ok(
        "POST",
        "/connections",
        {"kind": "email", "name": "Post", "settings": {"host": "smtp.example.com", "from": "a@example.com"}},
    )
    assert mail["hook_path"] is None
    assert (await post(api, mail["id"], headers, body)).status == 404
    assert (await Program(api.app).ask("GET", "/hooks/nobody")).status == 405


CONTENT_TYPES = {
    None: True,
    "application/json": True,
    "Application/JSON ; charset=latin-1": True,
    "application/vnd.shop+json": True,
    "": False,
    "application/x-www-form-urlencoded": False,
    "multipart/form-data; boundary=x": False,
    "text/plain": False,
    "text/xml": False,
    "text/json": False,
    "application/json, text/plain": False,
    "application/octet-stream": False,
    "no type at all": False,
}
"""What a sender may call its message, and whether that is JSON."""
NO_JSON = {"nothing", "form", "half", "nan", "binary", "not utf-8", "deep", "xml", "zeros"}
BODIES = {
    "order": b'{"id": 1, "name": "#1"}',
    "list": b"[]",
    "number": b"1",
    "null": b"null",
    "nothing": b"",
    "form": b"webhook_id=7",
    "half": b'{"id": 1',
    "nan": b'{"id": NaN}',
    "binary": bytes(range(256)),
    "not utf-8": b'{"a": "\xff\xfe"}',
    "deep": b"[" * 20_000 + b"]" * 20_000,
    "xml": b"<order/>",
    "zeros": b"\0" * 100,
}


@pytest.mark.parametrize("kind", ["shopify", "woocommerce", "demo"])
async def test_every_content_type_and_body_is_stored_or_refused(api: Api, kind: str) -> None:
    """Signed right, so that the body itself is judged (rule R4)."""
    secret = SHOPIFY_SECRET
    if kind == "shopify":
        shop = await api.shopify()
    elif kind == "woocommerce":
        settings = {
            "url": "https://shop.example.com",
            "consumer_key": "ck_x",
            "consumer_secret": "cs_x",
            "webhook_secret": SHOPIFY_SECRET,
        }
        made = await api.ok("POST", "/connections", {"kind": kind, "name": "Woo", "settings": settings})
        shop = made["id"]
    else:
        shop = next(c["id"] for c in (await api.ok("GET", "/connections"))["items"] if c["kind"] == "demo")
        row = await api.services.db.read(connections.get, shop)
        secret = api.services.vault.unlock(row.secrets)["webhook_secret"]
    place = 0
    for content_type, is_json in CONTENT_TYPES.items():
        for name, body in BODIES.items():
            place += 1
            signed = sign(secret, body)
            headers = {
                "X-Shopify-Topic": "orders/create",
                "X-Shopify-Hmac-Sha256": signed,
                "X-Shopify-Webhook-Id": str(place),
                "X-Shopify-Event-Id": str(place),
                "X-Shopify-Shop-Domain": "leaf-and-clay.myshopify.com",
                "X-WC-Webhook-Topic": "order.created",
                "X-WC-Webhook-Signature": signed,
                "X-WC-Webhook-ID": "7",
                "X-WC-Webhook-Delivery-ID": str(place),
                "X-Demo-Signature": signed,
                "X-Demo-Delivery": str(place),
            }
            if content_type is not None:
                headers["Content-Type"] = content_type
            reply = await post(api, shop, headers, body)
            if is_json and name not in NO_JSON:
                assert (reply.status, reply.json()) == (202, {"status": "stored"}), (content_type, name)
            else:
                assert reply.status == 400, (content_type, name, reply.text)
                assert ("not sent as JSON" in reply.json()["error"]["message"]) is not is_json
    db = api.services.db
    await db.write(lambda conn: None)
    refused = await db.read(connections.refused, shop, api.services.world.now())
    mistyped = sum(not is_json for is_json in CONTENT_TYPES.values())
    assert {one.reason: one.count for one in refused} == {
        "type": mistyped * len(BODIES),
        "unreadable": (len(CONTENT_TYPES) - mistyped) * len(NO_JSON),
    }


async def test_a_body_that_is_too_large_is_not_read_to_its_end(api: Api) -> None:
    shop = await api.shopify()
    told = {"host": "127.0.0.1:8000", "content-length": str(LIMIT + 1)}
    assert await streamed(api, shop, told, []) == (413, 0)
    chunk = b"x" * 40_000
    assert await streamed(api, shop, {"host": "127.0.0.1:8000"}, [chunk] * 100) == (413, 3)
    huge = {"host": "127.0.0.1:8000", "content-length": "9" * 400}
    assert await streamed(api, shop, huge, []) == (413, 0)
    assert await streamed(api, "unknown", told, []) == (404, 0)
    db = api.services.db
    await db.write(lambda conn: None)
    refused = await db.read(connections.refused, shop, api.services.world.now())
    assert [(one.reason, one.count) for one in refused] == [("size", 3)]


async def test_a_sender_that_hangs_up_gets_no_answer_and_leaves_nothing(api: Api) -> None:
    shop = await api.shopify()
    assert await streamed(api, shop, {"host": "127.0.0.1:8000"}, [b"{", None]) == (0, 2)


async def streamed(
    api: Api, connection: str, headers: dict[str, str], chunks: list[bytes | None]
) -> tuple[int, int]:
    """Sends chunk by chunk (None: hangs up); the status, and how many chunks were taken."""
    taken, status = 0, 0

    async def receive() -> dict[str, Any]:
        nonlocal taken
        taken += 1
        chunk = chunks[taken - 1]
        if chunk is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": chunk, "more_body": True}

    async def send(message: Any) -> None:
        nonlocal status
        status = message.get("status", status)

    path = f"/hooks/{connection}"
    scope = {
        "type": "http",
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 5000),
        "server": ("127.0.0.1", 8000),
        "root_path": "",
    }
    await api.app(scope, receive, send)
    return status, taken


async def test_when_nothing_can_be_stored_the_store_is_told_to_come_again(api: Api) -> None:
    shop = await api.shopify()
    headers, body = shopify("orders/create", shopify_order(1), "w1")
    await api.services.connections.get(shop)
    await api.services.db.close()
    reply = await post(api, shop, headers, body)
    assert reply.status == 503
    assert int(reply.headers["retry-after"]) > 0


async def test_what_a_store_calls_another_happening_is_one_though_it_is_about_the_same_order(
    api: Api,
) -> None:
    shop = await api.shopify()

    async def tell(number: int, key: str, event: str) -> None:
        order = {**shopify_order(number), "financial_status": "paid"}
        headers, body = shopify("orders/paid", order, key, event_id=event)
        assert (await post(api, shop, headers, body)).status == 202

    await tell(1, "w1", "e1")
    await tell(1, "w2", "e1")  # by a second subscription
    await tell(1, "w3", "e2")  # after it was edited
    await tell(2, "w4", "e4")
    found = await api.until("/events?limit=50", lambda page: f"order:{ID + 2}" in str(page["items"]))
    paid = [event["subject"] for event in found["items"] if event["name"] == "order.paid"]
    assert sorted(paid) == [f"order:{ID + number}" for number in (1, 1, 2)]
