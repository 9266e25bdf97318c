"""What the state of a thing implies beside what a message tells: an order that is paid was created before."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from app.connectors.base import ShopConnector
from app.core.events import Event
from app.core.milestones import THINGS, another, once_more, updated
from app.core.sentence import Json
from app.engine.connections import Connections
from app.engine.seen import Message
from app.store import housekeeping
from app.store.database import Database
from app.store.types import EPOCH

KEPT = 20_000
"""Keys of events that were seen, kept in memory so that no message has to look for them again."""
LOOK = timedelta(minutes=5)
"""How often is looked how long events are kept."""
SURE = 0.9
"""Share of that time within which every event that was seen is there still."""


class Implied:
    """One per process. ``now``: the clock."""

    def __init__(self, db: Database, connections: Connections, now: Callable[[], datetime]) -> None:
        self.db, self.connections, self._now = db, connections, now
        self._known: OrderedDict[tuple[str, str], str] = OrderedDict()
        """By connection and key; what told of it, "" where it was only implied."""
        self._looked, self._kept = EPOCH, timedelta(0)

    async def since(self, connection: str) -> datetime:
        """What happened since then was seen if it is known, and is news if it is not."""
        now = self._now()
        if now - self._looked >= LOOK:
            self._looked = now
            self._kept = timedelta(days=(await self.db.read(housekeeping.get_retention)).events * SURE)
        row = (await self.connections.get(connection)).row
        return max(row.followed or row.created, now - self._kept)

    async def message(
        self, connection: str, source: str, connector: ShopConnector, told: Sequence[Event]
    ) -> Message:
        """The events that a message tells, and before them those that its facts imply and nobody has seen."""
        told = [self._once_more(connection, event) for event in told]
        found = _whole(told)
        if found is None:
            return Message(connection, source, told)
        implied = connector.implied(*found, await self.since(connection))
        own = {event.dedupe: event for event in told}
        line = {event.dedupe: own.pop(event.dedupe, event) for event in implied}
        keys = {event.dedupe for event in told}
        events = [one for key, one in line.items() if key in keys or (connection, key) not in self._known]
        return Message(connection, source, [*events, *own.values()], line.keys() - keys)

    async def asked(
        self, connection: str, thing: str, facts: Iterable[Mapping[str, Json]], named: Collection[str]
    ) -> list[Message]:
        """What things tell that a store listed. ``named``: what somebody wants to hear of."""
        connector, since = await self.connections.shop(connection), await self.since(connection)
        found: list[Message] = []
        for fact in facts:
            events = connector.implied(thing, fact, since)
            keys = [event.dedupe for event in events]
            changed = updated(thing, fact)
            if changed is not None and {changed.name, thing} & set(named):
                events.append(changed)
            if events:
                source = f"{thing}:{fact.get('id')}:{fact.get('updated_at')}"
                found.append(Message(connection, source, events, keys, asked=True))
        return found

    def seen(self, messages: Iterable[Message]) -> None:
        """Remembers what these messages, which were taken in, implied."""
        for message in messages:
            for event in message.events:
                if event.told or event.dedupe in message.implied:
                    self._known.setdefault((message.connection, event.dedupe), event.told)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)

    def _once_more(self, connection: str, event: Event) -> Event:
        """The event; where another message on its topic told of it a moment ago, as one that happened once more."""
        known = self._known.get((connection, event.dedupe), "") if event.told else ""
        return once_more(event) if known and another(known, event.told) else event


def _whole(told: Sequence[Event]) -> tuple[str, Mapping[str, Json]] | None:
    """The thing that a message is about, where it tells all of it."""
    for event in told:
        thing = event.name.partition(".")[0]
        fact = event.data.get(thing)
        if thing in THINGS and isinstance(fact, Mapping) and fact.get("created_at"):
            return thing, fact
    return None
