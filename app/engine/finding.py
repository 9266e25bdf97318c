"""Keeps the words up by which runs are found: behind the work and never in its way, a bite at a time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from app.store import finding
from app.store.database import Database

EVERY = 1.0
"""Seconds between two bites: what came in a flood is found some minutes later, and the flood is not held up."""


class Finding:
    """One per process; of several on one database each takes the bite that is next."""

    def __init__(self, db: Database, now: Callable[[], datetime]) -> None:
        self.db, self._now = db, now

    async def look(self) -> None:
        """Files what came since the last bite, unless much waits to be written already."""
        if not self.db.full() and await self.db.read(finding.behind, self._now()):
            await self.db.write(finding.keep_up, self._now())
