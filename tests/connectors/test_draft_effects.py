"""Drafts of orders as each store is asked to make, send, complete and delete them."""

from typing import Any

import pytest

from app.connectors.shopify.acts import marked
from app.core.effects import AddTags, GetFact, RemoveTags
from app.core.effects.drafts import (
    CompleteDraft,
    CreateDraft,
    DeleteDraft,
    DraftLine,
    SendDraftInvoice,
    SetDraftNote,
)
from app.core.effects.records import GetRecords
from app.core.fields import SHAPES
from app.errors import Missing, Permanent
from tests.support.shopify_answers import SHOPIFY
from tests.support.shops import DemoStore, ShopifyStore, WooStore

GID = "gid://shopify/DraftOrder/1"
OPEN = {"id": GID, "status": "OPEN", "note": "Old", "order": None}
DONE = {"id": GID, "status": "COMPLETED", "order": {"id": "gid://shopify/Order/1001"}}
ADDRESS = {"first_name": "Anna", "line1": "Lindenstraße 5", "country_code": "DE", "name": "Anna"}


def woo(**fields: Any) -> dict[str, Any]:
    return {
        "id": 23,
        "number": "23",
        "status": "pending",
        "total": "20.00",
        "currency": "EUR",
        "customer_note": "Old",
        "payment_url": "https://shop.example.com/pay/23",
        "billing": {"email": "anna@example.com"},
        "shipping": {},
        "meta_data": [],
        "line_items": [{"id": 69, "sku": "POT", "quantity": 2, "subtotal": "20.00", "total": "20.00"}],
        "date_paid_gmt": None,
        **fields,
    }


def wrote(store: ShopifyStore) -> list[tuple[str, dict[str, Any]]]:
    return [one for one in store.asked if one[0] not in ("draftOrder", "productVariants")]


async def test_shopify_drafts_an_order_of_numbers_and_of_skus() -> None:
    async with ShopifyStore() as store:
        store.answers["productVariants"] = {
            "nodes": [
                {"id": "gid://shopify/ProductVariant/8", "sku": "POT-2"},
                {"id": "gid://shopify/ProductVariant/9", "sku": "pot"},
            ]
        }
        store.answers["draftOrderCreate"] = {"draftOrder": {"id": GID}}
        store.answers["draftOrder"] = SHOPIFY["draft_order"][0]
        effect = CreateDraft(
            lines=(DraftLine(variant="4", product="3", quantity=2), DraftLine(sku="POT")),
            customer="501",
            email="anna@example.com",
            address=ADDRESS,
            note="As spoken",
            tags=("offer",),
            percent="10",
        )
        made = await store.shop.perform(effect, "k")
        assert wrote(store) == [
            (
                "draftOrderCreate",
                {
                    "input": {
                        "lineItems": [
                            {"variantId": "gid://shopify/ProductVariant/4", "quantity": 2},
                            {"variantId": "gid://shopify/ProductVariant/9", "quantity": 1},
                        ],
                        "purchasingEntity": {"customerId": "gid://shopify/Customer/501"},
                        "useCustomerDefaultAddress": False,
                        "email": "anna@example.com",
                        "note": "As spoken",
                        "tags": ["offer"],
                        "shippingAddress": {
                            "firstName": "Anna",
                            "address1": "Lindenstraße 5",
                            "countryCode": "DE",
                        },
                        "appliedDiscount": {"value": 10.0, "valueType": "PERCENTAGE"},
                        "metafields": marked("k"),
                    }
                },
            )
        ]
        assert made["draft_order"]["name"] == "#D1"
        with pytest.raises(Missing, match="SKU CUP"):
            await store.shop.perform(CreateDraft(lines=(DraftLine(sku="CUP"),)), "k")
        assert len(wrote(store)) == 1


async def test_shopify_sends_and_completes_a_draft() -> None:
    async with ShopifyStore() as store:
        store.answers["draftOrder"] = OPEN
        store.answers["draftOrderComplete"] = {"draftOrder": DONE}
        await store.shop.perform(SendDraftInvoice(id="1"), "k")
        await store.shop.perform(SendDraftInvoice(id="1", to="boss@example.com", message="Hello"), "k")
        done = {"order_id": "1001", "completed": True}
        assert await store.shop.perform(CompleteDraft(id="1", paid=True), "k") == done
        assert wrote(store) == [
            ("draftOrderInvoiceSend", {"id": GID, "email": None}),
            (
                "draftOrderInvoiceSend",
                {"id": GID, "email": {"to": "boss@example.com", "customMessage": "Hello"}},
            ),
            ("draftOrderComplete", {"id": GID, "pending": False}),
        ]
        store.answers["draftOrder"] = DONE
        assert await store.shop.perform(CompleteDraft(id="1"), "k") == done | {"completed": False}
        assert len(wrote(store)) == 3


async def test_shopify_changes_tags_and_the_note_of_a_draft() -> None:
    async with ShopifyStore() as store:
        store.answers["draftOrder"] = OPEN
        await store.shop.perform(SetDraftNote(id="1", note="Old"), "k")
        await store.shop.perform(SetDraftNote(id="1", note="New", expected="Old"), "k")
        await store.shop.perform(AddTags(thing="draft_order", id="1", tags=("offer",)), "k")
        await store.shop.perform(RemoveTags(thing="draft_order", id="1", tags=("offer",)), "k")
        assert wrote(store) == [
            ("draftOrderUpdate", {"id": GID, "input": {"note": "New"}}),
            ("tagsAdd", {"id": GID, "tags": ["offer"]}),
            ("tagsRemove", {"id": GID, "tags": ["offer"]}),
        ]
        with pytest.raises(Permanent, match="changed meanwhile"):
            await store.shop.perform(SetDraftNote(id="1", note="", expected="New"), "k")
        store.answers["draftOrder"] = None
        with pytest.raises(Missing, match="no draft #D1"):
            await store.shop.perform(SetDraftNote(id="1", label="#D1", note="x"), "k")


async def test_a_draft_is_deleted_once_and_an_order_never() -> None:
    async with ShopifyStore() as store:
        store.answers["draftOrder"] = OPEN
        assert await store.shop.perform(DeleteDraft(id="1"), "k") == {"deleted": True}
        store.answers["draftOrder"] = None
        assert await store.shop.perform(DeleteDraft(id="1"), "k") == {"deleted": False}
        store.answers["draftOrder"] = DONE
        with pytest.raises(Permanent, match="is an order already"):
            await store.shop.perform(DeleteDraft(id="1", label="#D1"), "k")
        assert wrote(store) == [("draftOrderDelete", {"id": GID})]


async def test_woocommerce_makes_an_order_that_waits_for_its_payment() -> None:
    async with WooStore() as store:
        store.answers["GET products"] = (
            200,
            [{"id": 31, "sku": "POT", "type": "variation", "parent_id": 30}],
        )
        billing = {"first_name": "Anna", "email": "", "city": "Berlin"}
        store.answers["GET customers/501"] = (
            200,
            {"id": 501, "email": "anna@example.com", "billing": billing, "shipping": {"city": "Bonn"}},
        )
        store.answers["GET orders"] = (200, [])
        store.answers["POST orders"] = (201, woo())
        store.answers["PUT orders/23"] = (200, woo(total="18.00"))
        effect = CreateDraft(
            lines=(
                DraftLine(product="40", variant="41", quantity=2),
                DraftLine(product="50"),
                DraftLine(sku="pot"),
            ),
            customer="501",
            note="As spoken",
            tags=("offer",),
            percent="10",
        )
        made = await store.shop.perform(effect, "k")
        (_, sent), (_, reduced) = store.wrote
        assert sent == {
            "status": "pending",
            "line_items": [
                {"product_id": 40, "variation_id": 41, "quantity": 2},
                {"product_id": 50, "quantity": 1},
                {"product_id": 30, "variation_id": 31, "quantity": 1},
            ],
            "customer_id": 501,
            "billing": {"first_name": "Anna", "city": "Berlin", "email": "anna@example.com"},
            "shipping": {"city": "Bonn"},
            "customer_note": "As spoken",
            "meta_data": [
                {"key": "storeflow_tags", "value": "offer"},
                {"key": "_storeflow_key", "value": "k"},
            ],
        }
        assert reduced == {"line_items": [{"id": 69, "total": "18.00"}]}
        draft = made["draft_order"]
        assert set(draft) == set(SHAPES["DraftOrder"].model_fields)
        assert (draft["status"], draft["total"]) == ("open", "18.00")
        assert draft["invoice_url"] == "https://shop.example.com/pay/23"


async def test_woocommerce_sends_completes_and_deletes_it() -> None:
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo())
        store.answers["PUT orders/23"] = (200, woo())
        store.answers["DELETE orders/23"] = (200, woo())
        store.answers["GET orders/23/notes"] = (200, [])
        store.answers["POST orders/23/actions/send_order_details"] = (200, {"message": "sent"})
        await store.shop.perform(SendDraftInvoice(id="23"), "k")
        await store.shop.perform(SetDraftNote(id="23", note="Old"), "k")
        await store.shop.perform(SetDraftNote(id="23", note="New", expected="Old"), "k")
        await store.shop.perform(CompleteDraft(id="23", paid=True), "k")
        assert await store.shop.perform(CompleteDraft(id="23"), "k") == {"order_id": "23", "completed": True}
        assert await store.shop.perform(DeleteDraft(id="23"), "k") == {"deleted": True}
        assert store.wrote == [
            ("POST orders/23/actions/send_order_details", {}),
            ("PUT orders/23", {"customer_note": "New"}),
            ("PUT orders/23", {"set_paid": True}),
            ("PUT orders/23", {"status": "on-hold"}),
            ("DELETE orders/23", None),
        ]
        store.answers["GET orders/23"] = (200, woo(status="processing"))
        assert await store.shop.perform(CompleteDraft(id="23"), "k") == {"order_id": "23", "completed": False}
        with pytest.raises(Permanent, match="is an order already"):
            await store.shop.perform(DeleteDraft(id="23"), "k")
        for gone in ((200, woo(status="trash")), (404, {"code": "woocommerce_rest_shop_order_invalid_id"})):
            store.answers["GET orders/23"] = gone
            assert await store.shop.perform(DeleteDraft(id="23"), "k") == {"deleted": False}
        assert len(store.wrote) == 5


async def test_woocommerce_reads_orders_that_wait_as_drafts() -> None:
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo(status="processing"))
        found = await store.shop.perform(GetFact(thing="draft_order", id="23"), "k")
        assert (found["status"], found["order_id"]) == ("completed", "23")
        store.answers["GET orders"] = (200, [woo()])
        listed = await store.shop.perform(GetRecords(thing="draft_order"), "k")
        assert [one["id"] for one in listed["items"]] == ["23"]
        assert store.asked[-1][1]["status"] == "pending"


async def test_the_demo_store_drafts_and_completes() -> None:
    store = DemoStore()
    product = store.state.things["product"]["301"]
    variant = product["variants"][0]
    effect = CreateDraft(
        lines=(DraftLine(sku=variant["sku"], quantity=2),), customer="501", note="As spoken", percent="50"
    )
    draft = (await store.shop.perform(effect, "k"))["draft_order"]
    assert set(draft) == set(SHAPES["DraftOrder"].model_fields)
    assert (draft["subtotal"], draft["item_count"], draft["email"]) == ("8.90", 2, "anna.berger@example.com")
    await store.shop.perform(AddTags(thing="draft_order", id=draft["id"], tags=("offer",)), "k")
    await store.shop.perform(SetDraftNote(id=draft["id"], note="New", expected="As spoken"), "k")
    with pytest.raises(Permanent, match="changed meanwhile"):
        await store.shop.perform(SetDraftNote(id=draft["id"], note="", expected="As spoken"), "k")
    done = await store.shop.perform(CompleteDraft(id=draft["id"], paid=True), "k")
    assert done["completed"] is True
    order = await store.shop.perform(GetFact(thing="order", id=done["order_id"]), "k")
    assert (order["total"], order["note"], order["tags"]) == (draft["total"], "New", ["offer"])
    assert (order["financial_status"], order["customer"]["id"]) == ("paid", "501")
    left = store.state.things["product"]["301"]["variants"][0]["stock"]
    assert left == variant["stock"] - 2
    again = await store.shop.perform(CompleteDraft(id=draft["id"]), "k")
    assert again == {"order_id": done["order_id"], "completed": False}
    topics = [topic for topic, _ in store.told]
    assert (
        topics.count("draft_order.created")
        == topics.count("order.created")
        == topics.count("order.paid")
        == 1
    )


async def test_the_demo_store_says_what_it_misses() -> None:
    store = DemoStore()
    with pytest.raises(Missing, match="SKU CUP"):
        await store.shop.perform(CreateDraft(lines=(DraftLine(sku="CUP"),)), "k")
    sku = store.state.things["product"]["301"]["variants"][0]["sku"]
    lonely = (await store.shop.perform(CreateDraft(lines=(DraftLine(sku=sku),)), "k"))["draft_order"]
    with pytest.raises(Missing, match="has no customer"):
        await store.shop.perform(CompleteDraft(id=lonely["id"]), "k")
    with pytest.raises(Permanent, match="no draft_order"):
        await store.shop.perform(CompleteDraft(id="1"), "k")
