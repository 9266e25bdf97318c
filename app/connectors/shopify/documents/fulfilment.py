"""Holding, releasing, moving and fulfilling what is to be sent; returns."""

from __future__ import annotations

DOCUMENTS: dict[str, str] = {}
