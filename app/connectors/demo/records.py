"""Reading many of the demo store's things, page by page."""

from __future__ import annotations

from app.connectors.demo.acts import Acts


class RecordReads(Acts):
    """Effects of this area, each by the method of its name."""
