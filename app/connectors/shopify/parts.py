"""What Shopify's orders, checkouts and parcels have in common: people, addresses, lines, discounts, amounts."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, get_args

import orjson

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
from app.core.shop_choices import AccountState, ConsentState

Fact = dict[str, Json]


_ACCOUNTS = frozenset(get_args(AccountState))
_CONSENT = frozenset(get_args(ConsentState))
_CODES = frozenset({"fixed_amount", "percentage", "shipping"})
_WORDS = re.compile(r"(?!list\.|number_|boolean|json|rating|money|dimension|weight|volume|link|rich_text)")
"""The types of metafields whose value is a text."""
_SENT = {"fulfilled": "fulfilled", "partial": "partially_fulfilled", "restocked": "restocked"}


def line_item(body: Body) -> Fact:
    """A line of an order, checkout, cart, draft or parcel. Raises Unreadable."""
    price = amount(body.get("price"), "price")
    quantity = whole(body.get("quantity"))
    parts = things(body.get("discount_allocations"), "discount_allocations")
    if parts:
        off: str | None = total([amount(part.get("amount"), "amount") for part in parts])
    else:
        off = amount(body.get("total_discount"), "total_discount")
        if off is None and body.get("applied_discount"):  # a draft's line
            off = amount((thing(body["applied_discount"], "applied_discount") or {}).get("amount"), "amount")
    taxes = body.get("tax_lines")
    return {
        "id": ident_or_none(body.get("id")) or text(body.get("key")),
        "product_id": ident_or_none(body.get("product_id")),
        "variant_id": ident_or_none(body.get("variant_id")),
        "title": text(body.get("title")),
        "variant_title": text(body.get("variant_title")),
        "sku": text(body.get("sku")),
        "barcode": None,
        "vendor": text(body.get("vendor")),
        "quantity": quantity,
        "current_quantity": whole(body.get("current_quantity")),
        "to_send": whole(body.get("fulfillable_quantity")),
        "fulfilment_status": sent(body["fulfillment_status"]) if "fulfillment_status" in body else None,
        "fulfilment_service": text(body.get("fulfillment_service")),
        "price": price,
        "discount": off,
        "total": _line_total(price, quantity, off),
        "tax": taxed(taxes) if taxes else "0.00" if taxes == [] else None,
        "gift_card": yes_no(body.get("gift_card")),
        "requires_shipping": yes_no(body.get("requires_shipping")),
        "taxable": yes_no(body.get("taxable")),
        "weight_grams": number(body.get("grams")),
        "image": None,
        "properties": attributes(body.get("properties")),
    }


def customer(body: Body) -> Fact:
    """A customer. Raises Unreadable."""
    first, last = text(body.get("first_name")), text(body.get("last_name"))
    consent = thing(body.get("email_marketing_consent"), "email_marketing_consent") or {}
    sms = thing(body.get("sms_marketing_consent"), "sms_marketing_consent") or {}
    agreed, agreed_sms = consent_state(consent), consent_state(sms)
    count = whole(body.get("orders_count"))
    return {
        "id": ident(body.get("id")),
        "name": " ".join(part for part in (first, last) if part) or None,
        "first_name": first,
        "last_name": last,
        "username": None,
        "role": None,
        "email": text(body.get("email")),
        "phone": text(body.get("phone")),
        "language": text(body.get("locale")),
        "state": one_of(_ACCOUNTS, body.get("state")),
        "accepts_marketing": agreed == "subscribed" if agreed else yes_no(body.get("accepts_marketing")),
        "email_consent": agreed,
        "email_consent_at": moment(consent.get("consent_updated_at")),
        "accepts_sms": agreed_sms == "subscribed" if agreed_sms else None,
        "sms_consent": agreed_sms,
        "sms_consent_at": moment(sms.get("consent_updated_at")),
        "verified_email": yes_no(body.get("verified_email")),
        "tax_exempt": yes_no(body.get("tax_exempt")),
        "has_bought": count > 0 if count is not None else None,
        "orders_count": count,
        "total_spent": amount(body.get("total_spent"), "total_spent"),
        "currency": text(body.get("currency")),
        "last_order_id": ident_or_none(body.get("last_order_id")),
        "tags": tags(body["tags"]) if body.get("tags") is not None else None,
        "note": text(body.get("note")),
        "address": address(body.get("default_address"), "default_address"),
        "addresses": [
            address(item, "addresses") for item in things(body.get("addresses"), "addresses") if item
        ],
        "custom": own_fields(body),
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
            "code": text(item.get("code")) or text(item.get("handle")),
            "carrier": text(item.get("carrier_identifier")),
            "price": amount(item.get("price"), "price"),
            "tax": taxed(item["tax_lines"]) if item.get("tax_lines") else None,
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
            "percent": None,
            "kind": one_of(_CODES, item.get("type")),
        }
        for item in codes
    ]
    for item in things(body.get("discount_applications"), "discount_applications"):
        if item.get("type") == "discount_code" and item.get("value_type") == "percentage":
            for one in found:
                if one["code"] == item.get("code"):
                    one["percent"] = number_of(item.get("value"))
        if item.get("type") in ("automatic", "manual", "script"):
            fixed = item.get("value_type") == "fixed_amount"
            found.append(
                {
                    "code": None,
                    "title": text(item.get("title")),
                    "amount": amount(item.get("value"), "value") if fixed else None,
                    "percent": None if fixed else number_of(item.get("value")),
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


def sent(value: Json) -> str:
    """Whether goods were sent, in our words."""
    return _SENT.get(value, "unfulfilled") if isinstance(value, str) else "unfulfilled"


def taxed(value: Any) -> str:
    """The sum of tax lines. Raises Unreadable."""
    return total([amount(item.get("price"), "price") for item in things(value, "tax_lines")])


def consent_state(body: Body) -> str | None:
    """What a customer said about marketing, in our words."""
    return one_of(_CONSENT, body.get("state"))


def number_of(value: Json) -> float | None:
    """A number, also where it is written as a text."""
    if isinstance(value, str):
        try:
            found = float(value)
        except ValueError:
            return None
        return found if abs(found) < 10**15 else None
    return number(value)


def own_fields(body: Body) -> dict[str, Json]:
    """The metafields that were told, by key; below their namespace where that is not ``custom``. Raises Unreadable."""
    told = body.get("metafields")
    if not told:
        return {}
    found: dict[str, Json] = {}
    for item in things(told, "metafields"):
        key, space = text(item.get("key")), text(item.get("namespace")) or "custom"
        if key is None:
            continue
        inside = found if space == "custom" else found.setdefault(space, {})
        if isinstance(inside, dict):
            inside[key] = _plain(item.get("value"), text(item.get("type")) or "")
    return found


def _plain(value: Json, kind: str) -> Json:
    """A metafield's value comes as text; numbers, yes and no, lists and objects are read from it."""
    if isinstance(value, str) and not _WORDS.match(kind):
        try:
            return orjson.loads(value)
        except orjson.JSONDecodeError:
            return value
    return value


def texts(value: Json) -> list[str]:
    """The texts of a list."""
    return [one for one in value if isinstance(one, str) and one] if isinstance(value, list) else []


_GRAMS = {"g": 1.0, "kg": 1000.0, "lb": 453.59237, "oz": 28.349523125}


def grams(value: Json, unit: Json) -> float | None:
    """A weight in grams."""
    found = number(value)
    each = _GRAMS.get(unit) if isinstance(unit, str) else None
    return round(found * each, 3) if found is not None and each is not None and abs(found) < 10**12 else None
