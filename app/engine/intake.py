"""The door for stores: verify, write down, answer; then put into the shop's language, match, start runs.

``accept`` answers when the raw bytes are on disk. All that can go wrong afterwards goes wrong with a kept message:
one that can't be read is shown, and tried again with backoff and at every start.
"""

from __future__ import annotations

import asyncio
import logging
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

import orjson
from sqlalchemy import Connection

from app.connectors.base import Ignored, Parsed, Unreadable, Unsigned
from app.core.events import Event
from app.core.match import matches
from app.core.plan import backoff
from app.core.sentence import Json, because
from app.engine.connections import Connections
from app.engine.flows import Flows
from app.engine.implied import Implied
from app.engine.runner import Runner
from app.engine.seen import Message, Seen
from app.engine.world import World
from app.errors import Busy, InvalidInput, NotFound, Rejected
from app.store import connections, inbox, queue
from app.store.database import Database
from app.store.inbox import Started, TakenIn
from app.store.starting import Target
from app.store.types import EPOCH, new_id

log = logging.getLogger(__name__)
BATCH = 64
"""Deliveries that are put into the shop's language in one transaction."""
NOTED = timedelta(seconds=1)
"""How often a connection's last message is noted; more would cost more than the messages."""
ROOM = 2000
"""Deliveries that wait for that in memory; what comes beyond is read from the disk when its turn comes."""


PAUSE = 5.0
"""Seconds until messages are tried again that the database did not take."""
JSON = re.compile(r"application/json|[\w.!#$&^-]+/[\w.!#$&^-]+\+json", re.ASCII | re.IGNORECASE)
"""The media types that a message may have; one that names none is judged by its body alone."""


class TooLarge(InvalidInput):
    """A body beyond the limit."""

    code = "too_large"


@dataclass(frozen=True, slots=True)
class Waiting:
    """A delivery on its way from the door to the translator."""

    id: str
    connection: str
    topic: str
    note: Mapping[str, str]
    body: bytes
    at: datetime
    attempts: int = 0


def _waiting(row: Any) -> Waiting:
    return Waiting(row.id, row.connection, row.topic, row.headers, row.body, row.at, row.attempts)


class Intake:
    """One for all connections; ``accept`` may be called from any number of requests at once."""

    def __init__(
        self, db: Database, world: World, connections_: Connections, flows: Flows, runner: Runner
    ) -> None:
        self.db, self.world, self.connections, self.flows, self.runner = (
            db,
            world,
            connections_,
            flows,
            runner,
        )
        self.seen, self.implied = Seen(db, flows), Implied(db, connections_, world.now)
        self._waiting: asyncio.Queue[Waiting] = asyncio.Queue()
        self._behind = False
        self._noted: dict[str, datetime] = {}

    async def accept(
        self, connection: str, headers: Mapping[str, str], body: bytes
    ) -> Literal["stored", "seen", "ignored"]:
        """Takes a message in. ``headers``: names in lower case.

        Raises NotFound (no such connection), Rejected (signature), InvalidInput (not JSON), Busy (can't be stored).
        """
        connector = await self.connections.shop(connection)
        try:
            taken = connector.take(headers, body)
        except Unsigned as error:
            self._refused(connection, "signature")
            raise Rejected(error.because) from error
        if isinstance(taken, Ignored):
            return "ignored"
        said = headers.get("content-type", "application/json")
        if said != "application/json" and not JSON.fullmatch(said.partition(";")[0].strip()):
            self._refused(connection, "type")
            raise InvalidInput(
                because("The message is not sent as JSON (application/json), so nothing was stored.")
            )
        try:
            parsed = Parsed(body)
            parsed.value = orjson.loads(body)
        except orjson.JSONDecodeError as error:
            self._refused(connection, "unreadable")
            raise InvalidInput(because("The message is no JSON, so nothing was stored.")) from error
        now = self.world.now()
        row: dict[str, Any] = {
            "id": new_id(),
            "connection": connection,
            "key": taken.key,
            "topic": taken.topic,
            "headers": dict(taken.note),
            "body": body,
            "at": now,
            "state": "new",
            "error": None,
            "attempts": 0,
            "next_try": None,
        }
        if not await self.db.write(inbox.accept, row):
            return "seen"
        if self._waiting.qsize() < ROOM:
            self._waiting.put_nowait(Waiting(row["id"], connection, taken.topic, taken.note, parsed, now))
        else:
            self._behind = True  # it is on disk; memory is for what is next
        return "stored"

    def too_large(self, connection: str, limit: int) -> TooLarge:
        """Counts a body that was not read to its end, and says so."""
        self._refused(connection, "size")
        return TooLarge(
            because(
                "The message is larger than {limit} MB, so it was not taken.", limit=limit // (1024 * 1024)
            )
        )

    def _refused(self, connection: str, reason: str) -> None:
        """Counts it, unless so much waits for the disk that a flood of such messages would only make it worse."""
        if self.db.full():
            return
        self.db.lazy(connections.count_refusal, connection, reason, self.world.now())

    # ------------------------------------------------------------------------------------------ translation

    async def serve(self) -> None:
        """Takes up what was accepted but not yet translated, then whatever is accepted, until cancelled."""
        await self._take_up()
        while True:
            batch = [await self._waiting.get()]
            while len(batch) < BATCH and not self._waiting.empty():
                batch.append(self._waiting.get_nowait())
            try:
                await self.take_in(batch)
                if self._behind and self._waiting.empty():
                    self._behind = False
                    await self.retry(everything=True)
            except Exception:
                log.exception("%s messages could not be taken in; they are kept and tried again", len(batch))
                asyncio.get_running_loop().call_later(PAUSE, self._put_back, batch)

    async def _take_up(self) -> None:
        while True:
            try:
                await self.retry(everything=True)
                return
            except Exception:
                log.exception("what was left untranslated could not be taken up; it is tried again")
                await asyncio.sleep(PAUSE)

    async def take_over(self, before: datetime) -> int:
        """What processes that died have accepted and not put into the shop's language, and what we forgot ourselves."""
        count = 0
        while ids := await self.db.write(queue.take_over, before):
            found = await self.db.read(inbox.deliveries_of, ids)
            await self.take_in([_waiting(row) for row in found])
            count += len(ids)
        return count

    def _put_back(self, batch: Sequence[Waiting]) -> None:
        for waiting in batch:
            self._waiting.put_nowait(waiting)

    async def retry(self, *, everything: bool = False) -> int:
        """Tries kept messages again: those due, or all (at a start, as a newer version may read them)."""
        after, count = "", 0
        while found := await self.db.read(
            inbox.open_deliveries, None if everything else self.world.now(), after
        ):
            after = found[-1].id
            count += len(found)
            await self.take_in([_waiting(row) for row in found])
        return count

    async def take_in(self, batch: Sequence[Waiting]) -> None:
        """Translates, matches and writes the outcome of all in one transaction."""
        read = [await self._translated(waiting) for waiting in batch]
        told = [found for found in read if not isinstance(found, TakenIn)]
        laid = iter(await self.seen.told(told))
        taken = [
            found
            if isinstance(found, TakenIn)
            else TakenIn(waiting.id, waiting.connection, await self._starts(next(laid), waiting.connection))
            for waiting, found in zip(batch, read, strict=True)
        ]
        started = await self.db.write(inbox.take_in, taken, self.world.now(), self.runner.room())
        self.runner.started(started)
        self.implied.seen(told)
        stores = {waiting.connection for waiting in batch}
        self.connections.heard.note(
            started.events, {store: await self.connections.asks(store) for store in stores}
        )
        now = self.world.now()
        for connection in stores:
            if now - self._noted.get(connection, EPOCH) >= NOTED:
                self._noted[connection] = now
                self.db.lazy(connections.note_seen, connection, now)

    async def take_in_page(
        self,
        connection: str,
        thing: str,
        facts: Sequence[Mapping[str, Json]],
        write: Callable[[Connection, TakenIn, datetime, int], Started],
    ) -> None:
        """Takes in what things tell that the store listed when it was asked, as if messages had come. ``write`` does
        it, with whatever is to be noted in the same transaction."""
        named = await self.flows.named() | (await self.flows.interest())[0]
        messages = await self.implied.asked(connection, thing, facts, named)
        events = [event for found in await self.seen.told(messages) for event in found]
        taken = TakenIn(None, connection, await self._starts(events, connection))
        self.runner.started(await self.db.write(write, taken, self.world.now(), self.runner.room()))

    async def _starts(self, events: Sequence[Event], connection: str) -> list[tuple[Event, list[Target]]]:
        """The events, each with the workflows that it starts."""
        return [(event, await self.starts(event, connection)) for event in events]

    async def _translated(self, waiting: Waiting) -> TakenIn | Message:
        """The message in the shop's language, or why it can't be read."""
        try:
            connector = await self.connections.shop(waiting.connection)
            told = connector.to_events(waiting.topic, waiting.note, waiting.body, waiting.at)
            return await self.implied.message(waiting.connection, waiting.id, connector, told)
        except Busy:
            raise
        except Unreadable as error:
            return self._unread(waiting, error.because.pack())
        except NotFound:
            return self._unread(waiting, because("The connection that it came by was removed.").pack())
        except Exception as error:
            log.exception("delivery %s on %s can't be read", waiting.id, waiting.topic)
            return self._unread(
                waiting, because("Storeflow can't read this message: {error}", error=str(error)).pack()
            )

    def _unread(self, waiting: Waiting, error: object) -> TakenIn:
        pause = 30 * backoff(waiting.attempts + 1, chance=self.world.dice())
        return TakenIn(
            waiting.id, waiting.connection, error=error, next_try=self.world.now() + timedelta(seconds=pause)
        )

    async def starts(self, event: Event, connection: str) -> list[Target]:
        """The live workflows that this event starts."""
        listening = await self.flows.listening(event.name, connection)
        return [chosen.target(event) for chosen in matches(event, listening)] if listening else []
