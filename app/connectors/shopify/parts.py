"""What Shopify's orders, checkouts and parcels have in common: people, addresses, lines, discounts, amounts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.connectors.reading import (
    Body,
    amount,
    ident,
    ident_or_none,
    moment,
    number,
    tags,
    text,
    thing,
    things,
    total,
    whole,
    yes_no,
)
from app.core.sentence import Json

Fact = dict[str, Json]


def line_item(body: Body) -> Fact:
    """A line of an order, checkout, cart, draft or parcel. Raises Unreadable."""
    price = amount(body.get("price"), "price")
    quantity = whole(body.get("quantity"))
    parts = things(body.get("discount_allocations"), "discount_allocations")
    if parts:
        off: str | None = total([amount(part.get("amount"), "amount") for part in parts])
    else:
        off = amount(body.get("total_discount"), "total_discount")
    return {
        "id": ident_or_none(body.get("id")) or text(body.get("key")),
        "product_id": ident_or_none(body.get("product_id")),
        "variant_id": ident_or_none(body.get("variant_id")),
        "title": text(body.get("title")),
        "variant_title": text(body.get("variant_title")),
        "sku": text(body.get("sku")),
        "vendor": text(body.get("vendor")),
        "quantity": quantity,
        "price": price,
        "discount": off,
        "total": _line_total(price, quantity, off),
        "gift_card": yes_no(body.get("gift_card")),
        "requires_shipping": yes_no(body.get("requires_shipping")),
        "taxable": yes_no(body.get("taxable")),
        "weight_grams": number(body.get("grams")),
        "properties": attributes(body.get("properties")),
    }


def customer(body: Body) -> Fact:
    """A customer. Raises Unreadable."""
    first, last = text(body.get("first_name")), text(body.get("last_name"))
    consent = thing(body.get("email_marketing_consent"), "email_marketing_consent")
    return {
        "id": ident(body.get("id")),
        "name": " ".join(part for part in (first, last) if part) or None,
        "first_name": first,
        "last_name": last,
        "email": text(body.get("email")),
        "phone": text(body.get("phone")),
        "language": text(body.get("locale")),
        "accepts_marketing": consent.get("state") == "subscribed"
        if consent is not None
        else yes_no(body.get("accepts_marketing")),
        "verified_email": yes_no(body.get("verified_email")),
        "tax_exempt": yes_no(body.get("tax_exempt")),
        "orders_count": whole(body.get("orders_count")),
        "total_spent": amount(body.get("total_spent"), "total_spent"),
        "currency": text(body.get("currency")),
        "tags": tags(body["tags"]) if body.get("tags") is not None else None,
        "note": text(body.get("note")),
        "address": address(body.get("default_address"), "default_address"),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def customer_or_none(value: Json) -> Fact | None:
    """The customer of an order; None for a guest's, where Shopify sends none."""
    body = thing(value, "customer")
    return customer(body) if body else None


def address(value: Json, field: str) -> Fact | None:
    """An address. Raises Unreadable."""
    body = thing(value, field)
    if not body:
        return None
    first, last = text(body.get("first_name")), text(body.get("last_name"))
    return {
        "name": text(body.get("name")) or " ".join(part for part in (first, last) if part) or None,
        "first_name": first,
        "last_name": last,
        "company": text(body.get("company")),
        "line1": text(body.get("address1")),
        "line2": text(body.get("address2")),
        "city": text(body.get("city")),
        "postcode": text(body.get("zip")),
        "region": text(body.get("province")),
        "region_code": text(body.get("province_code")),
        "country": text(body.get("country")),
        "country_code": text(body.get("country_code")),
        "phone": text(body.get("phone")),
    }


def _line_total(price: str | None, quantity: int | None, off: str | None) -> str | None:
    if price is None or quantity is None:
        return None
    return format(Decimal(price) * quantity - Decimal(off or 0), "f")


def shipping_lines(body: Body) -> list[Fact]:
    """The chosen ways of shipping, without those that were taken out. Raises Unreadable."""
    lines = things(body.get("shipping_lines"), "shipping_lines")
    if not lines:
        one = thing(body.get("shipping_line"), "shipping_line")
        lines = [one] if one else []
    return [
        {
            "title": text(item.get("title")),
            "code": text(item.get("code")),
            "price": amount(item.get("price"), "price"),
        }
        for item in lines
        if item.get("is_removed") is not True
    ]


def tax_line(body: Body) -> Fact:
    """One tax. Raises Unreadable."""
    return {
        "title": text(body.get("title")),
        "rate": number(body.get("rate")),
        "amount": amount(body.get("price"), "price"),
    }


def discounts(codes: list[Body], body: Body) -> list[Fact]:
    """Codes with what they took off, and the discounts that came without a code."""
    found: list[Fact] = [
        {
            "code": text(item.get("code")),
            "title": text(item.get("code")),
            "amount": amount(item.get("amount"), "amount"),
            "kind": {"fixed_amount": "fixed_amount", "percentage": "percentage", "shipping": "shipping"}.get(
                text(item.get("type")) or ""
            ),
        }
        for item in codes
    ]
    for item in things(body.get("discount_applications"), "discount_applications"):
        if item.get("type") in ("automatic", "manual", "script"):
            fixed = item.get("value_type") == "fixed_amount"
            found.append(
                {
                    "code": None,
                    "title": text(item.get("title")),
                    "amount": amount(item.get("value"), "value") if fixed else None,
                    "kind": "manual" if item.get("type") == "manual" else "automatic",
                }
            )
    return found


def attributes(value: Any) -> list[Fact]:
    """``[{"name", "value"}]``, an object ``{name: value}``, or nothing."""
    if isinstance(value, dict):
        return [{"name": name, "value": text(one)} for name, one in value.items()]
    if not isinstance(value, list):
        return []
    return [
        {"name": text(item.get("name")) or "", "value": text(item.get("value"))}
        for item in value
        if isinstance(item, dict)
    ]


def in_shop_money(body: Body, field: str) -> str | None:
    """The amount of a ``..._set`` in the shop's currency."""
    return in_money(body, field, "shop_money")


def in_money(body: Body, field: str, money: str) -> str | None:
    """The amount of a ``..._set`` in ``shop_money`` or ``presentment_money``. Raises Unreadable."""
    both = thing(body.get(field), field)
    one = thing(both.get(money), field) if both else None
    return amount(one.get("amount"), field) if one else None


def one_of(known: frozenset[str], value: Json) -> str | None:
    """The value where it is one of the known words; None for a word that is new to us."""
    return value if isinstance(value, str) and value in known else None
