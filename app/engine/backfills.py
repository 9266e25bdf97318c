"""Runs workflows by hand on many things: page by page, in small bites, so that what happens in the shop meanwhile is
not held up.

How far it has come is noted in the transaction that makes the runs, with what the store called the page. A process
that is killed between two bites leaves the rest to the next one, and two processes never take the same bite.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple, cast

from app.core.by_hand import event_for, subject_of, thing_of
from app.core.effects.facts import GetFact
from app.core.effects.records import GetRecords
from app.core.match import trigger_of
from app.core.node import Trigger
from app.core.plan import backoff
from app.core.records import RecordKind, Where
from app.core.sentence import Json, because
from app.engine.acts import sentence_of
from app.engine.flows import Candidate, Flows
from app.engine.limits import ASKER, Asker
from app.engine.runner import Runner
from app.engine.world import World
from app.errors import StepError, Temporary
from app.store import backfills
from app.store.backfills import Backfill, Bite
from app.store.database import Database
from app.store.inbox import TakenIn

log = logging.getLogger(__name__)
EVERY = 2.0
"""Seconds between two looks."""
AT_ONCE = 25
"""Runs of the workflow that may be under way; beyond it the next bite waits, so that live events find places."""
BITES = 8
"""Bites of one running by hand until the next one has its turn."""


class Page(NamedTuple):
    """What the store gave: the things, and where the next page begins (None: there is none)."""

    items: list[Mapping[str, Json]]
    next: str | None


class Backfills:
    """One per process. Any number of them may work on one database."""

    def __init__(self, db: Database, world: World, flows: Flows, runner: Runner) -> None:
        self.db, self.world, self.flows, self.runner = db, world, flows, runner
        self._one = asyncio.Lock()
        self._at_hand: tuple[str, str, Page] | None = None
        """The page that was read last: of which, from where."""

    async def look(self) -> None:
        """Lets each go on as far as it may now."""
        if self.world.stopped():
            return
        async with self._one:
            for row in await self.db.read(backfills.going, self.world.now()):
                try:
                    await self._some(row)
                except Exception:
                    log.exception("running by hand %s broke off; it is tried again", row.id)

    async def _some(self, row: Backfill) -> None:
        for _ in range(BITES):
            room = AT_ONCE - await self.db.read(backfills.under_way, row.workflow, AT_ONCE)
            if room <= 0 or not await self._bite(row, room):
                return
            row = await self.db.read(backfills.get, row.id)
            if row.state != "going":
                return

    async def _bite(self, row: Backfill, room: int) -> bool:
        """Starts the next runs; whether there may be more to do at once."""
        candidate = next((c for c in await self.flows.live() if c.id == row.workflow), None)
        now = self.world.now()
        if candidate is None:
            why = because("The workflow is off. Turn it on, then let this go on.")
            await self.db.write(backfills.halt, row, "paused", why, now)
            return False
        trigger = trigger_of(candidate.live.flow)
        if thing_of(trigger) != row.thing:
            why = because("The workflow starts with something else by now, so this can't go on.")
            await self.db.write(backfills.halt, row, "failed", why, now)
            return False
        try:
            bite = await self._next(row, candidate, trigger, room)
        except Temporary as error:
            pause = backoff(row.tries + 1, error.retry_after, chance=self.world.dice())
            await self.db.write(backfills.later, row, now + timedelta(seconds=pause), sentence_of(error), now)
            return False
        except StepError as error:
            await self.db.write(backfills.halt, row, "failed", sentence_of(error), now)
            return False
        started = await self.db.write(backfills.go_on, bite, now, self.runner.room())
        if started is None:
            return False
        self.runner.started(started)
        return not bite.done

    async def _next(self, row: Backfill, candidate: Candidate, trigger: Trigger, room: int) -> Bite:
        """The next runs, and where it goes on after them. Raises StepError."""
        page = await self._page(row)
        known = set(row.taken)
        fresh = [one for one in page.items if subject_of_row(row, one) not in known]
        room = min(room, row.most - row.started)
        taking, rest = fresh[:room], fresh[room:]
        events = []
        for fact in taking:
            whole = await self._whole(row, trigger, fact)
            event = event_for(trigger, _thing(row), whole, row.workflow, row.id, self.world.now())
            events.append((event, [candidate.target(event)]))
        turned = not rest
        done = row.started + len(taking) >= row.most or (turned and page.next is None)
        taken = [] if turned else [*row.taken, *(subject_of_row(row, one) for one in taking)]
        cursor = page.next or "" if turned else row.cursor
        return Bite(row.id, row.rev, TakenIn(None, row.connection, events), cursor, taken, done)

    async def _page(self, row: Backfill) -> Page:
        """The page at which it stands: from memory where it was read just now."""
        if row.thing == "none":
            return Page([{}], None)
        if self._at_hand and self._at_hand[:2] == (row.id, row.cursor):
            return self._at_hand[2]
        effect = GetRecords(
            thing=cast(RecordKind, row.thing),
            where=Where.model_validate(row.chosen),
            cursor=row.cursor,
            most=row.most,
        )
        answer = await self._perform(row, effect, f"{row.id}.{row.cursor}")
        page = Page(list(answer["items"]), answer.get("next"))
        self._at_hand = (row.id, row.cursor, page)
        return page

    async def _whole(self, row: Backfill, trigger: Trigger, fact: Mapping[str, Json]) -> Mapping[str, Json]:
        """A variant with its product, where the workflow's start gives it."""
        if row.thing != "variant" or "product" not in trigger.gives():
            return fact
        product = str(fact.get("product_id") or "")
        read = GetFact(thing="product", id=product)
        return {**fact, "product": await self._perform(row, read, f"{row.id}.product.{product}")}

    async def _perform(self, row: Backfill, effect: GetRecords | GetFact, key: str) -> Json:
        ASKER.set(Asker(row.workflow, row.tries > 0, self.world.stopped))
        performer = await self.world.performer("shop", row.connection)
        return await performer.perform(effect, key)


def _thing(row: Backfill) -> RecordKind:
    return cast(RecordKind, row.thing)


def subject_of_row(row: Backfill, fact: Mapping[str, Json]) -> str:
    """Whom the run of a thing is about."""
    return subject_of(_thing(row), fact, row.workflow)
