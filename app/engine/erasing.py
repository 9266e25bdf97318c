"""What customers and stores may demand is done: a customer's data handed over, a customer erased, a store erased.

Shopify demands it by three messages. What the owner's own workflows make of such a message comes first.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import orjson
from sqlalchemy import Connection

from app.core.persons import Finder, Person
from app.core.sentence import Json
from app.engine.dispatch import Dispatcher
from app.store import demands, mirror
from app.store import erasing as store
from app.store.database import Database
from app.store.demands import Demand
from app.store.erasing import Found
from app.store.types import EPOCH

log = logging.getLogger(__name__)
EVERY = 60
"""Seconds between two looks."""
PATIENCE = timedelta(days=1)
"""How long the runs that a demand started may take before it is met all the same."""
MOST = 10_000
"""Orders of one customer that are handed over."""
BITE = 200
"""Rows that are changed in one transaction."""


class Erasing:
    """``changed``: called when a store is gone."""

    def __init__(
        self,
        db: Database,
        dispatcher: Dispatcher,
        now: Callable[[], datetime],
        changed: Callable[[], Awaitable[None]],
    ) -> None:
        self.db, self.dispatcher, self._now, self._changed = db, dispatcher, now, changed

    async def look(self) -> None:
        """Meets every demand that is open."""
        await self.db.write(demands.note)
        for demand in await self.db.read(demands.open_demands):
            try:
                await self.meet(demand)
            except Exception:
                log.exception("a demand could not be met; it is tried again")
        await self.db.write(demands.drop_files, self._now())

    async def meet(self, demand: Demand) -> None:
        """Meets one, unless the runs that it started are still under way."""
        now = self._now()
        mine = await self.db.read(store.runs_of, demand.id)
        under_way = await self.db.read(store.still_open, mine)
        if under_way and now - demand.at < PATIENCE:
            return
        if demand.kind == "shop":
            await self.erase_store(demand.connection)
            await self.db.write(demands.meet, demand.id, now, None)
            return
        who = await self.db.read(demands.person, demand.id)
        if demand.kind == "export":
            file = await self.handed_over(demand.connection, who)
            await self.db.write(
                demands.meet, demand.id, now, None, orjson.dumps(file, option=orjson.OPT_INDENT_2)
            )
        else:
            erased = await self.erase_customer(demand.connection, who, demand.id)
            await self.db.write(_met, demand.id, now, erased)

    async def find(self, connection: str, who: Person) -> tuple[Person, Found]:
        """All that is kept of a customer of a store, and the customer with the orders that turned up."""
        while True:
            finder, found = Finder(who), Found()
            for look in (store.look_at_events, store.look_at_messages):
                after: str | None = ""
                while after is not None:
                    after = await self.db.read(look, connection, finder, after, found)
            after = ""
            while after is not None:
                after = await self.db.read(store.look_at_runs, finder, after, found)
            await self.db.read(store.look_at_rest, finder, found)
            if found.orders <= who.orders:
                found.deliveries = sorted(set(found.deliveries))
                return who, found
            # what is told of these orders without naming the customer, such as a refund
            who = Person(who.ids, who.emails, who.phones, who.orders | found.orders)

    async def handed_over(self, connection: str, who: Person) -> Json:
        """All that is kept of a customer, as it is handed over."""
        who, found = await self.find(connection, who)
        kept = await self.db.read(_mirrored, connection, who)
        told = await self.db.read(store.told, found)
        return {
            "customer": {"ids": sorted(who.ids), "emails": sorted(who.emails)},
            "asked": self._now().isoformat(),
            "store": kept,
            **told,
        }

    async def erase_customer(self, connection: str, who: Person, demand: str = "") -> Json:
        """Erases a customer; how much of each there was. ``demand``: the event that must say who it is to the end."""
        if who.empty():
            return {}
        who, found = await self.find(connection, who)
        told = [event for event in found.events if event != demand]
        for at in range(0, len(told), BITE):
            await self.db.write(store.blank_events, told[at : at + BITE])
        for at in range(0, len(found.deliveries), BITE):
            await self.db.write(store.blank_messages, found.deliveries[at : at + BITE])
        ids = sorted(found.runs)
        for at in range(0, len(ids), BITE):
            ready = await self.db.write(store.erase_runs, ids[at : at + BITE], self._now())
            self.dispatcher.committed(ready)
        things = await self.db.write(store.erase_rest, connection, Finder(who), found)
        return {**found.counts(), "mirrored": things}

    async def erase_store(self, connection: str) -> None:
        """Erases a store: all that came from it, all that was done about it, its connection and its keys."""
        while await self.db.write(store.erase_store_bite, connection):
            pass
        while await self.db.write(mirror.forget, connection):
            pass
        await self.db.write(store.erase_store, connection)
        await self._changed()


def _mirrored(conn: Connection, connection: str, who: Person) -> Json:
    """What the mirror keeps of a customer."""
    customers = [mirror.get(conn, connection, "customer", one) for one in sorted(who.ids)]
    pairs = [*((one, "") for one in sorted(who.ids)), *(("", one) for one in sorted(who.emails))]
    orders = {
        order["id"]: order
        for id, email in pairs
        for order in mirror.orders_of(conn, connection, id, email, EPOCH, MOST)
    }
    return {"customers": [one for one in customers if one], "orders": list(orders.values())}


def _met(conn: Connection, demand: str, now: datetime, found: Json) -> None:
    """The demand itself names the customer, so that goes last of all."""
    store.blank_events(conn, [demand])
    demands.meet(conn, demand, now, found)
