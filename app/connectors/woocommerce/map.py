"""WooCommerce's orders and customers in the shop's language: the same bodies come by webhook and by REST.

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
    number,
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
DISCOUNTS = {"percent": "percentage", "fixed_cart": "fixed_amount", "fixed_product": "fixed_amount"}
"""What each kind of coupon is called in our words."""


def order(body: Body) -> Fact:
    """An order. Raises Unreadable."""
    status = text(body.get("status")) or ""
    lines = [line_item(item) for item in things(body.get("line_items"), "line_items")]
    refunds = [_refund(item, body) for item in things(body.get("refunds"), "refunds")]
    told = things(body.get("meta_data"), "meta_data")
    fees = [_fee(item) for item in things(body.get("fee_lines"), "fee_lines")]
    paid = moment_gmt(body.get("date_paid_gmt"))
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
        "risk_level": None,
        "is_first": None,
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
        "current_total": format(Decimal(price) - Decimal(back), "f") if price else None,
        "duties_total": None,
        "fee_total": total([one["amount"] for one in fees]),
        "tip": None,
        "taxes_included": yes_no(body.get("prices_include_tax")),
        "item_count": sum(line["quantity"] or 0 for line in lines),
        "weight_grams": None,
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
                "carrier": None,
                "price": amount(item.get("total"), "total"),
                "tax": amount(item.get("total_tax"), "total_tax"),
            }
            for item in things(body.get("shipping_lines"), "shipping_lines")
        ],
        "tax_lines": [_tax_line(item) for item in things(body.get("tax_lines"), "tax_lines")],
        "fees": fees,
        "discounts": [_discount(item) for item in coupons],
        "discount_codes": [code for item in coupons if (code := text(item.get("code")))],
        "transactions": [_payment(body, price, paid)] if paid and price else [],
        "refunds": refunds,
        "fulfilments": [],
        "tags": own_tags(body) or [],
        "note": text(body.get("customer_note")),
        "attributes": _attributes(told),
        "channel": text(body.get("created_via")),
        "gateway": text(body.get("payment_method")),
        "payment_method": words(body.get("payment_method_title")),
        "transaction_id": text(body.get("transaction_id")),
        "payment_terms": None,
        "payment_due_at": None,
        "po_number": None,
        "company_id": None,
        "company_location_id": None,
        "confirmation_number": None,
        "location_id": None,
        "staff_id": None,
        "referrer": _meta(told, "_wc_order_attribution_referrer"),
        "landing_page": _meta(told, "_wc_order_attribution_session_entry"),
        "language": None,
        "accepts_marketing": None,
        "ip_address": text(body.get("customer_ip_address")),
        "browser": text(body.get("customer_user_agent")),
        "url": text(body.get("payment_url")),
        "test": None,
        "cancel_reason": None,
        "custom": own_fields(told),
        "created_at": moment_gmt(body.get("date_created_gmt")),
        "processed_at": None,
        "paid_at": paid,
        "updated_at": changed,
        "cancelled_at": changed if status == "cancelled" else None,
        "closed_at": moment_gmt(body.get("date_completed_gmt")),
    }


def line_item(body: Body) -> Fact:
    """A line of an order. Its price is the one before discounts. Raises Unreadable."""
    before, after = amount(body.get("subtotal"), "subtotal"), amount(body.get("total"), "total")
    count = whole(body.get("quantity"))
    title, parent = words(body.get("name")), words(body.get("parent_name"))
    image = body.get("image")
    return {
        "id": ident_or_none(body.get("id")),
        "product_id": ident_or_none(body.get("product_id")),
        "variant_id": ident_or_none(body.get("variation_id")),
        "title": parent or title,
        "variant_title": title.removeprefix(f"{parent} - ") if title and parent and title != parent else None,
        "sku": text(body.get("sku")),
        "barcode": text(body.get("global_unique_id")),
        "vendor": None,
        "quantity": count,
        "current_quantity": None,
        "to_send": None,
        "fulfilment_status": None,
        "fulfilment_service": None,
        "price": _each(before, count) or amount(body.get("price"), "price"),
        "discount": format(Decimal(before) - Decimal(after), "f") if before and after else None,
        "total": after,
        "tax": amount(body.get("total_tax"), "total_tax"),
        "gift_card": None,
        "requires_shipping": None,
        "taxable": None,
        "weight_grams": None,
        "image": text(image.get("src")) if isinstance(image, dict) else None,
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
        "state": "enabled",
        "tags": own_tags(body),
        "address": address(billing),
        "addresses": [
            one for one in (address(billing), address(thing(body.get("shipping"), "shipping") or {})) if one
        ],
        "custom": own_fields(things(body.get("meta_data"), "meta_data")),
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


def own_tags(body: Body) -> list[str] | None:
    """The tags that we keep in a meta field; None where there is no such field."""
    for item in things(body.get("meta_data"), "meta_data"):
        if item.get("key") == TAGS:
            return tags(item.get("value"))
    return None


def _person(body: Body, billing: Body) -> Fact:
    first = text(body.get("first_name")) or text(billing.get("first_name"))
    last = text(body.get("last_name")) or text(billing.get("last_name"))
    return {
        "id": None,
        "name": " ".join(part for part in (first, last) if part) or None,
        "first_name": first,
        "last_name": last,
        "username": text(body.get("username")),
        "role": text(body.get("role")),
        "email": text(body.get("email")) or text(billing.get("email")),
        "phone": text(billing.get("phone")),
        "language": None,
        "state": None,
        "accepts_marketing": None,
        "email_consent": None,
        "email_consent_at": None,
        "accepts_sms": None,
        "sms_consent": None,
        "sms_consent_at": None,
        "verified_email": None,
        "tax_exempt": None,
        "has_bought": yes_no(body.get("is_paying_customer")),
        "orders_count": whole(body.get("orders_count")),
        "total_spent": amount(body.get("total_spent"), "total_spent"),
        "currency": None,
        "last_order_id": None,
        "tags": None,
        "note": None,
        "address": None,
        "addresses": [],
        "custom": {},
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
    if found["address"]:
        found["addresses"] = [found["address"]]
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
        "return_id": None,
        "amount": value.lstrip("-") if value else None,
        "currency": text(body.get("currency")),
        "reason": text(item.get("reason")),
        "restocked": None,
        "items": [],
        "transactions": [],
        "created_at": None,
        "processed_at": None,
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


def _attributes(told: list[Body]) -> list[Fact]:
    """Other meta fields of an order that hold a text; those that begin with _ are the store's own."""
    return [
        {"name": key, "value": value}
        for item in told
        if (key := text(item.get("key")))
        and key[0] != "_"
        and key != TAGS
        and (value := text(item.get("value")))
    ]


def own_fields(told: list[Body]) -> Fact:
    """The meta fields, by key; those that begin with _ are the store's own, and our tags are told as tags."""
    return {
        key: item.get("value")
        for item in told
        if (key := text(item.get("key"))) and key[0] != "_" and key != TAGS
    }


def _meta(told: list[Body], key: str) -> str | None:
    return next((text(item.get("value")) for item in told if item.get("key") == key), None)


def _fee(item: Body) -> Fact:
    return {
        "title": words(item.get("name")),
        "amount": amount(item.get("total"), "total"),
        "tax": amount(item.get("total_tax"), "total_tax"),
    }


def _discount(item: Body) -> Fact:
    """A coupon that was used in an order."""
    kind = text(item.get("discount_type")) or ""
    return {
        "code": text(item.get("code")),
        "title": text(item.get("code")),
        "amount": amount(item.get("discount"), "discount"),
        "percent": number(item.get("nominal_amount")) if kind == "percent" else None,
        "kind": DISCOUNTS.get(kind),
    }


def _payment(body: Body, price: str, paid: str) -> Fact:
    """The payment of an order, which stands in the order itself."""
    gateway = text(body.get("payment_method"))
    return {
        "id": text(body.get("transaction_id")),
        "order_id": ident(body.get("id")),
        "kind": "sale",
        "status": "success",
        "amount": price,
        "currency": text(body.get("currency")),
        "gateway": gateway,
        "method": words(body.get("payment_method_title")),
        "card": None,
        "reference": text(body.get("transaction_id")),
        "authorization": None,
        "parent_id": None,
        "message": None,
        "error_code": None,
        "channel": text(body.get("created_via")),
        "manual": gateway in ("bacs", "cheque", "cod") if gateway else None,
        "test": None,
        "created_at": paid,
        "processed_at": paid,
    }
