"""Customers: notes, consent, store credit, accounts."""

from __future__ import annotations

from app.connectors.shopify.acts import Acts


class CustomerActs(Acts):
    """Effects of this area, each by the method of its name."""
