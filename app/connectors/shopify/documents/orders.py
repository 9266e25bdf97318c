"""Changing orders: notes, closing, cancelling, money."""

from __future__ import annotations

DOCUMENTS: dict[str, str] = {}
