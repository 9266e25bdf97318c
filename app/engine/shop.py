"""The shop's own settings, at hand without a query: what Liquid sees as ``shop``, and the zone that all times use."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from app.core.sentence import Json
from app.store import preferences
from app.store.database import Database


class ShopFacts:
    """Read once, and again when told that it changed."""

    def __init__(self, db: Database) -> None:
        self.db = db
        self._facts: Mapping[str, Json] = asdict(preferences.Shop())

    def __call__(self) -> Mapping[str, Json]:
        """``{"name", "zone", "locale", "currency"}``."""
        return self._facts

    async def read(self) -> None:
        """Reads them from the database."""
        self._facts = asdict(await self.db.read(preferences.get_shop))
