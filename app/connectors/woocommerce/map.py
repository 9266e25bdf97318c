"""WooCommerce's objects in the shop's language: the same bodies come by webhook and by REST.

Times are read from the ``..._gmt`` fields, because those beside them are in the site's zone without saying which.
Orders and customers have no tags in WooCommerce; ours stand in the meta field ``storeflow_tags``.
"""

from __future__ import annotations

from decimal import Decimal

from app.connectors.reading import (
    Body,
    amount,
    ident,
    ident_or_none,
    moment_gmt,
    tags,
    text,
    thing,
    things,
    total,
    whole,
    words,
    yes_no,
)
from app.core.sentence import Json

Fact = dict[str, Json]

TAGS = "storeflow_tags"
"""The meta field that holds the tags of an order or a customer, separated by commas."""

_STATUS = {
    "completed": "closed",
    "refunded": "closed",
    "cancelled": "cancelled",
    "failed": "failed",
    "trash": "deleted",
    "auto-draft": "draft",
    "draft": "draft",
    "checkout-draft": "draft",
}
_PRODUCT = {
    "publish": "active",
    "trash": "archived",
    "draft": "draft",
    "pending": "draft",
    "private": "unlisted",
}
_DISCOUNTS = {"percent": "percentage", "fixed_cart": "fixed_amount", "fixed_product": "fixed_amount"}


def order(body: Body) -> Fact:
    """An order. Raises Unreadable."""
    status = text(body.get("status")) or ""
    lines = [line_item(item) for item in things(body.get("line_items"), "line_items")]
    refunds = [_refund(item, body) for item in things(body.get("refunds"), "refunds")]
    price, back = amount(body.get("total"), "total"), total([one["amount"] for one in refunds])
    coupons = things(body.get("coupon_lines"), "coupon_lines")
    billing = thing(body.get("billing"), "billing") or {}
    changed = moment_gmt(body.get("date_modified_gmt"))
    financial = _financial(status, body, price, back)
    return {
        "id": ident(body.get("id")),
        "name": f"#{number}" if (number := text(body.get("number"))) else f"#{ident(body.get('id'))}",
        "number": text(body.get("number")),
        "status": _STATUS.get(status, "open"),
        "store_status": status or None,
        "financial_status": financial,
        "fulfilment_status": "fulfilled" if moment_gmt(body.get("date_completed_gmt")) else "unfulfilled",
        "currency": text(body.get("currency")),
        "total": price,
        "subtotal": total([line["total"] for line in lines]),
        "discount_total": amount(body.get("discount_total"), "discount_total"),
        "shipping_total": amount(body.get("shipping_total"), "shipping_total"),
        "tax_total": amount(body.get("total_tax"), "total_tax"),
        "refunded_total": back,
        "outstanding": price if financial in ("pending", "failed") else "0.00",
        "total_presented": price,
        "currency_presented": text(body.get("currency")),
        "taxes_included": yes_no(body.get("prices_include_tax")),
        "item_count": sum(line["quantity"] or 0 for line in lines),
        "email": text(billing.get("email")),
        "phone": text(billing.get("phone")),
        "customer": _buyer(body, billing),
        "billing_address": address(billing),
        "shipping_address": address(thing(body.get("shipping"), "shipping") or {}),
        "line_items": lines,
        "shipping_lines": [
            {
                "title": words(item.get("method_title")),
                "code": text(item.get("method_id")),
                "price": amount(item.get("total"), "total"),
            }
            for item in things(body.get("shipping_lines"), "shipping_lines")
        ],
        "tax_lines": [_tax_line(item) for item in things(body.get("tax_lines"), "tax_lines")],
        "discounts": [
            {
                "code": text(item.get("code")),
                "title": text(item.get("code")),
                "amount": amount(item.get("discount"), "discount"),
                "kind": _DISCOUNTS.get(text(item.get("discount_type")) or ""),
            }
            for item in coupons
        ],
        "discount_codes": [code for item in coupons if (code := text(item.get("code")))],
        "refunds": refunds,
        "fulfilments": [],
        "tags": own_tags(body) or [],
        "note": text(body.get("customer_note")),
        "attributes": _attributes(body),
        "channel": text(body.get("created_via")),
        "gateway": text(body.get("payment_method")),
        "payment_method": words(body.get("payment_method_title")),
        "language": None,
        "accepts_marketing": None,
        "ip_address": text(body.get("customer_ip_address")),
        "url": text(body.get("payment_url")),
        "test": None,
        "cancel_reason": None,
        "created_at": moment_gmt(body.get("date_created_gmt")),
        "updated_at": changed,
        "cancelled_at": changed if status == "cancelled" else None,
        "closed_at": moment_gmt(body.get("date_completed_gmt")),
    }


def line_item(body: Body) -> Fact:
    """A line of an order. Its price is the one before discounts. Raises Unreadable."""
    before, after = amount(body.get("subtotal"), "subtotal"), amount(body.get("total"), "total")
    count = whole(body.get("quantity"))
    title, parent = words(body.get("name")), words(body.get("parent_name"))
    return {
        "id": ident_or_none(body.get("id")),
        "product_id": ident_or_none(body.get("product_id")),
        "variant_id": ident_or_none(body.get("variation_id")),
        "title": parent or title,
        "variant_title": title.removeprefix(f"{parent} - ") if title and parent and title != parent else None,
        "sku": text(body.get("sku")),
        "vendor": None,
        "quantity": count,
        "price": _each(before, count) or amount(body.get("price"), "price"),
        "discount": format(Decimal(before) - Decimal(after), "f") if before and after else None,
        "total": after,
        "gift_card": None,
        "requires_shipping": None,
        "taxable": None,
        "weight_grams": None,
        "properties": [
            {"name": words(item.get("display_key")) or key, "value": text(item.get("display_value"))}
            for item in things(body.get("meta_data"), "meta_data")
            if (key := text(item.get("key"))) and not key.startswith("_")
        ],
    }


def customer(body: Body) -> Fact:
    """A customer's account. Raises Unreadable."""
    billing = thing(body.get("billing"), "billing") or {}
    return {
        **_person(body, billing),
        "id": ident(body.get("id")),
        "tags": own_tags(body),
        "address": address(billing),
        "created_at": moment_gmt(body.get("date_created_gmt")),
        "updated_at": moment_gmt(body.get("date_modified_gmt")),
    }


def address(body: Body) -> Fact | None:
    """An address; None where no field of it is filled in."""
    first, last = text(body.get("first_name")), text(body.get("last_name"))
    found = {
        "name": " ".join(part for part in (first, last) if part) or None,
        "first_name": first,
        "last_name": last,
        "company": text(body.get("company")),
        "line1": text(body.get("address_1")),
        "line2": text(body.get("address_2")),
        "city": text(body.get("city")),
        "postcode": text(body.get("postcode")),
        "region": text(body.get("state")),
        "region_code": text(body.get("state")),
        "country": text(body.get("country")),
        "country_code": text(body.get("country")),
        "phone": text(body.get("phone")),
    }
    return found if any(found.values()) else None


def product(body: Body) -> Fact:
    """A product. Without variations it is its own only variant; of variations only ids are told. Raises Unreadable."""
    found = ident(body.get("id"))
    told = body.get("variations")
    ids = [one for item in told if (one := ident_or_none(item))] if isinstance(told, list) else []
    variants = [{"id": one, "product_id": found} for one in ids] if ids else [_variant(body, found)]
    images = things(body.get("images"), "images")
    return {
        "id": found,
        "title": words(body.get("name")),
        "handle": text(body.get("slug")),
        "status": _PRODUCT.get(text(body.get("status")) or "", "draft"),
        "product_type": text(body.get("type")),
        "vendor": _first_name(body, "brands"),
        "categories": _names(body, "categories"),
        "tags": _names(body, "tags"),
        "description": text(body.get("description")),
        "sku": text(body.get("sku")),
        "price": amount(body.get("price"), "price"),
        "compare_at_price": _crossed_out(body),
        "stock": whole(body.get("stock_quantity")),
        "in_stock": body.get("stock_status") != "outofstock" if text(body.get("stock_status")) else None,
        "url": text(body.get("permalink")),
        "image": text(images[0].get("src")) if images else None,
        "variants": variants,
        "created_at": moment_gmt(body.get("date_created_gmt")),
        "updated_at": moment_gmt(body.get("date_modified_gmt")),
        "published_at": moment_gmt(body.get("date_created_gmt")) if body.get("status") == "publish" else None,
    }


def own_tags(body: Body) -> list[str] | None:
    """The tags that we keep in a meta field; None where there is no such field."""
    for item in things(body.get("meta_data"), "meta_data"):
        if item.get("key") == TAGS:
            return tags(item.get("value"))
    return None


def _variant(body: Body, product_id: str) -> Fact:
    return {
        "id": product_id,
        "product_id": product_id,
        "inventory_id": None,
        "title": words(body.get("name")),
        "sku": text(body.get("sku")),
        "barcode": text(body.get("global_unique_id")),
        "price": amount(body.get("price"), "price"),
        "compare_at_price": _crossed_out(body),
        "stock": whole(body.get("stock_quantity")),
        "sells_when_out": yes_no(body.get("backorders_allowed")),
        "options": [],
        "created_at": moment_gmt(body.get("date_created_gmt")),
        "updated_at": moment_gmt(body.get("date_modified_gmt")),
    }


def _person(body: Body, billing: Body) -> Fact:
    first = text(body.get("first_name")) or text(billing.get("first_name"))
    last = text(body.get("last_name")) or text(billing.get("last_name"))
    return {
        "id": None,
        "name": " ".join(part for part in (first, last) if part) or None,
        "first_name": first,
        "last_name": last,
        "email": text(body.get("email")) or text(billing.get("email")),
        "phone": text(billing.get("phone")),
        "language": None,
        "accepts_marketing": None,
        "verified_email": None,
        "tax_exempt": None,
        "orders_count": whole(body.get("orders_count")),
        "total_spent": amount(body.get("total_spent"), "total_spent"),
        "currency": None,
        "tags": None,
        "note": None,
        "address": None,
        "created_at": None,
        "updated_at": None,
    }


def _buyer(body: Body, billing: Body) -> Fact | None:
    """The customer of an order: what it was billed with; the account's id, or none for a guest."""
    found = {
        **_person({}, billing),
        "id": ident_or_none(body.get("customer_id")),
        "address": address(billing),
    }
    return found if found["id"] or found["email"] or found["name"] else None


def _financial(status: str, body: Body, price: str | None, back: str) -> str:
    if status == "refunded" or (Decimal(back) > 0 and price is not None and Decimal(back) >= Decimal(price)):
        return "refunded"
    if Decimal(back) > 0:
        return "partially_refunded"
    if moment_gmt(body.get("date_paid_gmt")):
        return "paid"
    return {"failed": "failed", "cancelled": "voided"}.get(status, "pending")


def _refund(item: Body, body: Body) -> Fact:
    """An order tells of its refunds the id, the reason, and the total as a negative amount."""
    value = amount(item.get("total"), "total")
    return {
        "id": ident(item.get("id")),
        "order_id": ident(body.get("id")),
        "amount": value.lstrip("-") if value else None,
        "currency": text(body.get("currency")),
        "reason": text(item.get("reason")),
        "items": [],
        "created_at": None,
    }


def _tax_line(item: Body) -> Fact:
    percent = item.get("rate_percent")
    rate = percent / 100 if isinstance(percent, (int, float)) and not isinstance(percent, bool) else None
    return {
        "title": words(item.get("label")),
        "rate": rate,
        "amount": amount(item.get("tax_total"), "tax_total"),
    }


def _each(before: str | None, count: int | None) -> str | None:
    """The price of one piece; four places where it does not come out even."""
    if before is None or not count:
        return None
    one = Decimal(before) / count
    short = one.quantize(Decimal("0.01"))
    return format(short if short == one else one.quantize(Decimal("0.0001")), "f")


def _crossed_out(body: Body) -> str | None:
    return amount(body.get("regular_price"), "regular_price") if body.get("on_sale") is True else None


def _names(body: Body, field: str) -> list[str]:
    return [name for item in things(body.get(field), field) if (name := words(item.get("name")))]


def _first_name(body: Body, field: str) -> str | None:
    return next(iter(_names(body, field)), None)


def _attributes(body: Body) -> list[Fact]:
    """Other meta fields of an order that hold a text; those that begin with _ are the store's own."""
    return [
        {"name": key, "value": value}
        for item in things(body.get("meta_data"), "meta_data")
        if (key := text(item.get("key")))
        and key[0] != "_"
        and key != TAGS
        and (value := text(item.get("value")))
    ]
