"""Answers of Shopify's Admin API brought into the form of its webhooks, so that one mapping reads both.

The queries already give most fields the webhooks' names; what is left is amounts in sets, lists in connections and
choices in capital letters. A field that the API did not answer is left out, and the mapping makes None of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from app.connectors.reading import Body, amount, text, thing, things, total, whole
from app.connectors.shopify import map as to
from app.connectors.shopify import map_goods as goods
from app.connectors.shopify.parts import Fact, grams
from app.connectors.shopify.parts import customer as to_customer
from app.core.sentence import Json

_AMOUNTS = {
    "total_price": "total_price_set",
    "subtotal_price": "subtotal_price_set",
    "total_discounts": "total_discounts_set",
    "total_tax": "total_tax_set",
    "total_outstanding": "total_outstanding_set",
    "current_total_price": "current_total_price_set",
    "total_tip_received": "total_tip_received_set",
}
_FULFILMENT = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial", "RESTOCKED": "restocked"}
_UNITS = {"GRAMS": "g", "KILOGRAMS": "kg", "POUNDS": "lb", "OUNCES": "oz"}
_HELD = {"ON_HOLD": "on_hold", "SCHEDULED": "scheduled"}


def order(node: Body, lines: list[Body]) -> Fact:
    """An order; ``lines`` are all its lines, which come in pages. Raises Unreadable."""
    found = to.order(
        {
            **node,
            **{name: shop_amount(node, field) for name, field in _AMOUNTS.items()},
            "financial_status": small(node.get("financial_status")),
            "fulfillment_status": _FULFILMENT.get(text(node.get("fulfillment_status")) or ""),
            "cancel_reason": small(node.get("cancel_reason")),
            "total_weight": whole(node.get("total_weight")),
            "risk_level": _risk(node),
            "metafields": nodes(node, "metafields"),
            "transactions": [
                transaction(item, node) for item in things(node.get("transactions"), "transactions")
            ],
            "customer": buyer(node.get("customer")),
            "line_items": [line(item) for item in lines],
            "shipping_lines": [shipping(item) for item in nodes(node, "shippingLines")],
            "tax_lines": taxes(node),
            "discount_codes": _codes(node),
            "discount_applications": _automatic(node),
            "refunds": [_refund(item, node) for item in things(node.get("refunds"), "refunds")],
            "fulfillments": [
                fulfilment(item, node) for item in things(node.get("fulfillments"), "fulfillments")
            ],
        }
    )
    fees = [_fee(item) for item in things(node.get("additionalFees"), "additionalFees")]
    held = _HELD.get(text(node.get("fulfillment_status")) or "")
    return {**found, "fees": fees, **({"fulfilment_status": held} if held else {})}


def customer(node: Body) -> Fact:
    """A customer. Raises Unreadable."""
    return to_customer(buyer(node) or {})


def product(node: Body) -> Fact:
    """A product with its first hundred variants, as many as a webhook tells. Raises Unreadable."""
    media = thing(node.get("featuredMedia"), "featuredMedia") or {}
    preview = thing(media.get("preview"), "preview") or {}
    counted = thing(node.get("variantsCount"), "variantsCount") or {}
    return goods.product(
        {
            **node,
            "status": small(node.get("status")),
            "image": preview.get("image"),
            "images": [image for item in nodes(node, "media") if (image := picture(item))],
            "collections": nodes(node, "collections"),
            "metafields": nodes(node, "metafields"),
            "variants_count": counted.get("count"),
            "variants": [variant(item, node.get("id")) for item in nodes(node, "variants")],
        }
    )


def nodes(body: Body, field: str) -> list[Body]:
    """What a connection holds. Raises Unreadable."""
    return things((thing(body.get(field), field) or {}).get("nodes"), field)


def line(item: Body) -> dict[str, Json]:
    """A line of an order."""
    parts = things(item.get("discountAllocations"), "discountAllocations")
    off = shop_amount(item, "totalDiscountSet") if "totalDiscountSet" in item else "0.00"
    found = {
        **item,
        "price": shop_amount(item, "originalUnitPriceSet"),
        "total_discount": off,
        "discount_allocations": [{"amount": shop_amount(part, "allocatedAmountSet")} for part in parts],
        "product_id": id_of(item, "product"),
        "variant_id": id_of(item, "variant"),
    }
    return {**found, "tax_lines": taxes(item)} if "taxLines" in item else found


def shipping(item: Body) -> dict[str, Json]:
    """A way of shipping that was chosen."""
    return {**item, "price": shop_amount(item, "originalPriceSet"), "tax_lines": taxes(item)}


def taxes(node: Body) -> list[dict[str, Json]]:
    """The taxes of an order or a line."""
    return [
        {**item, "price": shop_amount(item, "priceSet")} for item in things(node.get("taxLines"), "taxLines")
    ]


def transaction(item: Body, order_node: Body) -> dict[str, Json]:
    """A movement of money of an order."""
    both = thing(item.get("amountSet"), "amountSet") or {}
    money = thing(both.get("shopMoney"), "amountSet") or {}
    return {
        **item,
        "order_id": order_node.get("id"),
        "kind": small(item.get("kind")),
        "status": small(item.get("status")),
        "amount": money.get("amount"),
        "currency": money.get("currencyCode"),
        "parent_id": id_of(item, "parentTransaction"),
        "payment_details": {"credit_card_number": item.get("account")},
    }


def buyer(value: Any) -> dict[str, Json] | None:
    """A customer, or the customer of an order."""
    node = thing(value, "customer")
    if not node:
        return None
    email = thing(node.get("defaultEmailAddress"), "defaultEmailAddress") or {}
    phone = thing(node.get("defaultPhoneNumber"), "defaultPhoneNumber") or {}
    spent = thing(node.get("amountSpent"), "amountSpent") or {}
    return {
        **node,
        "email": email.get("emailAddress"),
        "phone": phone.get("phoneNumber"),
        "state": small(node.get("state")),
        "email_marketing_consent": _consent(email),
        "sms_marketing_consent": _consent(phone),
        "total_spent": spent.get("amount"),
        "currency": spent.get("currencyCode"),
        "last_order_id": id_of(node, "lastOrder"),
        "addresses": nodes(node, "addressesV2"),
        "metafields": nodes(node, "metafields"),
    }


def variant(item: Body, product_id: Json) -> dict[str, Json]:
    """A variant of a product."""
    options = [text(one.get("value")) for one in things(item.get("selectedOptions"), "selectedOptions")]
    named = {f"option{at}": value for at, value in enumerate(options, start=1)}
    stock = thing(item.get("inventoryItem"), "inventoryItem") or {}
    return {
        **item,
        **named,
        "product_id": product_id,
        "inventory_item_id": stock.get("id"),
        "inventory_policy": small(item.get("inventory_policy")),
        "tracked": stock.get("tracked"),
        "requires_shipping": stock.get("requires_shipping"),
        "grams": weight(stock),
        "metafields": nodes(item, "metafields"),
    }


def weight(stock: Body) -> float | None:
    """The weight of an article in grams."""
    measured = thing(stock.get("measurement"), "measurement") or {}
    found = thing(measured.get("weight"), "weight") or {}
    return grams(found.get("value"), _UNITS.get(text(found.get("unit")) or ""))


def picture(item: Body) -> Body | None:
    """The image of a piece of media."""
    preview = thing(item.get("preview"), "preview") or {}
    return thing(preview.get("image"), "image")


def _consent(told: Body) -> dict[str, Json] | None:
    state = small(told.get("marketingState"))
    return {"state": state, "consent_updated_at": told.get("marketingUpdatedAt")} if state else None


def _risk(node: Body) -> str | None:
    """The highest of all that have judged the order."""
    summary = thing(node.get("risk"), "risk") or {}
    levels = {small(one.get("riskLevel")) for one in things(summary.get("assessments"), "assessments")}
    return next((level for level in ("high", "medium", "low", "pending", "none") if level in levels), None)


def _fee(item: Body) -> Fact:
    parts = [one["price"] for one in taxes(item) if one["price"]]
    return {
        "title": text(item.get("name")),
        "amount": amount(shop_amount(item, "price"), "price"),
        "tax": total([amount(part, "price") for part in parts]),
    }


def _refund(item: Body, order_node: Body) -> dict[str, Json]:
    back = {"kind": "refund", "amount": shop_amount(item, "totalRefundedSet")}
    return {**item, "order_id": order_node.get("id"), "transactions": [back]}


def fulfilment(item: Body, order_node: Body) -> dict[str, Json]:
    """A parcel of an order."""
    told = things(item.get("trackingInfo"), "trackingInfo")
    tracking: Mapping[str, Any] = told[0] if told else {}
    return {
        **item,
        "order_id": order_node.get("id"),
        "status": small(item.get("status")),
        "shipment_status": small(item.get("displayStatus")),
        "tracking_company": tracking.get("company"),
        "tracking_number": tracking.get("number"),
        "tracking_url": tracking.get("url"),
        "tracking_numbers": [one.get("number") for one in told],
        "tracking_urls": [one.get("url") for one in told],
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


def shop_amount(body: Body, field: str) -> Json:
    """The amount of a ``...Set`` in the shop's currency."""
    both = thing(body.get(field), field) or {}
    money = thing(both.get("shopMoney") or both.get("shop_money"), field) or {}
    return money.get("amount")


def id_of(body: Body, field: str) -> Json:
    """The id of a thing that is named there."""
    return (thing(body.get(field), field) or {}).get("id")


def small(value: Json) -> str | None:
    """A choice in small letters, as the webhooks write it."""
    return value.lower() if isinstance(value, str) else None
