"""Changing the demo store's orders."""

from __future__ import annotations

from app.connectors.demo.acts import Acts


class OrderActs(Acts):
    """Effects of this area, each by the method of its name."""
