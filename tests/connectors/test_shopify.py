"""Shopify's messages: recorded samples in, events out; nothing unsigned gets through."""

import base64
import hashlib
import hmac
import json
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from app.connectors.base import Unreadable, Unsigned
from app.connectors.http import Http
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.connectors.shopify.events import TOPICS
from app.core.fields import FACTS, SHAPES
from app.core.milestones import UPDATED

SAMPLES = Path(__file__).resolve().parent.parent / "fixtures" / "shopify"
FILES = {
    t["topic"]: t["file"] for t in orjson.loads((SAMPLES / "topics.json").read_bytes())["topics"] if t["file"]
}
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
STORE = Shopify(
    ShopifySettings(shop_domain="leaf-and-clay.myshopify.com", webhook_secret=SecretStr("hush")), Http()
)


def wire(body: Any) -> bytes:
    """As Shopify sends it: compact, with escaped slashes."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def sample(topic: str) -> dict[str, Any]:
    found: dict[str, Any] = orjson.loads((SAMPLES / FILES[topic]).read_bytes())
    return found


def signature(body: bytes, secret: str = "hush") -> str:
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


def headers(topic: str, body: bytes, **more: str) -> dict[str, str]:
    return {
        "x-shopify-topic": topic,
        "x-shopify-hmac-sha256": signature(body),
        "x-shopify-webhook-id": "w-1",
        "x-shopify-event-id": "e-1",
        "x-shopify-triggered-at": "2026-03-02T08:59:58.123456789Z",
        **more,
    }


def events(topic: str, body: dict[str, Any], **more: str) -> list[Any]:
    raw = wire(body)
    taken = STORE.take(headers(topic, raw, **more), raw)
    return STORE.to_events(taken.topic, taken.note, raw, NOW)


@pytest.mark.parametrize("topic", FILES)
def test_every_sample_is_taken_and_translated(topic: str) -> None:
    found = events(topic, sample(topic))
    for event in found:
        triggered = datetime(2026, 3, 2, 8, 59, 58, 123456, tzinfo=UTC)
        changed = datetime.fromisoformat(sample(topic)["updated_at"]) if event.name in UPDATED else None
        assert event.at == (changed or triggered), (
            "which of two changes is the newer one, the thing itself says"
        )
        assert event.subject.partition(":")[2]
        for name, fact in event.data.items():
            if name in FACTS:
                SHAPES[FACTS[name]].model_validate(fact)
    if topic in TOPICS and topic not in ("customers/merge", "orders/risk_assessment_changed"):
        assert found[0].name == TOPICS[topic][0]
    else:  # the sample of a merge is one that failed; the one of a risk names no order
        assert found == []


def test_topics_give_different_events() -> None:
    names = [name for name, _ in TOPICS.values()]
    assert len(set(names)) == len(names)


def test_an_order_is_told_in_the_shops_language() -> None:
    (event,) = events("orders/create", sample("orders/create"))
    order = event.data["order"]
    assert event.subject == "order:820982911946154508"
    assert set(order) == set(SHAPES["Order"].model_fields)
    assert order["total"] == "404.95"
    assert order["line_items"][0]["id"] == "487817672276298554"
    assert order["tags"] == ["tag1", "tag2"]
    assert order["status"] == "cancelled"
    assert event.data["customer"]["email"] == "john@example.com"


@pytest.mark.parametrize(
    "fact", ["customers/create", "products/create", "refunds/create", "fulfillments/create"]
)
def test_whole_facts_have_every_field(fact: str) -> None:
    (event,) = events(fact, sample(fact))
    name = event.name.partition(".")[0]
    assert set(event.data[name]) == set(SHAPES[FACTS[name]].model_fields)


def test_a_refund_is_about_its_order() -> None:
    (event,) = events("refunds/create", sample("refunds/create"))
    assert event.subject == "order:820982911946154500"
    assert event.data["refund"]["amount"] == "85.00"
    assert event.data["refund"]["currency"] == "USD"
    assert event.data["refund"]["items"][0]["total"] == "89.99"


def test_a_guests_order_has_no_customer() -> None:
    (event,) = events(
        "orders/create", {**sample("orders/create"), "customer": None, "shipping_address": None}
    )
    assert event.data["order"]["customer"] is None
    assert "customer" not in event.data


def test_line_discounts_and_properties() -> None:
    body = sample("orders/create")
    body["line_items"] = [
        {
            "id": 2**53 + 1,
            "price": "10.00",
            "quantity": 3,
            "properties": {"Engraving": "Für Oma"},
            "discount_allocations": [{"amount": "2.50"}, {"amount": "1"}],
        }
    ]
    (event,) = events("orders/create", body)
    (line,) = event.data["order"]["line_items"]
    assert (line["id"], line["discount"], line["total"]) == ("9007199254740993", "3.50", "26.50")
    assert line["properties"] == [{"name": "Engraving", "value": "Für Oma"}]


def test_a_finished_checkout_is_completed_too() -> None:
    body = {**sample("checkouts/update"), "completed_at": "2026-03-02T09:00:00Z"}
    assert [event.name for event in events("checkouts/update", body)] == [
        "checkout.updated",
        "checkout.completed",
    ]


def test_an_arrived_parcel_is_delivered() -> None:
    body = {**sample("fulfillment_events/create"), "status": "delivered"}
    found = events("fulfillment_events/create", body)
    assert [event.name for event in found] == ["fulfilment.tracked", "fulfilment.delivered"]
    assert len({event.dedupe for event in found}) == 2


def test_the_same_delivery_has_the_same_key() -> None:
    raw = wire(sample("orders/create"))
    first, again = (STORE.take(headers("orders/create", raw), raw) for _ in range(2))
    assert first == again
    assert first.key == "w-1"
    bare = {"x-shopify-hmac-sha256": signature(raw), "x-shopify-topic": "orders/create"}
    paid = {**bare, "x-shopify-topic": "orders/paid"}
    assert STORE.take(bare, raw).key == STORE.take(bare, raw).key != STORE.take(paid, raw).key


def test_two_subscriptions_give_one_event_and_two_topics_two() -> None:
    body = sample("orders/create")
    (one,) = events("orders/create", body)
    (two,) = events("orders/create", body, **{"x-shopify-webhook-id": "w-2"})
    (paid,) = events("orders/paid", body, **{"x-shopify-webhook-id": "w-3"})
    assert one.dedupe == two.dedupe != paid.dedupe


def test_headers_of_any_case_and_without_x() -> None:
    raw = wire({"id": 1})
    for given_headers in (
        {"X-Shopify-Topic": "orders/delete", "X-SHOPIFY-HMAC-SHA256": signature(raw)},
        {"shopify-topic": "orders/delete", "Shopify-Hmac-Sha256": signature(raw)},
    ):
        assert STORE.take(given_headers, raw).topic == "orders/delete"


def test_both_secrets_after_a_rotation() -> None:
    settings = ShopifySettings.model_validate({"shop_domain": "leaf", "webhook_secret": ["new", "hush"]})
    store = Shopify(settings, Http())
    raw = wire({"id": 1})
    for secret in ("new", "hush"):
        assert store.take({"x-shopify-hmac-sha256": signature(raw, secret)}, raw).key
    with pytest.raises(Unsigned):
        store.take({"x-shopify-hmac-sha256": signature(raw, "other")}, raw)


@given(st.data())
def test_one_flipped_bit_is_refused(data: st.DataObject) -> None:
    raw = wire(sample("orders/create"))
    place = data.draw(st.integers(0, len(raw) * 8 - 1))
    flipped = bytearray(raw)
    flipped[place // 8] ^= 1 << place % 8
    with pytest.raises(Unsigned):
        STORE.take(headers("orders/create", raw), bytes(flipped))


@pytest.mark.parametrize(
    "given_signature",
    ["", "é", "\udcff", signature(b"{}", "another"), signature(b"{}").swapcase(), b"\0".hex()],
)
def test_a_missing_or_wrong_signature_is_refused(given_signature: str) -> None:
    with pytest.raises(Unsigned):
        STORE.take({"x-shopify-topic": "orders/create", "x-shopify-hmac-sha256": given_signature}, b"{}")
    with pytest.raises(Unsigned):
        STORE.take({"x-shopify-topic": "orders/create"}, b"{}")


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"null",
        b"{",
        b'{"id":null}',
        b'{"id":true}',
        b'{"id":1.5}',
        b'{"id":1,"line_items":{"a":1}}',
        b'{"id":1,"line_items":[null]}',
        b'{"id":1,"total_price":"a lot"}',
        b'{"id":1,"total_price":"1e5"}',
        b'{"id":1,"customer":"Anna"}',
    ],
)
def test_what_is_no_order_is_unreadable_with_a_sentence(body: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        STORE.to_events("orders/create", {}, body, NOW)
    assert str(caught.value).endswith(".")


def test_a_message_without_topic_is_unreadable() -> None:
    with pytest.raises(Unreadable):
        STORE.to_events("", {}, b"{}", NOW)


def test_an_event_without_headers_is_as_old_as_its_order() -> None:
    (event,) = STORE.to_events("orders/create", {}, wire(sample("orders/create")), NOW)
    assert event.at == datetime(2022, 1, 1, tzinfo=UTC)
    (event,) = STORE.to_events("orders/delete", {}, b'{"id":5}', NOW)
    assert event.at == NOW


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(sorted(TOPICS)), st.data())
def test_a_body_with_anything_in_it_is_events_or_unreadable(topic: str, data: st.DataObject) -> None:
    body: dict[str, Any] = sample(topic) if topic in FILES else {"id": 1}
    name = data.draw(st.sampled_from(sorted(body)))
    body[name] = data.draw(JSON)
    for item in body.get("line_items") or [] if isinstance(body.get("line_items"), list) else []:
        if isinstance(item, dict) and item:
            item[data.draw(st.sampled_from(sorted(item)))] = data.draw(JSON)
            break
    try:
        raw = orjson.dumps(body)
    except TypeError:
        return  # lone surrogates: no JSON of any store
    try:
        found = STORE.to_events(topic, {}, raw, NOW)
    except Unreadable:
        return
    for event in found:
        for fact, value in event.data.items():
            if fact in FACTS:
                SHAPES[FACTS[fact]].model_validate(value)


@given(st.sampled_from(sorted(TOPICS)), st.binary() | JSON.map(lambda j: json.dumps(j).encode()))
def test_any_body_is_events_or_unreadable(topic: str, raw: bytes) -> None:
    with suppress(Unreadable):
        STORE.to_events(topic, {}, raw, NOW)


@pytest.mark.parametrize(
    "typed",
    [
        "leaf",
        "Leaf.myshopify.com",
        "https://leaf.myshopify.com/admin",
        "https://admin.shopify.com/store/leaf/orders",
    ],
)
def test_the_shops_address_is_taken_as_people_copy_it(typed: str) -> None:
    assert (
        ShopifySettings(shop_domain=typed, webhook_secret=SecretStr("s")).shop_domain == "leaf.myshopify.com"
    )


@pytest.mark.parametrize(
    "wrong",
    [
        {"shop_domain": "evil.com/x.myshopify.com"},
        {"shop_domain": "leaf.myshopify.com.evil.com"},
        {"webhook_secret": " \n "},
        {"webhook_secret": None},
        {"api_version": "../../x"},
        {"base_url": "file:///etc/passwd"},
    ],
)
def test_settings_that_can_not_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        ShopifySettings.model_validate({"shop_domain": "leaf", "webhook_secret": "s", **wrong})


def test_instructions_name_the_address() -> None:
    steps = [str(step) for step in STORE.instructions("https://flow.example.com/hooks/1")]
    assert any("https://flow.example.com/hooks/1" in step for step in steps)
