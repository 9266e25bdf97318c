"""Products: status, publishing, prices, collections, redirects."""

from __future__ import annotations

DOCUMENTS: dict[str, str] = {}
