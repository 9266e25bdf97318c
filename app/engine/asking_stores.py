"""Asks each store every few minutes, and after every start, what changed, and takes in what no message told of.

A thing that was changed a moment ago is left for the next time: its message may be on its way. How far it has come is
noted in the transaction that takes a page in, so that a process that is killed goes on there; of several processes one
asks. A store that can't be asked says so on its page, and is asked again.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from app.connectors.base import Changes, ShopConnector, Unreadable
from app.core.milestones import COUNTED
from app.core.moments import read as moment
from app.core.moments import zone_of
from app.core.plan import backoff
from app.core.sentence import Json, Sentence, because
from app.engine.acts import sentence_of
from app.engine.connections import Connections, kinds
from app.engine.intake import Intake
from app.engine.limits import ASKER, Asker, Stopped
from app.engine.world import World
from app.errors import Busy, NotFound, NotYet, StepError, Temporary
from app.store import asking, inbox, mirror, seen_counts
from app.store import connections as saved
from app.store.asking import Asked
from app.store.database import Database
from app.store.inbox import Started, TakenIn
from app.store.tables import ConnectionRow
from app.store.types import EPOCH, new_id

log = logging.getLogger(__name__)
EVERY = 5.0
"""Seconds between two looks at whether it is time to ask."""
OFTEN, SELDOM = timedelta(minutes=1), timedelta(minutes=5)
"""How often a store is asked that sends no messages, and one that does."""
OVERLAP = timedelta(minutes=10)
"""How much further back is asked than is known: a change may show up late, and clocks differ."""
GRACE = timedelta(minutes=2)
"""How long the message of a change may be on its way."""
LONGEST = timedelta(hours=1)
"""Between two tries where a store can't be asked."""
PAGES = 20
"""Pages of one kind of things in one look; then other things have their turn."""
TIDY = timedelta(hours=1)
ASKING = "asking"
"""Under which name it waits for its turn among the workflows."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One store, asked for one kind of its things."""

    row: ConnectionRow
    asked: Asked
    grace: timedelta
    every: timedelta


class Asking:
    """One per process. ``public``: whether stores can reach us with messages."""

    def __init__(
        self, db: Database, world: World, connections: Connections, intake: Intake, *, public: bool
    ) -> None:
        self.db, self.world, self.connections, self.intake = db, world, connections, intake
        self.owner, self._public = new_id(), public
        self._began, self._tidied = False, EPOCH

    async def now(self, connection: str) -> None:
        """Has a store asked at once, that is with the next look."""
        await self.db.write(asking.ask_now, connection, self.world.now())

    async def look(self) -> None:
        """Asks the stores whose time has come."""
        if self.world.stopped():
            return
        now = self.world.now()
        if not self._began:
            await self.db.write(asking.all_due, now, alone=not self.db.server)
            self._began = True
        if now - self._tidied >= TIDY:
            self._tidied = now
            await self.db.write(seen_counts.forget, now)
        rows, known = await self.db.read(_stores)
        await asyncio.gather(*(self._store(row, known.get(row.id, {})) for row in rows))

    async def _store(self, row: ConnectionRow, known: Mapping[str, Asked]) -> None:
        try:
            connector = await self.connections.shop(row.id)
            things = connector.listed if connector.asks() else ()
            if set(things) - known.keys():
                mark = row.followed or row.created
                await self.db.write(asking.begin, row.id, things, mark, self.world.now())
                return  # they are due with the next look
            for thing in sorted(things, key=lambda one: known[one].due):
                if known[thing].due <= self.world.now():
                    await self._ask(row, thing)
        except (Busy, Stopped, NotFound):
            return
        except Exception:
            log.exception("asking %s broke off; it is tried again", row.id)

    async def _ask(self, row: ConnectionRow, thing: str) -> None:
        """Asks for one kind of things, as many pages as it may."""
        now = self.world.now()
        asked = await self.db.write(asking.claim, row.id, thing, self.owner, now)
        if asked is None:
            return
        if asked.began is None:
            asked = replace(asked, since=asked.mark - OVERLAP, began=now, newest=None, cursor="", listed=0)
        told = self._public and row.last_seen is not None
        turn = Turn(row, asked, GRACE if told else timedelta(0), SELDOM if told else OFTEN)
        ASKER.set(Asker(ASKING, asked.tries > 0, self.world.stopped))
        for _ in range(PAGES):
            try:
                page = await self._page(turn.asked)
                turn = replace(turn, asked=await self._take_in(turn, page))
            except (Busy, Stopped, NotFound):
                return
            except Exception as error:
                await self._failed(turn, error)
                return
            if page.next is None:
                return

    async def _page(self, asked: Asked) -> Changes:
        since = asked.since or asked.mark

        async def ask(shop: ShopConnector) -> Changes:
            return await shop.changed(asked.thing, since, asked.cursor)

        return await self.connections.listing(asked.connection, ask)

    async def _take_in(self, turn: Turn, page: Changes) -> Asked:
        """Takes a page in, and notes in the same transaction how far that is."""
        now, asked = self.world.now(), turn.asked
        ripe = [fact for fact in page.items if (_changed(fact) or EPOCH) <= now - turn.grace]
        newest = max((asked.newest or EPOCH, *(at for fact in page.items if (at := _changed(fact)))))
        listed = asked.listed + len(page.items)
        asked = replace(asked, newest=newest, listed=listed, cursor=page.next or "")
        came: dict[str, Any] = {
            "since": asked.since, "began": asked.began, "newest": asked.newest, "cursor": asked.cursor,
            "listed": asked.listed, "until": now + asking.LEASE, "tries": 0, "problem": None,
        }  # fmt: skip
        if page.next is None:
            came |= {"began": None, "mark": _mark(asked), "done": now, "due": now + turn.every, "until": None}
        zone = zone_of(str(self.world.shop().get("zone") or "UTC"))

        def write(conn: Connection, taken: TakenIn, at: datetime, room: int) -> Started:
            started = inbox.take_in(conn, [taken], at, room)
            made = [event for event, _ in taken.events if event.name == COUNTED]
            orders = [
                seen_counts.Listed(one.subject, one.at.astimezone(zone).date(), one.dedupe) for one in made
            ]
            seen_counts.note(conn, asked.connection, orders)
            mirror.keep(conn, asked.connection, asked.thing, ripe)
            asking.went(conn, asked, came)
            return started

        await self.intake.take_in_page(asked.connection, asked.thing, ripe, write)
        return asked

    async def _failed(self, turn: Turn, error: Exception) -> None:
        """Says what was in the way, and when it is tried again: from where it was, or from the start where another
        try there would change nothing."""
        now, asked = self.world.now(), turn.asked
        if isinstance(error, NotYet):
            due = now + timedelta(seconds=error.seconds)
            await self.db.write(asking.went, asked, {**_place(asked), "due": due, "until": None})
            return
        pause = backoff(asked.tries + 1, chance=self.world.dice())
        wait = timedelta(seconds=pause)
        if isinstance(error, Temporary):
            place = _place(asked)
            wait = max(wait, timedelta(seconds=error.retry_after or 0))
        else:
            place = {"began": None}
            wait = turn.every * 2 ** min(asked.tries, 6)
        came = {
            **place, "tries": asked.tries + 1, "until": None, "problem": _said(error).pack(),
            "due": now + min(wait, LONGEST),
        }  # fmt: skip
        await self.db.write(asking.went, asked, came)


def _stores(conn: Connection) -> tuple[list[ConnectionRow], dict[str, dict[str, Asked]]]:
    """The connections to stores, and how far each was asked."""
    known: dict[str, dict[str, Asked]] = {}
    for one in asking.rows(conn):
        known.setdefault(one.connection, {})[one.thing] = one
    return [row for row in saved.list_all(conn) if _lists(row.kind)], known


def _lists(kind: str) -> bool:
    found = kinds().get(kind)
    return found is not None and issubclass(found, ShopConnector) and bool(found.listed)


def _changed(fact: Mapping[str, Json]) -> datetime | None:
    at = moment(fact.get("updated_at")) or moment(fact.get("created_at"))
    return at.astimezone(UTC) if at else None


def _mark(asked: Asked) -> datetime:
    """Up to when all changes are known: by the store's own clock, which may be wrong, so no later than by ours."""
    if not asked.listed or asked.began is None:
        return asked.mark
    newest = asked.newest or EPOCH
    return max(asked.mark, min(asked.began, newest) if newest > EPOCH else asked.began)


def _place(asked: Asked) -> dict[str, Any]:
    return {"since": asked.since, "began": asked.began, "newest": asked.newest, "cursor": asked.cursor}


def _said(error: Exception) -> Sentence:
    if isinstance(error, StepError):
        return sentence_of(error)
    if isinstance(error, Unreadable):
        return error.because
    log.error("asking a store broke off", exc_info=error)
    return because("Storeflow met a fault of its own: {error}", error=str(error))
