"""Discount codes."""

from __future__ import annotations

from app.connectors.shopify.acts import Acts


class DiscountActs(Acts):
    """Effects of this area, each by the method of its name."""
