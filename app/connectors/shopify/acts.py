"""What every area of Shopify's effects stands on."""

from __future__ import annotations

from app.connectors.shopify.admin import Admin


class Acts:
    """A part of the connector: methods named after effects, ``async def add_tags(self, effect, key)``."""

    admin: Admin
