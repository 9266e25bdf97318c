"""What time sets going: waits that are due, schedules, promised undos, kept messages. APScheduler ticks; rows decide.

Every process may tick: whoever deletes a row acts on it, and a schedule's dedupe key makes the second one harmless.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol, runtime_checkable

from apscheduler.schedulers.asyncio import AsyncIOScheduler
from sqlalchemy import Connection

from app.core.effects import Effect
from app.core.events import Event
from app.core.sentence import Sentence, because, span
from app.engine.acts import sentence_of
from app.engine.dispatch import Dispatcher
from app.engine.flows import Candidate, Flows
from app.engine.intake import Intake
from app.engine.world import World
from app.errors import StepError, Temporary
from app.store import inbox, timetable, waking
from app.store.database import Database
from app.store.inbox import TakenIn
from app.store.locks import hold

log = logging.getLogger(__name__)
SCHEDULE = "schedule.due"
UNDO_PAUSE = timedelta(minutes=1)
"""Until an undo is tried again whose service did not answer."""
LONGEST_UNDO = timedelta(days=3)
"""After this an undo is given up, and somebody is told."""


@runtime_checkable
class Scheduled(Protocol):
    """A trigger that time sets off."""

    def following(self, after: datetime, zone: str) -> datetime | None:
        """The first time after ``after``, by the store's zone; None where there is none any more."""
        ...


def _head(candidate: Candidate) -> object:
    flow = candidate.live.flow
    return flow.steps[next(iter(flow.main.heads))]


def _fire(conn: Connection, live: Mapping[str, Candidate], now: datetime, zone: str) -> list[str]:
    """Makes the event and the run of each schedule that is due, and sets its next time, in one transaction."""
    runs: list[str] = []
    hold(conn, ["schedules"])
    for workflow, due in timetable.due(conn, now):
        candidate = live.get(workflow)
        head = _head(candidate) if candidate else None
        if candidate is None or not isinstance(head, Scheduled):
            timetable.move(conn, workflow, None)
            continue
        event = Event(SCHEDULE, f"workflow:{workflow}", due, f"{workflow}:{due.isoformat()}", {})
        runs += inbox.take_in(conn, [TakenIn(None, "", [(event, [candidate.target(event)])])], now).runs
        timetable.move(conn, workflow, head.following(now, zone))
    return runs


class Clock:
    """One tick a second; each part stands on its own, so that one failing part stops no other."""

    def __init__(
        self, db: Database, world: World, dispatcher: Dispatcher, flows: Flows, intake: Intake
    ) -> None:
        self.db, self.world, self.dispatcher, self.flows, self.intake = db, world, dispatcher, flows, intake
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._synced = -1
        self._parts: list[tuple[Callable[[], Awaitable[object]], float]] = [
            (self.wake, 1), (self.schedules, 1), (self.take_back, 5), (self.kept, 15)
        ]  # fmt: skip

    def start(self) -> None:
        """Begins to tick."""
        every = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
        for part, seconds in self._parts:
            self._scheduler.add_job(part, "interval", seconds=seconds, **every)
        self._scheduler.start()

    def also(self, part: Callable[[], Awaitable[object]], seconds: float) -> None:
        """Calls ``part`` every so many seconds too; before ``start``."""
        self._parts.append((part, seconds))

    def stop(self) -> None:
        """Ends ticking."""
        if self._scheduler.running:
            self._scheduler.shutdown(wait=False)

    async def wake(self) -> None:
        """Wakes who waited long enough."""
        if self.world.quiet():
            return
        now = self.world.now()
        if await self.db.read(timetable.any_due, now):
            while woken := await self.db.write(waking.wake_due, now):
                self.dispatcher.committed(woken)

    async def schedules(self) -> None:
        """Starts scheduled workflows. A time missed in a pause of ours fires once, with its own due time."""
        if self.world.quiet():
            return
        now, zone = self.world.now(), str(self.world.shop().get("zone") or "UTC")
        if self._synced != self.flows.generation:
            self._synced = self.flows.generation
            following = {
                c.id: head.following(now, zone)
                for c in await self.flows.live()
                if isinstance(head := _head(c), Scheduled)
            }
            await self.db.write(timetable.sync, following, now)
        if await self.db.read(timetable.due, now):
            live = {c.id: c for c in await self.flows.live()}
            self.dispatcher.committed(await self.db.write(_fire, live, now, zone))

    async def take_back(self) -> None:
        """Carries out promised undos. They compare before they set, so a second time does no harm."""
        if self.world.stopped():
            return
        for row in await self.db.read(timetable.promised, self.world.now()):
            effect = Effect.unpack(row.effect)
            state: str = "done"
            sentence: Sentence = effect.sentence()
            try:
                performer = await self.world.performer(effect.slot, row.connection)
                await performer.perform(effect, f"{row.run}/{row.step}~{row.turn}!")
            except Temporary as error:
                if self.world.now() - (row.first or row.due) >= LONGEST_UNDO:
                    days = span(LONGEST_UNDO.days, "days")
                    given_up = because(
                        "{error} After {span} it was given up.", error=sentence_of(error), span=days
                    )
                    await self._undone(row, "failed", given_up)
                    continue
                log.warning("an undo is tried again: %s", error)
                due = self.world.now() + max(UNDO_PAUSE, timedelta(seconds=error.retry_after or 0))
                await self.db.write(timetable.postpone, row.run, row.step, row.turn, due)
                continue
            except StepError as error:
                state, sentence = "failed", sentence_of(error)
            except Exception as error:
                log.exception("an undo broke off")
                state, sentence = (
                    "failed",
                    because("Storeflow met a fault of its own: {error}", error=str(error)),
                )
            await self._undone(row, state, sentence)

    async def _undone(self, row: Any, state: str, why: Sentence) -> None:
        await self.db.write(timetable.kept_promise, row.run, row.step, row.turn, state, why.pack())

    async def kept(self) -> None:
        """Tries messages again that could not be read."""
        await self.intake.retry()
