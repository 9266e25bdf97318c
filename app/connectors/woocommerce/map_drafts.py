"""What stands for drafts and checkouts in WooCommerce: orders that wait for their payment, or for their customer."""

from __future__ import annotations

from app.connectors.reading import Body, text
from app.connectors.woocommerce import map as to
from app.core.fields import blank
from app.core.sentence import Json

DRAFT = "checkout-draft"
"""The status of what somebody is in the checkout with."""
WAITING = ("pending", DRAFT)


def draft(body: Body) -> dict[str, Json]:
    """An order as a draft: open until it is paid or dealt with otherwise. Raises Unreadable."""
    order, empty = to.order(body), blank("DraftOrder")
    waits = text(body.get("status")) in WAITING
    return {
        **empty,
        **{name: order[name] for name in empty if name in order},
        "status": "open" if waits else "completed",
        "order_id": None if waits else order["id"],
        "invoice_url": order["url"],
        "completed_at": None if waits else order["paid_at"] or order["updated_at"],
    }


def checkout(body: Body) -> dict[str, Json]:
    """An order that the block checkout keeps while somebody is in it, as a checkout. WooCommerce has no link by which
    its customer could come back to it, and deletes it after a day. Raises Unreadable."""
    order, empty = to.order(body), blank("Checkout")
    waits = text(body.get("status")) == DRAFT
    return {
        **empty,
        **{name: order[name] for name in empty if name in order},
        "url": None,
        "completed_at": None if waits else order["paid_at"] or order["updated_at"],
    }
