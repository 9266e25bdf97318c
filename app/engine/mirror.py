"""The mirror at work: what messages tell of a store's things, and who answers questions about a customer's past.

Only what a step asks for as history is answered from here, and only while the mirror covers it; all else, and whatever
money or a message rests on, is read from the store.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from app.core.effects import Effect
from app.core.effects.records import GetRecords
from app.core.sentence import Json
from app.engine.world import Performer
from app.store import mirror, mirror_heard, mirror_parts
from app.store.database import Database
from app.store.types import EPOCH

EVERY = 1.0
"""Seconds until what was heard is written: of the three or four messages that an order makes, the last one counts."""
ROOM = 1000
"""Events that are remembered for that."""


class Heard:
    """Which events tell something that the mirror has not got yet. What a kill loses of it is listed when the store is
    asked the next time.

    A store that is asked every few minutes tells then what its messages told, which is enough until its owner wants its
    past kept: writing everything twice would cost a fifth of what the door takes in.
    """

    def __init__(self, db: Database) -> None:
        self.db = db
        self._heard: list[str] = []
        self._stores: set[str] = set()
        self._filled: frozenset[str] = frozenset()

    def note(self, events: Sequence[str], asked: Mapping[str, bool]) -> None:
        """These were taken in, by their ids, of these stores; whether each is asked what changed."""
        stores = [one for one, often in asked.items() if not often or one in self._filled]
        if not stores:
            return
        self._stores.update(stores)
        self._heard += events
        if len(self._heard) >= ROOM:
            self.db.lazy(mirror_heard.keep_told, *self._all())

    async def write(self) -> None:
        """All of it is in the mirror afterwards."""
        if self._heard:
            await self.db.write(mirror_heard.keep_told, *self._all())

    async def look(self) -> None:
        """Writes it, and looks which stores' past is kept."""
        await self.write()
        self._filled = await self.db.read(mirror_parts.filled)

    def _all(self) -> tuple[list[str], set[str]]:
        heard, stores = self._heard, self._stores
        self._heard, self._stores = [], set()
        return heard, stores


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A shop, and what is kept of it: whoever asks for history need not wait for the shop."""

    shop: Performer
    heard: Heard
    connection: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def perform(self, effect: Effect, key: str) -> Json:
        """See ``Performer.perform``."""
        if isinstance(effect, GetRecords) and effect.history and not effect.cursor:
            await self.heard.write()
            found = await self.heard.db.read(_orders, self.connection, effect, self.now())
            if found is not None:
                return {"items": found, "next": None}
        return await self.shop.perform(effect, key)


def _orders(
    conn: Connection, connection: str, effect: GetRecords, now: datetime
) -> list[Mapping[str, Json]] | None:
    """A customer's orders; None where the mirror can't tell."""
    where = effect.where
    since = where.created_after or EPOCH
    if effect.thing != "order" or not where.email:
        return None
    if not mirror_parts.covers(conn, connection, "order", since, now):
        return None
    orders = mirror.orders_of(conn, connection, "", where.email, since, effect.most)
    return [one for one in orders if where.fits(one)]
