"""What stands for a draft in WooCommerce: an order that waits for its payment, which its customer can pay by a link."""

from __future__ import annotations

from app.connectors.reading import Body, text
from app.connectors.woocommerce import map as to
from app.core.fields import blank
from app.core.sentence import Json

WAITING = ("pending", "checkout-draft")


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
