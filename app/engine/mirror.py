"""The mirror at work: what messages tell of a store's things, and who answers questions about a customer's past.

Only what a step asks for as history is answered from here, and only while the mirror covers it; all else, and whatever
money or a message rests on, is read from the store.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection

from app.core.effects import Effect
from app.core.effects.records import GetRecords
from app.core.events import Event
from app.core.sentence import Json
from app.engine.world import Performer
from app.store import mirror, mirror_parts
from app.store.database import Database
from app.store.mirror import THINGS
from app.store.types import EPOCH

Told = tuple[str, str, Mapping[str, Json], datetime | None]
"""A connection, a kind of thing, the thing, and when it was deleted (None: it was not)."""


def told(connection: str, events: Sequence[Event]) -> Iterator[Told]:
    """What a message tells of the things that are kept: those that it is about, where it tells all of them, once."""
    seen: set[tuple[str, int]] = set()
    for event in events:
        about, _, past = event.name.partition(".")
        for thing in THINGS:
            fact = event.data.get(thing)
            if not isinstance(fact, Mapping) or (thing != about and thing != "order"):
                continue
            if past == "deleted" and thing == about:
                yield connection, thing, fact, event.at
            elif (thing, id(fact)) not in seen and _whole(thing, fact):
                seen.add((thing, id(fact)))
                yield connection, thing, fact, None


def _whole(thing: str, fact: Mapping[str, Json]) -> bool:
    """Whether a message tells all of a thing, not only which one it is or one side of it."""
    if thing == "inventory":
        return fact.get("available") is not None
    return bool(fact.get("created_at")) and (thing != "order" or bool(fact.get("total")))


@dataclass(frozen=True, slots=True)
class Mirrored:
    """A shop, and what is kept of it: whoever asks for history need not wait for the shop."""

    shop: Performer
    db: Database
    connection: str
    now: Callable[[], datetime] = lambda: datetime.now(UTC)

    async def perform(self, effect: Effect, key: str) -> Json:
        """See ``Performer.perform``."""
        if isinstance(effect, GetRecords) and effect.history and not effect.cursor:
            found = await self.db.read(_orders, self.connection, effect, self.now())
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
