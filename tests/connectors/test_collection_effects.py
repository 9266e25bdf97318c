"""Collections and redirects as each store is asked to change them."""

from typing import Any

import pytest

from app.core.effects import Effect
from app.core.effects.collections import (
    AddToCollections,
    CreateCollection,
    GetCollections,
    RemoveFromCollections,
)
from app.core.effects.redirects import CreateRedirects, DeleteRedirects, GetRedirects
from app.errors import Missing, Permanent
from tests.support.shops import DemoStore, ShopifyStore, WooStore

PRODUCT = "gid://shopify/Product/301"
TEA, POTS = "gid://shopify/Collection/1", "gid://shopify/Collection/2"
TITLES = {TEA: "Tea", POTS: "Anna's \\ pots", "gid://shopify/Collection/3": "Tea and more"}


def shopify(store: ShopifyStore, *inside: str) -> None:
    """Three collections, and the product in some of them."""
    nodes = [{"id": gid, "title": title} for gid, title in TITLES.items()]
    store.answers |= {
        "collections": {"nodes": nodes},
        "collection": lambda asked: {"id": asked["id"], "title": "x"} if asked["id"] in TITLES else None,
        "product": lambda asked: {"id": PRODUCT, "inside": asked["collection"] in inside},
    }


async def test_shopify_files_a_product_by_name_or_number() -> None:
    async with ShopifyStore() as store:
        shopify(store, TEA)
        both = ("tea", "2")
        assert await store.shop.perform(AddToCollections(id="301", collections=both), "k") == {
            "collections": ["2"]
        }
        assert await store.shop.perform(RemoveFromCollections(id="301", collections=both), "k") == {
            "collections": ["tea"]
        }
        assert await store.shop.perform(GetCollections(id="301", collections=both), "k") == {
            "collections": ["tea"]
        }
        await store.shop.perform(AddToCollections(id="301", collections=("Tea",)), "k")
        await store.shop.perform(AddToCollections(id="301", collections=("Anna's \\ pots",)), "k")
        written = [asked["product"] for name, asked in store.asked if name == "productUpdate"]
        assert written == [
            {"id": PRODUCT, "collectionsToJoin": [POTS]},
            {"id": PRODUCT, "collectionsToLeave": [TEA]},
            {"id": PRODUCT, "collectionsToJoin": [POTS]},
        ]
        searched = [asked["query"] for name, asked in store.asked if name == "collections"]
        assert "title:'Anna\\'s \\\\ pots'" in searched


async def test_shopify_says_which_collection_there_is_not_and_that_automatic_ones_fill_themselves() -> None:
    async with ShopifyStore() as store:
        shopify(store)
        for name in ("Coffee", "99"):
            with pytest.raises(Permanent, match=f"no collection “{name}”"):
                await store.shop.perform(AddToCollections(id="301", collections=(name,)), "k")
        store.answers["productUpdate"] = {"userErrors": [{"message": "Can't add to a smart collection"}]}
        with pytest.raises(Permanent, match="smart collection"):
            await store.shop.perform(AddToCollections(id="301", collections=("Tea",)), "k")
        store.answers["product"] = None
        with pytest.raises(Missing, match="no product"):
            await store.shop.perform(GetCollections(id="301", collections=("Tea",)), "k")


async def test_shopify_makes_a_collection_once_and_shows_it() -> None:
    async with ShopifyStore() as store:
        shopify(store)
        online = {"id": "gid://shopify/Publication/1", "catalog": {"title": "Online Store"}}
        store.answers |= {
            "publications": {"pageInfo": {"hasNextPage": False}, "nodes": [online]},
            "collectionCreate": {"collection": {"id": POTS, "title": "Sale"}, "userErrors": []},
        }
        found = await store.shop.perform(CreateCollection(title="tea"), "k")
        assert found == {"collection": {"id": "1", "title": "tea"}, "created": False}
        made = await store.shop.perform(CreateCollection(title="Sale", description="<p>!</p>"), "k")
        assert made == {"collection": {"id": "2", "title": "Sale"}, "created": True}
        asked = dict(store.asked)
        assert asked["collectionCreate"] == {"collection": {"title": "Sale", "descriptionHtml": "<p>!</p>"}}
        assert asked["publishablePublish"] == {
            "id": POTS,
            "input": [{"publicationId": "gid://shopify/Publication/1"}],
        }
        store.answers["collectionCreate"] = {}
        with pytest.raises(Permanent, match="made no collection"):
            await store.shop.perform(CreateCollection(title="Sale"), "k")


def woo(store: WooStore) -> None:
    """Three categories, and a product in one of them."""
    known = [{"id": 16, "name": "Caf&eacute; &amp; Th&eacute;"}, {"id": 17, "name": "Sale"}]
    gone = (404, {"code": "woocommerce_rest_term_invalid", "message": "Resource does not exist."})
    store.answers |= {
        "GET products/10": (200, {"id": 10, "categories": [{"id": 16, "name": "Café"}]}),
        "PUT products/10": (200, {}),
        "GET products/categories": (200, known),
        "GET products/categories/17": (200, known[1]),
        "GET products/categories/99": gone,
        "POST products/categories": (201, {"id": 20, "name": "New &amp; old"}),
    }


async def test_woocommerce_files_a_product_under_categories() -> None:
    async with WooStore() as store:
        woo(store)
        names = ("café & thé", "17")
        added = await store.shop.perform(AddToCollections(id="10", collections=names), "k")
        gone = await store.shop.perform(RemoveFromCollections(id="10", collections=names), "k")
        assert (added, gone) == ({"collections": ["17"]}, {"collections": ["café & thé"]})
        assert store.wrote == [
            ("PUT products/10", {"categories": [{"id": 16}, {"id": 17}]}),
            ("PUT products/10", {"categories": []}),
        ]
        found = await store.shop.perform(GetCollections(id="10", collections=names), "k")
        assert found == {"collections": ["café & thé"]}
        await store.shop.perform(RemoveFromCollections(id="10", collections=("Sale",)), "k")
        assert len(store.wrote) == 2
        for name in ("Coffee", "99"):
            with pytest.raises(Permanent, match=f"no category “{name}”"):
                await store.shop.perform(AddToCollections(id="10", collections=(name,)), "k")


async def test_woocommerce_makes_a_category_once() -> None:
    async with WooStore() as store:
        woo(store)
        found = await store.shop.perform(CreateCollection(title="sale"), "k")
        assert found == {"collection": {"id": "17", "title": "sale"}, "created": False}
        made = await store.shop.perform(CreateCollection(title="New & old", description="!"), "k")
        assert made == {"collection": {"id": "20", "title": "New & old"}, "created": True}
        assert store.wrote == [("POST products/categories", {"name": "New & old", "description": "!"})]
        there = {"code": "term_exists", "message": "exists", "data": {"resource_id": 33}}
        store.answers["POST products/categories"] = (400, there)
        assert (await store.shop.perform(CreateCollection(title="X"), "k"))["collection"]["id"] == "33"
        store.answers["POST products/categories"] = (400, {"code": "other", "message": "No."})
        with pytest.raises(Permanent, match="refused the request"):
            await store.shop.perform(CreateCollection(title="X"), "k")


async def test_the_demo_store_files_products() -> None:
    store = DemoStore()
    first = await store.shop.perform(AddToCollections(id="301", collections=("TEA", "Sale")), "k")
    assert first == {"collections": ["Sale"]}
    assert store.state.get("product", "301")["categories"] == ["Tea", "Sale"]
    found = await store.shop.perform(GetCollections(id="301", collections=("sale", "Gone")), "k")
    assert found == {"collections": ["sale"]}
    gone = await store.shop.perform(RemoveFromCollections(id="301", collections=("sale", "Gone")), "k")
    assert gone == {"collections": ["Sale"]}
    await store.shop.perform(RemoveFromCollections(id="301", collections=("sale",)), "k")
    assert [topic for topic, _ in store.told] == ["product.updated"] * 2
    assert (await store.shop.perform(CreateCollection(title="New"), "k"))["collection"]["title"] == "New"
    with pytest.raises(Permanent, match="no product"):
        await store.shop.perform(GetCollections(id="999", collections=("a",)), "k")


def redirect(path: str, target: str) -> dict[str, Any]:
    return {"id": "gid://shopify/UrlRedirect/1", "path": path, "target": target}


@pytest.mark.parametrize(
    ("effect", "asked"),
    [
        (CreateRedirects(redirects=(("/new", "/a"),)), ["urlRedirectCreate"]),
        (CreateRedirects(redirects=(("/old/", "/a"),)), []),
        (CreateRedirects(redirects=(("/old", "/b"),), overwrite=True), ["urlRedirectUpdate"]),
        (DeleteRedirects(paths=("/old", "/new")), ["urlRedirectDelete"]),
        (DeleteRedirects(paths=("/old",), expected=(("/old", "/a"),)), ["urlRedirectDelete"]),
    ],
)
async def test_shopify_redirects(effect: Effect, asked: list[str]) -> None:
    async with ShopifyStore() as store:
        store.answers["urlRedirects"] = {"nodes": [redirect("/old/and/more", "/x"), redirect("/old", "/a")]}
        await store.shop.perform(effect, "k")
        assert [name for name, _ in store.asked if name != "urlRedirects"] == asked


async def test_a_redirect_is_never_changed_unasked() -> None:
    async with ShopifyStore() as store:
        store.answers["urlRedirects"] = {"nodes": [redirect("/old", "/a")]}
        with pytest.raises(Permanent, match="/old leads to /a already"):
            await store.shop.perform(CreateRedirects(redirects=(("/old", "/b"),)), "k")
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(DeleteRedirects(paths=("/old",), expected=(("/old", "/b"),)), "k")
        found = await store.shop.perform(GetRedirects(paths=("/old", "/new")), "k")
        assert found == {"redirects": [["/old", "/a"]]}
        assert {name for name, _ in store.asked} == {"urlRedirects"}
