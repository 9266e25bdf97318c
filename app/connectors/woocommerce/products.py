"""Products: status, prices, stock, categories."""

from __future__ import annotations

from app.connectors.woocommerce.acts import Acts


class ProductActs(Acts):
    """Effects of this area, each by the method of its name."""
