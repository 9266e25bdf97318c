"""What changed since a store's last word, laid beside its events; kept only for what some live workflow watches."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from app.core.changed import derived, identity
from app.core.events import Event
from app.core.moments import read as moment
from app.core.sentence import Json
from app.engine.flows import Flows
from app.store import facts
from app.store.database import Database
from app.store.facts import Word


class Seen:
    """One for all connections. Where nothing is watched it costs nothing."""

    def __init__(self, db: Database, flows: Flows) -> None:
        self.db, self.flows = db, flows

    async def told(self, messages: Sequence[tuple[str, str, Sequence[Event]]]) -> list[list[Event]]:
        """The events of each message (its connection, its id), with what changed, and those that follow from them."""
        watched, heard = await self.flows.interest()
        if not watched and not heard:
            return [list(events) for _, _, events in messages]
        words = [
            (n, k, fact, word)
            for n, (connection, message, events) in enumerate(messages)
            for k, event in enumerate(events)
            for fact in watched & event.data.keys()
            if (word := _word(connection, f"{message}#{k}", fact, event)) is not None
        ]
        changes: dict[tuple[int, int], dict[str, Json]] = {}
        if words:
            found = await self.db.write(facts.remember, [word for *_, word in words])
            for (n, k, fact, _), before in zip(words, found, strict=True):
                if before:
                    changes.setdefault((n, k), {})[fact] = before
        laid = [
            [_with(event, changes.get((n, k))) for k, event in enumerate(events)]
            for n, (_, _, events) in enumerate(messages)
        ]
        return [[one for event in events for one in (event, *derived(event, heard))] for events in laid]


def _word(connection: str, source: str, fact: str, event: Event) -> Word | None:
    thing = event.data.get(fact)
    if not isinstance(thing, Mapping) or not (name := identity(fact, thing)):
        return None
    at = moment(thing.get("updated_at")) or event.at
    return Word(f"{connection}|{fact}|{name}", at, thing, source)


def _with(event: Event, before: Mapping[str, Json] | None) -> Event:
    return replace(event, data={**event.data, "before": dict(before)}) if before else event
