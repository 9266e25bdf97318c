"""The fake answers as the real WooCommerce was recorded, oddities included."""

import html
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import aiohttp
import orjson
import pytest

from tests.fakes.clock import Clock
from tests.fakes.woocommerce import Refused, Shop, running
from tests.fakes.woocommerce.routes import Said, answer
from tests.fakes.woocommerce.seed import pay, place_order, refund, seed
from tests.fakes.woocommerce.server import NOISE, Fake

SAMPLES = Path(__file__).resolve().parent.parent / "fixtures" / "woocommerce"
RECORDED = {one["name"]: one for one in orjson.loads((SAMPLES / "rest-samples.json").read_bytes())}
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)


@pytest.fixture
def shop() -> Shop:
    return seed(Shop(Clock(NOON)))


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running(seed(Shop(Clock(NOON)))) as started:
        yield started


def ask(shop: Shop, method: str, path: str, body: Any = None, **query: str) -> Said:
    return answer(shop, method, path, query, body)


def refused(shop: Shop, method: str, path: str, body: Any = None, **query: str) -> tuple[int, Any]:
    with pytest.raises(Refused) as caught:
        ask(shop, method, path, body, **query)
    return caught.value.status, caught.value.body()


def recorded(name: str) -> tuple[int, Any]:
    return RECORDED[name]["response"]["status"], RECORDED[name]["response"]["body"]


@pytest.mark.parametrize(
    ("name", "method", "path", "body"),
    [
        ("order-get", "GET", "orders/16", None),
        ("product-get", "GET", "products/10", None),
        ("customer-get", "GET", "customers/2", None),
        ("variation-update", "PUT", "products/11/variations/12", {"regular_price": "10.10"}),
        ("coupon-create", "POST", "coupons", {"code": "THANKS-7F3A", "amount": "5"}),
        ("order-note-create", "POST", "orders/16/notes", {"note": "Hallo"}),
        ("order-refund-create", "POST", "orders/16/refunds", {"amount": "5.00", "api_refund": False}),
        ("order-create-empty", "POST", "orders", {}),
        ("webhook-create", "POST", "webhooks", {"topic": "order.created", "delivery_url": "http://x"}),
    ],
)
def test_what_it_tells_has_the_fields_and_types_that_were_recorded(
    shop: Shop, name: str, method: str, path: str, body: Any
) -> None:
    place_order(shop)
    status, real = recorded(name)
    said = ask(shop, method, path, body)
    assert said.status == status
    assert set(said.body) == set(real)
    for field, value in real.items():
        ours = said.body[field]
        assert value is None or ours is None or type(ours) is type(value), field


@pytest.mark.parametrize(
    ("name", "method", "path", "body", "query"),
    [
        ("order-update-invalid-status", "PUT", "orders/16", {"status": "shipped"}, {}),
        ("order-not-found", "GET", "orders/999999", None, {}),
        ("order-refund-too-much", "POST", "orders/16/refunds", {"amount": "99999", "api_refund": False}, {}),
        ("product-update-bad-type", "PUT", "products/10", {"stock_quantity": "many"}, {}),
        ("coupon-create-duplicate", "POST", "coupons", {"code": "SPRING15", "amount": "5"}, {}),
        (
            "webhook-create-bad-topic",
            "POST",
            "webhooks",
            {"topic": "order.exploded", "delivery_url": "http://x"},
            {},
        ),
        (
            "webhook-create-bad-url",
            "POST",
            "webhooks",
            {"topic": "order.created", "delivery_url": "ftp://x"},
            {},
        ),
        ("webhook-delete-noforce", "DELETE", "webhooks/24", None, {}),
        ("route-unknown", "GET", "nonsense", None, {}),
        ("per-page-too-big", "GET", "orders", None, {"per_page": "500"}),
    ],
)
def test_it_refuses_in_the_words_that_were_recorded(
    shop: Shop, name: str, method: str, path: str, body: Any, query: dict[str, str]
) -> None:
    place_order(shop)
    assert refused(shop, method, path, body, **query) == recorded(name)


def test_a_customer_who_is_there_already_is_refused(shop: Shop) -> None:
    status, told = refused(shop, "POST", "customers", {"email": "anna@example.com"})
    real = recorded("customer-create-dup-email")
    assert (status, told["code"]) == (real[0], real[1]["code"])


def test_a_batch_is_200_with_an_error_for_what_was_refused(shop: Shop) -> None:
    place_order(shop)
    body = {"update": [{"id": 16, "status": "processing"}, {"id": 999999, "status": "completed"}]}
    said = ask(shop, "POST", "orders/batch", body)
    assert said.status == recorded("batch-mixed")[0] == 200
    done, wrong = said.body["update"]
    assert done["status"] == "processing"
    assert wrong == {"id": 999999, "error": recorded("order-not-found")[1]}


def test_pages_are_counted_in_headers(shop: Shop) -> None:
    for _ in range(5):
        place_order(shop)
    said = ask(shop, "GET", "orders", per_page="2", page="2")
    assert len(said.body) == 2
    assert (said.headers["X-WP-Total"], said.headers["X-WP-TotalPages"]) == ("5", "3")
    assert 'rel="next"' in said.headers["Link"]
    assert 'rel="prev"' in said.headers["Link"]
    assert 'rel="next"' not in ask(shop, "GET", "orders", per_page="2", page="3").headers["Link"]
    assert ask(shop, "GET", "orders", page="9").body == []
    assert "Link" not in ask(shop, "GET", "products").headers


def test_times_are_the_shops_own_beside_gmt() -> None:
    shop = seed(Shop(Clock(NOON), zone="America/New_York"))
    order = ask(shop, "GET", f"orders/{place_order(shop)['id']}").body
    assert (order["date_created"], order["date_created_gmt"]) == (
        "2026-11-22T07:00:00",
        "2026-11-22T12:00:00",
    )
    coupon = ask(shop, "POST", "coupons", {"code": "A", "date_expires": "2027-01-31T00:00:00"}).body
    assert coupon["date_expires_gmt"] == "2027-01-31T05:00:00", "a time without a zone is the shop's"
    coupon = ask(shop, "POST", "coupons", {"code": "B", "date_expires": "2027-01-31T00:00:00Z"}).body
    assert coupon["date_expires_gmt"] == "2027-01-31T00:00:00"


def test_what_changed_since_is_asked_in_the_shops_time_or_in_gmt() -> None:
    clock = Clock(NOON)
    shop = seed(Shop(clock, zone="America/New_York"))
    early = place_order(shop)["id"]
    clock.advance(timedelta(minutes=10))
    late = place_order(shop)["id"]

    def since(text: str, **more: str) -> list[int]:
        said = ask(shop, "GET", "orders", modified_after=text, orderby="modified", order="asc", **more)
        return [one["id"] for one in said.body]

    assert since("2026-11-22T12:00:00", dates_are_gmt="true") == [late], "not what changed just then"
    assert since("2026-11-22T11:59:59", dates_are_gmt="true") == [early, late]
    assert since("2026-11-22T11:59:59") == [], "that is the evening in New York"
    assert since("2026-11-22T06:59:59") == [early, late]
    pay(shop, early)
    assert since("2026-11-22T12:05:00", dates_are_gmt="true") == [early, late]


def test_a_refund_is_a_change_of_its_order(shop: Shop) -> None:
    order = place_order(shop)
    pay(shop, order["id"])
    shop.clock.advance(timedelta(minutes=10))
    refund(shop, order["id"], "5.00")
    told = ask(shop, "GET", f"orders/{order['id']}").body
    assert told["date_modified_gmt"] == "2026-11-22T12:10:00"
    assert [one["total"] for one in told["refunds"]] == ["-5.00"]
    refund(shop, order["id"], "19.70")
    assert ask(shop, "GET", f"orders/{order['id']}").body["status"] == "refunded"


def test_money_goes_back_only_by_a_gateway_that_can(shop: Shop) -> None:
    order = place_order(shop, payment_method="bacs")
    status, told = refused(shop, "POST", f"orders/{order['id']}/refunds", {"amount": "5.00"})
    assert (status, told["code"], told["data"]) == (500, "woocommerce_rest_cannot_create_order_refund", 500)


def test_codes_of_coupons_are_in_lower_case(shop: Shop) -> None:
    assert ask(shop, "POST", "coupons", {"code": " THANKS-7 "}).body["code"] == "thanks-7"
    assert [one["code"] for one in ask(shop, "GET", "coupons", code="Thanks-7").body] == ["thanks-7"]


def test_the_bin_and_what_has_none(shop: Shop) -> None:
    order = str(place_order(shop)["id"])
    assert ask(shop, "DELETE", f"orders/{order}").body["status"] == "trash"
    assert refused(shop, "DELETE", f"orders/{order}")[0] == 410
    assert ask(shop, "GET", "orders").body == []
    assert ask(shop, "GET", f"orders/{order}").body["status"] == "trash"
    ask(shop, "DELETE", f"orders/{order}", force="true")
    assert refused(shop, "GET", f"orders/{order}")[0] == 404
    for path in ("customers/2", "products/tags/16", "products/categories/17", "products/11/variations/12"):
        assert refused(shop, "DELETE", path)[0] == 501


def test_a_variation_is_read_by_its_number_but_changed_below_its_product(shop: Shop) -> None:
    assert ask(shop, "GET", "products/12").body["type"] == "variation"
    assert refused(shop, "PUT", "products/12", {"sku": "X"})[0] == 404
    assert [one["id"] for one in ask(shop, "GET", "products", sku="mug-r").body] == [12]
    assert 12 not in [one["id"] for one in ask(shop, "GET", "products").body]


def test_stock_goes_out_with_the_payment_and_comes_back_with_a_cancellation(shop: Shop) -> None:
    order = place_order(shop)
    tea = shop.things["product"][10]
    pay(shop, order["id"])
    assert tea["stock_quantity"] == 38
    ask(shop, "PUT", f"orders/{order['id']}", {"status": "cancelled"})
    assert tea["stock_quantity"] == 40


def test_names_of_terms_come_with_entities(shop: Shop) -> None:
    [category] = ask(shop, "GET", "products/categories", search="café").body
    assert category["name"] == html.escape("Café & Thé")


def test_carts_can_not_be_listed(shop: Shop) -> None:
    assert refused(shop, "GET", "carts")[1]["code"] == "rest_no_route"
    draft = place_order(shop, status="checkout-draft")["id"]
    assert [one["id"] for one in ask(shop, "GET", "orders", status="checkout-draft").body] == [draft]


async def test_json_is_written_as_php_writes_it(fake: Fake) -> None:
    async with aiohttp.ClientSession() as session, session.get(f"{fake.url}/wp-json/wc/v3/orders") as got:
        raw = await got.read()
    assert (got.status, orjson.loads(raw)["code"]) == (401, "woocommerce_rest_cannot_view")
    async with aiohttp.ClientSession() as session, session.get(f"{fake.url}/wp-json/") as got:
        raw = await got.read()
    assert b"\\/" in raw
    assert b" & " in raw


@pytest.mark.parametrize(
    ("front", "status"),
    [("maintenance", 503), ("password", 401), ("page", 200), ("redirect", 301), ("plain", 404)],
)
async def test_what_stands_before_it_answers_with_a_page(fake: Fake, front: Any, status: int) -> None:
    if front == "plain":
        fake.permalinks = False
    else:
        fake.front, fake.elsewhere = front, "https://www.example.com"
    url = f"{fake.url}/wp-json/wc/v3/orders"
    async with aiohttp.ClientSession() as session, session.get(url, allow_redirects=False) as got:
        assert (got.status, got.content_type) == (status, "text/html")


async def test_a_plugin_prints_before_the_json(fake: Fake) -> None:
    fake.noise = NOISE
    async with aiohttp.ClientSession() as session, session.get(f"{fake.url}/wp-json/") as got:
        assert (await got.text()).startswith("<br />")


async def test_the_page_has_buttons(fake: Fake) -> None:
    async with aiohttp.ClientSession() as session:
        for button in ("place", "pay", "refund", "place", "cancel", "disable", "deliver"):
            async with session.post(f"{fake.url}/-/{button}") as got:
                page = await got.text()
                assert got.status == 200, "and shown again"
        async with session.post(f"{fake.url}/-/unknown") as got:
            assert got.status == 404
    assert "refunded" in page
    assert "cancelled" in page
