"""Customers: notes, details, store credit as a personal coupon."""

from __future__ import annotations

from app.connectors.woocommerce.acts import Acts


class CustomerActs(Acts):
    """Effects of this area, each by the method of its name."""
