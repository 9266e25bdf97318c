"""The demo store after its owner's workflows changed it: customers buy what is for sale, whatever it costs now."""

import pytest

from app.connectors.demo import day
from app.connectors.demo.state import restock
from app.core.effects.products import CreateProduct, HideProduct, SetProductStatus
from app.core.effects.variants import SetPrices, VariantChange
from app.core.example import NOW
from app.errors import NotFound
from tests.support.shops import DemoStore


async def test_hidden_products_and_drafts_are_not_bought() -> None:
    store = DemoStore()
    ids = [product["id"] for product in store.state.all("product")]
    for product in ids[:-2]:
        await store.shop.perform(HideProduct(id=product), "k")
    await store.shop.perform(SetProductStatus(id=ids[-1], status="draft"), "k")
    for _ in range(6):
        day.place_order(store.state, NOW)
        day.abandon_cart(store.state, NOW)
    bought = {line["product_id"] for order in store.state.all("order") for line in order["line_items"]}
    assert bought == {ids[-2]}
    await store.shop.perform(HideProduct(id=ids[-2]), "k")
    with pytest.raises(NotFound, match="Nothing is for sale"):
        day.place_order(store.state, NOW)


async def test_a_store_where_all_is_cheap_goes_on_selling() -> None:
    store = DemoStore()
    for product in store.state.all("product"):
        changes = tuple(
            VariantChange(id=one["id"], was={}, now={"price": "5.00", "compare_at_price": None})
            for one in product["variants"]
        )
        await store.shop.perform(SetPrices(id=product["id"], changes=changes), "k")
    for _ in range(10):
        day.place_order(store.state, NOW)
    assert {order["total"] for order in store.state.all("order")} >= {"10.90", "15.90"}


async def test_what_was_made_by_a_workflow_stands_beside_the_catalogue() -> None:
    store = DemoStore()
    made = (await store.shop.perform(CreateProduct(title="Tea cosy", price="19"), "k"))["product"]
    restock(store.state, NOW)
    assert store.state.get("product", made["id"])["stock"] == 0
    day.busy_day(store.state, NOW, 60)
    assert store.state.get("product", made["id"]) == made
