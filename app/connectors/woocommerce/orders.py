"""Changing orders: notes, status, refunds, mails to the customer."""

from __future__ import annotations

from app.connectors.woocommerce.acts import Acts


class OrderActs(Acts):
    """Effects of this area, each by the method of its name."""
