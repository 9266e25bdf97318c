"""What is in an order, as each store is asked to change it."""

import pytest

from app.core.effects.order_details import AddOrderLine, RemoveOrderLine
from app.errors import Missing
from tests.support.orders import GID, demo, woo_order, wrote
from tests.support.shops import ShopifyStore, WooStore


async def test_shopify_edits_an_order_and_commits() -> None:
    line = {
        "id": "gid://shopify/CalculatedLineItem/5",
        "sku": "TEA-100",
        "quantity": 3,
        "editableQuantity": 2,
    }
    begun = {"id": "gid://shopify/CalculatedOrder/9", "lineItems": {"nodes": [line]}}
    variants = [
        {"id": "gid://shopify/ProductVariant/1", "sku": "GIFT-12"},
        {"id": "gid://shopify/ProductVariant/2", "sku": "gift-1"},
    ]
    async with ShopifyStore() as store:
        store.answers["orderEditBegin"] = {"calculatedOrder": begun, "userErrors": []}
        store.answers["productVariants"] = {"nodes": variants}
        store.answers["orderEditAddVariant"] = {
            "calculatedLineItem": {"id": "gid://shopify/CalculatedLineItem/6"}
        }
        gift = AddOrderLine(id="23", sku="GIFT-1", free=True, notify=True)
        assert await store.shop.perform(gift, "k") == {"added": 1}
        begin, add, off, commit = wrote(store.asked)
        assert (begin[0], begin[1]["id"]) == ("orderEditBegin", GID)
        assert add[1] == {"edit": begun["id"], "variant": "gid://shopify/ProductVariant/2", "quantity": 1}
        assert off[1]["discount"]["percentValue"] == 100.0
        assert off[1]["line"] == "gid://shopify/CalculatedLineItem/6"
        assert commit == ("orderEditCommit", {"edit": begun["id"], "notify": True, "note": None})
        store.asked.clear()
        assert await store.shop.perform(AddOrderLine(id="23", sku="tea-100"), "k") == {"added": 0}
        assert [name for name, _ in store.asked] == ["orderEditBegin"], "it is in the order already"
        store.asked.clear()
        assert await store.shop.perform(RemoveOrderLine(id="23", sku="TEA-100"), "k") == {"removed": 2}
        _, quantity, commit = store.asked
        assert (quantity[0], quantity[1]["quantity"]) == ("orderEditSetQuantity", 1), "one was sent already"
        assert commit[0] == "orderEditCommit"
        store.asked.clear()
        assert await store.shop.perform(RemoveOrderLine(id="23", sku="none"), "k") == {"removed": 0}
        with pytest.raises(Missing, match="none"):
            await store.shop.perform(AddOrderLine(id="23", sku="none"), "k")
        assert "orderEditCommit" not in [name for name, _ in store.asked]


async def test_woocommerce_takes_lines() -> None:
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order())
        store.answers["PUT orders/23"] = (200, woo_order())
        store.answers["GET products"] = (
            200,
            [{"id": 12, "parent_id": 11, "type": "variation", "sku": "MUG-R"}],
        )
        await store.shop.perform(AddOrderLine(id="23", sku="MUG-R", free=True), "k")
        sent = {"product_id": 11, "variation_id": 12, "quantity": 1, "subtotal": "0", "total": "0"}
        done = {"key": "_storeflow_lines", "value": "k 1"}
        assert store.wrote == [("PUT orders/23", {"line_items": [sent], "meta_data": [done]})]
        assert await store.shop.perform(AddOrderLine(id="23", sku="tee-100"), "k") == {"added": 0}
        assert await store.shop.perform(RemoveOrderLine(id="23", sku="TEE-100"), "k") == {"removed": 2}
        gone, done = {"id": 69, "quantity": 0}, {"key": "_storeflow_lines", "value": "k 2"}
        assert store.wrote[1:] == [("PUT orders/23", {"line_items": [gone], "meta_data": [done]})]
        with pytest.raises(Missing):
            await store.shop.perform(AddOrderLine(id="23", sku="MUG"), "k")


async def test_the_demo_store_reckons_anew() -> None:
    store, order = demo()
    before = store.state.get("order", order)
    had = {line["product_id"] for line in before["line_items"]}
    other = next(one for one in store.state.all("product") if one["id"] not in had)
    variant = other["variants"][0]
    add = AddOrderLine(id=order, sku=variant["sku"], quantity=2)
    assert await store.shop.perform(add, "k") == {"added": 2}
    changed = store.state.get("order", order)
    assert changed["item_count"] == before["item_count"] + 2
    assert changed["financial_status"] == "partially_paid"
    assert float(changed["outstanding"]) > 0
    await store.shop.perform(add, "again")
    assert store.state.get("order", order) == changed
    undo = add.undo(before)
    assert isinstance(undo, RemoveOrderLine)
    assert add.undo(changed) is None
    await store.shop.perform(undo, "k2")
    assert store.state.get("order", order)["line_items"] == before["line_items"]
    assert [topic for topic, _ in store.told if topic == "order.edited"] == ["order.edited"] * 2
