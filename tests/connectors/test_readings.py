"""Reading any thing of a shop by its number: what each platform answers, in the shop's language."""

from __future__ import annotations

import pytest

from app.connectors.shopify.facts import READINGS
from app.core.effects import GetFact, GetWithOrder
from app.core.fields import FACTS, SHAPES
from app.errors import Missing, Permanent
from tests.support.shopify_answers import FIELDS, LINE, MONEY, SHOPIFY
from tests.support.shops import DemoStore, ShopifyStore, WooStore


def test_nothing_that_can_be_read_is_left_out() -> None:
    assert set(SHOPIFY) | {"customer", "product"} == set(READINGS)


@pytest.mark.parametrize("kind", SHOPIFY)
async def test_shopify_reads(kind: str) -> None:
    node, said = SHOPIFY[kind]
    async with ShopifyStore() as store:
        store.answers[READINGS[kind].root] = node
        fact = await store.shop.perform(GetFact(thing=kind, id="85"), "k")
        assert set(fact) == set(SHAPES[FACTS[kind]].model_fields)
        SHAPES[FACTS[kind]].model_validate(fact)
        assert {name: fact[name] for name in said} == said


async def test_shopify_reads_what_belongs_to_the_thing() -> None:
    async with ShopifyStore() as store:
        store.answers |= {
            READINGS[kind].root: node for kind, (node, _) in SHOPIFY.items() if kind != "checkout"
        }
        variant = await store.shop.perform(GetFact(thing="variant", id="4"), "k")
        assert [(level["location"], level["available"]) for level in variant["stock_levels"]] == [
            ("Berlin", 4),
            ("Hamburg", 2),
        ]
        returned = await store.shop.perform(GetFact(thing="return", id="5"), "k")
        [item] = returned["items"]
        assert (item["title"], item["reason"], item["customer_note"], item["product_id"]) == (
            "Teapot",
            "defective",
            "broken",
            "3",
        )
        part = await store.shop.perform(GetFact(thing="fulfilment_order", id="85"), "k")
        assert [(line["quantity"], line["to_send"], line["variant_id"]) for line in part["items"]] == [
            (2, 1, "4")
        ]
        contract = await store.shop.perform(GetFact(thing="subscription", id="44"), "k")
        assert contract["customer"]["first_name"] == "Anna"


async def test_shopify_reads_a_thing_with_its_order() -> None:
    async with ShopifyStore() as store:
        store.answers["fulfillmentOrder"] = SHOPIFY["fulfilment_order"][0]
        store.answers["order"] = {
            "id": "gid://shopify/Order/1001",
            "name": "#1001",
            "lineItems": {"nodes": [], "pageInfo": {}},
        }
        both = await store.shop.perform(GetWithOrder(thing="fulfilment_order", id="85"), "k")
        assert (both["fact"]["location"], both["order"]["name"]) == ("Berlin", "#1001")
        assert [variables["id"] for _, variables in store.asked] == [
            "gid://shopify/FulfillmentOrder/85",
            "gid://shopify/Order/1001",
        ]


async def test_what_is_gone_or_unknown_is_said() -> None:
    async with ShopifyStore() as store:
        with pytest.raises(Missing):
            await store.shop.perform(GetFact(thing="collection", id="1"), "k")
        with pytest.raises(Permanent):
            await store.shop.perform(GetFact(thing="location", id="1"), "k")
        with pytest.raises(Permanent):
            await store.shop.perform(GetFact(thing="collection", id="x"), "k")


async def test_an_order_is_read_with_all_that_is_told_of_it() -> None:
    node = {
        "id": "gid://shopify/Order/1001",
        "name": "#1001",
        "total_weight": "1150",
        "po_number": "PO-1",
        "risk": {"assessments": [{"riskLevel": "LOW"}, {"riskLevel": "HIGH"}]},
        "transactions": [
            {
                "id": "gid://shopify/OrderTransaction/6",
                "kind": "SALE",
                "status": "SUCCESS",
                "amountSet": MONEY,
                "account": "•••• 4242",
            }
        ],
        "additionalFees": [{"name": "Wrapping", "price": MONEY, "taxLines": []}],
        "customer": {
            "id": "gid://shopify/Customer/501",
            "orders_count": "1",
            "state": "ENABLED",
            "defaultEmailAddress": {"emailAddress": "a@example.com", "marketingState": "PENDING"},
            "lastOrder": {"id": "gid://shopify/Order/1001"},
        },
        "lineItems": {
            "nodes": [
                {**LINE, "quantity": 2, "current_quantity": 1, "fulfillable_quantity": 1, "taxLines": []}
            ],
            "pageInfo": {},
        },
        "metafields": FIELDS,
    }
    async with ShopifyStore() as store:
        store.answers["order"] = node
        order = await store.shop.perform(GetFact(thing="order", id="1001"), "k")
        assert (order["risk_level"], order["weight_grams"], order["po_number"], order["is_first"]) == (
            "high",
            1150,
            "PO-1",
            True,
        )
        assert (order["transactions"][0]["kind"], order["transactions"][0]["card"]) == ("sale", "4242")
        assert order["fees"] == [{"title": "Wrapping", "amount": "10.00", "tax": "0.00"}]
        assert (order["customer"]["email_consent"], order["customer"]["last_order_id"]) == ("pending", "1001")
        assert (order["line_items"][0]["to_send"], order["line_items"][0]["tax"]) == (1, "0.00")
        assert order["custom"] == {"colour": "blue"}


async def test_woocommerce_reads() -> None:
    variation = {
        "id": 12,
        "parent_id": 11,
        "name": "Mug - Red",
        "price": "9.50",
        "stock_quantity": 3,
        "manage_stock": True,
        "attributes": [{"name": "Colour", "option": "Red"}],
        "images": [{"src": "https://e.example/red.jpg"}],
    }
    async with WooStore() as store:
        store.answers |= {
            "GET products/12": (200, variation),
            "GET products/categories/16": (
                200,
                {"id": 16, "name": "Caf&eacute;", "slug": "cafe", "count": 4},
            ),
            "GET coupons/22": (
                200,
                {"id": 22, "code": "spring15", "amount": "15.00", "discount_type": "percent"},
            ),
        }
        variant = await store.shop.perform(GetFact(thing="variant", id="12"), "k")
        assert (variant["product_id"], variant["options"], variant["stock"]) == ("11", ["Red"], 3)
        assert variant["image"] == "https://e.example/red.jpg"
        stock = await store.shop.perform(GetFact(thing="inventory", id="12"), "k")
        assert (stock["available"], stock["variant_id"], stock["tracked"]) == (3, "12", True)
        category = await store.shop.perform(GetFact(thing="collection", id="16"), "k")
        assert (category["title"], category["products_count"]) == ("Café", 4)
        assert (await store.shop.perform(GetFact(thing="discount", id="22"), "k"))["percent"] == 15.0
        for kind, thing in (("variant", variant), ("inventory", stock), ("collection", category)):
            assert set(thing) == set(SHAPES[FACTS[kind]].model_fields)


async def test_the_demo_store_reads_variants_and_their_stock() -> None:
    store = DemoStore()
    variant = await store.shop.perform(GetFact(thing="variant", id="404"), "k")
    assert (variant["id"], variant["product_title"]) == ("404", "Darjeeling First Flush")
    stock = await store.shop.perform(GetFact(thing="inventory", id=variant["inventory_id"]), "k")
    assert (stock["variant_id"], stock["available"]) == ("404", variant["stock"])
    assert set(stock) == set(SHAPES["Inventory"].model_fields)
    with pytest.raises(Permanent):
        await store.shop.perform(GetFact(thing="variant", id="999"), "k")
