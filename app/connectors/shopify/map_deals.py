"""Shopify's discounts, subscriptions, companies, saved cards and entries in the shop's language."""

from __future__ import annotations

from typing import get_args

from app.connectors.reading import Body, amount, ident, ident_or_none, moment, text, thing, whole, yes_no
from app.connectors.shopify.parts import Fact, customer_or_none, number_of, one_of, own_fields, texts
from app.core.shop_choices import CodeStatus, DiscountKind, Interval, SubscriptionStatus

_CODES = frozenset(get_args(CodeStatus))
_DISCOUNTS = frozenset(get_args(DiscountKind))
_CONTRACTS = frozenset(get_args(SubscriptionStatus))
_INTERVALS = frozenset(get_args(Interval))


def discount(body: Body) -> Fact:
    """A discount: a message tells its name and state, a reading the rest. Raises Unreadable."""
    gid = text(body.get("admin_graphql_api_id")) or text(body.get("id")) or ""
    code = thing(body.get("redeem_code"), "redeem_code") or {}
    status = text(body.get("status"))
    return {
        "id": ident(body.get("id") or gid),
        "title": text(body.get("title")),
        "code": text(code.get("code")) or text(body.get("code")),
        "automatic": "DiscountAutomatic" in gid if "Discount" in gid else yes_no(body.get("automatic")),
        "description": text(body.get("summary")),
        "status": one_of(_CODES, status.lower() if status else None),
        "kind": one_of(_DISCOUNTS, body.get("kind")),
        "percent": number_of(body.get("percent")),
        "amount": amount(body.get("amount"), "amount"),
        "currency": text(body.get("currency")),
        "minimum": amount(body.get("minimum"), "minimum"),
        "maximum": None,
        "free_shipping": yes_no(body.get("free_shipping")),
        "usage_count": whole(body.get("usage_count")),
        "usage_limit": whole(body.get("usage_limit")),
        "usage_limit_per_customer": 1 if body.get("once_per_customer") is True else None,
        "alone": yes_no(body.get("alone")),
        "emails": [],
        "product_ids": [],
        "custom": own_fields(body),
        "starts_at": moment(body.get("starts_at")),
        "ends_at": moment(body.get("ends_at")),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def subscription(body: Body) -> Fact:
    """A subscription contract. Raises Unreadable."""
    billing = thing(body.get("billing_policy"), "billing_policy") or {}
    delivery = thing(body.get("delivery_policy"), "delivery_policy") or {}
    return {
        "id": ident(body.get("id")),
        "status": one_of(_CONTRACTS, body.get("status")),
        "customer_id": ident_or_none(body.get("customer_id")),
        "customer": customer_or_none(body.get("customer")),
        "order_id": ident_or_none(body.get("origin_order_id")),
        "currency": text(body.get("currency_code")),
        "billing_interval": one_of(_INTERVALS, billing.get("interval")),
        "billing_count": whole(billing.get("interval_count")),
        "least_cycles": whole(billing.get("min_cycles")),
        "most_cycles": whole(billing.get("max_cycles")),
        "delivery_interval": one_of(_INTERVALS, delivery.get("interval")),
        "delivery_count": whole(delivery.get("interval_count")),
        "next_billing_at": moment(body.get("next_billing_date")),
        "last_payment": text(body.get("last_payment_status")),
        "note": text(body.get("note")),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def billing_attempt(body: Body) -> Fact:
    """One try to bill a subscription. Raises Unreadable."""
    return {
        "id": ident_or_none(body.get("id")) or ident_or_none(body.get("admin_graphql_api_id")),
        "subscription_id": ident(body.get("subscription_contract_id"), "subscription_contract_id"),
        "order_id": ident_or_none(body.get("order_id")),
        "ready": yes_no(body.get("ready")),
        "error": text(body.get("error_message")),
        "error_code": text(body.get("error_code")),
        "completed_at": moment(body.get("completed_at")),
        "created_at": moment(body.get("created_at")),
    }


def selling_plan(body: Body) -> Fact:
    """An offer to subscribe. Raises Unreadable."""
    return {
        "id": ident(body.get("id")),
        "name": text(body.get("name")),
        "code": text(body.get("merchant_code")),
        "description": text(body.get("description")),
        "summary": text(body.get("summary")),
        "options": texts(body.get("options")),
    }


def company(body: Body) -> Fact:
    """A business that buys. Raises Unreadable."""
    spent = thing(body.get("total_spent"), "total_spent") or {}
    return {
        "id": ident(body.get("admin_graphql_api_id") or body.get("id")),
        "name": text(body.get("name")),
        "note": text(body.get("note")),
        "external_id": text(body.get("external_id")),
        "main_contact_id": ident_or_none(body.get("main_contact_admin_graphql_api_id")),
        "orders_count": whole(body.get("orders_count")),
        "total_spent": amount(spent.get("amount"), "total_spent"),
        "currency": text(spent.get("currency")),
        "custom": own_fields(body),
        "customer_since": moment(body.get("customer_since")),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def company_contact(body: Body) -> Fact:
    """A person who buys for a company. Raises Unreadable."""
    return {
        "id": ident(body.get("admin_graphql_api_id") or body.get("id")),
        "customer_id": ident_or_none(body.get("customer_admin_graphql_api_id")),
        "title": text(body.get("title")),
        "language": text(body.get("locale")),
        "company": _company_or_none(body),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def company_location(body: Body) -> Fact:
    """A branch of a company. Raises Unreadable."""
    taxes = thing(body.get("tax_settings"), "tax_settings") or {}
    return {
        "id": ident(body.get("admin_graphql_api_id") or body.get("id")),
        "name": text(body.get("name")),
        "external_id": text(body.get("external_id")),
        "phone": text(body.get("phone")),
        "language": text(body.get("locale")),
        "note": text(body.get("note")),
        "tax_number": text(taxes.get("tax_registration_id")),
        "company": _company_or_none(body),
        "billing_address": _branch_address(body, "billing_address"),
        "shipping_address": _branch_address(body, "shipping_address"),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def payment_method(body: Body) -> Fact:
    """A way of paying that a customer has saved. Raises Unreadable."""
    card = thing(body.get("payment_instrument"), "payment_instrument") or {}
    return {
        "id": ident(body.get("token") or body.get("admin_graphql_api_id")),
        "customer_id": ident(body.get("customer_id"), "customer_id"),
        "kind": text(body.get("instrument_type")),
        "brand": text(card.get("brand")),
        "last_digits": text(card.get("last_digits")),
        "holder": text(card.get("name")),
        "expires_month": whole(card.get("month")),
        "expires_year": whole(card.get("year")),
    }


def entry(body: Body) -> Fact:
    """An entry of a list that the shop has made. Raises Unreadable."""
    return {
        "id": ident(body.get("id")),
        "type": text(body.get("type")),
        "handle": text(body.get("handle")),
        "title": text(body.get("display_name")),
        "custom": dict(thing(body.get("fields"), "fields") or {}),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


def _company_or_none(body: Body) -> Fact | None:
    one = thing(body.get("company"), "company")
    return company(one) if one else None


def _branch_address(body: Body, field: str) -> Fact | None:
    one = thing(body.get(field), field)
    if not one:
        return None
    first, last = text(one.get("first_name")), text(one.get("last_name"))
    return {
        "name": text(one.get("recipient")) or " ".join(part for part in (first, last) if part) or None,
        "first_name": first,
        "last_name": last,
        "company": text(one.get("company_name")),
        "line1": text(one.get("address1")),
        "line2": text(one.get("address2")),
        "city": text(one.get("city")),
        "postcode": text(one.get("zip")),
        "region": text(one.get("province")),
        "region_code": text(one.get("zone_code")),
        "country": text(one.get("country")),
        "country_code": text(one.get("country_code")),
        "phone": text(one.get("phone")),
    }
