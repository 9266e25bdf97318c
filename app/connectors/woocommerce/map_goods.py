"""WooCommerce's products, variations, categories and coupons in the shop's language."""

from __future__ import annotations

import re
from decimal import Decimal

from app.connectors.reading import (
    Body,
    amount,
    ident,
    ident_or_none,
    moment_gmt,
    text,
    thing,
    things,
    whole,
    words,
    yes_no,
)
from app.connectors.woocommerce.map import DISCOUNTS, Fact, own_fields
from app.core.sentence import Json

_PRODUCT = {
    "publish": "active",
    "trash": "archived",
    "draft": "draft",
    "pending": "draft",
    "private": "unlisted",
}


def product(body: Body) -> Fact:
    """A product. Without variations it is its own only variant; of variations only ids are told. Raises Unreadable."""
    found = ident(body.get("id"))
    told = body.get("variations")
    ids = [one for item in told if (one := ident_or_none(item))] if isinstance(told, list) else []
    variants = [{"id": one, "product_id": found} for one in ids] if ids else [_variant(body, found, found)]
    images = [src for item in things(body.get("images"), "images") if (src := text(item.get("src")))]
    return {
        "id": found,
        "title": words(body.get("name")),
        "handle": text(body.get("slug")),
        "status": _PRODUCT.get(text(body.get("status")) or "", "draft"),
        "product_type": text(body.get("type")),
        "vendor": _first_name(body, "brands"),
        "categories": _names(body, "categories"),
        "collections": [],
        "tags": _names(body, "tags"),
        "description": text(body.get("description")),
        "short_description": text(body.get("short_description")),
        "sku": text(body.get("sku")),
        "barcode": text(body.get("global_unique_id")),
        "price": amount(body.get("price"), "price"),
        "compare_at_price": _crossed_out(body),
        "on_sale": yes_no(body.get("on_sale")),
        "sale_starts_at": moment_gmt(body.get("date_on_sale_from_gmt")),
        "sale_ends_at": moment_gmt(body.get("date_on_sale_to_gmt")),
        "stock": whole(body.get("stock_quantity")),
        "in_stock": body.get("stock_status") != "outofstock" if text(body.get("stock_status")) else None,
        "tracked": yes_no(body.get("manage_stock")),
        "low_stock_at": whole(body.get("low_stock_amount")),
        "sells_when_out": yes_no(body.get("backorders_allowed")),
        "total_sales": whole(body.get("total_sales")),
        "rating": _number(body.get("average_rating")),
        "reviews_count": whole(body.get("rating_count")),
        "featured": yes_no(body.get("featured")),
        "gift_card": None,
        "taxable": body.get("tax_status") == "taxable" if text(body.get("tax_status")) else None,
        "requires_shipping": yes_no(body.get("shipping_required")),
        "shipping_class": text(body.get("shipping_class")),
        "weight_grams": None,
        "url": text(body.get("permalink")),
        "image": images[0] if images else None,
        "images": images,
        "seo_title": None,
        "seo_description": None,
        "template": None,
        "options": [
            {"name": words(item.get("name")), "values": _texts(item.get("options"))}
            for item in things(body.get("attributes"), "attributes")
        ],
        "variants": variants,
        "variants_count": len(variants),
        "custom": own_fields(things(body.get("meta_data"), "meta_data")),
        "created_at": moment_gmt(body.get("date_created_gmt")),
        "updated_at": moment_gmt(body.get("date_modified_gmt")),
        "published_at": moment_gmt(body.get("date_created_gmt")) if body.get("status") == "publish" else None,
    }


def variant(body: Body) -> Fact:
    """A variation, or a product without any, which is its own only variant. Raises Unreadable."""
    found = ident(body.get("id"))
    return _variant(body, found, ident_or_none(body.get("parent_id")) or found)


def _variant(body: Body, found: str, product_id: str) -> Fact:
    own = body.get("image") or next(iter(things(body.get("images"), "images")), None)
    image = thing(own, "image") or {}
    chosen = things(body.get("attributes"), "attributes")
    return {
        "id": found,
        "product_id": product_id,
        "inventory_id": None,
        "title": words(body.get("name")),
        "product_title": None,
        "position": whole(body.get("menu_order")),
        "sku": text(body.get("sku")),
        "barcode": text(body.get("global_unique_id")),
        "price": amount(body.get("price"), "price"),
        "compare_at_price": _crossed_out(body),
        "cost": None,
        "stock": whole(body.get("stock_quantity")),
        "low_stock_at": whole(body.get("low_stock_amount")),
        "tracked": yes_no(body.get("manage_stock")),
        "sells_when_out": yes_no(body.get("backorders_allowed")),
        "stock_levels": [],
        "taxable": body.get("tax_status") == "taxable" if text(body.get("tax_status")) else None,
        "requires_shipping": yes_no(body.get("shipping_required")),
        "weight_grams": None,
        "options": [option for item in chosen if (option := words(item.get("option")))],
        "image": text(image.get("src")),
        "custom": own_fields(things(body.get("meta_data"), "meta_data")),
        "created_at": moment_gmt(body.get("date_created_gmt")),
        "updated_at": moment_gmt(body.get("date_modified_gmt")),
    }


def inventory(body: Body) -> Fact:
    """The stock of a product or a variation: WooCommerce has one place only. Raises Unreadable."""
    one = variant(body)
    return {
        "id": one["id"],
        "variant_id": one["id"],
        "product_id": one["product_id"],
        "location_id": None,
        "location": None,
        "sku": one["sku"],
        "available": one["stock"],
        "on_hand": None,
        "committed": None,
        "incoming": None,
        "tracked": one["tracked"],
        "requires_shipping": one["requires_shipping"],
        "cost": None,
        "weight_grams": None,
        "country_of_origin": None,
        "hs_code": None,
        "created_at": one["created_at"],
        "updated_at": one["updated_at"],
    }


def collection(body: Body) -> Fact:
    """A category of products. Raises Unreadable."""
    image = thing(body.get("image"), "image") or {}
    return {
        "id": ident(body.get("id")),
        "title": words(body.get("name")),
        "handle": text(body.get("slug")),
        "description": text(body.get("description")),
        "sort_order": None,
        "template": None,
        "products_count": whole(body.get("count")),
        "image": text(image.get("src")),
        "published_in": None,
        "custom": {},
        "published_at": None,
        "updated_at": None,
    }


def discount(body: Body) -> Fact:
    """A coupon. Raises Unreadable."""
    kind, code = text(body.get("discount_type")) or "", text(body.get("code"))
    value = amount(body.get("amount"), "amount")
    return {
        "id": ident(body.get("id")),
        "title": code,
        "code": code,
        "automatic": False,
        "description": text(body.get("description")),
        "status": "active" if body.get("status") in ("publish", None) else "draft",
        "kind": DISCOUNTS.get(kind),
        "percent": float(value) if value and kind == "percent" else None,
        "amount": value if kind != "percent" else None,
        "currency": None,
        "minimum": _unless_zero(amount(body.get("minimum_amount"), "minimum_amount")),
        "maximum": _unless_zero(amount(body.get("maximum_amount"), "maximum_amount")),
        "free_shipping": yes_no(body.get("free_shipping")),
        "usage_count": whole(body.get("usage_count")),
        "usage_limit": whole(body.get("usage_limit")),
        "usage_limit_per_customer": whole(body.get("usage_limit_per_user")),
        "alone": yes_no(body.get("individual_use")),
        "emails": _texts(body.get("email_restrictions")),
        "product_ids": [one for item in _list(body.get("product_ids")) if (one := ident_or_none(item))],
        "custom": own_fields(things(body.get("meta_data"), "meta_data")),
        "starts_at": None,
        "ends_at": moment_gmt(body.get("date_expires_gmt")),
        "created_at": moment_gmt(body.get("date_created_gmt")),
        "updated_at": moment_gmt(body.get("date_modified_gmt")),
    }


def _unless_zero(value: str | None) -> str | None:
    """WooCommerce writes 0.00 where there is no limit."""
    return value if value and Decimal(value) != 0 else None


def _list(value: Json) -> list[Json]:
    return value if isinstance(value, list) else []


def _texts(value: Json) -> list[str]:
    return [one for item in _list(value) if (one := words(item))]


def _number(value: Json) -> float | None:
    """A number that comes as text; WooCommerce writes 0.00 where nobody has rated."""
    found = text(value)
    return float(found) if found and re.fullmatch(r"[0-9]{1,9}(\.[0-9]{1,9})?", found) else None


def _crossed_out(body: Body) -> str | None:
    return amount(body.get("regular_price"), "regular_price") if body.get("on_sale") is True else None


def _names(body: Body, field: str) -> list[str]:
    return [name for item in things(body.get(field), field) if (name := words(item.get("name")))]


def _first_name(body: Body, field: str) -> str | None:
    return next(iter(_names(body, field)), None)
