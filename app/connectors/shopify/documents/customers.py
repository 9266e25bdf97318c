"""Customers: notes, consent, store credit, accounts."""

from __future__ import annotations

DOCUMENTS: dict[str, str] = {}
