"""Products: status, publishing, prices, collections, redirects."""

from __future__ import annotations

from app.connectors.shopify.acts import Acts


class ProductActs(Acts):
    """Effects of this area, each by the method of its name."""
