"""WooCommerce's messages: recorded deliveries in, events out; its oddities are known."""

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

from app.connectors.base import Ignored, Taken, Unreadable, Unsigned
from app.connectors.http import Http
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from app.connectors.woocommerce.events import TOPICS
from app.core.events import Event
from app.core.fields import FACTS, SHAPES

SAMPLES = Path(__file__).resolve().parent.parent / "fixtures" / "woocommerce"
RECORDED = orjson.loads((SAMPLES / "headers.json").read_bytes())
HEADERS: dict[str, dict[str, str]] = RECORDED["headers"]
PING = HEADERS.pop("ping.txt")
REST = {pair["name"]: pair for pair in orjson.loads((SAMPLES / "rest-samples.json").read_bytes())}
NOW = datetime(2026, 11, 22, 7, 0, tzinfo=UTC)


def store(secret: str = "whsec-test") -> WooCommerce:
    return WooCommerce(
        WooCommerceSettings(url="https://shop.example.com/", webhook_secret=SecretStr(secret)), Http()
    )


STORE = store()


def raw(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def take(headers: dict[str, str], body: bytes) -> Taken:
    taken = STORE.take({name.lower(): value for name, value in headers.items()}, body)
    assert isinstance(taken, Taken)
    return taken


def events(name: str) -> list[Event]:
    taken = take(HEADERS[name], raw(name))
    return STORE.to_events(taken.topic, taken.note, raw(name), NOW)


def signed(body: bytes, topic: str, secret: str = "whsec-test", **more: str) -> dict[str, str]:
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    return {
        "x-wc-webhook-topic": topic,
        "x-wc-webhook-signature": signature,
        "x-wc-webhook-id": "1",
        "x-wc-webhook-delivery-id": "d-1",
        **more,
    }


@pytest.mark.parametrize("name", HEADERS)
def test_every_delivery_is_taken_and_translated(name: str) -> None:
    found = events(name)
    for event in found:
        assert event.at.tzinfo is not None
        for fact, value in event.data.items():
            SHAPES[FACTS[fact]].model_validate(value)
    assert found[0].name == HEADERS[name]["X-WC-Webhook-Topic"].replace("coupon", "discount")


def test_an_order_is_told_in_the_shops_language() -> None:
    (event,) = events("order-created.json")
    order = event.data["order"]
    assert set(order) == set(SHAPES["Order"].model_fields)
    assert (event.subject, event.at) == ("order:23", datetime(2026, 11, 22, 6, 19, 26, tzinfo=UTC))
    assert (order["name"], order["total"], order["currency"]) == ("#23", "29.81", "EUR")
    assert (order["subtotal"], order["discount_codes"]) == ("24.91", ["spring15"])
    assert order["customer"]["name"] == "Zoë Müller-O’Brien"
    tea, mug = order["line_items"]
    assert (tea["price"], tea["discount"], tea["total"], tea["variant_id"]) == ("9.90", "2.97", "16.83", None)
    assert (mug["title"], mug["variant_title"], mug["properties"]) == (
        "Mug",
        "Red",
        [{"name": "Colour", "value": "Red"}],
    )
    assert event.data["customer"]["id"] == "2"


def test_a_payment_is_an_event_of_its_own_and_happens_once() -> None:
    updated, paid, accepted = events("order-updated.json")
    assert [one.name for one in (updated, paid, accepted)] == [
        "order.updated",
        "order.paid",
        "order.accepted",
    ]
    assert paid.at == datetime(2026, 11, 22, 6, 21, 57, tzinfo=UTC)
    later = orjson.loads(raw("order-updated.json")) | {"date_modified_gmt": "2026-11-22T08:00:00"}
    again, paid_again, accepted_again = STORE.to_events("order.updated", {}, orjson.dumps(later), NOW)
    assert again.dedupe != updated.dedupe
    assert (paid_again.dedupe, accepted_again.dedupe) == (paid.dedupe, accepted.dedupe)


def test_an_old_order_that_is_edited_was_not_paid_today() -> None:
    body = orjson.loads(raw("order-updated.json")) | {"date_modified_gmt": "2027-03-01T08:00:00"}
    assert [event.name for event in STORE.to_events("order.updated", {}, orjson.dumps(body), NOW)] == [
        "order.updated"
    ]


def test_a_completed_and_a_cancelled_order() -> None:
    body = orjson.loads(raw("order-updated.json"))
    done = body | {"status": "completed", "date_completed_gmt": "2026-11-22T06:21:57"}
    names = [event.name for event in STORE.to_events("order.updated", {}, orjson.dumps(done), NOW)]
    assert names == ["order.updated", "order.paid", "order.fulfilled"]
    unpaid = body | {"status": "cancelled", "date_paid_gmt": None}
    found = STORE.to_events("order.updated", {}, orjson.dumps(unpaid), NOW)
    assert [event.name for event in found] == ["order.updated", "order.cancelled"]
    assert found[0].data["order"]["financial_status"] == "voided"


def test_refunds_are_counted() -> None:
    body = orjson.loads(raw("order-updated.json"))
    for amount, status in (("-5.00", "partially_refunded"), ("-29.81", "refunded")):
        body["refunds"] = [{"id": 31, "reason": "Late", "total": amount}]
        order = STORE.to_events("order.updated", {}, orjson.dumps(body), NOW)[0].data["order"]
        assert (order["financial_status"], order["refunded_total"]) == (status, amount[1:])


def test_tags_are_read_from_our_meta_field() -> None:
    body = orjson.loads(raw("order-updated.json"))
    body["meta_data"].append({"id": 3, "key": "storeflow_tags", "value": "vip, big spender"})
    order = STORE.to_events("order.updated", {}, orjson.dumps(body), NOW)[0].data["order"]
    assert order["tags"] == ["vip", "big spender"]
    assert order["attributes"] == [{"name": "gift", "value": "yes"}]


def test_a_product_without_variations_is_its_own_variant() -> None:
    (event,) = events("product-created.json")
    product = event.data["product"]
    assert set(product) == set(SHAPES["Product"].model_fields)
    assert (product["price"], product["compare_at_price"], product["in_stock"]) == ("9.90", "12.90", False)
    assert (product["categories"], product["tags"]) == (["Café & Thé"], ["bio", "tee"])
    assert product["variants"][0]["stock"] == 0


@pytest.mark.parametrize(
    ("name", "thing"), [("order-get", "order"), ("customer-get", "customer"), ("product-get", "product")]
)
def test_what_rest_answers_reads_like_what_webhooks_tell(name: str, thing: str) -> None:
    body = orjson.dumps(REST[name]["response"]["body"])
    found = STORE.to_events(f"{thing}.updated", {}, body, NOW)[0].data[thing]
    assert set(found) == set(SHAPES[FACTS[thing]].model_fields)


def test_five_orders_in_one_second_have_five_keys() -> None:
    keys, subjects = set(), set()
    for number in range(5):
        body = json.dumps({**orjson.loads(raw("order-created.json")), "id": 40 + number}).encode()
        taken = take(signed(body, "order.created"), body)
        keys.add(taken.key)
        subjects |= {event.dedupe for event in STORE.to_events(taken.topic, taken.note, body, NOW)}
    assert len(keys) == len(subjects) == 5


@pytest.mark.parametrize("name", HEADERS)
def test_the_same_delivery_has_the_same_key(name: str) -> None:
    assert take(HEADERS[name], raw(name)) == take(HEADERS[name], raw(name))
    assert [event.dedupe for event in events(name)] == [event.dedupe for event in events(name)]


def test_two_webhooks_of_one_topic_give_one_event() -> None:
    body = raw("order-created.json")
    one, two = (take(signed(body, "order.created", **{"x-wc-webhook-id": id}), body) for id in ("1", "2"))
    assert one.key != two.key
    first, second = (STORE.to_events(taken.topic, taken.note, body, NOW)[0] for taken in (one, two))
    assert first.dedupe == second.dedupe


def test_deleted_twice_is_two_events() -> None:
    body = b'{"id":25}'
    notes = ({"x-wc-webhook-delivery-id": "a"}, {"x-wc-webhook-delivery-id": "b"})
    first, second = (STORE.to_events("order.deleted", note, body, NOW)[0] for note in notes)
    assert (first.subject, first.data, first.at) == ("order:25", {"order": {"id": "25"}}, NOW)
    assert first.dedupe != second.dedupe


def test_the_ping_is_ignored() -> None:
    assert isinstance(STORE.take(PING, raw("ping.txt")), Ignored)
    for headers, body in (
        ({}, b"webhook_id=1&x=2"),
        ({"x-wc-webhook-topic": "order.created"}, b"webhook_id=1"),
    ):
        with pytest.raises(Unsigned):
            STORE.take(headers, body)


@given(st.sampled_from(sorted(HEADERS)), st.data())
def test_one_flipped_bit_is_refused(name: str, data: st.DataObject) -> None:
    body = bytearray(raw(name))
    place = data.draw(st.integers(0, len(body) * 8 - 1))
    body[place // 8] ^= 1 << place % 8
    with pytest.raises(Unsigned):
        STORE.take({key.lower(): value for key, value in HEADERS[name].items()}, bytes(body))


@pytest.mark.parametrize("name", HEADERS)
def test_a_missing_signature_and_another_secret_are_refused(name: str) -> None:
    headers = {key.lower(): value for key, value in HEADERS[name].items()}
    with pytest.raises(Unsigned):
        store("another").take(headers, raw(name))
    del headers["x-wc-webhook-signature"]
    with pytest.raises(Unsigned):
        STORE.take(headers, raw(name))


def test_headers_come_in_any_case() -> None:
    assert STORE.take(HEADERS["order-created.json"], raw("order-created.json")) == take(
        HEADERS["order-created.json"], raw("order-created.json")
    )


def test_a_secret_with_an_ampersand_signs_as_wordpress_does() -> None:
    taken = store("a&amp;b").take(signed(b"{}", "order.created", secret="a&b"), b"{}")
    assert isinstance(taken, Taken)
    assert isinstance(store("a&amp;b").take(signed(b"{}", "x", secret="a&amp;b"), b"{}"), Taken)


@pytest.mark.parametrize(
    "body",
    [
        b'{"code":"woocommerce_rest_shop_order_invalid_id","message":"Invalid ID.","data":{"status":404}}',
        b"",
        b"[]",
        b'"order"',
        b"{}",
        b'{"id":0}',
        b'{"id":"","status":"processing"}',
        b'{"id":1,"line_items":"none"}',
        b'{"id":1,"total":"cheap"}',
        b'{"id":1,"billing":7}',
    ],
)
def test_what_is_no_order_is_unreadable_with_a_sentence(body: bytes) -> None:
    with pytest.raises(Unreadable) as caught:
        STORE.to_events("order.created", {}, body, NOW)
    assert str(caught.value).endswith(".")


def test_a_date_without_zone_is_never_taken_for_one() -> None:
    body = orjson.loads(raw("order-created.json"))
    body |= {"date_created_gmt": None, "date_modified_gmt": "0000-00-00T00:00:00"}
    (event,) = STORE.to_events("order.created", {}, orjson.dumps(body), NOW)
    assert event.at == NOW
    assert event.data["order"]["created_at"] is None


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(st.sampled_from(["order-updated.json", "customer-updated.json", "product-updated.json"]), st.data())
def test_a_body_with_anything_in_it_is_events_or_unreadable(name: str, data: st.DataObject) -> None:
    body = orjson.loads(raw(name))
    changed = data.draw(st.sampled_from(sorted(body)))
    body[changed] = data.draw(JSON)
    for item in body.get("line_items") or [] if isinstance(body.get("line_items"), list) else []:
        if isinstance(item, dict) and item:
            item[data.draw(st.sampled_from(sorted(item)))] = data.draw(JSON)
            break
    with suppress(Unreadable, TypeError):
        for event in STORE.to_events(HEADERS[name]["X-WC-Webhook-Topic"], {}, orjson.dumps(body), NOW):
            for fact, value in event.data.items():
                SHAPES[FACTS[fact]].model_validate(value)


@given(st.sampled_from(sorted(TOPICS)), st.binary() | JSON.map(lambda j: json.dumps(j).encode()))
def test_any_body_is_events_or_unreadable(topic: str, body: bytes) -> None:
    with suppress(Unreadable):
        STORE.to_events(topic, {}, body, NOW)


@pytest.mark.parametrize(
    "typed", ["shop.example.com", "https://shop.example.com/", "https://shop.example.com/wp-admin/x"]
)
def test_the_shops_address_is_taken_as_people_copy_it(typed: str) -> None:
    assert WooCommerceSettings(url=typed, webhook_secret=SecretStr("s")).url == "https://shop.example.com"


WRONG = [{"url": "https://"}, {"url": "https://a@b.c"}, {"url": "ftp://x"}, {"webhook_secret": ""}]


@pytest.mark.parametrize("wrong", WRONG)
def test_settings_that_can_not_be_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        WooCommerceSettings.model_validate(
            {"url": "https://shop.example.com", "webhook_secret": "s", **wrong}
        )


def test_instructions_name_the_address() -> None:
    steps = [str(step) for step in STORE.instructions("https://flow.example.com/hooks/2")]
    assert any("https://flow.example.com/hooks/2" in step for step in steps)
