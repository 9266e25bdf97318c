"""Prices, codes and selling without stock, of one variant or of all, as each store is asked to change them."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.core.effects.variants import GetVariants, SetCodes, SetPrices, SetSelling, VariantChange
from app.errors import Missing, Permanent
from tests.support.shops import DemoStore, ShopifyStore, WooStore


def gid(number: int | str) -> str:
    return f"gid://shopify/ProductVariant/{number}"


def node(number: int, price: str = "89.00", crossed: str | None = None, **more: Any) -> dict[str, Any]:
    """A variant as Shopify tells it."""
    return {
        "id": gid(number),
        "title": f"V{number}",
        "price": price,
        "compare_at_price": crossed,
        "inventory_policy": "DENY",
        "inventory_quantity": 4,
        "inventoryItem": {"id": f"gid://shopify/InventoryItem/{number + 200}", "tracked": True},
        **more,
    }


def product(*nodes: dict[str, Any], after: str | None = None) -> dict[str, Any]:
    info = {"hasNextPage": after is not None, "endCursor": after}
    return {"id": "gid://shopify/Product/301", "variants": {"pageInfo": info, "nodes": list(nodes)}}


def sale(number: str, was: str = "89.00", now: str = "71.20") -> VariantChange:
    return VariantChange(
        id=number,
        was={"price": was, "compare_at_price": None},
        now={"price": now, "compare_at_price": was},
    )


async def test_shopify_tells_all_variants_in_pages_or_one() -> None:
    async with ShopifyStore() as store:
        store.answers["product"] = lambda asked: (
            product(node(2, inventoryItem={"id": "gid://shopify/InventoryItem/9", "tracked": False}))
            if asked["after"]
            else product(node(1), after="c")
        )
        first = await store.shop.perform(GetVariants(id="301"), "k")
        second = await store.shop.perform(GetVariants(id="301", cursor=first["next"]), "k")
        assert (first["next"], second["next"]) == ("c", None)
        assert first["variants"][0] == {
            "id": "1",
            "product_id": "301",
            "inventory_id": "201",
            "title": "V1",
            "sku": None,
            "barcode": None,
            "price": "89.00",
            "compare_at_price": None,
            "stock": 4,
            "sells_when_out": False,
        }
        assert second["variants"][0]["stock"] is None
        store.answers["productVariant"] = node(3)
        one = await store.shop.perform(GetVariants(id="301", variant="3"), "k")
        assert [found["id"] for found in one["variants"]] == ["3"]
        store.answers |= {"product": None, "productVariant": None}
        with pytest.raises(Missing, match="no product Teapot"):
            await store.shop.perform(GetVariants(id="301", label="Teapot"), "k")
        with pytest.raises(Missing, match="no variant 3"):
            await store.shop.perform(GetVariants(id="301", variant="3"), "k")


async def test_shopify_sets_prices_policies_and_codes() -> None:
    async with ShopifyStore() as store:
        await store.shop.perform(SetPrices(id="301", changes=(sale("1"), sale("2"))), "k")
        on = VariantChange(id="1", was={"sells_when_out": False}, now={"sells_when_out": True})
        await store.shop.perform(SetSelling(id="301", changes=(on,), sells=True), "k")
        codes = VariantChange(id="1", was={"sku": None, "barcode": None}, now={"sku": "A", "barcode": "4"})
        await store.shop.perform(SetCodes(id="301", changes=(codes,)), "k")
        prices, policy, names = (asked["variants"] for _, asked in store.asked)
        assert prices == [{"id": gid(n), "price": "71.20", "compareAtPrice": "89.00"} for n in (1, 2)]
        assert policy == [{"id": gid(1), "inventoryPolicy": "CONTINUE"}]
        assert names == [{"id": gid(1), "barcode": "4", "inventoryItem": {"sku": "A"}}]
        store.answers["productVariantsBulkUpdate"] = {"userErrors": [{"message": "Product does not exist"}]}
        with pytest.raises(Permanent, match="Product does not exist"):
            await store.shop.perform(SetPrices(id="301", changes=(sale("1"),)), "k")


async def test_many_prices_go_in_parts() -> None:
    async with ShopifyStore() as store:
        every = tuple(sale(str(number)) for number in range(1, 302))
        assert await store.shop.perform(SetPrices(id="301", changes=every), "k") == {"changed": 301}
        assert [len(asked["variants"]) for _, asked in store.asked] == [250, 51]


async def test_a_sale_that_ends_gives_back_only_what_nobody_changed() -> None:
    undo = SetPrices(id="301", changes=(sale("1"), sale("2"), sale("3"), sale("4"))).undo(None)
    assert undo is not None
    async with ShopifyStore() as store:
        store.answers["product"] = product(
            node(1, "71.2", "89.0"), node(2, "60.00", "89.00"), node(3, "89.00"), after=None
        )
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(undo, "k")
        [(_, asked)] = [one for one in store.asked if one[0] == "productVariantsBulkUpdate"]
        assert asked["variants"] == [{"id": gid(1), "price": "89.00", "compareAtPrice": None}]
        store.answers["product"] = product(node(1), node(2), node(3))
        assert await store.shop.perform(undo, "k") == {"changed": 0}


async def test_one_variant_is_compared_by_itself() -> None:
    undo = SetPrices(id="301", changes=(sale("1"),)).undo(None)
    assert undo is not None
    async with ShopifyStore() as store:
        store.answers["productVariant"] = node(1, "71.20", "89.00")
        assert await store.shop.perform(undo, "k") == {"changed": 1}
        store.answers["productVariant"] = None
        assert await store.shop.perform(undo, "k") == {"changed": 0}
        assert [name for name, _ in store.asked].count("productVariantsBulkUpdate") == 1


def variation(number: int, regular: str, cheaper: str = "", **more: Any) -> dict[str, Any]:
    """A variation as WooCommerce tells it."""
    return {
        "id": number,
        "name": f"V{number}",
        "price": cheaper or regular,
        "regular_price": regular,
        "sale_price": cheaper,
        "on_sale": bool(cheaper),
        "backorders": "no",
        "stock_quantity": 2,
        **more,
    }


async def test_woocommerce_tells_a_products_variations_or_the_product_itself() -> None:
    async with WooStore() as store:
        store.answers["GET products/10"] = (200, variation(10, "44", "8.90", variations=[]))
        [alone] = (await store.shop.perform(GetVariants(id="10"), "k"))["variants"]
        assert (alone["id"], alone["price"], alone["compare_at_price"]) == ("10", "8.90", "44")

        def page(query: Mapping[str, str], body: Any) -> tuple[int, Any]:
            count, first = {"1": (100, 1), "2": (1, 101)}[query["page"]]
            return 200, [variation(first + n, "10.10") for n in range(count)]

        store.answers |= {
            "GET products/11": (200, {"id": 11, "variations": [1, 2]}),
            "GET products/11/variations": page,
            "GET products/11/variations/5": (200, variation(5, "3")),
        }
        first = await store.shop.perform(GetVariants(id="11"), "k")
        second = await store.shop.perform(GetVariants(id="11", cursor=first["next"]), "k")
        assert (len(first["variants"]), first["next"]) == (100, "2")
        assert ([one["id"] for one in second["variants"]], second["next"]) == (["101"], None)
        [one] = (await store.shop.perform(GetVariants(id="11", variant="5"), "k"))["variants"]
        assert (one["id"], one["product_id"], one["sells_when_out"]) == ("5", "11", False)
        with pytest.raises(Permanent, match="variant with the id x"):
            await store.shop.perform(GetVariants(id="11", variant="x"), "k")
        store.answers["GET products/10"] = (200, variation(10, "much", variations=[]))
        with pytest.raises(Permanent, match="an amount of money"):
            await store.shop.perform(GetVariants(id="10"), "k")


async def test_woocommerce_sets_the_sales_price_beside_the_regular_one() -> None:
    async with WooStore() as store:
        store.answers |= {
            "PUT products/10": (200, {}),
            "PUT products/11/variations/5": (200, {}),
            "POST products/11/variations/batch": (200, {"update": [{"id": 1}, {"id": 2}]}),
        }
        await store.shop.perform(SetPrices(id="10", changes=(sale("10"),)), "k")
        plain = VariantChange(id="5", was={"price": "1"}, now={"price": "2", "compare_at_price": None})
        await store.shop.perform(SetPrices(id="11", changes=(plain,)), "k")
        await store.shop.perform(SetPrices(id="11", changes=(sale("1"), sale("2"))), "k")
        off = VariantChange(id="5", was={}, now={"sells_when_out": False, "sku": "S", "barcode": "4"})
        await store.shop.perform(SetSelling(id="11", changes=(off,), sells=False), "k")
        on_sale = {"regular_price": "89.00", "sale_price": "71.20"}
        assert store.wrote == [
            ("PUT products/10", on_sale),
            ("PUT products/11/variations/5", {"regular_price": "2", "sale_price": ""}),
            (
                "POST products/11/variations/batch",
                {"update": [{"id": 1, **on_sale}, {"id": 2, **on_sale}]},
            ),
            (
                "PUT products/11/variations/5",
                {"backorders": "no", "sku": "S", "global_unique_id": "4"},
            ),
        ]


async def test_a_batch_that_is_refused_in_part_is_no_success() -> None:
    async with WooStore() as store:
        wrong = {"id": 2, "error": {"code": "x", "message": "ID is invalid."}}
        store.answers["POST products/11/variations/batch"] = (200, {"update": [{"id": 1}, wrong]})
        with pytest.raises(Permanent, match="refused 1 of 2 changes: ID is invalid"):
            await store.shop.perform(SetPrices(id="11", changes=(sale("1"), sale("2"))), "k")


async def test_woocommerce_ends_a_sale_with_care() -> None:
    both = SetPrices(id="11", changes=(sale("1"), sale("2"))).undo(None)
    alone = SetPrices(id="10", changes=(sale("10"),)).undo(None)
    assert both is not None
    assert alone is not None
    async with WooStore() as store:
        store.answers |= {
            "GET products/11": (200, {"id": 11, "variations": [1, 2]}),
            "GET products/11/variations": (
                200,
                [variation(1, "89.00", "71.20"), variation(2, "89.00", "50.00")],
            ),
            "PUT products/11/variations/1": (200, {}),
            "GET products/10": (200, variation(10, "89")),
        }
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(both, "k")
        assert store.wrote == [("PUT products/11/variations/1", {"regular_price": "89.00", "sale_price": ""})]
        assert await store.shop.perform(alone, "k") == {"changed": 0}


async def test_the_demo_store_changes_variants_and_ends_a_sale_with_care() -> None:
    store = DemoStore()
    effect = SetPrices(id="307", changes=(sale("412"), sale("413")))
    assert {one["id"] for one in store.state.get("product", "307")["variants"]} >= {"412", "413"}
    assert await store.shop.perform(effect, "k") == {"changed": 2}
    assert await store.shop.perform(effect, "k") == {"changed": 0}
    now = store.state.get("product", "307")
    assert (now["price"], now["compare_at_price"]) == ("71.20", "89.00")
    assert [topic for topic, _ in store.told] == ["product.updated"]
    other = VariantChange(id="412", was={}, now={"price": "50.00", "compare_at_price": None})
    await store.shop.perform(SetPrices(id="307", changes=(other,)), "k")
    undo = effect.undo(None)
    assert undo is not None
    with pytest.raises(Permanent, match="changed meanwhile"):
        await store.shop.perform(undo, "k")
    prices = {one["id"]: one["price"] for one in store.state.get("product", "307")["variants"]}
    assert (prices["412"], prices["413"]) == ("50.00", "89.00")
    on = VariantChange(id="412", was={"sells_when_out": False}, now={"sells_when_out": True})
    await store.shop.perform(SetSelling(id="307", changes=(on,), sells=True), "k")
    await store.shop.perform(
        SetCodes(id="307", changes=(VariantChange(id="412", was={}, now={"sku": "NEW"}),)), "k"
    )
    told = (await store.shop.perform(GetVariants(id="307"), "k"))["variants"]
    assert (told[0]["sells_when_out"], told[0]["sku"], len(told)) == (True, "NEW", 3)
    assert len((await store.shop.perform(GetVariants(id="307", variant="413"), "k"))["variants"]) == 1
    for read in (GetVariants(id="999"), GetVariants(id="307", variant="999")):
        with pytest.raises(Permanent, match=r"has no (product|variant)"):
            await store.shop.perform(read, "k")
