"""Shopify's bodies in the shop's language. One function a shape; each writes every field of it.

They are called for each message that comes in, so they build plain JSON and validate only what holds it together.
"""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

from app.connectors.reading import (
    Body,
    amount,
    ident,
    ident_or_none,
    moment,
    tags,
    text,
    thing,
    things,
    total,
    whole,
    yes_no,
)
from app.connectors.shopify.parts import (
    Fact,
    address,
    attributes,
    customer_or_none,
    discounts,
    in_money,
    in_shop_money,
    line_item,
    one_of,
    shipping_lines,
    tax_line,
)
from app.core.sentence import Json
from app.core.shop_choices import FinancialStatus, FulfilmentState, ProductStatus, ShipmentStatus

_FULFILMENT = {"fulfilled": "fulfilled", "partial": "partially_fulfilled", "restocked": "restocked"}
_FINANCIAL = frozenset(get_args(FinancialStatus))
_STATES = frozenset(get_args(FulfilmentState))
_SHIPMENT = frozenset(get_args(ShipmentStatus))
_PRODUCT = frozenset(get_args(ProductStatus))
_RETURNS = {
    "requested": "requested",
    "open": "open",
    "closed": "closed",
    "declined": "declined",
    "canceled": "cancelled",
    "cancelled": "cancelled",
}


def order(body: Body) -> Fact:
    """An order or a draft of one. Raises Unreadable."""
    lines = [line_item(item) for item in things(body.get("line_items"), "line_items")]
    refunds = [refund(item, text(body.get("currency"))) for item in things(body.get("refunds"), "refunds")]
    gateways = body.get("payment_gateway_names")
    names = [name for name in gateways if isinstance(name, str)] if isinstance(gateways, list) else []
    codes = things(body.get("discount_codes"), "discount_codes")
    return {
        "id": ident(body.get("id")),
        "name": text(body.get("name")),
        "number": text(body.get("order_number")),
        "status": _status(body),
        "store_status": text(body.get("status")),
        "financial_status": one_of(_FINANCIAL, body.get("financial_status")),
        "fulfilment_status": _fulfilment_status(body.get("fulfillment_status")),
        "currency": text(body.get("currency")),
        "total": amount(body.get("total_price"), "total_price"),
        "subtotal": amount(body.get("subtotal_price"), "subtotal_price"),
        "discount_total": amount(body.get("total_discounts"), "total_discounts"),
        "shipping_total": in_shop_money(body, "total_shipping_price_set"),
        "tax_total": amount(body.get("total_tax"), "total_tax"),
        "refunded_total": total([one["amount"] for one in refunds]),
        "outstanding": amount(body.get("total_outstanding"), "total_outstanding"),
        "total_presented": in_money(body, "total_price_set", "presentment_money")
        or amount(body.get("total_price"), "total_price"),
        "currency_presented": text(body.get("presentment_currency")) or text(body.get("currency")),
        "taxes_included": yes_no(body.get("taxes_included")),
        "item_count": sum(line["quantity"] or 0 for line in lines),
        "email": text(body.get("email")) or text(body.get("contact_email")),
        "phone": text(body.get("phone")),
        "customer": customer_or_none(body.get("customer")),
        "billing_address": address(body.get("billing_address"), "billing_address"),
        "shipping_address": address(body.get("shipping_address"), "shipping_address"),
        "line_items": lines,
        "shipping_lines": shipping_lines(body),
        "tax_lines": [tax_line(item) for item in things(body.get("tax_lines"), "tax_lines")],
        "discounts": discounts(codes, body),
        "discount_codes": [code for item in codes if (code := text(item.get("code")))],
        "refunds": refunds,
        "fulfilments": [fulfilment(item) for item in things(body.get("fulfillments"), "fulfillments")],
        "tags": tags(body.get("tags")),
        "note": text(body.get("note")),
        "attributes": attributes(body.get("note_attributes")),
        "channel": text(body.get("source_name")),
        "gateway": names[0] if names else text(body.get("gateway")),
        "payment_method": ", ".join(names) or None,
        "language": text(body.get("customer_locale")),
        "accepts_marketing": yes_no(body.get("buyer_accepts_marketing")),
        "ip_address": text(body.get("browser_ip")),
        "url": text(body.get("order_status_url")) or text(body.get("invoice_url")),
        "test": yes_no(body.get("test")),
        "cancel_reason": text(body.get("cancel_reason")),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
        "cancelled_at": moment(body.get("cancelled_at")),
        "closed_at": moment(body.get("closed_at")),
    }


def product(body: Body) -> Fact:
    """A product with its variants. Raises Unreadable."""
    variants = [variant(item) for item in things(body.get("variants"), "variants")]
    prices = [one["price"] for one in variants if one["price"]]
    stocks = [one["stock"] for one in variants if one["stock"] is not None]
    image = thing(body.get("image"), "image")
    category = thing(body.get("category"), "category")
    return {
        "id": ident(body.get("id")),
        "title": text(body.get("title")),
        "handle": text(body.get("handle")),
        "status": one_of(_PRODUCT, body.get("status")),
        "product_type": text(body.get("product_type")),
        "vendor": text(body.get("vendor")),
        "categories": [name] if category and (name := text(category.get("name"))) else [],
        "tags": tags(body.get("tags")),
        "description": text(body.get("body_html")),
        "sku": variants[0]["sku"] if variants else None,
        "price": min(prices, key=Decimal) if prices else None,
        "compare_at_price": variants[0]["compare_at_price"] if variants else None,
        "stock": sum(stocks) if stocks else None,
        "in_stock": any((one["stock"] or 0) > 0 or one["sells_when_out"] for one in variants)
        if stocks
        else None,
        "url": text(body.get("online_store_url")),
        "image": text(image.get("src")) if image else None,
        "variants": variants,
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
        "published_at": moment(body.get("published_at")),
    }


def variant(body: Body) -> Fact:
    """A variant. Raises Unreadable."""
    policy = body.get("inventory_policy")
    options = (text(body.get("option1")), text(body.get("option2")), text(body.get("option3")))
    return {
        "id": ident(body.get("id")),
        "product_id": ident_or_none(body.get("product_id")),
        "inventory_id": ident_or_none(body.get("inventory_item_id")),
        "title": text(body.get("title")),
        "sku": text(body.get("sku")),
        "barcode": text(body.get("barcode")),
        "price": amount(body.get("price"), "price"),
        "compare_at_price": amount(body.get("compare_at_price"), "compare_at_price"),
        "stock": whole(body.get("inventory_quantity")),
        "sells_when_out": policy == "continue" if isinstance(policy, str) else None,
        "options": [option for option in options if option],
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def checkout(body: Body) -> Fact:
    """A checkout, or a cart of the online store. Raises Unreadable."""
    lines = [line_item(item) for item in things(body.get("line_items"), "line_items")]
    codes = things(body.get("discount_codes"), "discount_codes")
    return {
        "id": checkout_id(body),
        "customer": customer_or_none(body.get("customer")),
        "email": text(body.get("email")),
        "phone": text(body.get("phone")),
        "currency": text(body.get("currency")),
        "total": amount(body.get("total_price"), "total_price"),
        "subtotal": amount(body.get("subtotal_price"), "subtotal_price"),
        "discount_total": amount(body.get("total_discounts"), "total_discounts"),
        "tax_total": amount(body.get("total_tax"), "total_tax"),
        "item_count": sum(line["quantity"] or 0 for line in lines),
        "line_items": lines,
        "discount_codes": [code for item in codes if (code := text(item.get("code")))],
        "billing_address": address(body.get("billing_address"), "billing_address"),
        "shipping_address": address(body.get("shipping_address"), "shipping_address"),
        "note": text(body.get("note")),
        "attributes": attributes(body.get("note_attributes")),
        "channel": text(body.get("source_name")),
        "language": text(body.get("customer_locale")),
        "accepts_marketing": yes_no(body.get("buyer_accepts_marketing")),
        "url": text(body.get("abandoned_checkout_url")),
        "completed_at": moment(body.get("completed_at")),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def checkout_id(body: Body) -> str:
    """``checkouts/delete`` tells only the id, and some messages only the name ``#<id>``: one id for all of them."""
    found = ident_or_none(body.get("id"))
    if found is None:
        name = text(body.get("name")) or ""
        if name.startswith("#") and name[1:].isdecimal():
            found = name[1:]
    return found or ident(body.get("token"), "token")


def refund(body: Body, currency: str | None = None) -> Fact:
    """A refund. Its amount is the money that moved, else what its items are worth. Raises Unreadable."""
    lines = things(body.get("refund_line_items"), "refund_line_items")
    moved = [
        item
        for item in things(body.get("transactions"), "transactions")
        if item.get("kind") == "refund" and item.get("status") in ("success", None)
    ]
    if moved:
        value = total([amount(item.get("amount"), "amount") for item in moved])
    else:
        value = total([_worth(item, name) for item in lines for name in ("subtotal", "total_tax")])
    return {
        "id": ident(body.get("id")),
        "order_id": ident_or_none(body.get("order_id")),
        "amount": value,
        "currency": currency
        or next((text(item.get("currency")) for item in moved), None)
        or _currency(lines),
        "reason": text(body.get("note")),
        "items": [_refunded(item) for item in lines],
        "created_at": moment(body.get("created_at")),
    }


def fulfilment(body: Body) -> Fact:
    """A parcel. Raises Unreadable."""
    return {
        "id": ident(body.get("id")),
        "order_id": ident_or_none(body.get("order_id")),
        "name": text(body.get("name")),
        "status": one_of(_STATES, body.get("status")),
        "shipment_status": shipment_status(body.get("shipment_status")),
        "carrier": text(body.get("tracking_company")),
        "tracking_number": text(body.get("tracking_number")),
        "tracking_url": text(body.get("tracking_url")),
        "email": text(body.get("email")),
        "address": address(body.get("destination"), "destination"),
        "items": [line_item(item) for item in things(body.get("line_items"), "line_items")],
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def inventory(body: Body) -> Fact:
    """An inventory level, or an inventory item. Raises Unreadable."""
    item = body.get("inventory_item_id")
    return {
        "id": ident(body.get("id") if item is None else item),
        "location_id": ident_or_none(body.get("location_id")),
        "sku": text(body.get("sku")),
        "available": whole(body.get("available")),
        "tracked": yes_no(body.get("tracked")),
        "cost": amount(body.get("cost"), "cost"),
        "updated_at": moment(body.get("updated_at")),
    }


def returned(body: Body) -> Fact:
    """A return. Raises Unreadable."""
    of = thing(body.get("order"), "order") or {}
    status = body.get("status")
    return {
        "id": ident(body.get("id") or body.get("admin_graphql_api_id")),
        "order_id": ident_or_none(of.get("id")),
        "name": text(body.get("name")),
        "status": _RETURNS.get(status.lower()) if isinstance(status, str) else None,
        "quantity": whole(body.get("total_return_line_items")),
    }


def shipment_status(value: Json) -> str | None:
    """Where a parcel is, in our words."""
    return one_of(_SHIPMENT, value)


def _status(body: Body) -> str:
    if body.get("cancelled_at"):
        return "cancelled"
    return "closed" if body.get("closed_at") else "open"


def _fulfilment_status(value: Json) -> str:
    return _FULFILMENT.get(value, "unfulfilled") if isinstance(value, str) else "unfulfilled"


def _worth(body: Body, field: str) -> str | None:
    """Amounts of refunded lines are rounded numbers; the exact text stands in the set beside them."""
    return in_shop_money(body, f"{field}_set") or amount(body.get(field), field)


def _currency(lines: list[Body]) -> str | None:
    for item in lines:
        both = thing(item.get("subtotal_set"), "subtotal_set")
        one = thing(both.get("shop_money"), "subtotal_set") if both else None
        if one:
            return text(one.get("currency_code"))
    return None


def _refunded(body: Body) -> Fact:
    line = line_item(thing(body.get("line_item"), "line_item") or {})
    back = _worth(body, "subtotal")
    return {**line, "quantity": whole(body.get("quantity")), "total": back}
