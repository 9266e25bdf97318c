"""Stock as each store is asked to change it: set, more or less, counted or not; once, and never over a sale."""

from typing import Any

import pytest

from app.core.effects import Effect
from app.core.effects.stock import AdjustStock, GetStock, SetStock, SetTracking
from app.errors import Missing, Permanent, Temporary
from tests.support.shops import DemoStore, ShopifyStore, WooStore

ITEM, PLACE = "gid://shopify/InventoryItem/601", "gid://shopify/Location/71"
PLACES = {
    "pageInfo": {"hasNextPage": False},
    "nodes": [{"id": PLACE, "name": "Berlin"}, {"id": "gid://shopify/Location/72", "name": "Hamburg"}],
}


def kept(quantity: int | None, *, tracked: bool = True) -> dict[str, Any]:
    """A variant as Shopify tells of its stock at a place; None: it is not kept there."""
    quantities = [{"name": "available", "quantity": quantity}]
    level = {"id": "1", "quantities": quantities} if quantity is not None else None
    return {
        "id": "gid://shopify/ProductVariant/401",
        "inventoryItem": {"id": ITEM, "tracked": tracked, "inventoryLevel": level},
    }


def changes(store: ShopifyStore) -> list[tuple[str, dict[str, Any]]]:
    return [one for one in store.asked if one[0].startswith("inventory")]


async def test_shopify_sets_stock_from_the_number_that_was_read() -> None:
    async with ShopifyStore() as store:
        store.answers |= {"location": {"id": PLACE, "name": "Berlin"}, "productVariant": kept(4)}
        assert await store.shop.perform(SetStock(variant="401", quantity=25), "run/step~1") == {"stock": 25}
        assert changes(store) == [
            (
                "inventorySetQuantities",
                {
                    "key": "run/step~1:4",
                    "input": {
                        "name": "available",
                        "reason": "correction",
                        "quantities": [
                            {
                                "inventoryItemId": ITEM,
                                "locationId": PLACE,
                                "quantity": 25,
                                "changeFromQuantity": 4,
                            }
                        ],
                    },
                },
            )
        ]
        await store.shop.perform(SetStock(variant="401", quantity=4), "k")
        await store.shop.perform(SetStock(variant="401", quantity=4, expected=4), "k")
        assert len(changes(store)) == 1


async def test_shopify_adjusts_stock_once_at_a_place_by_its_name_or_id() -> None:
    async with ShopifyStore() as store:
        store.answers |= {"locations": PLACES, "productVariant": kept(4)}
        await store.shop.perform(AdjustStock(variant="401", by=-2, location="hamburg"), "k")
        await store.shop.perform(AdjustStock(variant="401", by=5, location="71"), "k")
        first, second = (asked["input"]["changes"][0] for _, asked in changes(store))
        assert first == {
            "inventoryItemId": ITEM,
            "locationId": "gid://shopify/Location/72",
            "delta": -2,
            "changeFromQuantity": None,
        }
        assert (second["locationId"], second["delta"]) == (PLACE, 5)
        assert {asked["key"] for _, asked in changes(store)} == {"k"}
        with pytest.raises(Permanent, match=r"no place “Rome”\. It has Berlin or Hamburg"):
            await store.shop.perform(AdjustStock(variant="401", by=1, location="Rome"), "k")


async def test_places_come_in_pages() -> None:
    async with ShopifyStore() as store:
        more = {"pageInfo": {"hasNextPage": True, "endCursor": "c"}, "nodes": []}
        store.answers |= {
            "locations": lambda asked: PLACES if asked["after"] else more,
            "productVariant": kept(4),
        }
        found = await store.shop.perform(GetStock(variant="401", location="Berlin"), "k")
        assert found == {"stock": 4, "tracked": True}


async def test_an_article_that_was_never_kept_at_a_place_is_kept_there_from_now_on() -> None:
    async with ShopifyStore() as store:
        store.answers |= {"location": {"id": PLACE}, "productVariant": kept(None)}
        await store.shop.perform(SetStock(variant="401", quantity=9), "k")
        await store.shop.perform(AdjustStock(variant="401", by=3), "j")
        first, second, third = changes(store)
        assert first[1] == {"item": ITEM, "location": PLACE, "available": 9, "key": "k"}
        assert (second[0], second[1]["available"], second[1]["key"]) == ("inventoryActivate", 0, "j:0")
        assert (third[0], third[1]["key"]) == ("inventoryAdjustQuantities", "j")


async def test_shopify_counts_or_does_not() -> None:
    async with ShopifyStore() as store:
        store.answers |= {"location": {"id": PLACE}, "productVariant": kept(4)}
        await store.shop.perform(SetTracking(variant="401", tracked=True), "k")
        await store.shop.perform(SetTracking(variant="401", tracked=False), "k")
        assert changes(store) == [("inventoryItemUpdate", {"id": ITEM, "input": {"tracked": False}})]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("CHANGE_FROM_QUANTITY_STALE", Temporary),
        ("IDEMPOTENCY_CONCURRENT_REQUEST", Temporary),
        ("INVALID_QUANTITY_TOO_HIGH", Permanent),
    ],
)
async def test_a_number_that_changed_meanwhile_is_tried_again(code: str, kind: type[Exception]) -> None:
    async with ShopifyStore() as store:
        store.answers |= {
            "location": {"id": PLACE},
            "productVariant": kept(4),
            "inventorySetQuantities": {"userErrors": [{"code": code, "message": "Not so"}]},
        }
        with pytest.raises(kind, match="Shopify declined: Not so"):
            await store.shop.perform(SetStock(variant="401", quantity=9), "k")


async def test_shopify_refuses_what_is_gone_or_was_sold_meanwhile() -> None:
    async with ShopifyStore() as store:
        with pytest.raises(Permanent, match="no place that keeps stock"):
            await store.shop.perform(SetStock(variant="401", quantity=9), "k")
        store.answers |= {"location": {"id": PLACE}, "productVariant": kept(3)}
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(SetStock(variant="401", quantity=9, expected=4), "k")
        store.answers["productVariant"] = None
        with pytest.raises(Missing, match="no variant Teapot any more"):
            await store.shop.perform(GetStock(variant="401", label="Teapot"), "k")
        assert changes(store) == []


def woo(**fields: Any) -> tuple[int, dict[str, Any]]:
    return 200, {"id": 10, "manage_stock": True, "stock_quantity": 4, "meta_data": [], **fields}


async def test_woocommerce_sets_stock_where_it_is_kept() -> None:
    async with WooStore() as store:
        store.answers |= {
            "GET products/10": woo(),
            "PUT products/10": woo(),
            "GET products/11": woo(id=11, stock_quantity=7),
            "PUT products/11": woo(),
            "GET products/11/variations/12": woo(id=12, manage_stock="parent", stock_quantity=7),
            "PUT products/11/variations/12": woo(),
            "GET products/13": woo(manage_stock=False, stock_quantity=None),
            "PUT products/13": woo(),
        }
        await store.shop.perform(SetStock(variant="10", product="10", quantity=25, expected=4), "k")
        await store.shop.perform(SetStock(variant="10", quantity=4), "k")
        await store.shop.perform(SetStock(variant="12", product="11", quantity=2), "k")
        await store.shop.perform(SetStock(variant="13", product="13", quantity=2), "k")
        await store.shop.perform(SetTracking(variant="12", product="11", tracked=True), "k")
        await store.shop.perform(SetTracking(variant="10", product="10", tracked=True), "k")
        await store.shop.perform(SetTracking(variant="10", product="10", tracked=False), "k")
        assert store.wrote == [
            ("PUT products/10", {"stock_quantity": 25}),
            ("PUT products/11", {"stock_quantity": 2}),
            ("PUT products/13", {"manage_stock": True, "stock_quantity": 2}),
            ("PUT products/11/variations/12", {"manage_stock": True}),
            ("PUT products/10", {"manage_stock": False}),
        ]
        found = await store.shop.perform(GetStock(variant="13", product="13"), "k")
        assert found == {"stock": None, "tracked": False}


async def test_woocommerce_adjusts_once_however_often_it_is_asked() -> None:
    async with WooStore() as store:
        now: dict[str, Any] = woo()[1]

        def put(query: object, body: dict[str, Any]) -> tuple[int, Any]:
            now.update(body)
            return 200, now

        store.answers |= {"GET products/10": lambda query, body: (200, now), "PUT products/10": put}
        effect = AdjustStock(variant="10", product="10", by=-3)
        assert await store.shop.perform(effect, "one") == {"by": -3, "stock": 1}
        assert await store.shop.perform(effect, "one") == {"by": -3, "stock": 1}
        for n in range(9):
            await store.shop.perform(effect.replace(by=1), f"more{n}")
        assert now["stock_quantity"] == 10
        assert len(now["meta_data"][0]["value"].split(",")) == 8
        assert len(store.wrote) == 10


@pytest.mark.parametrize(
    ("effect", "why"),
    [
        (SetStock(variant="10", product="10", quantity=9, expected=5), "changed meanwhile"),
        (SetStock(variant="10", product="10", quantity=9, location="Berlin"), "one place only"),
        (AdjustStock(variant="13", product="13", by=1, label="Tea"), "stock of Tea is not counted"),
        (GetStock(variant="99", product="99"), "nothing with that id"),
    ],
)
async def test_woocommerce_refuses(effect: Effect, why: str) -> None:
    async with WooStore() as store:
        gone = (404, {"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID."})
        store.answers |= {
            "GET products/10": woo(),
            "GET products/13": woo(manage_stock=False),
            "GET products/99": gone,
        }
        with pytest.raises(Permanent, match=why):
            await store.shop.perform(effect, "k")
        assert store.wrote == []


async def test_the_demo_store_tells_what_sold_out_and_what_is_back() -> None:
    store = DemoStore()
    only: dict[str, Any] = {"variant": "411", "product": "306"}  # the second of two
    for one in ("410", "411"):
        await store.shop.perform(SetStock(variant=one, quantity=0), "k")
    topics = [topic for topic, _ in store.told]
    assert topics == [
        "product.updated",
        "variant.sold_out",
        "product.updated",
        "variant.sold_out",
        "product.sold_out",
    ]
    assert store.told[-1][1]["product"]["in_stock"] is False
    told = await store.shop.perform(AdjustStock(**only, by=3), "one")
    assert told == await store.shop.perform(AdjustStock(**only, by=3), "one") == {"by": 3, "stock": 3}
    assert [topic for topic, _ in store.told[5:]] == ["product.updated", "variant.restocked"]
    assert await store.shop.perform(GetStock(**only), "k") == {"stock": 3, "tracked": True}
    for effect, why in (
        (SetStock(**only, quantity=9, expected=4), "changed meanwhile"),
        (SetStock(**only, quantity=9, location="Berlin"), "one place only"),
        (SetStock(variant="999", quantity=9), "no variant"),
        (SetStock(variant="999", product="306", quantity=9), "no variant"),
        (GetStock(variant="999", product="306"), "no variant"),
        (SetTracking(**only, tracked=False), "can't do this"),
    ):
        with pytest.raises(Permanent, match=why):
            await store.shop.perform(effect, "k")
