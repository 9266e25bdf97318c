"""Shopify's money, parcels, fulfilment orders, returns and disputes in the shop's language."""

from __future__ import annotations

from typing import get_args

from app.connectors.reading import (
    Body,
    amount,
    ident,
    ident_or_none,
    moment,
    text,
    thing,
    things,
    total,
    whole,
    yes_no,
)
from app.connectors.shopify.parts import Fact, address, in_shop_money, line_item, one_of, texts
from app.core.sentence import Json
from app.core.shop_choices import (
    DisputeKind,
    DisputeStatus,
    FulfilmentOrderStatus,
    FulfilmentState,
    HoldReason,
    RequestStatus,
    ReturnStatus,
    ShipmentStatus,
    TransactionKind,
    TransactionStatus,
)

_STATES = frozenset(get_args(FulfilmentState))
_SHIPMENT = frozenset(get_args(ShipmentStatus))
_KINDS = frozenset(get_args(TransactionKind))
_STATUSES = frozenset(get_args(TransactionStatus))
_ORDERS = frozenset(get_args(FulfilmentOrderStatus))
_REQUESTS = frozenset(get_args(RequestStatus))
_HOLDS = frozenset(get_args(HoldReason))
_RETURNS = frozenset(get_args(ReturnStatus))
_DISPUTES = frozenset(get_args(DisputeStatus))
_DISPUTE_KINDS = frozenset(get_args(DisputeKind))
_RESTOCKED = frozenset({"return", "cancel", "legacy_restock"})


def transaction(body: Body) -> Fact:
    """A movement of money. Raises Unreadable."""
    paid = body.get("payment_details")
    details = thing(paid, "payment_details") or {} if paid else {}
    card = text(details.get("credit_card_number"))
    return {
        "id": ident_or_none(body.get("id")),
        "order_id": ident_or_none(body.get("order_id")),
        "kind": one_of(_KINDS, body.get("kind")),
        "status": one_of(_STATUSES, body.get("status")),
        "amount": amount(body.get("amount"), "amount"),
        "currency": text(body.get("currency")),
        "gateway": text(body.get("gateway")),
        "method": text(body.get("payment_method"))
        or text(details.get("payment_method_name"))
        or text(details.get("credit_card_company")),
        "card": "".join(filter(str.isdigit, card))[-4:] or None if card else None,
        "reference": text(body.get("payment_id")) or text(body.get("remote_reference")),
        "authorization": text(body.get("authorization")),
        "parent_id": ident_or_none(body.get("parent_id")),
        "message": text(body.get("message")),
        "error_code": text(body.get("error_code")),
        "channel": text(body.get("source_name")),
        "manual": yes_no(body.get("manual_payment_gateway")),
        "test": yes_no(body.get("test")),
        "created_at": moment(body.get("created_at")),
        "processed_at": moment(body.get("processed_at")),
    }


def refund(body: Body, currency: str | None = None) -> Fact:
    """A refund. Its amount is the money that moved, else what its items are worth. Raises Unreadable."""
    lines = things(body.get("refund_line_items"), "refund_line_items")
    told = things(body.get("transactions"), "transactions")
    moved = [
        item for item in told if item.get("kind") == "refund" and item.get("status") in ("success", None)
    ]
    if moved:
        value = total([amount(item.get("amount"), "amount") for item in moved])
    else:
        value = total([_worth(item, name) for item in lines for name in ("subtotal", "total_tax")])
    return {
        "id": ident(body.get("id")),
        "order_id": ident_or_none(body.get("order_id")),
        "return_id": ident_or_none((thing(body.get("return"), "return") or {}).get("id")),
        "amount": value,
        "currency": currency
        or next((text(item.get("currency")) for item in moved), None)
        or _currency(lines),
        "reason": text(body.get("note")),
        "restocked": any(item.get("restock_type") in _RESTOCKED for item in lines)
        if lines
        else yes_no(body.get("restock")),
        "items": [_refunded(item) for item in lines],
        "transactions": [transaction(item) for item in told],
        "created_at": moment(body.get("created_at")),
        "processed_at": moment(body.get("processed_at")),
    }


def fulfilment(body: Body) -> Fact:
    """A parcel. Raises Unreadable."""
    return {
        "id": ident(body.get("id")),
        "order_id": ident_or_none(body.get("order_id")),
        "name": text(body.get("name")),
        "status": one_of(_STATES, body.get("status")),
        "shipment_status": shipment_status(body.get("shipment_status")),
        "service": text(body.get("service")),
        "location_id": ident_or_none(body.get("location_id")),
        "location": text(body.get("location")),
        "carrier": text(body.get("tracking_company")),
        "tracking_number": text(body.get("tracking_number")),
        "tracking_url": text(body.get("tracking_url")),
        "tracking_numbers": texts(body.get("tracking_numbers")),
        "tracking_urls": texts(body.get("tracking_urls")),
        "email": text(body.get("email")),
        "address": address(body.get("destination"), "destination"),
        "items": [line_item(item) for item in things(body.get("line_items"), "line_items")],
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
        "delivered_at": moment(body.get("delivered_at")),
    }


def fulfilment_event(body: Body) -> Fact:
    """News of a parcel on its way. Raises Unreadable."""
    return {
        "id": ident_or_none(body.get("id")),
        "fulfilment_id": ident(body.get("fulfillment_id"), "fulfillment_id"),
        "order_id": ident_or_none(body.get("order_id")),
        "status": shipment_status(body.get("status")),
        "message": text(body.get("message")),
        "city": text(body.get("city")),
        "region": text(body.get("province")),
        "country": text(body.get("country")),
        "postcode": text(body.get("zip")),
        "happened_at": moment(body.get("happened_at")),
        "estimated_delivery_at": moment(body.get("estimated_delivery_at")),
    }


def shipment_status(value: Json) -> str | None:
    """Where a parcel is, in our words."""
    return one_of(_SHIPMENT, value)


def fulfilment_order(body: Body) -> Fact:
    """The part of an order that one place is to send. Raises Unreadable."""
    holds = things(body.get("fulfillment_holds"), "fulfillment_holds")
    hold: Body = holds[0] if holds else {}
    method = thing(body.get("delivery_method"), "delivery_method") or {}
    request = text(body.get("request_status")) or ""
    return {
        "id": ident(body.get("id"), "fulfillment_order"),
        "order_id": ident_or_none(body.get("order_id")),
        "order_name": text(body.get("order_name")),
        "status": one_of(_ORDERS, body.get("status")),
        "request_status": one_of(_REQUESTS, _REQUESTED.get(request, request)),
        "location_id": ident_or_none(body.get("assigned_location_id")),
        "location": text(body.get("location")),
        "previous_location_id": ident_or_none(body.get("previous_location_id")),
        "method": text(method.get("method_type")),
        "hold_reason": one_of(_HOLDS, hold.get("reason")),
        "hold_note": text(hold.get("reason_notes")),
        "message": text(body.get("message")),
        "remaining_id": ident_or_none(body.get("remaining_id")),
        "items": [line_item(item) for item in things(body.get("line_items"), "line_items")],
        "address": address(body.get("destination"), "destination"),
        "fulfil_at": moment(body.get("fulfill_at")),
        "fulfil_by": moment(body.get("fulfill_by")),
        "created_at": moment(body.get("created_at")),
        "updated_at": moment(body.get("updated_at")),
    }


_REQUESTED = {"cancellation_request": "cancellation_requested"}


def returned(body: Body) -> Fact:
    """A return. Raises Unreadable."""
    of = thing(body.get("order"), "order") or {}
    status, told = body.get("status"), body.get("return_line_items")
    lines = things(told, "return_line_items") if isinstance(told, list) else []
    declined = thing(body.get("decline"), "decline") or {}
    fees = things(body.get("return_shipping_fees"), "return_shipping_fees") if fees_told(body) else []
    return {
        "id": ident(body.get("id") or body.get("admin_graphql_api_id")),
        "order_id": ident_or_none(of.get("id")) or ident_or_none(body.get("order_id")),
        "name": text(body.get("name")),
        "status": one_of(_RETURNS, status.lower().replace("canceled", "cancelled"))
        if isinstance(status, str)
        else None,
        "quantity": whole(body.get("total_return_line_items")),
        "exchanges": whole(body.get("total_exchange_line_items")),
        "items": [_return_item(item) for item in lines],
        "fee": total([in_shop_money(item, "price") for item in fees]) if fees_told(body) else None,
        "decline_reason": text(declined.get("reason")),
        "decline_note": text(declined.get("note")),
        "created_at": moment(body.get("created_at")),
        "closed_at": moment(body.get("closed_at")),
    }


def fees_told(body: Body) -> bool:
    """``returns/update`` tells changes of fees where others tell the fees."""
    return isinstance(body.get("return_shipping_fees"), list)


def _return_item(body: Body) -> Fact:
    inside = thing(body.get("fulfillment_line_item"), "fulfillment_line_item") or {}
    line = thing(inside.get("line_item") or body.get("line_item"), "line_item") or {}
    return {
        "id": ident_or_none(body.get("id") or body.get("admin_graphql_api_id")),
        "line_id": ident_or_none(line.get("id")),
        "product_id": ident_or_none(line.get("product_id")),
        "variant_id": ident_or_none(line.get("variant_id")),
        "title": text(line.get("title")),
        "sku": text(line.get("sku")),
        "quantity": whole(body.get("quantity")),
        "reason": text(body.get("return_reason")),
        "note": text(body.get("return_reason_note")),
        "customer_note": text(body.get("customer_note")),
    }


def dispute(body: Body) -> Fact:
    """A dispute. Raises Unreadable."""
    return {
        "id": ident(body.get("id")),
        "order_id": ident_or_none(body.get("order_id")),
        "kind": one_of(_DISPUTE_KINDS, body.get("type")),
        "status": one_of(_DISPUTES, body.get("status")),
        "amount": amount(body.get("amount"), "amount"),
        "currency": text(body.get("currency")),
        "reason": text(body.get("reason")),
        "reason_code": text(body.get("network_reason_code")),
        "evidence_due_by": moment(body.get("evidence_due_by")),
        "evidence_sent_at": moment(body.get("evidence_sent_on")),
        "finalized_at": moment(body.get("finalized_on")),
        "initiated_at": moment(body.get("initiated_at")),
    }


def payment_schedule(body: Body) -> Fact:
    """When how much of an order is to be paid. Raises Unreadable."""
    return {
        "id": ident(body.get("id")),
        "order_id": ident_or_none(body.get("order_id")),
        "amount": amount(body.get("amount"), "amount"),
        "balance": amount(body.get("balance_due"), "balance_due"),
        "currency": text(body.get("currency")),
        "issued_at": moment(body.get("issued_at")),
        "due_at": moment(body.get("due_at")),
        "completed_at": moment(body.get("completed_at")),
    }


def _worth(body: Body, field: str) -> str | None:
    """Amounts of refunded lines are rounded numbers; the exact text stands in the set beside them."""
    return in_shop_money(body, f"{field}_set") or amount(body.get(field), field)


def _currency(lines: list[Body]) -> str | None:
    for item in lines:
        both = thing(item.get("subtotal_set"), "subtotal_set")
        one = thing(both.get("shop_money"), "subtotal_set") if both else None
        if one:
            return text(one.get("currency_code"))
    return None


def _refunded(body: Body) -> Fact:
    line = line_item(thing(body.get("line_item"), "line_item") or {})
    back = _worth(body, "subtotal")
    return {**line, "quantity": whole(body.get("quantity")), "total": back}
