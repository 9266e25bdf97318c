"""Changing the demo store's customers, discount codes and drafts."""

from __future__ import annotations

from app.connectors.demo.acts import Acts


class CustomerActs(Acts):
    """Effects of this area, each by the method of its name."""
