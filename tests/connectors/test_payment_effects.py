"""The money of an order, as each store is asked for it: paid, captured, refunded, reminded of."""

from typing import Any

import pytest

from app.connectors.demo import day
from app.connectors.shopify.acts import reference
from app.core.effects.payments import (
    CapturePayment,
    MarkAsPaid,
    RefundOrder,
)
from app.core.example import NOW
from app.errors import Permanent
from tests.support.orders import GID, demo, woo_order, wrote
from tests.support.shops import DemoStore, ShopifyStore, WooStore

PAID = "2026-11-22T06:21:57"


def money(amount: str) -> dict[str, Any]:
    return {"presentmentMoney": {"amount": amount}}


def shopify_money(**fields: Any) -> dict[str, Any]:
    return {
        "id": GID,
        "financial": "AUTHORIZED",
        "currency": "EUR",
        "presented": "EUR",
        "transactions": [
            {"id": "gid://shopify/OrderTransaction/1", "totalUnsettledSet": money("100.0")},
            {"id": "gid://shopify/OrderTransaction/2", "totalUnsettledSet": money("29.0")},
        ],
        "paymentTerms": None,
        "lineItems": {
            "nodes": [
                {"id": "gid://shopify/LineItem/9001", "refundableQuantity": 3, "unfulfilledQuantity": 1},
                {"id": "gid://shopify/LineItem/9002", "refundableQuantity": 0, "unfulfilledQuantity": 0},
            ]
        },
        **fields,
    }


def suggested(amount: str, most: str = "129.0") -> dict[str, Any]:
    back = {
        "gateway": "shopify_payments",
        "amountSet": money(amount),
        "maximumRefundableSet": money(most),
        "parentTransaction": {"id": "gid://shopify/OrderTransaction/1"},
    }
    line = {"quantity": 1, "restockType": "CANCEL", "lineItem": {"id": "gid://shopify/LineItem/9001"}}
    return {
        "suggestedTransactions": [back],
        "refundLineItems": [{**line, "location": {"id": "gid://shopify/Location/71"}}],
    }


def shopify_refunds(store: ShopifyStore, amount: str, **fields: Any) -> None:
    """The order, and what Shopify would suggest to give back."""
    order = {**shopify_money(**fields), "suggestedRefund": suggested(amount)}
    store.answers["order"] = order
    refund = {"id": "gid://shopify/Refund/5", "totalRefundedSet": {"shopMoney": {"amount": amount}}}
    store.answers["refundCreate"] = {"refund": refund, "userErrors": []}


# ------------------------------------------------------------------------------------------------- paid


async def test_marked_as_paid_once() -> None:
    async with ShopifyStore() as store:
        store.answers["order"] = shopify_money(financial="PENDING")
        assert await store.shop.perform(MarkAsPaid(id="23"), "k") == {"marked": True}
        store.answers["order"] = shopify_money(financial="PAID")
        assert await store.shop.perform(MarkAsPaid(id="23"), "k") == {"marked": False}
        assert wrote(store.asked) == [("orderMarkAsPaid", {"id": GID})]


@pytest.mark.parametrize(
    ("status", "sent"),
    [("pending", {"set_paid": True}), ("failed", {"set_paid": True}), ("on-hold", {"status": "processing"})],
)
async def test_woocommerce_is_told_by_the_way_it_waits(status: str, sent: dict[str, Any]) -> None:
    async with WooStore() as store:
        store.answers["GET orders/23"] = (200, woo_order(status=status))
        store.answers["PUT orders/23"] = (200, {})
        assert await store.shop.perform(MarkAsPaid(id="23"), "k") == {"marked": True}
        store.answers["GET orders/23"] = (200, woo_order(date_paid_gmt=PAID))
        assert await store.shop.perform(MarkAsPaid(id="23"), "k") == {"marked": False}
        assert store.wrote == [("PUT orders/23", sent)]
        store.answers["GET orders/23"] = (200, woo_order(status="cancelled"))
        with pytest.raises(Permanent, match="cancelled"):
            await store.shop.perform(MarkAsPaid(id="23"), "k")


async def test_the_demo_store_hears_of_the_money() -> None:
    store = DemoStore()
    day.place_order(store.state, NOW, paid=False)
    assert await store.shop.perform(MarkAsPaid(id="1001"), "k") == {"marked": True}
    assert store.state.get("order", "1001")["outstanding"] == "0.00"
    assert [topic for topic, _ in store.told] == ["order.updated", "order.paid"]
    assert await store.shop.perform(MarkAsPaid(id="1001"), "k") == {"marked": False}
    assert len(store.told) == 2


# ------------------------------------------------------------------------------------------------- captured


@pytest.mark.parametrize(("amount", "parts"), [("", ["100.0", "29.0"]), ("110", ["100.0", "10.00"])])
async def test_shopify_captures_what_is_authorised(amount: str, parts: list[str]) -> None:
    async with ShopifyStore() as store:
        store.answers["order"] = shopify_money()
        told = await store.shop.perform(CapturePayment(id="23", amount=amount), "k")
        inputs = [sent["input"] for _, sent in wrote(store.asked)]
        assert [one["amount"] for one in inputs] == parts
        assert all(one["finalCapture"] and one["currency"] == "EUR" for one in inputs)
        assert float(told["captured"]) == sum(map(float, parts))
        store.asked.clear()
        store.answers["order"] = shopify_money(transactions=[], financial="PAID")
        assert await store.shop.perform(CapturePayment(id="23", amount=amount), "k") == {"captured": "0.00"}
        assert wrote(store.asked) == [], "done before"


@pytest.mark.parametrize(
    ("amount", "fields", "said"),
    [
        ("", {"transactions": [], "financial": "PENDING"}, "no authorised payment"),
        ("500", {}, "no authorised payment"),
        ("5", {"presented": "USD"}, "paid in USD"),
    ],
)
async def test_what_can_not_be_captured(amount: str, fields: dict[str, Any], said: str) -> None:
    async with ShopifyStore() as store:
        store.answers["order"] = shopify_money(**fields)
        with pytest.raises(Permanent, match=said):
            await store.shop.perform(CapturePayment(id="23", amount=amount), "k")
        assert wrote(store.asked) == []


async def test_the_demo_store_captures() -> None:
    store, order = demo()
    fact = store.state.get("order", order)
    assert await store.shop.perform(CapturePayment(id=order), "k") == {"captured": "0.00"}
    store.state.put("order", {**fact, "financial_status": "authorized", "outstanding": fact["total"]})
    assert await store.shop.perform(CapturePayment(id=order, amount="1.00"), "k") == {"captured": "1.00"}
    assert store.state.get("order", order)["financial_status"] == "partially_paid"
    store.state.put("order", {**fact, "financial_status": "pending"})
    with pytest.raises(Permanent, match="no authorised payment"):
        await store.shop.perform(CapturePayment(id=order), "k")


# ------------------------------------------------------------------------------------------------- refunded


async def test_shopify_refunds_all_that_is_left() -> None:
    async with ShopifyStore() as store:
        shopify_refunds(store, "129.0")
        told = await store.shop.perform(RefundOrder(id="23", reason="Late"), "run/step~0")
        assert told == {"refund": "5", "amount": "129.0", "paid_back": True}
        [(_, sent)] = wrote(store.asked)
        assert sent["key"] == "run/step~0"
        refund = sent["input"]
        assert (refund["notify"], refund["shipping"]) == (True, {"fullRefund": True})
        assert refund["note"] == f"Late · {reference('run/step~0')}", "by which it is known again"
        [back] = refund["transactions"]
        assert (back["kind"], back["amount"], back["gateway"]) == ("REFUND", "129.0", "shopify_payments")
        line = "gid://shopify/LineItem/9001"
        inside = {"quantity": 1, "restockType": "CANCEL", "locationId": "gid://shopify/Location/71"}
        assert refund["refundLineItems"] == [
            {"lineItemId": line, **inside},
            {"lineItemId": line, "quantity": 2, "restockType": "RETURN", "locationId": None},
        ], "one is still in the house, two were sent"


async def test_shopify_refunds_chosen_pieces_and_amounts() -> None:
    async with ShopifyStore() as store:
        shopify_refunds(store, "20.0")
        chosen = RefundOrder(id="23", lines=(("9001", 1),), shipping=False, restock=False, notify=False)
        await store.shop.perform(chosen, "k")
        refund = wrote(store.asked)[0][1]["input"]
        assert [(one["quantity"], one["restockType"]) for one in refund["refundLineItems"]] == [
            (1, "NO_RESTOCK")
        ]
        assert "shipping" not in refund
        store.asked.clear()
        await store.shop.perform(RefundOrder(id="23", amount="5.00", currency="EUR"), "k")
        refund = wrote(store.asked)[0][1]["input"]
        assert [one["amount"] for one in refund["transactions"]] == ["5.00"]
        assert "refundLineItems" not in refund


@pytest.mark.parametrize(
    ("effect", "fields", "said"),
    [
        (RefundOrder(id="23", amount="500.00", currency="EUR"), {}, "500.00 EUR is more than is left"),
        (RefundOrder(id="23", amount="5.00"), {"presented": "USD"}, "paid in USD"),
        (RefundOrder(id="23", lines=(("9002", 1),)), {}, "none of these items"),
    ],
)
async def test_what_shopify_is_not_asked_for(effect: RefundOrder, fields: dict[str, Any], said: str) -> None:
    async with ShopifyStore() as store:
        shopify_refunds(store, "129.0", **fields)
        with pytest.raises(Permanent, match=said):
            await store.shop.perform(effect, "k")
        store.answers["order"] = shopify_money()
        with pytest.raises(Permanent):
            await store.shop.perform(RefundOrder(id="23"), "k")
        assert wrote(store.asked) == []


def woo_paid(store: WooStore, refunds: list[dict[str, Any]], supports: list[str] | None = None) -> None:
    lines = [
        {"id": 69, "sku": "TEE-100", "quantity": 2, "total": "16.83", "taxes": [{"id": 1, "total": "1.00"}]},
        {"id": 70, "sku": "MUG-R", "quantity": 1, "total": "8.08", "taxes": []},
    ]
    order = woo_order(date_paid_gmt=PAID, payment_method="stripe", shipping_total="4.90", line_items=lines)
    store.answers["GET orders/23"] = (200, order)
    store.answers["GET orders/23/refunds"] = (200, refunds)
    gateway = {"id": "stripe", "method_supports": ["products", "refunds"] if supports is None else supports}
    store.answers["GET payment_gateways/stripe"] = (200, gateway)
    made = {"id": 31, "amount": "29.81", "refunded_payment": "refunds" in gateway["method_supports"]}
    store.answers["POST orders/23/refunds"] = (201, made)


async def test_woocommerce_refunds_once_under_its_key() -> None:
    async with WooStore() as store:
        woo_paid(store, [])
        whole = RefundOrder(id="23", reason="Late")
        assert await store.shop.perform(whole, "k") == {"refund": "31", "amount": "29.81", "paid_back": True}
        [(_, sent)] = store.wrote
        meta = [{"key": "storeflow_refund", "value": "k"}]
        assert (sent["amount"], sent["api_refund"], sent["api_restock"], sent["meta_data"]) == (
            "29.81",
            True,
            True,
            meta,
        )
        assert [(line["id"], line["quantity"]) for line in sent["line_items"]] == [(69, 2), (70, 1)]
        woo_paid(store, [{"id": 31, "amount": "29.81", "refunded_payment": True, "meta_data": meta}])
        assert (await store.shop.perform(whole, "k"))["refund"] == "31"
        assert len(store.wrote) == 1, "made before under this key"
        with pytest.raises(Permanent, match="everything went back"):
            await store.shop.perform(whole, "other")


async def test_woocommerce_refunds_pieces_that_are_left() -> None:
    async with WooStore() as store:
        back = {"key": "_refunded_item_id", "value": "69"}
        woo_paid(store, [{"amount": "8.92", "line_items": [{"quantity": -1, "meta_data": [back]}]}], [])
        chosen = RefundOrder(id="23", lines=(("69", 2),), shipping=False, restock=False)
        told = await store.shop.perform(chosen, "k")
        assert told["paid_back"] is False, "a transfer can't be sent back by the store"
        [(_, sent)] = store.wrote
        tax = [{"id": 1, "refund_total": 0.5}]
        assert sent["line_items"] == [{"id": 69, "quantity": 1, "refund_total": 8.42, "refund_tax": tax}]
        assert (sent["amount"], sent["api_refund"], sent["api_restock"]) == ("8.92", False, False)
        with pytest.raises(Permanent, match="more than is left"):
            await store.shop.perform(RefundOrder(id="23", amount="25", currency="EUR"), "k")
        with pytest.raises(Permanent, match="none of these items"):
            await store.shop.perform(RefundOrder(id="23", lines=(("7", 1),)), "k")


async def test_what_woocommerce_refuses_is_for_good() -> None:
    async with WooStore() as store:
        woo_paid(store, [])
        store.answers["POST orders/23/refunds"] = (
            500,
            {"code": "woocommerce_rest_cannot_create_order_refund", "message": "Invalid refund amount."},
        )
        with pytest.raises(Permanent, match="Invalid refund amount"):
            await store.shop.perform(RefundOrder(id="23", amount="5"), "k")
        store.answers["GET orders/23"] = (200, woo_order())
        with pytest.raises(Permanent, match="no money came"):
            await store.shop.perform(RefundOrder(id="23"), "k")


async def test_the_demo_store_refunds_once() -> None:
    store, order = demo()
    before = store.state.get("order", order)
    line = before["line_items"][0]
    stock = store.state.get("product", line["product_id"])["stock"]
    part = RefundOrder(id=order, lines=((line["id"], 1),), shipping=False)
    told = await store.shop.perform(part, "k")
    assert await store.shop.perform(part, "k") == told
    now = store.state.get("order", order)
    assert (now["financial_status"], now["refunded_total"]) == ("partially_refunded", line["price"])
    assert store.state.get("product", line["product_id"])["stock"] == stock + 1
    assert part.apply({"order": before})["order"]["refunded_total"] == line["price"]
    assert [topic for topic, _ in store.told].count("refund.created") == 1
    with pytest.raises(Permanent, match="more than is left"):
        await store.shop.perform(RefundOrder(id=order, amount=before["total"]), "k2")
    await store.shop.perform(RefundOrder(id=order), "k3")
    assert store.state.get("order", order)["financial_status"] == "refunded"
    assert RefundOrder(id=order).apply({"order": before})["order"]["refunded_total"] == before["total"]
    with pytest.raises(Permanent, match="everything went back"):
        await store.shop.perform(RefundOrder(id=order), "k4")
