"""Changing the demo store's products, stock and collections."""

from __future__ import annotations

from app.connectors.demo.acts import Acts


class ProductActs(Acts):
    """Effects of this area, each by the method of its name."""
