"""A process among others on one database: it says that it lives, and sees to what the dead have left.

What it began and accepted is its own by its lease (15 s, renewed every 5 s). PgQueuer delivers a lease that ended to
another process, which takes over; the same look every minute finds whatever any accident has left to nobody.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable
from datetime import timedelta

from app.engine.dispatch.in_process import InProcess
from app.engine.dispatch.pgqueuer import PgQueuer
from app.engine.intake import Intake
from app.store import queue
from app.store.database import Database

log = logging.getLogger(__name__)
BEAT = 5.0
"""Seconds between two signs of life, well within ``queue.LEASE``."""
AGAIN = 0.5
"""Seconds until the next try where the database was away: the others must hear of us before they take over."""
LOOK = 60.0
"""Seconds between two looks at everything."""
FORGOTTEN = timedelta(minutes=1)
"""How long after its last writing something of our own that we hold no more is taken for forgotten."""


class Watch:
    """One per process, on PostgreSQL. ``share``: told how many live, among whom what services allow is divided."""

    def __init__(
        self,
        db: Database,
        dispatcher: InProcess,
        intake: Intake,
        share: Callable[[int], None] = lambda processes: None,
    ) -> None:
        self.db, self.dispatcher, self.intake, self.share = db, dispatcher, intake, share
        self._looked = float("-inf")
        if isinstance(dispatcher, PgQueuer):
            dispatcher.died = self.look

    async def arrive(self) -> None:
        """Before the process takes anything: from now on it lives."""
        await self._beat()

    async def serve(self) -> None:
        """Beats and looks, until cancelled."""
        while True:
            try:
                await self._beat()
                if time.monotonic() - self._looked > LOOK:
                    await self.look()
                pause = BEAT
            except Exception as error:
                log.warning("could not say that this process lives; it is tried again: %s", error)
                pause = AGAIN
            await asyncio.sleep(pause)

    async def _beat(self) -> None:
        self.share(await self.db.write(queue.beat))

    async def look(self) -> None:
        """Puts open runs that nobody has into the queue, and takes up messages that nobody has."""
        before = self.intake.world.now() - FORGOTTEN
        restored = await self.db.write(queue.restore)
        for run, epoch in await self.db.read(queue.held, before):
            if not self.dispatcher.has(run):
                self.dispatcher.again(run, epoch)
        taken = await self.intake.take_over(before)
        self._looked = time.monotonic()
        if restored or taken:
            log.warning("%s runs and %s messages that nobody had were taken up", restored, taken)

    async def leave(self) -> None:
        """Before the process ends: what it had is for others at once."""
        try:
            await self.db.write(queue.leave)
        except Exception as error:
            log.warning("could not say good-bye; others take over when the lease ends: %s", error)
