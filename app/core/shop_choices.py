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
