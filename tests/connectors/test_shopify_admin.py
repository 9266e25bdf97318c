"""Shopify's Admin API, spoken to over HTTP with a store that answers as Shopify does."""

from collections.abc import AsyncIterator, Callable
from typing import Any

import orjson
import pytest
from aiohttp import web
from pydantic import SecretStr

from app.connectors.http import Http
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.connectors.shopify.documents import AREAS, DOCUMENTS
from app.core.effects import AddTags, GetFact, RemoveTags
from app.core.fields import SHAPES
from app.errors import Missing, Permanent, StepError, Temporary
from tests.support.shops import VERSIONS, complaints

Asked = list[dict[str, Any]]
Answer = Callable[[dict[str, Any]], tuple[int, Any] | tuple[int, Any, dict[str, str]]]


class Store:
    """``answer`` is asked for (status, JSON) of each request; ``asked`` holds the requests."""

    def __init__(self) -> None:
        self.asked: Asked = []
        self.answer: Answer = lambda asked: (200, {"data": {}})
        self.shop: Shopify

    async def serve(self, request: web.Request) -> web.Response:
        query = orjson.loads(await request.read())
        self.asked.append({"path": request.path, "headers": dict(request.headers), **query})
        status, told, *headers = self.answer(self.asked[-1])
        return web.Response(
            status=status,
            body=told if isinstance(told, bytes) else orjson.dumps(told),
            headers=headers[0] if headers else {},
        )


@pytest.fixture
async def store() -> AsyncIterator[Store]:
    store = Store()
    app = web.Application()
    app.router.add_post("/{path:.*}", store.serve)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    http = Http(("127.0.0.1",))
    settings = ShopifySettings(
        shop_domain="leaf.myshopify.com",
        access_token=SecretStr("shpat_x"),
        webhook_secret=SecretStr("s"),
        base_url=f"http://127.0.0.1:{runner.addresses[0][1]}",
    )
    store.shop = Shopify(settings, http)
    yield store
    await http.close()
    await runner.cleanup()


def test_no_two_areas_use_one_name() -> None:
    assert len(DOCUMENTS) == sum(len(area.DOCUMENTS) for area in AREAS)


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("name", DOCUMENTS)
def test_documents_fit_the_schema(name: str, version: str) -> None:
    assert complaints(DOCUMENTS[name], version) == []


async def test_tags_are_added_and_removed(store: Store) -> None:
    store.answer = lambda asked: (
        200,
        {"data": {"tagsAdd": {"userErrors": []}, "tagsRemove": {"userErrors": []}}},
    )
    assert await store.shop.perform(AddTags(thing="order", id="1001", tags=("vip",)), "k") == {
        "tags": ["vip"]
    }
    assert await store.shop.perform(RemoveTags(thing="customer", id="7", tags=("old", "new")), "k") == {
        "tags": ["old", "new"]
    }
    first, second = store.asked
    assert first["path"] == "/admin/api/2026-10/graphql.json"
    assert first["headers"]["X-Shopify-Access-Token"] == "shpat_x"
    assert first["variables"] == {"id": "gid://shopify/Order/1001", "tags": ["vip"]}
    assert "tagsAdd(" in first["query"]
    assert second["variables"]["id"] == "gid://shopify/Customer/7"
    assert "tagsRemove(" in second["query"]


async def test_a_complaint_is_permanent_and_says_what_to_do(store: Store) -> None:
    store.answer = lambda asked: (
        200,
        {"data": {"tagsAdd": {"userErrors": [{"message": "Order does not exist"}]}}},
    )
    with pytest.raises(Permanent, match="Order does not exist"):
        await store.shop.perform(AddTags(thing="order", id="1", tags=("vip",)), "k")


THROTTLED = {
    "errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}],
    "extensions": {
        "cost": {"requestedQueryCost": 302, "throttleStatus": {"currentlyAvailable": 2, "restoreRate": 100}}
    },
}


@pytest.mark.parametrize(
    ("status", "told", "kind", "wait"),
    [
        (200, THROTTLED, Temporary, 3.0),
        (200, {"errors": [{"extensions": {"code": "THROTTLED"}}]}, Temporary, 2.0),
        (
            200,
            {"errors": [{"message": "boom", "extensions": {"code": "INTERNAL_SERVER_ERROR"}}]},
            Temporary,
            None,
        ),
        (
            200,
            {"errors": [{"message": "write_orders", "extensions": {"code": "ACCESS_DENIED"}}]},
            Permanent,
            None,
        ),
        (200, {"errors": [{"message": "Field 'x' doesn't exist"}]}, Permanent, None),
        (200, {"errors": "something"}, Permanent, None),
        (200, {}, Temporary, None),
        (200, [], Temporary, None),
        (200, b"<html>", Temporary, None),
        (429, {}, Temporary, None),
        (500, {}, Temporary, None),
        (503, b"", Temporary, None),
        (400, {}, Permanent, None),
        (401, {"errors": "[API] Invalid API key"}, Permanent, None),
        (402, {}, Permanent, None),
        (403, {}, Permanent, None),
        (404, {"errors": "Not Found"}, Permanent, None),
        (423, {}, Permanent, None),
    ],
)
async def test_what_is_tried_again_and_what_is_not(
    store: Store, status: int, told: Any, kind: type[StepError], wait: float | None
) -> None:
    store.answer = lambda asked: (status, told)
    with pytest.raises(kind) as caught:
        await store.shop.perform(AddTags(thing="order", id="1", tags=("vip",)), "k")
    assert getattr(caught.value, "retry_after", None) == wait
    assert "shpat_x" not in str(caught.value)


async def test_a_pause_that_was_asked_for_is_kept(store: Store) -> None:
    store.answer = lambda asked: (429, {}, {"Retry-After": "7"})
    with pytest.raises(Temporary) as caught:
        await store.shop.check()
    assert caught.value.retry_after == 7


def money(amount: str, presented: str = "") -> dict[str, Any]:
    return {
        "shop_money": {"amount": amount, "currency_code": "EUR"},
        "presentment_money": {"amount": presented or amount, "currency_code": "USD"},
        "shopMoney": {"amount": amount},
    }


def line(id: int) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/LineItem/{id}",
        "title": "Teapot",
        "quantity": 2,
        "product": {"id": "gid://shopify/Product/301"},
        "variant": None,
        "originalUnitPriceSet": money("50.0"),
        "discountAllocations": [{"allocatedAmountSet": money("5.0")}],
        "properties": [{"name": "Engraving", "value": "A"}],
    }


ORDER: dict[str, Any] = {
    "id": "gid://shopify/Order/9007199254740993",
    "name": "#1001",
    "order_number": 1001,
    "tags": ["web", "vip"],
    "currency": "EUR",
    "presentment_currency": "USD",
    "financial_status": "PARTIALLY_REFUNDED",
    "fulfillment_status": "ON_HOLD",
    "cancel_reason": "CUSTOMER",
    "created_at": "2026-03-02T09:15:00Z",
    "payment_gateway_names": ["paypal"],
    "total_price_set": money("95.0", "110.0"),
    "subtotal_price_set": money("95.0"),
    "customer": {
        "id": "gid://shopify/Customer/501",
        "first_name": "Anna",
        "orders_count": "3",
        "tags": [],
        "amountSpent": {"amount": "287.5", "currencyCode": "EUR"},
        "defaultEmailAddress": {"emailAddress": "anna@example.com", "marketingState": "SUBSCRIBED"},
        "defaultPhoneNumber": None,
        "default_address": {"city": "Berlin"},
    },
    "lineItems": {"pageInfo": {"hasNextPage": True, "endCursor": "c1"}, "nodes": [line(1)]},
    "shippingLines": {"nodes": [{"title": "Standard", "originalPriceSet": money("5.0")}]},
    "taxLines": [{"title": "VAT", "rate": 0.19, "priceSet": money("15.2")}],
    "discountApplications": {
        "nodes": [
            {
                "__typename": "DiscountCodeApplication",
                "code": "TEN",
                "targetType": "LINE_ITEM",
                "value": {"percentage": 10.0},
            },
            {"__typename": "AutomaticDiscountApplication", "title": "Spring", "value": {"amount": "1.0"}},
        ]
    },
    "refunds": [{"id": "gid://shopify/Refund/1", "note": "late", "totalRefundedSet": money("5.0")}],
    "fulfillments": [
        {
            "id": "gid://shopify/Fulfillment/2",
            "status": "SUCCESS",
            "displayStatus": "IN_TRANSIT",
            "trackingInfo": [{"company": "DHL", "number": "1", "url": "https://dhl.example"}],
        }
    ],
}


async def test_an_order_is_read_whole_and_in_the_same_shape(store: Store) -> None:
    def answer(asked: dict[str, Any]) -> tuple[int, Any]:
        if "after" in asked["variables"]:
            assert asked["variables"]["after"] == "c1"
            more = {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": [line(2)]}
            return 200, {"data": {"order": {"lineItems": more}}}
        return 200, {"data": {"order": ORDER}}

    store.answer = answer
    order = await store.shop.perform(GetFact(thing="order", id="9007199254740993"), "k")
    SHAPES["Order"].model_validate(order)
    assert set(order) == set(SHAPES["Order"].model_fields)
    assert (order["id"], order["number"], order["total"]) == ("9007199254740993", "1001", "95.00")
    assert (order["total_presented"], order["currency_presented"]) == ("110.00", "USD")
    assert [item["id"] for item in order["line_items"]] == ["1", "2"]
    assert (order["line_items"][0]["total"], order["line_items"][0]["product_id"]) == ("95.00", "301")
    assert (order["financial_status"], order["fulfilment_status"]) == ("partially_refunded", "on_hold")
    assert order["customer"]["accepts_marketing"] is True
    assert (order["customer"]["orders_count"], order["customer"]["total_spent"]) == (3, "287.50")
    assert [item["code"] for item in order["discounts"]] == ["TEN", None]
    assert order["refunded_total"] == "5.00"
    assert order["fulfilments"][0]["shipment_status"] == "in_transit"
    assert order["shipping_lines"][0]["price"] == "5.00"


async def test_customer_and_product_are_read(store: Store) -> None:
    product = {
        "id": "gid://shopify/Product/301",
        "title": "Teapot",
        "status": "ACTIVE",
        "tags": ["bestseller"],
        "category": {"name": "Kitchen"},
        "featuredMedia": {"preview": {"image": {"src": "https://x.example/a.jpg"}}},
        "variants": {
            "nodes": [
                {
                    "id": "gid://shopify/ProductVariant/401",
                    "price": "89.00",
                    "inventory_quantity": 0,
                    "inventory_policy": "CONTINUE",
                    "selectedOptions": [{"value": "Blue"}],
                    "inventoryItem": {"id": "gid://shopify/InventoryItem/601"},
                }
            ]
        },
    }
    store.answer = lambda asked: (200, {"data": {"customer": ORDER["customer"], "product": product}})
    found = await store.shop.perform(GetFact(thing="product", id="301"), "k")
    assert set(found) == set(SHAPES["Product"].model_fields)
    assert (found["status"], found["in_stock"], found["price"]) == ("active", True, "89.00")
    assert (found["variants"][0]["inventory_id"], found["variants"][0]["options"]) == ("601", ["Blue"])
    found = await store.shop.perform(GetFact(thing="customer", id="501"), "k")
    assert set(found) == set(SHAPES["Customer"].model_fields)
    assert found["email"] == "anna@example.com"


async def test_what_is_gone_is_missing(store: Store) -> None:
    store.answer = lambda asked: (200, {"data": {"order": None}})
    with pytest.raises(Missing):
        await store.shop.perform(GetFact(thing="order", id="1"), "k")


@pytest.mark.parametrize(("thing", "id"), [("weather", "1"), ("order", "1/../2"), ("order", "")])
async def test_what_can_not_be_asked_is_not_asked(store: Store, thing: str, id: str) -> None:
    with pytest.raises(Permanent):
        await store.shop.perform(GetFact(thing=thing, id=id), "k")
    assert store.asked == []


async def test_the_check_names_the_shop(store: Store) -> None:
    store.answer = lambda asked: (200, {"data": {"shop": {"name": "Leaf & Clay"}}})
    assert str(await store.shop.check()) == "Connected to Leaf & Clay."


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((401, {"errors": "[API] Invalid API key or access token"}), "paste the Admin API access token"),
        ((404, {"errors": "Not Found"}), "There is no shop at leaf.myshopify.com"),
        ((402, {}), "frozen or locked"),
        ((302, b"", {"Location": "https://clay.myshopify.com/admin/api"}), "is now at clay.myshopify.com"),
        ((302, b"", {"Location": "https://leaf.example/password"}), "a page for visitors answers"),
        ((200, b"<html>Opening soon</html>", {"Content-Type": "text/html"}), "a page for visitors answers"),
    ],
)
async def test_what_is_in_the_way_is_a_sentence_with_the_way_out(
    store: Store, answer: Any, said: str
) -> None:
    store.answer = lambda asked: answer
    with pytest.raises(Permanent, match=said):
        await store.shop.check()


@pytest.mark.parametrize("status", [500, 502, 504])
async def test_a_write_that_broke_off_inside_may_have_been_done(store: Store, status: int) -> None:
    store.answer = lambda asked: (status, b"bad gateway")
    with pytest.raises(Temporary) as write:
        await store.shop.perform(AddTags(thing="order", id="1", tags=("vip",)), "k")
    with pytest.raises(Temporary) as read:
        await store.shop.perform(GetFact(thing="order", id="1"), "k")
    assert (write.value.unclear, read.value.unclear) == (True, False)


async def test_without_a_token_it_only_listens() -> None:
    settings = ShopifySettings(shop_domain="leaf", webhook_secret=SecretStr("s"))
    with pytest.raises(Permanent, match="access token"):
        await Shopify(settings, Http()).check()
