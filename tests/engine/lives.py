"""A Storeflow that is killed at chosen writes and started anew on what was on disk, until nothing is left to do.

The disk is a ``MemoryDatabase`` that outlives the lives; the world (shop, mail, web) outlives them too. Two ways to
write: each operation its own commit, or grouped, where what is lazy is lost with the power.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any, TypeVar

from sqlalchemy import Connection, create_engine, select
from sqlalchemy.pool import StaticPool
from sqlmodel import SQLModel

from app.core.document import Workflow
from app.core.effects import AddTags, Effect, GetFact, HttpRequest, RemoveTags, SendEmail
from app.core.events import Event
from app.core.match import matches
from app.core.node import Node
from app.core.plan import compile_flow
from app.core.sentence import Json, Sentence
from app.engine.acts import Fenced
from app.engine.dispatch.in_process import InProcess
from app.engine.flows import Candidate
from app.engine.runner import Runner
from app.engine.world import LiveFlow, World
from app.errors import NotFound, Permanent, Temporary
from app.store import inbox, journal, timetable, waking
from app.store.database import MemoryDatabase
from app.store.inbox import TakenIn
from app.store.tables import Mark
from tests.engine.odd_nodes import ReadLines

T = TypeVar("T")
START = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)


class Killed(BaseException):
    """kill -9: no handler may catch it."""


@dataclass
class Outside:
    """The services: they remember everything that reached them, whoever was killed meanwhile."""

    facts: dict[tuple[str, str], dict[str, Json]] = field(default_factory=dict)
    mails: list[tuple[str, str]] = field(default_factory=list)
    """And whatever else is never repeated."""
    calls: dict[str, str] = field(default_factory=dict)
    acts: int = 0
    lines: int = 7
    """How many there are to be read, in pages of two."""
    pages: list[int] = field(default_factory=list)
    """Which of them were asked for."""
    down: list[Exception] = field(default_factory=list)
    """What the next acts answer instead of doing it."""

    async def perform(self, effect: Effect, key: str) -> Json:
        """As a connector does."""
        if self.down:
            raise self.down.pop(0)
        self.acts += 1
        match effect:
            case AddTags() | RemoveTags():
                fact = self.facts[effect.thing, effect.id]
                keep = [tag for tag in fact["tags"] if tag not in effect.tags]
                fact["tags"] = keep + (list(effect.tags) if isinstance(effect, AddTags) else [])
                return {"tags": list(fact["tags"])}
            case GetFact():
                if (effect.thing, effect.id) not in self.facts:
                    raise Permanent(Sentence("The order is gone."))
                return dict(self.facts[effect.thing, effect.id])
            case SendEmail():
                self.mails.append((key, f"{effect.to}: {effect.subject}"))
                return {"to": effect.to}
            case ReadLines():
                start = int(effect.cursor or 0)
                self.pages.append(start)
                items = [{"n": n} for n in range(start, min(start + 2, self.lines))]
                return {"items": items, "next": str(start + 2) if start + 2 < self.lines else None}
            case HttpRequest():
                if self.calls.setdefault(key, f"{effect.method} {effect.url} {effect.body}") is None:
                    raise AssertionError
                return {"status": 200, "headers": {}, "body": ""}
        said = str(effect.sentence())
        if effect.kind == "write" and effect.repeat == "never":
            self.mails.append((key, said))
        elif effect.kind == "write":
            self.calls.setdefault(key, said)
        return effect.assume().value


@cache
def _empty() -> bytes:
    """A database with all tables and nothing in them: copied, since making it takes longer than most lives."""
    engine = create_engine("sqlite://", poolclass=StaticPool)
    SQLModel.metadata.create_all(engine)
    with engine.connect() as conn:
        return conn.connection.driver_connection.serialize()  # type: ignore[union-attr, no-any-return]


class Disk(MemoryDatabase):
    """Counts its writes and dies at the chosen ones. ``plan``: write number -> "before" or "after"."""

    def __init__(self, *, grouped: bool) -> None:
        super().__init__()
        self._conn.connection.driver_connection.deserialize(_empty())  # type: ignore[union-attr]
        self.grouped, self.writes, self.plan = grouped, 0, {}
        self.dead = False
        self.witness: Callable[[], object] = lambda: None
        """What is to be seen of the world and the clock."""
        self.moved: set[int] = set()
        """Writes before which something happened in the world since the write before."""
        self._seen: object = None
        self._buffer: list[Callable[[], Any]] = []

    plan: dict[int, str]

    @asynccontextmanager
    async def life(self) -> AsyncIterator[None]:
        """A process begins and ends."""
        yield

    def look(self, fn: Callable[[Connection], T]) -> T:
        """What lies on it."""
        return fn(self._conn)

    def _one(self, work: Callable[[], Any]) -> Any:
        if self.dead:
            raise Killed  # another task of a process that is no more
        number, self.writes = self.writes, self.writes + 1
        if self.witness() != self._seen:
            self.moved.add(number)
        if self.plan.get(number) == "before":
            self._die()
        result = work()
        if self.plan.get(number) == "after":
            self._die()
        self._seen = self.witness()
        return result

    def _die(self) -> None:
        self.dead = True
        self._buffer.clear()
        raise Killed

    def _flush(self) -> None:
        while self._buffer:
            self._buffer.pop(0)()

    async def write(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        def all_of_it() -> Any:
            self._flush()
            return fn(self._conn, *args, **kwargs)

        return self._one(all_of_it)

    def lazy(self, fn: Any, /, *args: Any, **kwargs: Any) -> None:
        def work() -> None:
            fn(self._conn, *args, **kwargs)

        if self.grouped:
            if not self.dead:
                self._buffer.append(work)
        else:
            self._one(work)


@dataclass
class Story:
    """Workflows, events and a world, lived through with kills."""

    documents: list[Mapping[str, Json]]
    events: list[Event]
    catalogue: Mapping[str, type[Node]]
    outside: Outside = field(default_factory=Outside)
    grouped: bool = False
    between: Callable[[Story], None] = lambda story: None
    """What happens in the world between two lives."""
    now: datetime = START
    room: int = 1
    """How many runs of an event are begun in the transaction that takes it in."""
    lives: int = 0
    make_disk: Callable[[bool], Any] = lambda grouped: Disk(grouped=grouped)
    zone: str = "Europe/Berlin"

    def __post_init__(self) -> None:
        self.disk = self.make_disk(self.grouped)
        self.disk.witness = lambda: (self.now, self.outside.acts, len(self.outside.down))
        documents = [Workflow.model_validate(document) for document in self.documents]
        self.flows = {
            doc.id: LiveFlow(compile_flow(doc, self.catalogue, 1), {"shop": "shop", "mail": "mail"})
            for doc in documents
        }

    def run(self, plan: Mapping[int, str] | None = None) -> Story:
        """Lives until nothing is left to do."""
        self.disk.plan = dict(plan or {})
        while True:
            self.lives += 1
            self.disk.dead = False
            try:
                asyncio.run(self._life())
                return self
            except Killed:
                self.now += timedelta(minutes=7)
                self.between(self)

    async def _life(self) -> None:
        async with self.disk.life():
            await self._live()

    async def _live(self) -> None:
        runner = Runner(self.disk, self.world(), InProcess())
        await self._accept(runner)
        while True:
            open_ = await self.disk.read(journal.open_runs)
            for run in open_:
                await self._advance(runner, run)
            if open_:
                continue
            if await self.disk.read(timetable.any_due, self.now):
                await self.disk.write(waking.wake_due, self.now)
                continue
            following = await self.disk.read(
                lambda conn: (
                    conn.execute(select(journal.waits.c.due).order_by(journal.waits.c.due)).scalars().first()
                )
            )
            if following is None:
                return
            self.now = max(self.now, following)

    async def _advance(self, runner: Runner, run: str) -> None:
        try:
            while await runner.advance(run):
                pass
        except Fenced:
            pass

    async def _accept(self, runner: Runner) -> None:
        """The store sends every event again in each life, as stores do that got no answer."""
        candidates = [Candidate(live.flow.id, 1, live) for live in self.flows.values()]
        for event in self.events:
            targets = [(found.id, 1) for found in matches(event, candidates)]
            taken = [TakenIn(None, "shop", [(event, targets)])]
            runner.started(await self.disk.write(inbox.take_in, taken, self.now, self.room))

    def world(self) -> World:
        async def flow(workflow: str, version: int) -> LiveFlow:
            if workflow not in self.flows:
                raise NotFound(Sentence("gone"))
            return self.flows[workflow]

        async def performer(slot: str, connection: str) -> Outside:
            if self.disk.dead:
                raise Killed
            return self.outside

        async def version(workflow: str) -> int:
            return 1

        shop = {"name": "Tea", "zone": self.zone, "currency": "EUR"}
        return World(flow, performer, lambda: self.now, lambda: 0.5, lambda: shop, version)

    def outcome(self) -> dict[str, Any]:
        """All that counts: how each run ended, by which ports and why, and what the world saw."""
        found: dict[str, Any] = self.disk.look(self._outcome)
        return found

    def _outcome(self, conn: Connection) -> dict[str, Any]:
        runs = {row.id: row for row in conn.execute(select(journal.runs))}
        done = {}
        for row in conn.execute(
            select(journal.steps).where(journal.steps.c.kind == "done").order_by(journal.steps.c.step)
        ):
            run = runs[row.run]
            if "?" not in row.step:
                done[run.workflow, run.subject, row.step] = (
                    row.body["port"],
                    str(Sentence.unpack(row.body["because"])),
                )
        return {
            "status": sorted((run.workflow, run.subject, run.status) for run in runs.values()),
            "steps": done,
            "facts": {key: (sorted(fact["tags"]), fact["total"]) for key, fact in self.outside.facts.items()},
            "mails": sorted(text for _, text in self.outside.mails),
            "calls": sorted(self.outside.calls.values()),
            "marks": conn.execute(select(Mark.__table__.c.subject)).scalars().all().__len__(),  # type: ignore[attr-defined]
            "waits": list(conn.execute(select(journal.waits))),
        }


def temporary(times: int) -> list[Exception]:
    """A service that is down for some tries."""
    return [Temporary(Sentence("The service does not answer.")) for _ in range(times)]


def plans(writes: int, wheres: Iterable[str] = ("before", "after")) -> list[dict[int, str]]:
    """A single kill at every write."""
    return [{number: where} for number in range(writes) for where in wheres]


def kills(whole: Story) -> list[dict[int, str]]:
    """A single kill at every write of a life, but none twice: right before a write is right after the one before it,
    unless something happened in the world between the two."""
    moved: set[int] = whole.disk.moved
    return [plan for plan in plans(whole.disk.writes) if "before" not in plan.values() or moved & plan.keys()]
