"""Custom fields of the demo store's things."""

from __future__ import annotations

from app.connectors.demo.acts import Acts


class FieldActs(Acts):
    """Effects of this area, each by the method of its name."""
