"""A test run: the same runner over tables in memory. Nothing is done in the world, and every wait is over at once."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlmodel import SQLModel

from app.connectors.recording import Recording
from app.core.effects import Effect
from app.core.events import Event
from app.core.graph import errors
from app.core.match import outcomes
from app.core.plan import compile_flow
from app.core.sentence import Json, Sentence, because
from app.engine.dispatch.in_process import InProcess
from app.engine.flows import Candidate
from app.engine.publishing import Unfit, problems_of
from app.engine.runner import Runner
from app.engine.services import Services
from app.engine.world import LiveFlow, Performer, World
from app.store import control, inbox, journal, runs, waking, workflows
from app.store.database import MemoryDatabase
from app.store.inbox import TakenIn
from app.store.runs import RunView
from app.store.workflows import Saved

TICK = timedelta(milliseconds=1)
MOST_WAITS = 1000
"""Times that the clock jumps to the end of a wait; a workflow that waits more often is broken off."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a test run came to. ``run`` is None where the event doesn't start the workflow; ``because`` says why.

    ``noted``: what would have been done in the world, as (step, effect), in order.
    """

    because: Sentence
    run: RunView | None
    noted: list[tuple[str, Effect]]


async def run(services: Services, saved: Saved, event: Event) -> Trial:
    """Runs the draft on an event. Raises Unfit where the drawing isn't right; connections may still be missing."""
    problems = await problems_of(services, saved.document, None)
    if errors(problems):
        raise Unfit(problems)
    flow = compile_flow(saved.document, services.catalogue)
    candidate = Candidate(saved.id, 0, LiveFlow(flow, saved.bindings))
    [outcome] = outcomes(event, [candidate], services.shop())
    if not outcome.starts:
        return Trial(outcome.because, None, [])
    alone = _Alone(candidate, saved, event, services.shop())
    # in a thread with a loop of its own: a large drawing must not hold up the stores' door
    view = await asyncio.to_thread(lambda: asyncio.run(alone.go()))
    noted = [(key.partition("/")[2].partition("~")[0], effect) for key, effect in alone.recording.noted]
    return Trial(outcome.because, view, noted)


class _Alone:
    """One test run's own world: a clock that jumps, tables that vanish, and nobody outside."""

    def __init__(self, candidate: Candidate, saved: Saved, event: Event, shop: Mapping[str, Json]) -> None:
        self.candidate, self.saved, self.event, self.shop = candidate, saved, event, shop
        self.recording = Recording()
        self.clock = max(datetime.now(UTC), event.at)

    async def go(self) -> RunView:
        """From the event to the end."""
        db = MemoryDatabase()
        try:
            await db.write(SQLModel.metadata.create_all)
            await db.write(workflows.create, self.saved.document)
            event = replace(self.event, dedupe="trial")
            taken = TakenIn(None, "", [(event, [(self.candidate.id, self.candidate.version)])])
            [run] = (await db.write(inbox.take_in, [taken], self.clock)).runs
            runner = Runner(db, self.world(), InProcess())
            for _ in range(MOST_WAITS):
                while await runner.advance(run):
                    pass
                due = await db.read(_next_due)
                if due is None:
                    return await db.read(runs.get_run, run)
                self.clock = max(self.clock, due)
                await db.write(waking.wake_due, self.clock)
            await db.write(control.cancel, run, self.clock)
            view = await db.read(runs.get_run, run)
            return replace(view, because=because("it waited {n} times and came to no end", n=MOST_WAITS))
        finally:
            await db.close()

    def now(self) -> datetime:
        """Never the same time twice, so that steps stand in the order in which they went."""
        self.clock += TICK
        return self.clock

    def world(self) -> World:
        """As the runner sees it: the draft as version 0, one performer for everything, no chance."""

        async def flow(workflow: str, version: int) -> LiveFlow:
            return self.candidate.live

        async def performer(slot: str, connection: str) -> Performer:
            return self.recording

        return World(
            flow=flow,
            performer=performer,
            now=self.now,
            dice=lambda: 0.5,
            shop=lambda: self.shop,
            assumed=True,
        )


def _next_due(conn: Connection) -> datetime | None:
    found: datetime | None = conn.execute(select(func.min(journal.waits.c.due))).scalar()
    return found
