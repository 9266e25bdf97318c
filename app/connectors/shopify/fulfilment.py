"""Holding, releasing, moving and fulfilling what is to be sent; returns."""

from __future__ import annotations

from app.connectors.shopify.acts import Acts


class FulfilmentActs(Acts):
    """Effects of this area, each by the method of its name."""
