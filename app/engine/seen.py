"""What changed since a store's last word, laid beside its events; kept only for what some live workflow watches."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from itertools import count
from typing import NamedTuple

from app.core.changed import derived, identity
from app.core.events import Event
from app.core.moments import read as moment
from app.core.sentence import Json
from app.engine.flows import Flows
from app.store import facts
from app.store.database import Database
from app.store.facts import Word


class Message(NamedTuple):
    """What is told at once. ``source`` names it, the same whenever it is told again. ``implied``: the keys of those
    events that it only implies: that these happened changes nothing now."""

    connection: str
    source: str
    events: Sequence[Event]
    implied: Collection[str] = ()
    asked: bool = False
    """No message came: the store was asked."""


class Seen:
    """One for all connections. Where nothing is watched it costs nothing."""

    def __init__(self, db: Database, flows: Flows) -> None:
        self.db, self.flows = db, flows

    async def told(self, messages: Sequence[Message]) -> list[list[Event]]:
        """The events of each message, with what changed, and those that follow from them."""
        watched, heard = await self.flows.interest()
        if not watched and not heard:
            return [list(message.events) for message in messages]
        words = [
            (n, k, fact, word)
            for n, message in enumerate(messages)
            for k, event in enumerate(one for one in message.events if one.dedupe not in message.implied)
            for fact in watched & event.data.keys()
            if (word := _word(message, k, fact, event)) is not None
        ]
        changes: dict[tuple[int, int], dict[str, Json]] = {}
        if words:
            found = await self.db.write(facts.remember, [word for *_, word in words])
            for (n, k, fact, _), before in zip(words, found, strict=True):
                if before:
                    changes.setdefault((n, k), {})[fact] = before
        laid = [_laid(message, n, changes) for n, message in enumerate(messages)]
        return [[one for event in events for one in (event, *derived(event, heard))] for events in laid]


def _laid(message: Message, n: int, changes: Mapping[tuple[int, int], Mapping[str, Json]]) -> list[Event]:
    """The events of the n-th message with what changed."""
    places = count()
    return [
        event if event.dedupe in message.implied else _with(event, changes.get((n, next(places))))
        for event in message.events
    ]


def _word(message: Message, k: int, fact: str, event: Event) -> Word | None:
    thing = event.data.get(fact)
    if not isinstance(thing, Mapping) or not (name := identity(fact, thing)):
        return None
    at = moment(thing.get("updated_at")) or event.at
    return Word(
        f"{message.connection}|{fact}|{name}", at, thing, f"{message.source}#{k}", asked=message.asked
    )


def _with(event: Event, before: Mapping[str, Json] | None) -> Event:
    return replace(event, data={**event.data, "before": dict(before)}) if before else event
