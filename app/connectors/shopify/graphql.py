"""Answers of Shopify's Admin API brought into the form of its webhooks, so that one mapping reads both.

The queries already give most fields the webhooks' names; what is left is amounts in sets, lists in connections and
choices in capital letters. A field that the API did not answer is left out, and the mapping makes None of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.connectors.reading import Body, text, thing, things
from app.connectors.shopify import map as to
from app.connectors.shopify.parts import Fact
from app.connectors.shopify.parts import customer as to_customer
from app.core.sentence import Json

_AMOUNTS = {
    "total_price": "total_price_set",
    "subtotal_price": "subtotal_price_set",
    "total_discounts": "total_discounts_set",
    "total_tax": "total_tax_set",
    "total_outstanding": "total_outstanding_set",
}
_FULFILMENT = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial", "RESTOCKED": "restocked"}
_HELD = {"ON_HOLD": "on_hold", "SCHEDULED": "scheduled"}


def order(node: Body, lines: list[Body]) -> Fact:
    """An order; ``lines`` are all its lines, which come in pages. Raises Unreadable."""
    found = to.order(
        {
            **node,
            **{name: _shop_amount(node, field) for name, field in _AMOUNTS.items()},
            "financial_status": _small(node.get("financial_status")),
            "fulfillment_status": _FULFILMENT.get(text(node.get("fulfillment_status")) or ""),
            "cancel_reason": _small(node.get("cancel_reason")),
            "customer": _customer(node.get("customer")),
            "line_items": [_line(item) for item in lines],
            "shipping_lines": [
                {**item, "price": _shop_amount(item, "originalPriceSet")}
                for item in nodes(node, "shippingLines")
            ],
            "tax_lines": [
                {**item, "price": _shop_amount(item, "priceSet")}
                for item in things(node.get("taxLines"), "taxLines")
            ],
            "discount_codes": _codes(node),
            "discount_applications": _automatic(node),
            "refunds": [_refund(item, node) for item in things(node.get("refunds"), "refunds")],
            "fulfillments": [
                _fulfilment(item, node) for item in things(node.get("fulfillments"), "fulfillments")
            ],
        }
    )
    held = _HELD.get(text(node.get("fulfillment_status")) or "")
    return {**found, "fulfilment_status": held} if held else found


def customer(node: Body) -> Fact:
    """A customer. Raises Unreadable."""
    return to_customer(_customer(node) or {})


def product(node: Body) -> Fact:
    """A product with its first hundred variants, as many as a webhook tells. Raises Unreadable."""
    media = thing(node.get("featuredMedia"), "featuredMedia") or {}
    preview = thing(media.get("preview"), "preview") or {}
    return to.product(
        {
            **node,
            "status": _small(node.get("status")),
            "image": preview.get("image"),
            "variants": [_variant(item, node) for item in nodes(node, "variants")],
        }
    )


def nodes(body: Body, field: str) -> list[Body]:
    """What a connection holds. Raises Unreadable."""
    return things((thing(body.get(field), field) or {}).get("nodes"), field)


def _line(item: Body) -> dict[str, Json]:
    parts = things(item.get("discountAllocations"), "discountAllocations")
    return {
        **item,
        "price": _shop_amount(item, "originalUnitPriceSet"),
        "total_discount": "0.00",
        "discount_allocations": [{"amount": _shop_amount(part, "allocatedAmountSet")} for part in parts],
        "product_id": _id_of(item, "product"),
        "variant_id": _id_of(item, "variant"),
    }


def _customer(value: Any) -> dict[str, Json] | None:
    node = thing(value, "customer")
    if not node:
        return None
    email = thing(node.get("defaultEmailAddress"), "defaultEmailAddress") or {}
    phone = thing(node.get("defaultPhoneNumber"), "defaultPhoneNumber") or {}
    spent = thing(node.get("amountSpent"), "amountSpent") or {}
    state = _small(email.get("marketingState"))
    return {
        **node,
        "email": email.get("emailAddress"),
        "phone": phone.get("phoneNumber"),
        "email_marketing_consent": {"state": state} if state else None,
        "total_spent": spent.get("amount"),
        "currency": spent.get("currencyCode"),
    }


def _variant(item: Body, product_node: Body) -> dict[str, Json]:
    options = [text(one.get("value")) for one in things(item.get("selectedOptions"), "selectedOptions")]
    named = {f"option{at}": value for at, value in enumerate(options, start=1)}
    return {
        **item,
        **named,
        "product_id": product_node.get("id"),
        "inventory_item_id": _id_of(item, "inventoryItem"),
        "inventory_policy": _small(item.get("inventory_policy")),
    }


def _refund(item: Body, order_node: Body) -> dict[str, Json]:
    back = {"kind": "refund", "amount": _shop_amount(item, "totalRefundedSet")}
    return {**item, "order_id": order_node.get("id"), "transactions": [back]}


def _fulfilment(item: Body, order_node: Body) -> dict[str, Json]:
    tracking: Mapping[str, Any] = next(iter(things(item.get("trackingInfo"), "trackingInfo")), {})
    return {
        **item,
        "order_id": order_node.get("id"),
        "status": _small(item.get("status")),
        "shipment_status": _small(item.get("displayStatus")),
        "tracking_company": tracking.get("company"),
        "tracking_number": tracking.get("number"),
        "tracking_url": tracking.get("url"),
    }


def _codes(node: Body) -> list[dict[str, Json]]:
    found = []
    for item in nodes(node, "discountApplications"):
        if item.get("__typename") == "DiscountCodeApplication":
            value = thing(item.get("value"), "value") or {}
            kind = "percentage" if "percentage" in value else "fixed_amount"
            if item.get("targetType") == "SHIPPING_LINE":
                kind = "shipping"
            found.append({"code": item.get("code"), "type": kind, "amount": value.get("amount")})
    return found


def _automatic(node: Body) -> list[dict[str, Json]]:
    found = []
    for item in nodes(node, "discountApplications"):
        kind = (text(item.get("__typename")) or "").removesuffix("DiscountApplication").lower()
        value = thing(item.get("value"), "value") or {}
        fixed = "amount" in value
        if kind in ("automatic", "manual", "script"):
            found.append(
                {
                    "type": kind,
                    "title": item.get("title"),
                    "value": value.get("amount") if fixed else None,
                    "value_type": "fixed_amount" if fixed else "percentage",
                }
            )
    return found


def _shop_amount(body: Body, field: str) -> Json:
    both = thing(body.get(field), field) or {}
    money = thing(both.get("shopMoney") or both.get("shop_money"), field) or {}
    return money.get("amount")


def _id_of(body: Body, field: str) -> Json:
    return (thing(body.get(field), field) or {}).get("id")


def _small(value: Json) -> str | None:
    return value.lower() if isinstance(value, str) else None
