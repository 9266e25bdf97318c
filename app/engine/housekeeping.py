"""Housekeeping: what the owner no longer wants to keep is cleared away, a bite at a time, while the shop's messages
go on being answered. Every process may do it at once: each bite looks again whether a row may go.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.store import housekeeping as store
from app.store import mirror_parts
from app.store.database import Database

log = logging.getLogger(__name__)
EVERY = 300
"""Seconds between two rounds."""
BITE = 0.02
"""Seconds that a bite may keep the writer; whoever comes meanwhile waits about that long at most."""
REST = 0.25
"""How long to leave the writer to others after a bite, as a share of the bite."""
SMALLEST, LARGEST = 50, 2000
STRETCH = 2000
"""Rows that are looked at in one go to find those that nobody needs."""
PAGES = 200
SLACK = 0.05
"""Share of the file that may lie empty, as room for what comes next."""
ANEW = timedelta(days=1)
"""After this all old events and messages are looked at again, not only those that have become old since."""


@dataclass(slots=True)
class Cleared:
    """What a round cleared away."""

    runs: int = 0
    events: int = 0
    messages: int = 0
    others: int = 0
    pages: int = 0


class Housekeeping:
    """``now``: the clock. ``rest``: waits for so many seconds."""

    def __init__(
        self,
        db: Database,
        now: Callable[[], datetime],
        rest: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.db, self._now, self._rest = db, now, rest
        self._size = 100
        self._seen = {"events": "", "messages": ""}
        self._anew: datetime | None = None

    async def tidy(self) -> Cleared:
        """One round, until nothing is left to clear away."""
        now, cleared = self._now(), Cleared()
        keep = await self.db.read(store.get_retention)
        old = now - timedelta(days=keep.events)
        for status, period in store.OUTCOMES.items():
            before = now - timedelta(days=getattr(keep, period))
            cleared.runs += await self._bites(
                lambda size, status=status, before=before: self.db.write(  # type: ignore[misc]
                    _timed, store.clear_runs, status, before, old, size
                )
            )
        await self._idle(old, now, cleared)
        failures = now - timedelta(days=keep.failed)
        cleared.messages += await self._bites(
            lambda size: self.db.write(_timed, store.clear_unreadable, failures, size)
        )
        cleared.others += await self._bites(
            lambda size: self.db.write(_timed, mirror_parts.clear_old, now, size)
        )
        while more := await self.db.write(store.clear_small, now, SMALLEST):
            cleared.others += more
            await self._rest(BITE)
        cleared.pages = await self._give_back()
        if cleared != Cleared():
            log.info(
                "cleared away: %s runs, %s events, %s messages, %s other rows; the file is %s pages shorter",
                cleared.runs, cleared.events, cleared.messages, cleared.others, cleared.pages,
            )  # fmt: skip
        return cleared

    async def _bites(self, bite: Callable[[int], Awaitable[tuple[int, float]]]) -> int:
        """Bites until one comes back short; their size follows how long they take."""
        total = 0
        while True:
            size, began = self._size, time.perf_counter()
            done, took = await bite(size)
            total += done
            if done < size:
                return total
            fits = int(size * min(2.0, max(0.5, BITE / max(took, 1e-4))))
            self._size = min(LARGEST, max(SMALLEST, fits))
            await self._rest((time.perf_counter() - began) * REST)

    async def _idle(self, old: datetime, now: datetime, cleared: Cleared) -> None:
        """Events and messages that started nothing, or whose runs are gone."""
        if self._anew is None or now - self._anew >= ANEW:
            self._anew = now
            self._seen = dict.fromkeys(self._seen, "")
        for kind, look, clear in (
            ("events", store.idle_events, store.clear_events),
            ("messages", store.idle_deliveries, store.clear_deliveries),
        ):
            after: str | None = self._seen[kind]
            while after is not None:
                self._seen[kind] = after
                found, after = await self.db.read(look, after, old, STRETCH)
                gone = 0
                while found:
                    began = time.perf_counter()
                    bite, found = found[: self._size], found[self._size :]
                    gone += await self.db.write(clear, bite, old)
                    await self._rest((time.perf_counter() - began) * REST)
                setattr(cleared, kind, getattr(cleared, kind) + gone)

    async def _give_back(self) -> int:
        """Makes the file shorter where much of it lies empty."""
        total = 0
        while True:
            free, pages = await self.db.read(store.free_pages)
            if free <= max(PAGES, pages * SLACK):
                return total
            began = time.perf_counter()
            given = await self.db.write(store.give_back, PAGES)
            if not given:  # a file that was made without this
                return total
            total += given
            await self._rest((time.perf_counter() - began) * REST)


def _timed(conn: Connection, work: Callable[..., int], *args: Any) -> tuple[int, float]:
    """What the work did, and the seconds that it kept the writer: not those that it stood in line."""
    began = time.perf_counter()
    return work(conn, *args), time.perf_counter() - began
