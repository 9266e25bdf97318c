"""Orders and what belongs to them, as Shopify's messages tell them."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.fakes.shopify import derived
from tests.fakes.shopify.store import Shop, Thing, cents, number

_SENT = {"FULFILLED": "fulfilled", "PARTIALLY_FULFILLED": "partial"}


def plain(value: Any) -> str:
    """An amount as a message tells it."""
    return format(cents(value), "f")


def both(shop: Shop, value: Any) -> Thing:
    money = {"amount": plain(value), "currency_code": shop.currency}
    return {"shop_money": money, "presentment_money": money}


def ids(thing: Thing) -> Thing:
    return {"id": int(number(thing["id"])), "admin_graphql_api_id": thing["id"]}


def moments(thing: Thing) -> Thing:
    return {"created_at": thing["createdAt"], "updated_at": thing["updatedAt"]}


def address(told: Thing | None) -> Thing | None:
    if not told:
        return None
    same = ("company", "address1", "address2", "city", "zip", "phone", "name", "province", "country")
    return {name: told.get(name) for name in same} | {
        "first_name": told.get("firstName"),
        "last_name": told.get("lastName"),
        "province_code": told.get("provinceCode"),
        "country_code": told.get("countryCode"),
    }


def customer(shop: Shop, one: Thing) -> Thing:
    """Without what the newer API leaves out: how many orders, how much was spent."""
    email, phone = one["defaultEmailAddress"], one["defaultPhoneNumber"]
    return {
        **ids(one),
        **moments(one),
        "email": one["email"],
        "phone": one["phone"],
        "first_name": one["firstName"],
        "last_name": one["lastName"],
        "state": one["state"].lower(),
        "note": one["note"],
        "verified_email": one["verifiedEmail"],
        "tax_exempt": one["taxExempt"],
        "tags": ", ".join(one["tags"]),
        "currency": shop.currency,
        "email_marketing_consent": _consent(email),
        "sms_marketing_consent": _consent(phone),
        "addresses": [address(told) for told in one["_addresses"]],
        "default_address": address(next(iter(one["_addresses"]), None)),
    }


def _consent(told: Thing | None) -> Thing | None:
    if not told:
        return None
    level = (told.get("marketingOptInLevel") or "single_opt_in").lower()
    state, at = told["marketingState"].lower(), told["marketingUpdatedAt"]
    return {"state": state, "opt_in_level": level, "consent_updated_at": at}


def line(shop: Shop, one: Thing) -> Thing:
    left = derived.unfulfilled(shop, one) if one.get("order") else one["quantity"]
    return {
        **ids(one),
        "title": one["title"],
        "name": one["title"],
        "variant_title": one["variantTitle"],
        "sku": one["sku"],
        "vendor": one.get("vendor"),
        "quantity": one["quantity"],
        "current_quantity": derived.current_quantity(shop, one) if one.get("order") else one["quantity"],
        "fulfillable_quantity": left,
        "fulfillment_status": None if left else "fulfilled",
        "fulfillment_service": "manual",
        "price": plain(one["originalUnitPriceSet"]),
        "price_set": both(shop, one["originalUnitPriceSet"]),
        "total_discount": "0.00",
        "discount_allocations": [
            {"amount": plain(part["allocatedAmountSet"]), "discount_application_index": 0}
            for part in one.get("discountAllocations") or ()
        ],
        "gift_card": one.get("isGiftCard", False),
        "requires_shipping": one.get("requiresShipping", True),
        "taxable": one.get("taxable", True),
        "product_id": int(number(one["product"])),
        "variant_id": int(number(one["variant"])),
        "properties": [{"name": told["key"], "value": told["value"]} for told in one["customAttributes"]],
        "tax_lines": [],
        "grams": 0,
    }


def order(shop: Shop, one: Thing) -> Thing:
    total, off = (
        derived.total(shop, one),
        sum((derived.line_off(row) for row in derived.lines(shop, one)), cents(0)),
    )
    buyer = shop.get(one["customer"]) if one["customer"] else None
    amounts: dict[str, Decimal] = {
        "total_price": total,
        "subtotal_price": derived.subtotal(shop, one),
        "total_discounts": off,
        "total_tax": derived.tax(one),
        "current_total_price": derived.current_total(shop, one),
        "total_line_items_price": derived.subtotal(shop, one) + off,
    }
    return {
        **ids(one),
        **moments(one),
        "name": one["name"],
        "number": one["number"],
        "order_number": one["number"],
        "note": one["note"],
        "tags": ", ".join(one["tags"]),
        "test": one["test"],
        "email": one["email"],
        "contact_email": one["email"],
        "phone": one["phone"],
        "processed_at": one["processedAt"],
        "cancelled_at": one["cancelledAt"],
        "closed_at": one["closedAt"],
        "cancel_reason": (one["cancelReason"] or "").lower() or None,
        "currency": one["currencyCode"],
        "presentment_currency": one["presentmentCurrencyCode"],
        "financial_status": derived.financial_status(shop, one).lower(),
        "fulfillment_status": _SENT.get(derived.fulfilment_status(shop, one)),
        "taxes_included": True,
        "customer_locale": one["customerLocale"],
        "buyer_accepts_marketing": bool(
            buyer and (buyer["defaultEmailAddress"] or {}).get("marketingState") == "SUBSCRIBED"
        ),
        "source_name": one["sourceName"],
        "order_status_url": one["statusPageUrl"],
        "payment_gateway_names": one["paymentGatewayNames"],
        "confirmation_number": one["confirmationNumber"],
        "po_number": one.get("poNumber"),
        "total_weight": 0,
        "total_outstanding": plain(derived.outstanding(shop, one)),
        "total_tip_received": "0.00",
        **{name: plain(value) for name, value in amounts.items()},
        **{f"{name}_set": both(shop, value) for name, value in amounts.items()},
        "total_shipping_price_set": both(shop, derived.shipping(one)),
        "note_attributes": [
            {"name": told["key"], "value": told["value"]} for told in one["customAttributes"]
        ],
        "billing_address": address(one["billingAddress"]),
        "shipping_address": address(one["shippingAddress"]),
        "customer": customer(shop, buyer) if buyer else None,
        "line_items": [line(shop, row) for row in derived.lines(shop, one)],
        "shipping_lines": [
            {
                "id": int(number(row["id"])),
                "title": row["title"],
                "code": row["code"],
                "price": plain(row["originalPriceSet"]),
                "carrier_identifier": row["carrierIdentifier"],
                "tax_lines": [],
                "is_removed": False,
            }
            for row in one["shippingLines"]
        ],
        "tax_lines": [
            {"title": row["title"], "rate": row["rate"], "price": plain(row["priceSet"])}
            for row in one["taxLines"]
        ],
        "discount_codes": [
            {"code": row["code"], "amount": plain(off), "type": "percentage"}
            for row in one["discountApplications"]
            if row.get("code")
        ],
        "discount_applications": [_application(row) for row in one["discountApplications"]],
        "refunds": [refund(shop, row) for row in shop.these(one["refunds"])],
        "fulfillments": [fulfilment(shop, row) for row in shop.these(one["fulfillments"])],
    }


def _application(row: Thing) -> Thing:
    code = row.get("code")
    value = {"value": str(row["value"]["percentage"]), "value_type": "percentage"}
    return {"type": "discount_code" if code else "automatic", "title": row["title"], "code": code, **value}


def transaction(shop: Shop, one: Thing) -> Thing:
    return {
        **ids(one),
        "order_id": int(number(one["order"])),
        "kind": one["kind"].lower(),
        "status": one["status"].lower(),
        "amount": plain(one["amountSet"]),
        "currency": shop.currency,
        "gateway": one["gateway"],
        "payment_id": one["paymentId"],
        "parent_id": int(number(one["parentTransaction"])) if one["parentTransaction"] else None,
        "test": one["test"],
        "created_at": one["createdAt"],
        "processed_at": one["processedAt"],
        "source_name": "web",
    }


def refund(shop: Shop, one: Thing) -> Thing:
    return {
        **ids(one),
        "order_id": int(number(one["order"])),
        "note": one["note"],
        "created_at": one["createdAt"],
        "processed_at": one["processedAt"],
        "refund_line_items": [
            {
                "id": int(number(row["id"])),
                "quantity": row["quantity"],
                "line_item_id": int(number(row["lineItem"])),
                "restock_type": row["restockType"].lower(),
                "subtotal": float(row["subtotalSet"]),
                "subtotal_set": both(shop, row["subtotalSet"]),
                "total_tax": 0.0,
                "total_tax_set": both(shop, 0),
                "line_item": line(shop, shop.the(row["lineItem"])),
            }
            for row in one["refundLineItems"]
        ],
        "transactions": [transaction(shop, row) for row in shop.these(one["transactions"])],
    }


def fulfilment(shop: Shop, one: Thing) -> Thing:
    tracking = next(iter(one["trackingInfo"]), {"company": None, "number": None, "url": None})
    of = shop.the(one["order"])
    return {
        **ids(one),
        **moments(one),
        "order_id": int(number(one["order"])),
        "name": one["name"],
        "status": one["status"].lower(),
        "shipment_status": None,
        "service": "manual",
        "location_id": int(number(one["location"])),
        "tracking_company": tracking["company"],
        "tracking_number": tracking["number"],
        "tracking_url": tracking["url"],
        "tracking_numbers": [row["number"] for row in one["trackingInfo"] if row["number"]],
        "tracking_urls": [row["url"] for row in one["trackingInfo"] if row["url"]],
        "email": of["email"],
        "destination": address(of["shippingAddress"]),
        "line_items": [
            {**line(shop, shop.the(row["lineItem"])), "quantity": row["quantity"]}
            for row in shop.these(one["fulfillmentLineItems"])
        ],
    }


def edited(shop: Shop, one: Thing) -> Thing:
    return {
        "order_edit": {
            "id": 1,
            "order_id": int(number(one["id"])),
            "line_items": {"additions": [], "removals": []},
        }
    }


def part(shop: Shop, one: Thing) -> Thing:
    """Little more than which part."""
    return {"fulfillment_order": {"id": one["id"], "status": one["status"].lower(), "order_id": one["order"]}}


def returned(shop: Shop, one: Thing) -> Thing:
    rows = [
        {
            "id": int(number(row["id"])),
            "quantity": row["quantity"],
            "return_reason": row["returnReason"].lower(),
            "return_reason_note": row["returnReasonNote"],
            "customer_note": row["customerNote"],
            "fulfillment_line_item": {
                "id": int(number(row["fulfillmentLineItem"])),
                "line_item": line(shop, shop.the(shop.the(row["fulfillmentLineItem"])["lineItem"])),
            },
        }
        for row in one["returnLineItems"]
    ]
    decline = one["decline"] and {"reason": one["decline"]["reason"].lower(), "note": one["decline"]["note"]}
    return {
        **ids(one),
        "order": {**ids(shop.the(one["order"]))},
        "name": one["name"],
        "status": one["status"].lower(),
        "total_return_line_items": one["totalQuantity"],
        "return_line_items": rows,
        "decline": decline,
        "created_at": one["createdAt"],
    }


def checkout(shop: Shop, one: Thing) -> Thing:
    whole = sum((cents(row["originalUnitPriceSet"]) * row["quantity"] for row in one["lineItems"]), cents(0))
    buyer = shop.get(one["customer"]) if one["customer"] else None
    return {
        **ids(one),
        **moments(one),
        "name": one["name"],
        "token": f"t{number(one['id'])}",
        "email": one.get("_email") or (buyer or {}).get("email"),
        "phone": None,
        "currency": shop.currency,
        "customer": customer(shop, buyer) if buyer else None,
        "total_price": plain(whole),
        "subtotal_price": plain(whole),
        "total_discounts": "0.00",
        "total_tax": "0.00",
        "line_items": [line(shop, row) for row in one["lineItems"]],
        "shipping_lines": [],
        "tax_lines": [],
        "discount_codes": [{"code": code} for code in one["discountCodes"]],
        "billing_address": address(one["billingAddress"]),
        "shipping_address": address(one["shippingAddress"]),
        "note": one["note"],
        "note_attributes": [],
        "abandoned_checkout_url": one["abandonedCheckoutUrl"],
        "completed_at": one["completedAt"],
    }
