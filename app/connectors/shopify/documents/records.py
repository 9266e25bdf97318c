"""Reading many: orders, customers, products ... page by page."""

from __future__ import annotations

DOCUMENTS: dict[str, str] = {}
