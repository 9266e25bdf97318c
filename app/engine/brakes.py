"""The red button: everything stands still within a second, in every process, until a person lets it go on.

So it does where this may be a copy of another Storeflow (``app.engine.quiet``), until a person has said what it is.
"""

from __future__ import annotations

import logging
from datetime import UTC, datetime

from sqlalchemy import Connection

from app.core.sentence import Json
from app.engine.dispatch import Dispatcher
from app.errors import Busy
from app.store import control, place
from app.store.database import Database

log = logging.getLogger(__name__)
SETTLE = 5.0
"""Seconds until it is tried again to let go on what could not be."""


class Brakes:
    """Knows whether the button is pressed; reads it anew when told that something changed."""

    def __init__(self, db: Database, dispatcher: Dispatcher) -> None:
        self.db, self.dispatcher = db, dispatcher
        self._pressed: Json = None
        self._quiet: Json = None
        self._owing = True
        """Something may stand still that nobody lets go on: also what a process left that ended while it did so."""

    def stopped(self) -> bool:
        """Whether everything stands still."""
        return self._pressed is not None or self._quiet is not None

    def quiet(self) -> Json:
        """What says that this may be a copy: ``{"at", "copy", "changes"}``; None where nothing does."""
        return self._quiet

    def pressed(self) -> Json:
        """Who pressed it, and when: ``{"by", "at"}`` (ISO 8601, UTC); None while everything runs."""
        return self._pressed

    async def read(self) -> None:
        """Reads it from the database; another process may have pressed it, or taken it back."""
        self._pressed, self._quiet = await self.db.read(_held)
        self._owing = self._owing or self.stopped()
        try:
            await self.settle()
        except Busy as error:
            log.warning("what stands still goes on a little later: %s", error)

    async def settle(self) -> None:
        """Lets go on what stands still, where that is still owed. Raises Busy; then it is owed on."""
        if self._owing and not self.stopped():
            await self._let_go()

    async def stop(self, by: str) -> int:
        """Presses it. Runs under way lose their lease in the same transaction; answers how many."""
        self._owing = True
        count = await self.db.write(control.stop_everything, by, datetime.now(UTC))
        self._pressed = await self.db.read(control.stopped)
        return count

    async def go_on(self) -> None:
        """Takes it back; everything that stood still goes on from where it was."""
        await self.db.write(control.go_on)
        self._pressed = None
        await self.settle()

    async def _let_go(self) -> None:
        while (ready := await self.db.write(control.let_go, datetime.now(UTC))) is not None:
            self.dispatcher.committed(ready)
        self._owing = self.stopped()


def _held(conn: Connection) -> tuple[Json, Json]:
    return control.stopped(conn), place.quiet(conn)
