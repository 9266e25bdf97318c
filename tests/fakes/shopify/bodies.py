"""What Shopify's messages hold, by topic: the old REST form, compact, as it is on the wire."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from tests.fakes.shopify import bodies_orders as of_orders
from tests.fakes.shopify import derived, discounts
from tests.fakes.shopify.bodies_orders import ids, moments, plain
from tests.fakes.shopify.registry import FIELDS
from tests.fakes.shopify.store import Shop, Thing, number


def wire(body: Any) -> bytes:
    """JSON as Shopify puts it on the wire: compact, ``/`` as ``\\/``."""
    return json.dumps(body, separators=(",", ":")).replace("/", "\\/").encode()


def body(shop: Shop, topic: str, thing: Thing) -> Thing:
    """A message's body. What was deleted is told by its id alone."""
    if topic.endswith("/delete"):
        return ids(thing) if thing["__typename"] == "DiscountCodeNode" else {"id": int(number(thing["id"]))}
    if topic == "orders/edited":
        return of_orders.edited(shop, thing)
    if topic.startswith("customers_"):
        return _consent(shop, thing)
    return _BY_KIND[thing["__typename"]](shop, thing)


def _product(shop: Shop, one: Thing) -> Thing:
    return {
        **ids(one),
        **moments(one),
        "title": one["title"],
        "body_html": one["descriptionHtml"],
        "vendor": one["vendor"],
        "product_type": one["productType"],
        "handle": one["handle"],
        "status": one["status"].lower(),
        "tags": ", ".join(one["tags"]),
        "published_at": one["publishedAt"],
        "template_suffix": one["templateSuffix"],
        "options": [
            {"name": row["name"], "position": row["position"], "values": row["values"]}
            for row in one["options"]
        ],
        "images": [],
        "image": None,
        "variants": [_variant(shop, row) for row in shop.these(one["variants"])],
        "variant_gids": [{"admin_graphql_api_id": gid} for gid in one["variants"]],
    }


def _variant(shop: Shop, one: Thing) -> Thing:
    named = {f"option{at}": row["value"] for at, row in enumerate(one["selectedOptions"], start=1)}
    off = one["compareAtPrice"]
    return {
        **ids(one),
        **moments(one),
        **named,
        "product_id": int(number(one["product"])),
        "title": one["title"],
        "price": plain(one["price"]),
        "compare_at_price": None if off is None else plain(off),
        "sku": one["sku"],
        "barcode": one["barcode"],
        "position": one["position"],
        "taxable": one["taxable"],
        "inventory_policy": one["inventoryPolicy"].lower(),
        "inventory_quantity": derived.stock_of(shop, one),
        "inventory_item_id": int(number(one["inventoryItem"])),
    }


def _level(shop: Shop, one: Thing) -> Thing:
    return {
        "inventory_item_id": int(number(one["item"])),
        "location_id": int(number(one["location"])),
        "available": one["_counts"]["available"],
        "updated_at": one["updatedAt"],
        "admin_graphql_api_id": one["id"],
    }


def _item(shop: Shop, one: Thing) -> Thing:
    return {
        **ids(one),
        **moments(one),
        "sku": next(
            (row["sku"] for row in shop.all("ProductVariant") if row["inventoryItem"] == one["id"]), None
        ),
        "tracked": one["tracked"],
        "requires_shipping": one["requiresShipping"],
        "cost": None if one["unitCost"] is None else plain(one["unitCost"]),
    }


def _collection(shop: Shop, one: Thing) -> Thing:
    return {
        **ids(one),
        "title": one["title"],
        "handle": one["handle"],
        "body_html": one["descriptionHtml"],
        "sort_order": one["sortOrder"].lower().replace("_", "-"),
        "updated_at": one["updatedAt"],
        "published_scope": "web",
    }


def _discount(shop: Shop, one: Thing) -> Thing:
    told = one["codeDiscount"]
    return {
        "admin_graphql_api_id": one["id"],
        "title": told["title"],
        "status": discounts.status(shop, told, {}),
        "created_at": told["createdAt"],
        "updated_at": told["updatedAt"],
    }


def _draft(shop: Shop, one: Thing) -> Thing:
    buyer = shop.get(one["customer"]) if one["customer"] else None
    whole = FIELDS["DraftOrder.totalPriceSet"](shop, one, {})
    return {
        **ids(one),
        **moments(one),
        "name": one["name"],
        "status": one["status"].lower(),
        "note": one["note2"],
        "email": one["email"],
        "tags": ", ".join(one["tags"]),
        "currency": shop.currency,
        "total_price": plain(whole),
        "subtotal_price": plain(whole),
        "total_tax": "0.00",
        "order_id": int(number(one["order"])) if one["order"] else None,
        "customer": of_orders.customer(shop, buyer) if buyer else None,
        "line_items": [of_orders.line(shop, row) for row in one["lineItems"]],
        "tax_lines": [],
        "note_attributes": [],
        "invoice_url": one["invoiceUrl"],
        "invoice_sent_at": one["invoiceSentAt"],
        "completed_at": one["completedAt"],
    }


def _company(shop: Shop, one: Thing) -> Thing:
    return {
        **ids(one),
        **moments(one),
        "name": one["name"],
        "note": one["note"],
        "external_id": one["externalId"],
    }


def _branch(shop: Shop, one: Thing) -> Thing:
    of = shop.the(one["company"])
    return {
        **ids(one),
        **moments(one),
        "name": one["name"],
        "note": one["note"],
        "company": _company(shop, of),
    }


def _contact(shop: Shop, one: Thing) -> Thing:
    of, who = shop.the(one["company"]), shop.the(one["customer"])
    return {
        **ids(one),
        **moments(one),
        "customer_admin_graphql_api_id": who["id"],
        "company": _company(shop, of),
        "customer": {"id": int(number(who["id"])), "email": who["email"]},
    }


def _consent(shop: Shop, one: Thing) -> Thing:
    told = of_orders.customer(shop, one)
    return {
        "customer_id": told["id"],
        "email_address": told["email"],
        "phone": told["phone"],
        "email_marketing_consent": told["email_marketing_consent"],
        "sms_marketing_consent": told["sms_marketing_consent"],
    }


def _bulk(shop: Shop, one: Thing) -> Thing:
    return {
        "admin_graphql_api_id": one["id"],
        "status": one["status"].lower(),
        "type": "query",
        "error_code": None,
        "completed_at": one["completedAt"],
        "created_at": one["createdAt"],
    }


def _shop(shop: Shop, one: Thing) -> Thing:
    return {
        "id": int(number(one["id"])),
        "name": shop.name,
        "domain": shop.domain,
        "myshopify_domain": shop.domain,
    }


_BY_KIND: dict[str, Callable[[Shop, Thing], Thing]] = {
    "Order": of_orders.order,
    "Customer": of_orders.customer,
    "Refund": of_orders.refund,
    "Fulfillment": of_orders.fulfilment,
    "FulfillmentOrder": of_orders.part,
    "Return": of_orders.returned,
    "OrderTransaction": of_orders.transaction,
    "AbandonedCheckout": of_orders.checkout,
    "Product": _product,
    "ProductVariant": _variant,
    "InventoryLevel": _level,
    "InventoryItem": _item,
    "Collection": _collection,
    "DiscountCodeNode": _discount,
    "DraftOrder": _draft,
    "Company": _company,
    "CompanyLocation": _branch,
    "CompanyContact": _contact,
    "BulkOperation": _bulk,
    "Shop": _shop,
}
