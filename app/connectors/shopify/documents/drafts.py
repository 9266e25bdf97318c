"""Draft orders."""

from __future__ import annotations

DOCUMENTS: dict[str, str] = {}
