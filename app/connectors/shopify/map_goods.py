"""Shopify's products, variants, stock, collections and transfers in the shop's language."""

from __future__ import annotations

from decimal import Decimal
from typing import get_args

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
    whole,
    yes_no,
)
from app.connectors.shopify.parts import Fact, grams, one_of, own_fields, texts
from app.core.shop_choices import ProductStatus, TransferStatus

_PRODUCT = frozenset(get_args(ProductStatus))
_TRANSFERS = frozenset(get_args(TransferStatus))


def product(body: Body) -> Fact:
    """A product with its variants. Raises Unreadable."""
    variants = [variant(item) for item in things(body.get("variants"), "variants")]
    prices = [one["price"] for one in variants if one["price"]]
    stocks = [one["stock"] for one in variants if one["stock"] is not None]
    image = thing(body.get("image"), "image")
    pictures = [src for item in things(body.get("images"), "images") if (src := text(item.get("src")))]
    told, seo = things(body.get("collections"), "collections"), thing(body.get("seo"), "seo") or {}
    first = variants[0] if variants else {}
    category = thing(body.get("category"), "category")
    return {
        "id": ident(body.get("id")),
        "title": text(body.get("title")),
        "handle": text(body.get("handle")),
        "status": one_of(_PRODUCT, body.get("status")),
        "product_type": text(body.get("product_type")),
        "vendor": text(body.get("vendor")),
        "categories": [name] if category and (name := text(category.get("name"))) else [],
        "collections": [name for item in told if (name := text(item.get("title")))],
        "tags": tags(body.get("tags")),
        "description": text(body.get("body_html")),
        "short_description": None,
        "sku": first.get("sku"),
        "barcode": first.get("barcode"),
        "price": min(prices, key=Decimal) if prices else None,
        "compare_at_price": first.get("compare_at_price"),
        "on_sale": any(_reduced(one) for one in variants) if variants else None,
        "sale_starts_at": None,
        "sale_ends_at": None,
        "stock": sum(stocks) if stocks else None,
        "in_stock": any((one["stock"] or 0) > 0 or one["sells_when_out"] for one in variants)
        if stocks
        else None,
        "tracked": yes_no(body.get("tracked")),
        "low_stock_at": None,
        "sells_when_out": any(one["sells_when_out"] for one in variants) if variants else None,
        "total_sales": None,
        "rating": None,
        "reviews_count": None,
        "featured": None,
        "gift_card": yes_no(body.get("gift_card")),
        "taxable": first.get("taxable"),
        "requires_shipping": first.get("requires_shipping"),
        "shipping_class": None,
        "weight_grams": first.get("weight_grams"),
        "url": text(body.get("online_store_url")),
        "image": text(image.get("src")) if image else pictures[0] if pictures else None,
        "images": pictures,
        "seo_title": text(seo.get("title")),
        "seo_description": text(seo.get("description")),
        "template": text(body.get("template_suffix")),
        "options": [
            {"name": text(item.get("name")), "values": texts(item.get("values"))}
            for item in things(body.get("options"), "options")
        ],
        "variants": variants,
        "variants_count": whole(body.get("variants_count")) or len(body.get("variant_gids") or variants),
        "custom": own_fields(body),
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
        "product_title": text(body.get("product_title")),
        "position": whole(body.get("position")),
        "sku": text(body.get("sku")),
        "barcode": text(body.get("barcode")),
        "price": amount(body.get("price"), "price"),
        "compare_at_price": amount(body.get("compare_at_price"), "compare_at_price"),
        "cost": amount(body.get("cost"), "cost"),
        "stock": whole(body.get("inventory_quantity")),
        "low_stock_at": None,
        "tracked": body["inventory_management"] is not None
        if "inventory_management" in body
        else yes_no(body.get("tracked")),
        "sells_when_out": policy == "continue" if isinstance(policy, str) else None,
        "stock_levels": [inventory(item) for item in things(body.get("levels"), "levels")],
        "taxable": yes_no(body.get("taxable")),
        "requires_shipping": yes_no(body.get("requires_shipping")),
        "weight_grams": number(body.get("grams")),
        "options": [option for option in options if option],
        "image": text(body.get("image_src")),
        "custom": own_fields(body),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def inventory(body: Body) -> Fact:
    """An inventory level, or an inventory item. Raises Unreadable."""
    item = body.get("inventory_item_id")
    return {
        "id": ident(body.get("id") if item is None else item),
        "variant_id": ident_or_none(body.get("variant_id")),
        "product_id": ident_or_none(body.get("product_id")),
        "location_id": ident_or_none(body.get("location_id")),
        "location": text(body.get("location")),
        "sku": text(body.get("sku")),
        "available": whole(body.get("available")),
        "on_hand": whole(body.get("on_hand")),
        "committed": whole(body.get("committed")),
        "incoming": whole(body.get("incoming")),
        "tracked": yes_no(body.get("tracked")),
        "requires_shipping": yes_no(body.get("requires_shipping")),
        "cost": amount(body.get("cost"), "cost"),
        "weight_grams": grams(body.get("weight_value"), body.get("weight_unit")),
        "country_of_origin": text(body.get("country_code_of_origin")),
        "hs_code": text(body.get("harmonized_system_code")),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def collection(body: Body) -> Fact:
    """A collection. Raises Unreadable."""
    image = thing(body.get("image"), "image") or {}
    return {
        "id": ident(body.get("id")),
        "title": text(body.get("title")),
        "handle": text(body.get("handle")),
        "description": text(body.get("body_html")),
        "sort_order": text(body.get("sort_order")),
        "template": text(body.get("template_suffix")),
        "products_count": whole(body.get("products_count")),
        "image": text(image.get("src")),
        "published_in": text(body.get("published_scope")),
        "custom": own_fields(body),
        "published_at": moment(body.get("published_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def transfer(body: Body) -> Fact:
    """Goods that go from one place to another. Raises Unreadable."""
    origin = thing(body.get("origin"), "origin") or {}
    destination = thing(body.get("destination"), "destination") or {}
    items = things(body.get("line_items"), "line_items")
    status = text(body.get("status"))
    counts = [whole(item.get("quantity")) or 0 for item in items]
    return {
        "id": ident(body.get("id")),
        "name": text(body.get("name")),
        "status": one_of(_TRANSFERS, _spelled(status)),
        "origin_id": ident_or_none(origin.get("id")),
        "origin": text(origin.get("name")),
        "destination_id": ident_or_none(destination.get("id")),
        "destination": text(destination.get("name")),
        "quantity": whole(body.get("quantity")) if "quantity" in body else sum(counts) if items else None,
        "received": whole(body.get("received")),
        "note": text(body.get("note")),
        "tags": tags(body.get("tags")),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("happened_at")),
    }


def _spelled(status: str | None) -> str:
    """Shopify writes one l in what we write with two."""
    return (status or "").lower().replace("canceled", "cancelled")


def _reduced(one: Fact) -> bool:
    before, now = one["compare_at_price"], one["price"]
    return bool(before and now and Decimal(before) > Decimal(now))
