"""Custom fields (metafields) of any thing."""

from __future__ import annotations

DOCUMENTS: dict[str, str] = {}
