"""What every area of WooCommerce's effects stands on."""

from __future__ import annotations

from app.connectors.woocommerce.rest import Rest


class Acts:
    """A part of the connector: methods named after effects, ``async def add_tags(self, effect, key)``."""

    rest: Rest
