"""Every sample that the platforms publish or that we recorded, through the stores' door to the connection's page."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from sqlalchemy import func, select

from app.engine import connecting
from app.store.journal import deliveries
from tests.support.stores import FIXTURES, SHOP, SHOPIFY_SECRET, WOO_SECRET, shopify, sign
from tests.ui.conftest import House
from tests.web.asking import Browser, Reply

Sent = tuple[str, dict[str, str], bytes]
"""A delivery as it goes over the wire: what it is called here, its headers, its body."""
SIGNED = {"shopify": "X-Shopify-Hmac-Sha256", "woocommerce": "X-WC-Webhook-Signature"}
SETTINGS: Mapping[str, dict[str, Any]] = {
    "shopify": {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET},
    "woocommerce": {"url": "https://shop.example.com", "webhook_secret": WOO_SECRET},
}
SECRET = {"shopify": SHOPIFY_SECRET, "woocommerce": WOO_SECRET}


def from_shopify() -> list[Sent]:
    """Each published sample, put on the wire as Shopify does it."""
    topics = orjson.loads((FIXTURES / "shopify" / "topics.json").read_bytes())["topics"]
    sent = []
    for n, topic in enumerate(topic for topic in topics if topic["file"]):
        body = orjson.loads((FIXTURES / "shopify" / topic["file"]).read_bytes())
        sent.append((topic["file"], *shopify(topic["topic"], body, f"w{n}")))
    return sent


def from_woocommerce() -> list[Sent]:
    """Each recorded delivery, byte by byte; the ping apart."""
    recorded = orjson.loads((FIXTURES / "woocommerce" / "headers.json").read_bytes())["headers"]
    return [
        (name, headers, (FIXTURES / "woocommerce" / name).read_bytes())
        for name, headers in recorded.items()
        if name != "ping.txt"
    ]


SENT = {"shopify": from_shopify(), "woocommerce": from_woocommerce()}
OTHER = {"topics.json", "headers.json", "rest-samples.json"}
"""Files beside the samples that are no message of a store."""


async def connected(house: House, kind: str, **changes: str) -> str:
    made = await connecting.add(house.services, kind, "Store", {**SETTINGS[kind], **changes})
    return made.id


async def post(house: House, shop: str, headers: Mapping[str, str], body: bytes) -> Reply:
    return await Browser(house.app).ask("POST", f"/hooks/{shop}", body, headers)


async def kept(house: House, shop: str) -> int:
    """How many messages of a connection are on disk."""
    await house.services.db.write(lambda conn: None)  # what was written lazily before is on disk after it
    query = select(func.count()).where(deliveries.c.connection == shop)
    return await house.services.db.read(lambda conn: int(conn.execute(query).scalar_one()))


async def page(owner: Browser, shop: str) -> str:
    reply = await owner.get(f"/connections/{shop}")
    assert reply.status == 200
    return " ".join(reply.text.split())


@pytest.mark.parametrize("kind", SENT)
def test_no_sample_is_left_out(kind: str) -> None:
    there = {path.name for path in (FIXTURES / kind).glob("*.json")} - OTHER
    assert {name for name, *_ in SENT[kind]} == there


@pytest.mark.parametrize("kind", SENT)
async def test_every_sample_is_stored_once_however_often_it_comes(
    house: House, owner: Browser, kind: str
) -> None:
    shop = await connected(house, kind)
    for name, headers, body in SENT[kind]:
        twice = await asyncio.gather(*(post(house, shop, headers, body) for _ in range(2)))
        assert sorted(reply.status for reply in twice) == [200, 202], name
    for name, headers, body in SENT[kind]:
        again = await post(house, shop, headers, body)
        assert (again.status, again.json()) == (200, {"status": "seen"}), name
    assert await kept(house, shop) == len(SENT[kind])
    shown = await page(owner, shop)
    assert f"<dt>Messages kept</dt><dd>{len(SENT[kind])}</dd>" in shown
    assert "refused" not in shown


@pytest.mark.parametrize("kind", SENT)
async def test_no_sample_gets_in_that_is_not_signed_for_this_store(
    house: House, owner: Browser, kind: str
) -> None:
    """Each flipped at one bit, without its signature, and signed for another shop."""
    shop = await connected(house, kind)
    other = await connected(house, kind, webhook_secret="another shop's secret")
    for n, (name, headers, body) in enumerate(SENT[kind]):
        place = n * 7919 % len(body)
        flipped = body[:place] + bytes([body[place] ^ (1 << n % 8)]) + body[place + 1 :]
        bare = {header: value for header, value in headers.items() if header != SIGNED[kind]}
        for where, given, sent in ((shop, headers, flipped), (shop, bare, body), (other, headers, body)):
            reply = await post(house, where, given, sent)
            assert (reply.status, reply.json()["error"]["code"]) == (401, "rejected"), name
    for where, times in ((shop, 2 * len(SENT[kind])), (other, len(SENT[kind]))):
        assert await kept(house, where) == 0
        shown = await page(owner, where)
        assert "Messages arrive" not in shown
        assert f"{times} × The signature was missing or wrong" in shown
    assert f"{2 * len(SENT[kind])} refused" in (await owner.get("/connections")).text


@pytest.mark.parametrize("kind", SENT)
async def test_garbage_the_wrong_type_and_20_megabytes_are_clear_refusals(
    house: House, owner: Browser, kind: str
) -> None:
    shop = await connected(house, kind)
    name, headers, body = next(
        one for one in SENT[kind] if one[0].startswith(("orders-create", "order-created"))
    )
    garbage = (b"{", b"\xff\xfe\x00", b"<order/>", b"order=1", b"", b'{"id": NaN}')
    for sent in garbage:
        reply = await post(house, shop, headers | {SIGNED[kind]: sign(SECRET[kind], sent)}, sent)
        assert (reply.status, reply.json()["error"]["message"]) == (
            400, "The message is no JSON, so nothing was stored."), (name, sent)  # fmt: skip
    large = b"[" + b"1," * 10_485_760 + b"1]"
    reply = await post(house, shop, headers | {SIGNED[kind]: sign(SECRET[kind], large)}, large)
    said = reply.json()["error"]
    assert (reply.status, said["code"]) == (413, "too_large")
    assert "larger than 5 MB" in said["message"]
    mistyped = ("application/x-www-form-urlencoded", "text/plain; charset=utf-8", "application/jsonp", "")
    for content_type in mistyped:
        reply = await post(house, shop, headers | {"Content-Type": content_type}, body)
        assert reply.status == 400, content_type
        assert "is not sent as JSON (application/json), so nothing" in reply.json()["error"]["message"]
    flipped = await post(house, shop, headers | {"Content-Type": mistyped[0]}, body[:-1] + b" ")
    assert flipped.status == 401, "whose it is is asked before what it is called"
    assert await kept(house, shop) == 0
    shown = await page(owner, shop)
    for count in (
        f"{len(garbage)} × The message was no JSON",
        f"{len(mistyped)} × The message was not sent as JSON",
        "1 × The message was too large",
        "1 × The signature was missing or wrong",
    ):
        assert count in shown
    reply = await post(house, shop, headers | {"Content-Type": "Application/JSON; charset=utf-8"}, body)
    assert reply.status == 202, "the same message, called what it is"


@pytest.mark.parametrize("kind", SENT)
async def test_json_that_is_no_object_of_the_shop_is_kept_and_shown_as_unreadable(
    house: House, owner: Browser, kind: str
) -> None:
    """Signed by the store, so it is the store's: kept, never a 500, and shown."""
    shop = await connected(house, kind)
    _, headers, _ = next(one for one in SENT[kind] if one[0].startswith(("orders-create", "order-created")))
    bodies = (b"[]", b"1", b"null", b'"order"', b'{"id":{"no":1}}')
    for n, body in enumerate(bodies):
        new = (
            {"X-Shopify-Webhook-Id": f"odd{n}", "X-Shopify-Event-Id": f"odd{n}"} if kind == "shopify" else {}
        )
        reply = await post(house, shop, headers | new | {SIGNED[kind]: sign(SECRET[kind], body)}, body)
        assert reply.status == 202, body
    assert await kept(house, shop) == len(bodies)
    unreadable = f'<dt>Not readable yet</dt><dd><a href="/events?connection={shop}">{len(bodies)}</a></dd>'
    async with asyncio.timeout(20):
        while unreadable not in await page(owner, shop):  # putting it into the shop's language comes after
            pass


async def test_woocommerces_greeting_is_answered_and_not_kept(house: House) -> None:
    shop = await connected(house, "woocommerce")
    body = (FIXTURES / "woocommerce" / "ping.txt").read_bytes()
    reply = await post(house, shop, {"content-type": "application/x-www-form-urlencoded"}, body)
    assert (reply.status, reply.json()) == (200, {"status": "ignored"})
    assert await kept(house, shop) == 0
