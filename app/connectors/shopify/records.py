"""Reading many: orders, customers, products ... page by page."""

from __future__ import annotations

from app.connectors.shopify.acts import Acts


class RecordReads(Acts):
    """Effects of this area, each by the method of its name."""
