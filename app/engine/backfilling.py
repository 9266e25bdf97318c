"""Fills the mirror: what a store has had for so many months, page by page, as politely as any other caller.

How far it has come is noted in the transaction that keeps the page, so that a process that is killed leaves the rest to
the next one; no more than two pages are ever in memory. Nothing that comes so starts a workflow.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import timedelta

from app.connectors.base import Changes, ShopConnector
from app.core.plan import backoff
from app.core.sentence import because
from app.engine.acts import sentence_of
from app.engine.connections import Connections
from app.engine.limits import ASKER, Asker, Stopped
from app.engine.world import World
from app.errors import Busy, NotFound, NotYet, StepError, Temporary
from app.store import mirror, mirror_parts
from app.store.database import Database
from app.store.mirror import THINGS
from app.store.mirror_parts import Part
from app.store.types import EPOCH

log = logging.getLogger(__name__)
EVERY = 1.0
"""Seconds between two looks."""
STRETCH = 5.0
"""Seconds that one look works on a store; then what was begun meanwhile for others has its turn too."""
BITE = 100
"""Things that are written at once, so that a message that comes meanwhile waits no longer than a moment."""
CHEAP = 1.0
"""Points that a page costs as far as is known: of a file nothing, and of a list the store's answer says how much."""
MIRROR = "mirror"
"""Under which name it waits for its turn among the workflows."""


class Backfilling:
    """One per process. Where several work on one database, only one of them gets a page written."""

    def __init__(self, db: Database, world: World, connections: Connections) -> None:
        self.db, self.world, self.connections = db, world, connections
        self._one = asyncio.Lock()

    async def things(self, connection: str) -> list[str]:
        """What of a store can be filled. Raises NotFound."""
        connector = await self.connections.shop(connection)
        return [thing for thing in THINGS if thing in connector.listed] if connector.asks() else []

    async def begin(self, connection: str, months: int) -> None:
        """Begins to fill a store's mirror. Raises NotFound."""
        things = await self.things(connection)
        await self.db.write(mirror_parts.begin, connection, things, months, self.world.now())

    async def switch(self, connection: str, to: str) -> None:
        """Pauses it (``paused``), lets it go on (``going``), ends it (``cancelled``). Raises Conflict."""
        await self.db.write(mirror_parts.switch, connection, to, self.world.now())

    async def forget(self, connection: str) -> None:
        """Forgets all that is kept of a store, and keeps nothing of it until it is filled again."""
        await self.db.write(mirror_parts.turn_off, connection, self.world.now())
        while await self.db.write(mirror.forget, connection, BITE):
            pass

    async def serve(self) -> None:
        """Looks again and again, until cancelled."""
        while True:
            try:
                await self.look()
            except Exception:
                log.exception("nobody could look what is to be fetched; it is tried again")
            await asyncio.sleep(EVERY)

    async def look(self) -> None:
        """Lets each go on as far as it may now."""
        if self.world.stopped():
            return
        async with self._one:
            found = await self.db.read(mirror_parts.going, self.world.now())
            await asyncio.gather(*(self._some(part) for part in found))

    async def _some(self, part: Part) -> None:
        """Some pages of one kind of a store's things."""
        ASKER.set(Asker(MIRROR, part.tries > 0, self.world.stopped))
        try:
            await self._pages(part)
        except (Stopped, Busy):
            return
        except Exception:
            log.exception("filling the mirror of %s broke off; it is tried again", part.connection)

    async def _pages(self, part: Part) -> None:
        end = time.monotonic() + STRETCH
        ahead: asyncio.Task[Changes] | None = None
        cursor: str | None = part.cursor
        before: set[str] = set()
        while cursor is not None:
            began = time.monotonic()
            try:
                page = await (ahead or self._page(part, cursor))
            except Temporary as error:
                await self._again(part, error)
                return
            except NotFound:
                await self.db.write(mirror_parts.halt, part, because("This connection was removed."))
                return
            except StepError as error:
                await self.db.write(mirror_parts.halt, part, sentence_of(error))
                return
            cursor = page.next if time.monotonic() < end else None
            ahead = None if cursor is None else asyncio.create_task(self._page(part, cursor))
            try:
                saved = await self._keep(part, page, before, began)
            except BaseException:
                await _drop(ahead)
                raise
            if saved is None:  # paused or cancelled meanwhile
                await _drop(ahead)
                return
            part, before = saved, {str(one.get("id")) for one in page.items}

    async def _page(self, part: Part, cursor: str) -> Changes:
        since = part.wanted or EPOCH

        async def ask(shop: ShopConnector) -> Changes:
            return await shop.backlog(part.thing, since, cursor)

        return await self.connections.listing(part.connection, ask, CHEAP)

    async def _keep(self, part: Part, page: Changes, before: set[str], began: float) -> Part | None:
        """Keeps a page in bites; the last one notes how far it has come. What stood on the page ``before`` too, as
        pages may overlap, is counted once."""
        *first, last = [page.items[at : at + BITE] for at in range(0, len(page.items), BITE)] or [[]]
        for bite in first:
            await self.db.write(mirror.keep, part.connection, part.thing, bite)
        count = sum(str(one.get("id")) not in before for one in page.items)
        spent = time.monotonic() - began
        return await self.db.write(
            mirror_parts.go_on, part, last, count, page.next, page.total, spent, self.world.now()
        )

    async def _again(self, part: Part, error: Temporary) -> None:
        """It could not go on just now."""
        wait = error.seconds if isinstance(error, NotYet) else error.retry_after
        pause = backoff(part.tries + 1, wait, chance=self.world.dice())
        due = self.world.now() + timedelta(seconds=wait if isinstance(error, NotYet) and wait else pause)
        await self.db.write(mirror_parts.later, part, due, sentence_of(error))


async def _drop(task: asyncio.Task[Changes] | None) -> None:
    """Nobody wants its answer any more."""
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
