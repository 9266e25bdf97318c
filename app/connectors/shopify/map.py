"""Shopify's orders, drafts and checkouts in the shop's language. One function a shape; each writes every field of it.

They are called for each message that comes in, so they build plain JSON and validate only what holds it together.
"""

from __future__ import annotations

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
    total,
    yes_no,
)
from app.connectors.shopify.map_sending import fulfilment, refund, transaction
from app.connectors.shopify.parts import (
    Fact,
    address,
    attributes,
    customer_or_none,
    discounts,
    in_money,
    in_shop_money,
    line_item,
    number_of,
    one_of,
    own_fields,
    sent,
    shipping_lines,
    tax_line,
)
from app.core.sentence import Json
from app.core.shop_choices import DraftStatus, FinancialStatus, RiskLevel

_FINANCIAL = frozenset(get_args(FinancialStatus))
_RISK = frozenset(get_args(RiskLevel))
_DRAFTS = frozenset(get_args(DraftStatus))


def order(body: Body) -> Fact:
    """An order. Raises Unreadable."""
    lines = [line_item(item) for item in things(body.get("line_items"), "line_items")]
    refunds = [refund(item, text(body.get("currency"))) for item in things(body.get("refunds"), "refunds")]
    gateways = body.get("payment_gateway_names")
    names = [name for name in gateways if isinstance(name, str)] if isinstance(gateways, list) else []
    codes = things(body.get("discount_codes"), "discount_codes")
    buyer = customer_or_none(body.get("customer"))
    company = thing(body.get("company"), "company") or {}
    client = thing(body.get("client_details"), "client_details") or {}
    terms, due = payment_terms(body)
    return {
        "id": ident(body.get("id")),
        "name": text(body.get("name")),
        "number": text(body.get("order_number")),
        "status": _status(body),
        "store_status": text(body.get("status")),
        "financial_status": one_of(_FINANCIAL, body.get("financial_status")),
        "fulfilment_status": sent(body.get("fulfillment_status")),
        "risk_level": risk_level(body.get("risk_level")),
        "is_first": True if buyer and buyer["orders_count"] == 1 else None,
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
        "current_total": amount(body.get("current_total_price"), "current_total_price"),
        "duties_total": in_shop_money(body, "current_total_duties_set"),
        "fee_total": in_shop_money(body, "current_total_additional_fees_set"),
        "tip": amount(body.get("total_tip_received"), "total_tip_received"),
        "taxes_included": yes_no(body.get("taxes_included")),
        "item_count": sum(line["quantity"] or 0 for line in lines),
        "weight_grams": number(body.get("total_weight")),
        "email": text(body.get("email")) or text(body.get("contact_email")),
        "phone": text(body.get("phone")),
        "customer": buyer,
        "billing_address": address(body.get("billing_address"), "billing_address"),
        "shipping_address": address(body.get("shipping_address"), "shipping_address"),
        "line_items": lines,
        "shipping_lines": shipping_lines(body),
        "tax_lines": [tax_line(item) for item in things(body.get("tax_lines"), "tax_lines")],
        "fees": [],
        "discounts": discounts(codes, body),
        "discount_codes": [code for item in codes if (code := text(item.get("code")))],
        "transactions": [transaction(item) for item in things(body.get("transactions"), "transactions")],
        "refunds": refunds,
        "fulfilments": [fulfilment(item) for item in things(body.get("fulfillments"), "fulfillments")],
        "tags": tags(body.get("tags")),
        "note": text(body.get("note")),
        "attributes": attributes(body.get("note_attributes")),
        "channel": text(body.get("source_name")),
        "gateway": names[0] if names else text(body.get("gateway")),
        "payment_method": ", ".join(names) or None,
        "transaction_id": None,
        "payment_terms": terms,
        "payment_due_at": due,
        "po_number": text(body.get("po_number")),
        "company_id": ident_or_none(company.get("id")),
        "company_location_id": ident_or_none(company.get("location_id")),
        "confirmation_number": text(body.get("confirmation_number")),
        "location_id": ident_or_none(body.get("location_id")),
        "staff_id": ident_or_none(body.get("user_id")),
        "referrer": text(body.get("referring_site")),
        "landing_page": text(body.get("landing_site")),
        "language": text(body.get("customer_locale")),
        "accepts_marketing": yes_no(body.get("buyer_accepts_marketing")),
        "ip_address": text(body.get("browser_ip")),
        "browser": text(client.get("user_agent")),
        "url": text(body.get("order_status_url")),
        "test": yes_no(body.get("test")),
        "cancel_reason": text(body.get("cancel_reason")),
        "custom": own_fields(body),
        "created_at": moment(body.get("created_at")),
        "processed_at": moment(body.get("processed_at")),
        "paid_at": None,
        "updated_at": moment(body.get("updated_at")),
        "cancelled_at": moment(body.get("cancelled_at")),
        "closed_at": moment(body.get("closed_at")),
    }


def checkout(body: Body) -> Fact:
    """A checkout, or a cart of the online store. Raises Unreadable."""
    lines = [line_item(item) for item in things(body.get("line_items"), "line_items")]
    codes = things(body.get("discount_codes"), "discount_codes")
    shipping = shipping_lines(body)
    return {
        "id": checkout_id(body),
        "name": text(body.get("name")),
        "customer": customer_or_none(body.get("customer")),
        "email": text(body.get("email")),
        "phone": text(body.get("phone")),
        "currency": text(body.get("currency")),
        "total": amount(body.get("total_price"), "total_price"),
        "subtotal": amount(body.get("subtotal_price"), "subtotal_price"),
        "discount_total": amount(body.get("total_discounts"), "total_discounts"),
        "shipping_total": total([one["price"] for one in shipping]) if "shipping_lines" in body else None,
        "tax_total": amount(body.get("total_tax"), "total_tax"),
        "item_count": sum(line["quantity"] or 0 for line in lines),
        "line_items": lines,
        "shipping_lines": shipping,
        "tax_lines": [tax_line(item) for item in things(body.get("tax_lines"), "tax_lines")],
        "discount_codes": [code for item in codes if (code := text(item.get("code")))],
        "billing_address": address(body.get("billing_address"), "billing_address"),
        "shipping_address": address(body.get("shipping_address"), "shipping_address"),
        "note": text(body.get("note")),
        "attributes": attributes(body.get("note_attributes")),
        "channel": text(body.get("source_name")),
        "language": text(body.get("customer_locale")),
        "accepts_marketing": yes_no(body.get("buyer_accepts_marketing")),
        "accepts_sms": yes_no(body.get("buyer_accepts_sms_marketing")),
        "weight_grams": number(body.get("total_weight")),
        "gateway": text(body.get("gateway")),
        "referrer": text(body.get("referring_site")),
        "landing_page": text(body.get("landing_site")),
        "url": text(body.get("abandoned_checkout_url")),
        "custom": own_fields(body),
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


def _status(body: Body) -> str:
    if body.get("cancelled_at"):
        return "cancelled"
    return "closed" if body.get("closed_at") else "open"


def draft(body: Body) -> Fact:
    """A draft of an order. Raises Unreadable."""
    lines = [line_item(item) for item in things(body.get("line_items"), "line_items")]
    shipping = shipping_lines(body)
    off = _drafted_discounts(body)
    terms, due = payment_terms(body)
    taken_off = [line["discount"] for line in lines] + [one["amount"] for one in off]
    return {
        "id": ident(body.get("id")),
        "name": text(body.get("name")),
        "status": one_of(_DRAFTS, body.get("status")),
        "order_id": ident_or_none(body.get("order_id")),
        "currency": text(body.get("currency")),
        "total": amount(body.get("total_price"), "total_price"),
        "subtotal": amount(body.get("subtotal_price"), "subtotal_price"),
        "discount_total": amount(body.get("total_discounts"), "total_discounts") or total(taken_off),
        "shipping_total": total([one["price"] for one in shipping]),
        "tax_total": amount(body.get("total_tax"), "total_tax"),
        "taxes_included": yes_no(body.get("taxes_included")),
        "tax_exempt": yes_no(body.get("tax_exempt")),
        "item_count": sum(line["quantity"] or 0 for line in lines),
        "email": text(body.get("email")),
        "phone": text(body.get("phone")),
        "customer": customer_or_none(body.get("customer")),
        "billing_address": address(body.get("billing_address"), "billing_address"),
        "shipping_address": address(body.get("shipping_address"), "shipping_address"),
        "line_items": lines,
        "shipping_lines": shipping,
        "tax_lines": [tax_line(item) for item in things(body.get("tax_lines"), "tax_lines")],
        "discounts": off,
        "tags": tags(body.get("tags")),
        "note": text(body.get("note")),
        "attributes": attributes(body.get("note_attributes")),
        "payment_terms": terms,
        "payment_due_at": due,
        "po_number": text(body.get("po_number")),
        "invoice_url": text(body.get("invoice_url")),
        "invoice_sent_at": moment(body.get("invoice_sent_at")),
        "custom": own_fields(body),
        "completed_at": moment(body.get("completed_at")),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def risk_level(value: Json) -> str | None:
    """How likely fraud is, in our words."""
    return one_of(_RISK, value)


def payment_terms(body: Body) -> tuple[str | None, str | None]:
    """What was agreed on paying later, and until when the first open payment is due. Raises Unreadable."""
    told = body.get("payment_terms")
    if not told:
        return None, None
    terms = thing(told, "payment_terms") or {}
    dates = [
        due
        for item in things(terms.get("payment_schedules"), "payment_schedules")
        if not item.get("completed_at") and (due := moment(item.get("due_at")))
    ]
    return text(terms.get("payment_terms_name")), dates[0] if dates else None


def _drafted_discounts(body: Body) -> list[Fact]:
    """The discount of the draft as a whole; those of its lines stand there."""
    one = thing(body.get("applied_discount"), "applied_discount")
    if not one:
        return []
    percentage = one.get("value_type") == "percentage"
    return [
        {
            "code": None,
            "title": text(one.get("title")) or text(one.get("description")),
            "amount": amount(one.get("amount"), "amount"),
            "percent": number_of(one.get("value")) if percentage else None,
            "kind": "manual",
        }
    ]
