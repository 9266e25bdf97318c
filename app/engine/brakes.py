"""The red button: everything stands still within a second, in every process, until a person lets it go on."""

from __future__ import annotations

from datetime import UTC, datetime

from app.core.sentence import Json
from app.engine.dispatch import Dispatcher
from app.store import control
from app.store.database import Database


class Brakes:
    """Knows whether the button is pressed; reads it anew when told that something changed."""

    def __init__(self, db: Database, dispatcher: Dispatcher) -> None:
        self.db, self.dispatcher = db, dispatcher
        self._pressed: Json = None

    def stopped(self) -> bool:
        """Whether everything stands still."""
        return self._pressed is not None

    def pressed(self) -> Json:
        """Who pressed it, and when: ``{"by", "at"}`` (ISO 8601, UTC); None while everything runs."""
        return self._pressed

    async def read(self) -> None:
        """Reads it from the database; another process may have pressed it, or taken it back."""
        before, self._pressed = self._pressed, await self.db.read(control.stopped)
        if before is not None and self._pressed is None:
            await self._let_go()

    async def stop(self, by: str) -> int:
        """Presses it. Runs under way lose their lease in the same transaction; answers how many."""
        count = await self.db.write(control.stop_everything, by, datetime.now(UTC))
        self._pressed = await self.db.read(control.stopped)
        return count

    async def go_on(self) -> None:
        """Takes it back; everything that stood still goes on from where it was."""
        await self.db.write(control.go_on)
        self._pressed = None
        await self._let_go()

    async def _let_go(self) -> None:
        while (ready := await self.db.write(control.let_go, datetime.now(UTC))) is not None:
            self.dispatcher.committed(ready)
