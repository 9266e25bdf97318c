"""The closed sets of words in the shop's language, and what each is called on screen."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal


def choices(labels: Mapping[str, str]) -> Mapping[str, str]:
    """The label of each value; a call, so that the labels are found for translation."""
    return labels


OrderStatus = Literal["open", "closed", "cancelled", "failed", "draft", "deleted"]
ORDER_STATUS = choices(
    {
        "open": "Open",
        "closed": "Finished",
        "cancelled": "Cancelled",
        "failed": "Failed",
        "draft": "Draft",
        "deleted": "In the bin",
    }
)

FinancialStatus = Literal[
    "pending",
    "authorized",
    "partially_paid",
    "paid",
    "partially_refunded",
    "refunded",
    "voided",
    "expired",
    "failed",
]
FINANCIAL = choices(
    {
        "pending": "Waiting for payment",
        "authorized": "Authorised",
        "partially_paid": "Paid in part",
        "paid": "Paid",
        "partially_refunded": "Refunded in part",
        "refunded": "Refunded",
        "voided": "Voided",
        "expired": "Expired",
        "failed": "Failed",
    }
)

FulfilmentStatus = Literal[
    "unfulfilled", "partially_fulfilled", "fulfilled", "on_hold", "scheduled", "restocked"
]
FULFILMENT = choices(
    {
        "unfulfilled": "Not sent",
        "partially_fulfilled": "Sent in part",
        "fulfilled": "Sent",
        "on_hold": "On hold",
        "scheduled": "Scheduled",
        "restocked": "Back in stock",
    }
)

FulfilmentState = Literal["pending", "open", "success", "cancelled", "error", "failure"]
FULFILMENT_STATE = choices(
    {
        "pending": "Pending",
        "open": "Open",
        "success": "Done",
        "cancelled": "Cancelled",
        "error": "Error",
        "failure": "Failed",
    }
)

ShipmentStatus = Literal[
    "label_purchased",
    "label_printed",
    "ready_for_pickup",
    "picked_up",
    "confirmed",
    "carrier_picked_up",
    "in_transit",
    "out_for_delivery",
    "attempted_delivery",
    "delivered",
    "delayed",
    "failure",
]
SHIPMENT = choices(
    {
        "label_purchased": "Label bought",
        "label_printed": "Label printed",
        "ready_for_pickup": "Ready for pick-up",
        "picked_up": "Picked up",
        "confirmed": "Confirmed",
        "carrier_picked_up": "With the carrier",
        "in_transit": "On its way",
        "out_for_delivery": "Out for delivery",
        "attempted_delivery": "Delivery tried",
        "delivered": "Delivered",
        "delayed": "Delayed",
        "failure": "Failed",
    }
)

ProductStatus = Literal["active", "draft", "archived", "unlisted"]
PRODUCT_STATUS = choices(
    {"active": "On sale", "draft": "Draft", "archived": "Archived", "unlisted": "Only by link"}
)

DiscountKind = Literal["fixed_amount", "percentage", "shipping", "automatic", "manual"]
DISCOUNT_KINDS = choices(
    {
        "fixed_amount": "Fixed amount",
        "percentage": "Percentage",
        "shipping": "Shipping",
        "automatic": "Automatic",
        "manual": "By hand",
    }
)

ReturnStatus = Literal["requested", "open", "closed", "declined", "cancelled"]
RETURN_STATUS = choices(
    {
        "requested": "Requested",
        "open": "Open",
        "closed": "Closed",
        "declined": "Declined",
        "cancelled": "Cancelled",
    }
)

ConsentState = Literal["subscribed", "not_subscribed", "pending", "unsubscribed", "invalid", "redacted"]
CONSENT = choices(
    {
        "subscribed": "Agreed",
        "not_subscribed": "Never asked or not agreed",
        "pending": "Asked, not answered yet",
        "unsubscribed": "Withdrawn",
        "invalid": "Address not valid",
        "redacted": "Erased",
    }
)

AccountState = Literal["enabled", "disabled", "invited", "declined"]
ACCOUNT = choices(
    {
        "enabled": "Has an account",
        "disabled": "Has no account",
        "invited": "Invited to an account",
        "declined": "Declined an account",
    }
)

RiskLevel = Literal["low", "medium", "high", "none", "pending"]
RISK = choices(
    {"low": "Low", "medium": "Medium", "high": "High", "none": "None found", "pending": "Not known yet"}
)

TransactionKind = Literal[
    "authorization", "capture", "sale", "refund", "void", "change", "emv_authorization", "suggested_refund"
]
TRANSACTION = choices(
    {
        "authorization": "Authorisation",
        "capture": "Capture",
        "sale": "Payment",
        "refund": "Refund",
        "void": "Voided authorisation",
        "change": "Change given",
        "emv_authorization": "Authorisation at the till",
        "suggested_refund": "Suggested refund",
    }
)

TransactionStatus = Literal["success", "pending", "failure", "error", "awaiting_response", "unknown"]
TRANSACTION_STATUS = choices(
    {
        "success": "Went through",
        "pending": "Pending",
        "failure": "Failed",
        "error": "Error",
        "awaiting_response": "Waiting for an answer",
        "unknown": "Unknown",
    }
)

FulfilmentOrderStatus = Literal[
    "open", "in_progress", "scheduled", "on_hold", "incomplete", "closed", "cancelled"
]
FULFILMENT_ORDER = choices(
    {
        "open": "To be sent",
        "in_progress": "Being worked on",
        "scheduled": "Scheduled",
        "on_hold": "On hold",
        "incomplete": "Not completed",
        "closed": "Finished",
        "cancelled": "Cancelled",
    }
)

RequestStatus = Literal[
    "unsubmitted",
    "submitted",
    "accepted",
    "rejected",
    "cancellation_requested",
    "cancellation_accepted",
    "cancellation_rejected",
    "closed",
]
REQUEST = choices(
    {
        "unsubmitted": "Not handed on",
        "submitted": "Handed on",
        "accepted": "Accepted",
        "rejected": "Declined",
        "cancellation_requested": "Asked to cancel",
        "cancellation_accepted": "Cancelling accepted",
        "cancellation_rejected": "Cancelling declined",
        "closed": "Closed",
    }
)

HoldReason = Literal[
    "awaiting_payment",
    "awaiting_return_items",
    "high_risk_of_fraud",
    "incorrect_address",
    "inventory_out_of_stock",
    "online_store_post_purchase_cross_sell",
    "unknown_delivery_date",
    "other",
]
HOLD = choices(
    {
        "awaiting_payment": "Waiting for payment",
        "awaiting_return_items": "Waiting for returned items",
        "high_risk_of_fraud": "High risk of fraud",
        "incorrect_address": "Wrong address",
        "inventory_out_of_stock": "Out of stock",
        "online_store_post_purchase_cross_sell": "Offer after the purchase",
        "unknown_delivery_date": "Delivery date unknown",
        "other": "Other",
    }
)

DraftStatus = Literal["open", "invoice_sent", "completed"]
DRAFT = choices({"open": "Open", "invoice_sent": "Invoice sent", "completed": "Became an order"})

DisputeStatus = Literal[
    "needs_response", "under_review", "won", "lost", "accepted", "charge_refunded", "prevented"
]
DISPUTE = choices(
    {
        "needs_response": "Needs an answer",
        "under_review": "Under review",
        "won": "Won",
        "lost": "Lost",
        "accepted": "Accepted",
        "charge_refunded": "Refunded",
        "prevented": "Prevented",
    }
)

DisputeKind = Literal["chargeback", "inquiry"]
DISPUTE_KIND = choices({"chargeback": "Chargeback", "inquiry": "Inquiry"})

CodeStatus = Literal["active", "expired", "scheduled", "draft"]
CODE_STATUS = choices(
    {"active": "Active", "expired": "Expired", "scheduled": "Scheduled", "draft": "Not published"}
)

SubscriptionStatus = Literal["active", "paused", "cancelled", "expired", "failed"]
SUBSCRIPTION = choices(
    {
        "active": "Active",
        "paused": "Paused",
        "cancelled": "Cancelled",
        "expired": "Expired",
        "failed": "Failed",
    }
)

Interval = Literal["day", "week", "month", "year"]
INTERVAL = choices({"day": "Day", "week": "Week", "month": "Month", "year": "Year"})

TransferStatus = Literal["draft", "ready_to_ship", "in_progress", "transferred", "cancelled", "other"]
TRANSFER = choices(
    {
        "draft": "Draft",
        "ready_to_ship": "Ready to be sent",
        "in_progress": "On its way",
        "transferred": "Arrived",
        "cancelled": "Cancelled",
        "other": "Other",
    }
)
