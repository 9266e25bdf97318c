"""Products as each store is asked to change them: status, publishing, texts, channels; making and deleting."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.connectors.shopify.acts import marked
from app.core.effects import Effect
from app.core.effects.products import (
    ArchiveProduct,
    CreateProduct,
    DeleteProduct,
    DeleteVariant,
    DuplicateProduct,
    HideProduct,
    PublishProduct,
    SetProductStatus,
    SetProductTexts,
    SetProductVendor,
    UnlistProduct,
)
from app.core.effects.publishing import (
    GetChannels,
    GetWooProduct,
    HideOnChannels,
    PublishOnChannels,
    SetPostStatus,
    SetVisibility,
)
from app.errors import Missing, Permanent
from tests.support.shops import DemoStore, ShopifyStore, WooStore

GID = "gid://shopify/Product/301"
DETAILS = {
    "id": GID,
    "title": "Teapot",
    "status": "ACTIVE",
    "vendor": "Tea House",
    "product_type": None,
    "description": "<p>Old</p>",
    "published_at": None,
}
CHANNELS = {
    "pageInfo": {"hasNextPage": False},
    "nodes": [
        {
            "id": "gid://shopify/Publication/1",
            "catalog": {"title": "Onlineshop"},
            "channels": {"nodes": [{"name": "Onlineshop", "handle": "online_store"}]},
        },
        {
            "id": "gid://shopify/Publication/2",
            "catalog": {"title": "Point of Sale"},
            "channels": {"nodes": [{"name": "Point of Sale", "handle": "pos"}]},
        },
    ],
}
READ = {
    "id": GID,
    "title": "New",
    "handle": "new",
    "status": "DRAFT",
    "tags": [],
    "variants": {"nodes": []},
}


def on(*publications: int) -> dict[str, Any]:
    """A product as Shopify tells where it is published."""
    nodes = [
        {"isPublished": True, "publication": {"id": f"gid://shopify/Publication/{n}"}} for n in publications
    ]
    return {"id": GID, "resourcePublicationsV2": {"nodes": nodes}}


def changes(asked: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """Those requests that change something."""
    reads = {"product", "productVariant", "publications", "collections", "collection", "urlRedirects"}
    return [one for one in asked if one[0] not in reads]


@pytest.mark.parametrize(
    ("effect", "sent"),
    [
        (SetProductStatus(id="301", status="draft"), {"status": "DRAFT"}),
        (ArchiveProduct(id="301"), {"status": "ARCHIVED"}),
        (UnlistProduct(id="301"), {"status": "UNLISTED"}),
        (SetProductTexts(id="301", title="Kettle"), {"title": "Kettle"}),
        (
            SetProductTexts(id="301", description="<p>New</p>", expected={"description": "<p>Old</p>"}),
            {"descriptionHtml": "<p>New</p>"},
        ),
        (
            SetProductVendor(id="301", vendor="Leaf", product_type="Pots"),
            {"vendor": "Leaf", "productType": "Pots"},
        ),
    ],
)
async def test_shopify_changes_a_product(effect: Effect, sent: Mapping[str, str]) -> None:
    async with ShopifyStore() as store:
        store.answers["product"] = DETAILS
        await store.shop.perform(effect, "k")
        assert changes(store.asked) == [("productUpdate", {"product": {"id": GID, **sent}})]


@pytest.mark.parametrize(
    "effect",
    [
        SetProductStatus(id="301", status="active"),
        SetProductTexts(id="301", title="Teapot"),
        SetProductVendor(id="301", vendor="Tea House"),
    ],
)
async def test_what_is_right_already_is_not_written(effect: Effect) -> None:
    async with ShopifyStore() as store:
        store.answers["product"] = DETAILS
        await store.shop.perform(effect, "k")
        assert changes(store.asked) == []


@pytest.mark.parametrize(
    "effect",
    [
        SetProductStatus(id="301", status="draft", expected="archived"),
        SetProductTexts(id="301", title="Kettle", expected={"title": "Teapot (sale)"}),
        SetProductVendor(id="301", vendor="Leaf", expected={"vendor": "Potter"}),
    ],
)
async def test_an_undo_leaves_what_was_changed_meanwhile(effect: Effect) -> None:
    async with ShopifyStore() as store:
        store.answers["product"] = DETAILS
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(effect, "k")
        assert changes(store.asked) == []


async def test_shopify_declines_and_says_why() -> None:
    async with ShopifyStore() as store:
        store.answers["product"] = DETAILS
        store.answers["productUpdate"] = {"userErrors": [{"message": "Status is not allowed"}]}
        with pytest.raises(Permanent, match="Status is not allowed"):
            await store.shop.perform(SetProductStatus(id="301", status="draft"), "k")
        store.answers["product"] = None
        with pytest.raises(Missing, match="no product Teapot any more"):
            await store.shop.perform(SetProductStatus(id="301", label="Teapot", status="draft"), "k")


async def test_shopify_shows_and_hides_on_channels() -> None:
    async with ShopifyStore() as store:
        store.answers |= {"product": on(2), "publications": CHANNELS}
        assert await store.shop.perform(PublishProduct(id="301"), "k") == {"channels": ["Online Store"]}
        await store.shop.perform(HideProduct(id="301"), "k")
        await store.shop.perform(PublishOnChannels(id="301", channels=("point of sale", "Onlineshop")), "k")
        await store.shop.perform(HideOnChannels(id="301", channels=("Point of Sale",)), "k")
        found = await store.shop.perform(GetChannels(id="301", channels=("POS", "Online Store")), "k")
        assert found == {"channels": ["POS"]}
        first = [{"publicationId": "gid://shopify/Publication/1"}]
        second = [{"publicationId": "gid://shopify/Publication/2"}]
        assert changes(store.asked) == [
            ("publishablePublish", {"id": GID, "input": first}),
            ("publishablePublish", {"id": GID, "input": first}),
            ("publishableUnpublish", {"id": GID, "input": second}),
        ]
        with pytest.raises(
            Permanent, match=r"no sales channel “Amazon”\. It has Onlineshop or Point of Sale"
        ):
            await store.shop.perform(PublishOnChannels(id="301", channels=("Amazon",)), "k")
        store.answers["product"] = None
        with pytest.raises(Missing):
            await store.shop.perform(HideProduct(id="301"), "k")


async def test_channels_come_in_pages() -> None:
    def page(variables: Mapping[str, Any]) -> dict[str, Any]:
        first, second = ({**CHANNELS, "nodes": [one]} for one in CHANNELS["nodes"])
        if variables["after"] is None:
            return {**first, "pageInfo": {"hasNextPage": True, "endCursor": "c"}}
        return second

    async with ShopifyStore() as store:
        store.answers |= {"product": on(), "publications": page}
        await store.shop.perform(PublishOnChannels(id="301", channels=("pos",)), "k")
        assert changes(store.asked)[0][1]["input"] == [{"publicationId": "gid://shopify/Publication/2"}]


async def test_shopify_makes_a_product_with_its_price() -> None:
    async with ShopifyStore() as store:
        made = {"id": GID, "variants": {"nodes": [{"id": "gid://shopify/ProductVariant/401"}]}}
        store.answers |= {"productCreate": {"product": made, "userErrors": []}, "product": READ}
        effect = CreateProduct(title="New", description="<p>x</p>", price="19.90", sku="N-1", tags=("a",))
        told = await store.shop.perform(effect, "k")
        assert (told["product"]["id"], told["product"]["status"]) == ("301", "draft")
        create, price = changes(store.asked)
        assert create[1] == {
            "product": {
                "title": "New",
                "status": "DRAFT",
                "tags": ["a"],
                "descriptionHtml": "<p>x</p>",
                "metafields": marked("k"),
            }
        }
        assert price[1]["variants"] == [
            {"id": "gid://shopify/ProductVariant/401", "price": "19.90", "inventoryItem": {"sku": "N-1"}}
        ]
        store.answers["productVariantsBulkUpdate"] = {"userErrors": [{"message": "Price is too high"}]}
        with pytest.raises(Permanent, match=r"was made, but without price.*Price is too high"):
            await store.shop.perform(effect, "k")
        store.answers["productCreate"] = {"product": None, "userErrors": []}
        with pytest.raises(Permanent, match="made no product"):
            await store.shop.perform(effect, "k")


async def test_shopify_copies_and_deletes() -> None:
    async with ShopifyStore() as store:
        store.answers |= {"productDuplicate": {"newProduct": {"id": GID}, "userErrors": []}, "product": READ}
        told = await store.shop.perform(DuplicateProduct(id="300", title="New"), "k")
        assert told["product"]["title"] == "New"
        store.answers["productVariant"] = {"id": "gid://shopify/ProductVariant/401"}
        assert await store.shop.perform(DeleteProduct(id="301"), "k") == {"deleted": True}
        assert await store.shop.perform(DeleteVariant(id="301", variant="401"), "k") == {"deleted": True}
        assert [one for one in changes(store.asked) if "Delete" in one[0]] == [
            ("productDelete", {"id": GID}),
            ("productVariantsBulkDelete", {"id": GID, "variants": ["gid://shopify/ProductVariant/401"]}),
        ]
        store.answers |= {"product": None, "productVariant": None}
        assert await store.shop.perform(DeleteProduct(id="301"), "k") == {"deleted": False}
        assert await store.shop.perform(DeleteVariant(id="301", variant="401"), "k") == {"deleted": False}


WOO = {"id": 10, "name": "Tea &amp; Pot", "status": "publish", "catalog_visibility": "visible"}


@pytest.mark.parametrize(
    ("effect", "sent"),
    [
        (SetProductStatus(id="10", status="draft"), {"status": "draft"}),
        (SetPostStatus(id="10", status="pending"), {"status": "pending"}),
        (SetPostStatus(id="10", status="private", expected="publish"), {"status": "private"}),
        (SetVisibility(id="10", visibility="hidden"), {"catalog_visibility": "hidden"}),
        (HideProduct(id="10"), {"status": "private"}),
        (SetProductTexts(id="10", title="Kettle", expected={"title": "Tea & Pot"}), {"name": "Kettle"}),
        (SetProductStatus(id="10", status="active"), None),
        (SetPostStatus(id="10", status="publish"), None),
        (SetVisibility(id="10", visibility="visible"), None),
        (PublishProduct(id="10"), None),
        (SetProductTexts(id="10", title="Tea & Pot"), None),
    ],
)
async def test_woocommerce_changes_a_product(effect: Effect, sent: Mapping[str, str] | None) -> None:
    async with WooStore() as store:
        store.answers |= {"GET products/10": (200, WOO), "PUT products/10": (200, WOO)}
        await store.shop.perform(effect, "k")
        assert store.wrote == ([("PUT products/10", sent)] if sent else [])


async def test_woocommerce_shows_what_was_hidden() -> None:
    async with WooStore() as store:
        hidden = {**WOO, "status": "private", "catalog_visibility": "hidden"}
        store.answers |= {"GET products/10": (200, hidden), "PUT products/10": (200, WOO)}
        await store.shop.perform(PublishProduct(id="10"), "k")
        assert store.wrote == [("PUT products/10", {"status": "publish", "catalog_visibility": "visible"})]
        await store.shop.perform(HideProduct(id="10"), "k")
        assert len(store.wrote) == 1
        found = await store.shop.perform(GetWooProduct(id="10"), "k")
        assert found == {"post_status": "private", "visibility": "hidden"}


@pytest.mark.parametrize(
    ("effect", "why"),
    [
        (SetProductStatus(id="10", status="draft", expected="draft"), "changed meanwhile"),
        (SetVisibility(id="10", visibility="hidden", expected="search"), "changed meanwhile"),
        (SetProductTexts(id="10", title="A", expected={"title": "B"}), "changed meanwhile"),
        (SetProductStatus(id="10", status="archived"), "keeps no archive"),
        (ArchiveProduct(id="10"), "can't do this"),
        (SetProductVendor(id="10", vendor="A"), "can't do this"),
        (PublishOnChannels(id="10", channels=("a",)), "can't do this"),
        (DeleteVariant(id="10", variant="10", label="Tea"), "Tea has no variants of its own"),
    ],
)
async def test_woocommerce_refuses(effect: Effect, why: str) -> None:
    async with WooStore() as store:
        store.answers["GET products/10"] = (200, WOO)
        with pytest.raises(Permanent, match=why):
            await store.shop.perform(effect, "k")
        assert store.wrote == []


async def test_woocommerce_makes_copies_and_deletes() -> None:
    async with WooStore() as store:
        made = {"id": 77, "name": "New", "status": "draft", "tags": []}
        store.answers |= {
            "GET products": (200, []),
            "POST products": (201, made),
            "POST products/tags": (201, {"id": 5, "name": "a"}),
            "PUT products/77": (200, made),
            "POST products/10/duplicate": (200, {"id": 77, "name": "Tea (Copy)"}),
            "DELETE products/10": (200, WOO),
            "DELETE products/10/variations/12": (200, {"id": 12}),
        }
        told = await store.shop.perform(CreateProduct(title="New", price="9", sku="N", tags=("a",)), "k")
        assert (told["product"]["id"], told["product"]["status"]) == ("77", "draft")
        ours = {"key": "_storeflow_key", "value": "k"}
        assert store.wrote[1][1] == {
            "name": "New",
            "type": "simple",
            "status": "draft",
            "regular_price": "9",
            "sku": "N",
            "tags": [{"id": 5}],
            "meta_data": [ours],
        }
        await store.shop.perform(DuplicateProduct(id="10", title="New"), "k")
        assert store.wrote[-2] == ("POST products/10/duplicate", {"meta_data": [ours]})
        assert store.wrote[-1] == ("PUT products/77", {"name": "New", "status": "draft"})
        assert await store.shop.perform(DeleteProduct(id="10"), "k") == {"deleted": True}
        assert await store.shop.perform(DeleteVariant(id="10", variant="12"), "k") == {"deleted": True}
        assert store.asked[-1][1] == {"force": "true"}
        gone = (404, {"code": "woocommerce_rest_product_invalid_id", "message": "Invalid ID."})
        trashed = (410, {"code": "woocommerce_rest_already_trashed", "message": "Trashed"})
        locked = (409, {"code": "locked", "message": "Locked"})
        store.answers |= {"DELETE products/10": gone, "DELETE products/10/variations/12": gone}
        assert await store.shop.perform(DeleteProduct(id="10"), "k") == {"deleted": False}
        assert await store.shop.perform(DeleteVariant(id="10", variant="12"), "k") == {"deleted": False}
        store.answers["DELETE products/10"] = trashed
        assert await store.shop.perform(DeleteProduct(id="10"), "k") == {"deleted": False}
        store.answers["DELETE products/10"] = locked
        with pytest.raises(Permanent, match="Locked"):
            await store.shop.perform(DeleteProduct(id="10"), "k")


async def test_the_demo_store_changes_its_products_and_tells_of_it() -> None:
    store = DemoStore()
    await store.shop.perform(ArchiveProduct(id="301"), "k")
    await store.shop.perform(HideProduct(id="301"), "k")
    await store.shop.perform(
        SetProductTexts(id="301", title="Assam", expected={"title": "Morning Assam"}), "k"
    )
    await store.shop.perform(SetProductVendor(id="301", vendor="Others"), "k")
    now = store.state.get("product", "301")
    assert (now["status"], now["published_at"], now["title"], now["vendor"]) == (
        "archived",
        None,
        "Assam",
        "Others",
    )
    assert [topic for topic, _ in store.told] == ["product.updated"] * 4
    await store.shop.perform(HideProduct(id="301"), "k")
    assert len(store.told) == 4
    await store.shop.perform(SetProductStatus(id="301", status="active", expected="archived"), "k")
    await store.shop.perform(UnlistProduct(id="301"), "k")
    await store.shop.perform(PublishProduct(id="301"), "k")
    now = store.state.get("product", "301")
    assert now["published_at"]
    assert now["url"].endswith("/products/morning-assam")
    for effect in (
        SetProductStatus(id="301", status="draft", expected="archived"),
        SetProductTexts(id="301", title="B", expected={"title": "Morning Assam"}),
        SetProductStatus(id="999", status="draft"),
        DeleteProduct(id="301"),
    ):
        with pytest.raises(Permanent, match=r"changed meanwhile|no product|can't do this"):
            await store.shop.perform(effect, "k")


async def test_the_demo_store_makes_products_that_nobody_sees_yet() -> None:
    store = DemoStore()
    made = (await store.shop.perform(CreateProduct(title="Tea & Cake", price="9", tags=("a",)), "k"))[
        "product"
    ]
    copy = (await store.shop.perform(DuplicateProduct(id="307", title="Pot two"), "k"))["product"]
    assert (made["status"], made["published_at"], made["price"], made["tags"]) == ("draft", None, "9", ["a"])
    assert made["handle"].startswith("tea-and-cake-")
    assert (copy["title"], copy["stock"], len(copy["variants"])) == ("Pot two", 0, 3)
    assert {one["product_id"] for one in copy["variants"]} == {copy["id"]}
    assert [topic for topic, _ in store.told] == ["product.created", "product.created"]
    with pytest.raises(Permanent, match="no product"):
        await store.shop.perform(DuplicateProduct(id="999", title="x"), "k")
