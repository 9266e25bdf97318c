"""Reading many, on every platform: the same filter gives the same things, page by page, and nothing that was typed
reaches a store's search as it is."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.shopify.records import search
from app.core.effects.records import GetRecords
from app.core.fields import example
from app.core.records import Where
from tests.support.shops import DemoStore, ShopifyStore, WooStore

WOO = Path(__file__).resolve().parent.parent / "fixtures" / "woocommerce" / "rest-samples.json"
REST = {pair["name"]: pair["response"]["body"] for pair in orjson.loads(WOO.read_bytes())}


async def every(shop: Any, effect: GetRecords) -> list[Any]:
    """All pages, as the engine reads them."""
    items: list[Any] = []
    cursor: str | None = ""
    while cursor is not None:
        page = await shop.perform(effect.replace(cursor=cursor), "k")
        items, cursor = [*items, *page["items"]], page["next"]
    return items


@pytest.fixture
async def shopify() -> AsyncIterator[ShopifyStore]:
    async with ShopifyStore() as store:
        yield store


@pytest.fixture
async def woo() -> AsyncIterator[WooStore]:
    async with WooStore() as store:
        yield store


def order(number: int, total: str = "10.00") -> dict[str, Any]:
    money = {"shop_money": {"amount": total, "currency_code": "EUR"}}
    return {"id": f"gid://shopify/Order/{number}", "name": f"#{number}", "total_price_set": money, "tags": ["vip"],
            "created_at": "2026-11-20T09:00:00Z", "fulfillment_status": "UNFULFILLED"}  # fmt: skip


async def test_shopify_is_asked_page_by_page(shopify: ShopifyStore) -> None:
    def pages(variables: dict[str, Any]) -> Any:
        second = variables["after"] == "c1"
        nodes = [order(3)] if second else [order(1), order(2, "500.00")]
        return {
            "pageInfo": {"hasNextPage": not second, "endCursor": "c2" if second else "c1"},
            "nodes": nodes,
        }

    shopify.answers["orders"] = pages
    found = await every(shopify.shop, GetRecords(thing="order", where=Where(tag="vip", total_at_most="100")))
    assert [one["name"] for one in found] == ["#1", "#3"], "what Shopify can't filter by is filtered here"
    assert [variables["after"] for _, variables in shopify.asked] == [None, "c1"]
    assert shopify.asked[0][1]["query"] == 'tag:"vip"'
    assert shopify.asked[0][1]["reverse"] is True


@pytest.mark.parametrize("thing", ["draft_order", "customer", "product", "variant", "collection"])
async def test_every_list_of_shopify_fits_its_schema(shopify: ShopifyStore, thing: Any) -> None:
    root = {"draft_order": "draftOrders", "variant": "productVariants"}.get(thing, f"{thing}s")
    shopify.answers[root] = {"pageInfo": {"hasNextPage": False}, "nodes": []}
    where = Where(tag="a", email="a@b.example", created_after=datetime(2026, 1, 1, tzinfo=UTC), stock_below=3)
    assert await every(shopify.shop, GetRecords(thing=thing, where=where)) == []


@given(st.text(max_size=20), st.text(max_size=20))
def test_nothing_typed_becomes_part_of_the_search(tag: str, email: str) -> None:
    said = search("order", Where(tag=tag, email=email))
    left = said
    for value in (email, tag):
        if value:
            quoted = '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
            assert quoted in left
            left = left.replace(quoted, "", 1)
    assert set(left.replace(" AND ", "")) <= set("emailtag:")


async def test_woocommerce_is_asked_page_by_page(woo: WooStore) -> None:
    one = dict(REST["order-get"])

    def pages(query: dict[str, str], body: Any) -> tuple[int, Any]:
        start = 50 * (int(query["page"]) - 1)
        return 200, [{**one, "id": n + 1, "number": str(n + 1)} for n in range(start, min(start + 50, 70))]

    woo.answers["GET orders"] = pages
    where = Where(status="closed", created_after=datetime(2020, 1, 1, tzinfo=UTC))
    await every(woo.shop, GetRecords(thing="order", where=where, newest=False))
    assert [query["page"] for _, query, _ in woo.asked] == ["1", "2"]
    assert {name: woo.asked[0][1][name] for name in ("status", "after", "dates_are_gmt", "order")} == {
        "status": "completed", "after": "2020-01-01T00:00:00", "dates_are_gmt": "true", "order": "asc"
    }  # fmt: skip
    assert len(await every(woo.shop, GetRecords(thing="order"))) == 70


async def test_the_demo_store_has_its_own() -> None:
    shop = DemoStore().shop
    customers = await every(shop, GetRecords(thing="customer", newest=False))
    assert len(customers) > 3
    email = customers[2]["email"]
    assert await every(shop, GetRecords(thing="customer", where=Where(email=email.upper()))) == [customers[2]]
    variants = await every(shop, GetRecords(thing="variant"))
    low = await every(shop, GetRecords(thing="variant", where=Where(stock_below=10)))
    assert low == [one for one in variants if one["stock"] < 10]
    assert all(one["product_id"] for one in variants)


@pytest.mark.parametrize(
    ("where", "fits"),
    [
        (Where(), True),
        (Where(tag="ViP"), False),
        (Where(name="1001"), True),
        (Where(name="#1001"), True),
        (Where(name="100"), False),
        (Where(email="ANNA@example.com"), True),
        (Where(total_at_least="129"), True),
        (Where(total_at_most="128.99"), False),
        (Where(created_after=datetime(2020, 1, 1, tzinfo=UTC)), True),
        (Where(created_before=datetime(2020, 1, 1, tzinfo=UTC)), False),
        (Where(ids=("7",)), False),
    ],
)
def test_what_fits_an_order(where: Where, fits: bool) -> None:
    assert where.fits(example("Order")) is fits
    assert str(where.told()) or where == Where()
