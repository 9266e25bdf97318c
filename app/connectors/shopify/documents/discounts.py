"""Discount codes."""

from __future__ import annotations

DOCUMENTS: dict[str, str] = {}
