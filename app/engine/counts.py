"""What came of asking a store: how many of its orders were seen, day by day, in figures and in words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection

from app.connectors.base import ShopConnector
from app.core.moments import zone_of
from app.core.sentence import Sentence, because, because_n
from app.engine.services import Services
from app.store import asking, connections, seen_counts
from app.store.asking import Asked
from app.store.seen_counts import Day
from app.store.tables import ConnectionRow

SHOWN = 14
"""Days of a store that are shown."""


@dataclass(frozen=True, slots=True)
class Counts:
    """One store. ``days``: today first. ``asked``: how far it was asked for each kind of its things."""

    row: ConnectionRow
    days: list[Day]
    asked: list[Asked] = field(default_factory=list)

    @property
    def told(self) -> bool:
        """Whether it tells of its orders by messages: of all these days not each order had to be fetched."""
        return any(day.seen > day.fetched for day in self.days)

    @property
    def done(self) -> datetime | None:
        """Since when at the latest nothing is missing; None while it was not asked to the end for each kind."""
        times = [one.done for one in self.asked]
        return min((at for at in times if at is not None), default=None) if None not in times else None

    @property
    def most(self) -> int:
        """The orders of its fullest day."""
        return max((day.total for day in self.days), default=0)

    def sentence(self, back: int) -> Sentence:
        """A day in words: today (0) or yesterday (1)."""
        day = self.days[back]
        said = _whole(day, told=self.told)
        return because("Today so far: {said}" if back == 0 else "Yesterday: {said}", said=said)


def _whole(day: Day, *, told: bool) -> Sentence:
    if not day.total:
        return because("no orders")
    seen = because_n("{seen} of {n} order seen", "{seen} of {n} orders seen", day.total, seen=day.seen)
    if not day.fetched:
        return seen
    if not told:
        return because("{seen}, by asking the store", seen=seen)
    return because(
        "{seen}, {fetched} fetched because the store's message never came", seen=seen, fetched=day.fetched
    )


async def counts_of(parts: Services, row: ConnectionRow) -> Counts | None:
    """What came of asking one store; None where it can't be asked."""
    connector = (await parts.connections.get(row.id)).connector
    if not isinstance(connector, ShopConnector) or not connector.listed or not connector.asks():
        return None
    now = parts.world.now().astimezone(zone_of(str(parts.shop().get("zone") or "UTC")))

    def read(conn: Connection) -> Counts:
        found = [one for one in asking.rows(conn, row.id) if one.thing in connector.listed]
        return Counts(row, seen_counts.days(conn, row.id, now.date(), SHOWN), found)

    return await parts.db.read(read)


async def all_counts(parts: Services) -> list[Counts]:
    """The same of every store that was asked."""
    rows = await parts.db.read(connections.list_all)
    asked = {one.connection for one in await parts.db.read(asking.rows)}
    found = [await counts_of(parts, row) for row in rows if row.id in asked]
    return [one for one in found if one is not None]
