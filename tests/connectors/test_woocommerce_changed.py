"""WooCommerce is asked what changed since a moment, also while it goes on changing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from app.connectors.http import Http
from app.connectors.woocommerce import map as to
from app.connectors.woocommerce import map_goods as goods
from app.connectors.woocommerce.changed import FIELDS
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from app.core.fields import SHAPES
from app.errors import Permanent
from tests.fakes.woocommerce.orders import Orders
from tests.fakes.woocommerce.people import Customers
from tests.fakes.woocommerce.products import Products, Variations
from tests.fakes.woocommerce.seed import by_sku, place_order, refund, seed
from tests.fakes.woocommerce.server import Fake, running
from tests.fakes.woocommerce.shop import Clock, Shop

START = datetime(2026, 3, 29, 0, 30, tzinfo=UTC)
"""Half an hour before the shop's clock jumps from 2 to 3 in the night."""
SAMPLES = Path(__file__).resolve().parent.parent / "fixtures" / "woocommerce" / "rest-samples.json"
REST = {pair["name"]: pair["response"]["body"] for pair in orjson.loads(SAMPLES.read_bytes())}


@pytest.fixture(params=[True, False], ids=["hpos", "legacy"])
async def fake(request: pytest.FixtureRequest) -> AsyncIterator[Fake]:
    shop = seed(Shop(Clock(START - timedelta(days=30)), zone="Europe/Berlin", hpos=request.param))
    shop.clock.advance(timedelta(days=30))
    async with running(shop) as fake:
        yield fake


@pytest.fixture
async def shop(fake: Fake) -> AsyncIterator[WooCommerce]:
    http = Http(("127.0.0.1",))
    key = fake.shop.keys[0]
    pair = {"consumer_key": SecretStr(key.key), "consumer_secret": SecretStr(key.secret)}
    yield WooCommerce(WooCommerceSettings(url=fake.url, **pair), http)
    await http.close()


Between = Callable[[int], Awaitable[None] | None]


async def all_of(shop: WooCommerce, thing: str, since: datetime, between: Between | None = None) -> list[Any]:
    """Everything, page by page. ``between``: what happens after each page."""
    found: list[Any] = []
    cursor: str | None = ""
    pages = 0
    while cursor is not None:
        page = await shop.changed(thing, since, cursor)
        found += page.items
        cursor, pages = page.next, pages + 1
        assert pages < 50, "it never ends"
        if between is not None:
            between(pages)
    return found


def place(fake: Fake, count: int, seconds: float = 1) -> list[str]:
    ids = []
    for _ in range(count):
        ids.append(str(place_order(fake.shop)["id"]))
        fake.shop.clock.advance(timedelta(seconds=seconds))
    return ids


async def test_orders_since_a_moment_in_gmt(fake: Fake, shop: WooCommerce) -> None:
    place(fake, 3, 3600)
    since = START + timedelta(hours=1)
    found = await all_of(shop, "order", since)
    assert [one["updated_at"] for one in found] == [
        (START + timedelta(hours=hours)).isoformat() for hours in (1, 2)
    ], "the moment itself counts, and the shop's own clock with its lost hour does not"
    for one in found:
        SHAPES["Order"].model_validate(one)


async def test_more_than_a_page(fake: Fake, shop: WooCommerce) -> None:
    ids = place(fake, 250)
    page = await shop.changed("order", START)
    assert page.total == 250
    found = await all_of(shop, "order", START)
    assert list(dict.fromkeys(one["id"] for one in found)) == ids, "what was changed longest ago comes first"
    assert len(found) < 260, "hardly any is read twice"


async def test_what_changes_while_it_is_read_is_not_lost(fake: Fake, shop: WooCommerce) -> None:
    ids = place(fake, 250)
    orders = Orders(fake.shop)

    def between(page: int) -> None:
        for id in ids[:40] if page == 1 else ids[110:150]:
            orders.update(orders.find(int(id)), {"customer_note": f"page {page}"})
        ids.extend(place(fake, 5) if page < 3 else [])

    found = await all_of(shop, "order", START, between)
    assert {one["id"] for one in found} == set(ids)


async def test_hundreds_that_were_changed_in_one_second(fake: Fake, shop: WooCommerce) -> None:
    """As by an import; some of them are changed while they are read."""
    before = place(fake, 30)
    many = place(fake, 350, 0)
    fake.shop.clock.advance(timedelta(minutes=1))
    after = place(fake, 30)
    orders = Orders(fake.shop)

    def between(page: int) -> None:
        for id in many[page * 40 : page * 40 + 25]:
            orders.update(orders.find(int(id)), {"customer_note": f"page {page}"})

    found = await all_of(shop, "order", START, between)
    assert {one["id"] for one in found} == {*before, *many, *after}


async def test_refunds_come_with_their_order(fake: Fake, shop: WooCommerce) -> None:
    (id,) = place(fake, 1, 3600)
    since = fake.shop.now()
    assert await all_of(shop, "order", since) == []
    order = fake.shop.things["order"][int(id)]
    Orders(fake.shop).update(order, {"status": "processing"})
    refund(fake.shop, int(id))
    (found,) = await all_of(shop, "order", since)
    assert found["id"] == id
    assert found["refunds"]


async def test_products_come_with_their_variations(fake: Fake, shop: WooCommerce) -> None:
    mug = by_sku(fake.shop, "MUG")
    products = Products(fake.shop)
    products.update(mug, {"description": "Of stone"})
    (found,) = await all_of(shop, "product", START)
    assert [one["sku"] for one in found["variants"]] == ["MUG-R", "MUG-B"]
    assert {one["product_id"] for one in found["variants"]} == {str(mug["id"])}
    assert [one["stock"] for one in found["variants"]] == [10, 10]
    assert Variations(fake.shop, mug).things
    SHAPES["Product"].model_validate(found)


async def test_customers_are_found_by_the_day_they_came(fake: Fake, shop: WooCommerce) -> None:
    customers = Customers(fake.shop)
    for number in range(130):
        customers.create({"email": f"c{number}@example.com"})
        fake.shop.clock.advance(timedelta(minutes=1))
    anna = next(one for one in fake.shop.things["customer"].values() if one["email"] == "anna@example.com")
    customers.update(anna, {"first_name": "Anne"})

    def between(page: int) -> None:
        if page == 1:
            newest = max(fake.shop.things["customer"])
            customers.delete(customers.find(newest), force=True)

    found = await all_of(shop, "customer", START + timedelta(minutes=10), between)
    emails = [one["email"] for one in found]
    assert set(emails) == {f"c{number}@example.com" for number in range(10, 130)}
    assert "anna@example.com" not in emails, "the API can't be asked who changed an account"


async def test_whoever_is_in_the_checkout(fake: Fake, shop: WooCommerce) -> None:
    place(fake, 1)
    draft = place_order(fake.shop, status="checkout-draft")
    assert [one["id"] for one in await all_of(shop, "checkout", START)] == [str(draft["id"])]
    (checkout,) = await all_of(shop, "checkout", START)
    assert checkout["email"] == "anna@example.com"
    assert checkout["completed_at"] is None
    assert checkout["line_items"]
    SHAPES["Checkout"].model_validate(checkout)
    assert str(draft["id"]) not in {one["id"] for one in await all_of(shop, "order", START)}, "no order yet"
    Orders(fake.shop).update(draft, {"status": "processing"})
    assert await all_of(shop, "checkout", START) == []
    assert str(draft["id"]) in {one["id"] for one in await all_of(shop, "order", START)}


async def test_a_store_without_the_block_checkout(
    fake: Fake, shop: WooCommerce, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.fakes.woocommerce.orders.STATUSES", ("pending", "processing"))
    assert (await shop.changed("checkout", START)).items == []


async def test_what_can_not_be_listed(shop: WooCommerce) -> None:
    with pytest.raises(Permanent, match="can't list"):
        await shop.changed("weather", START)


@pytest.mark.parametrize(
    ("sample", "thing", "read"),
    [
        ("order-get", "order", to.order),
        ("customer-get", "customer", to.customer),
        ("product-get", "product", goods.product),
        ("variation-update", "variant", goods.variant),
    ],
)
def test_the_fields_that_are_asked_for_are_all_that_is_read(
    sample: str, thing: str, read: Callable[[Any], Any]
) -> None:
    whole = REST[sample]
    fields = [
        *FIELDS[thing].split(","),
        "parent_id",
    ]  # a variation's is known, as its product is asked for it
    asked = {name: value for name, value in whole.items() if name in fields}
    assert read(asked) == read(whole)
    assert len(asked) < len(whole)
