"""Changing orders: notes, closing, cancelling, money."""

from __future__ import annotations

from app.connectors.shopify.acts import Acts


class OrderActs(Acts):
    """Effects of this area, each by the method of its name."""
