"""Custom fields (meta data) of any thing."""

from __future__ import annotations

from app.connectors.woocommerce.acts import Acts


class FieldActs(Acts):
    """Effects of this area, each by the method of its name."""
