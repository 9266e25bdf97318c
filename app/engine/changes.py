"""A change that a command made beside the running server (import, connect ...) counts at once, without a restart."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable

from app.store.changes import stamp
from app.store.database import Database

log = logging.getLogger(__name__)
EVERY = 0.5
"""Seconds between two looks."""


class Changes:
    """Nothing has to be announced, so no command can forget to: the database itself knows who wrote to it."""

    def __init__(self, db: Database, changed: Callable[[], Awaitable[None]]) -> None:
        self.db, self._changed = db, changed
        self._seen: int | None = None

    async def serve(self) -> None:
        """Looks every second, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("could not look for changes by other processes; it is tried again")
            await asyncio.sleep(EVERY)

    async def look(self) -> bool:
        """Forgets what was remembered of the database if another process wrote to it; whether it did."""
        now = await self.db.write(stamp)
        before, self._seen = self._seen, now
        if before is None or before == now:
            return False
        await self._changed()
        return True
