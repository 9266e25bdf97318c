"""One run from where it stands to where it rests: plan, ask, write the intent, act, write the outcome, ask again.

What is known of the run is its history, read once when it begins. Finished steps are never repeated: what their
effects changed in the facts is applied again. A turn whose intent has no answer does the very same again (safe,
key) or ends in doubt (never); the node is not asked again for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter

from app.core.effects import Answer, Effect, GetFact
from app.core.node import FAILED, Ask, Context, Go, Node, Wait
from app.core.plan import Scope, ready
from app.core.sentence import Json, Sentence, because
from app.engine.acts import Acts, Fenced, Parked, Past, sentence_of
from app.engine.pack import ask_of, ask_pack, told
from app.engine.world import LiveFlow, World
from app.errors import Doubt, Permanent, StepError
from app.store import journal, memory
from app.store.database import Database
from app.store.journal import Begun, Record

MAX_TURNS = 1000
"""Questions that one step may ask; a node that asks for ever is broken."""


class FrameFailed(Exception):
    """A step failed, and no way out is drawn for that."""

    def __init__(self, sentence: Sentence, *, doubt: bool) -> None:
        super().__init__(str(sentence))
        self.sentence, self.doubt = sentence, doubt


@dataclass(slots=True)
class Frame:
    """The steps of one scope under way: what they see, and by which port each left."""

    scope: Scope
    names: dict[str, Json]
    went: dict[str, str] = field(default_factory=dict)
    woke: dict[str, datetime] = field(default_factory=dict)
    read: dict[str, datetime] = field(default_factory=dict)
    stopped: Sentence | None = None
    parked: bool = False
    failed: FrameFailed | None = None


class Execution:
    """A run under its lease."""

    def __init__(self, db: Database, world: World, begun: Begun, live: LiveFlow) -> None:
        self.db, self.world, self.begun, self.live = db, world, begun, live
        self.lease, self.flow, self.history = begun.lease, live.flow, begun.history
        self.acts = Acts(db, world, begun.lease, live.bindings)

    async def go(self) -> tuple[str, Sentence | None]:
        """Runs until nothing more can be done now: (status, because). Raises Fenced."""
        event = self.begun.event
        happened = {"name": event.name, "subject": event.subject, "at": event.at.isoformat()}
        names = {**event.data, "event": happened, "shop": self.world.shop(), "steps": {}}
        frame = Frame(self.flow.main, names, read=dict.fromkeys(event.data, self.lease.created))
        await self._frame(frame)
        if frame.failed is not None:
            return ("doubt" if frame.failed.doubt else "failed"), frame.failed.sentence
        if frame.stopped is not None:
            return "stopped", frame.stopped
        return ("waiting", None) if frame.parked else ("done", None)

    # ---------------------------------------------------------------------------------------------- a frame

    async def _frame(self, frame: Frame) -> None:
        """Starts all steps that are ready, waits for any, asks again. What is under way is always finished."""
        under_way: dict[asyncio.Task[None], str] = {}
        started: set[str] = set()
        try:
            while True:
                new = (
                    []
                    if frame.stopped or frame.failed
                    else [s for s in ready(frame.scope, frame.went) if s not in started]
                )
                if not under_way and not new:
                    return
                started.update(new)
                if len(new) == 1 and not under_way:
                    await self._step(frame, new[0])
                    continue
                under_way |= {asyncio.create_task(self._step(frame, step)): step for step in new}
                done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
                    del under_way[task]
                    task.result()
        finally:
            for task in under_way:
                task.cancel()
            await asyncio.gather(*under_way, return_exceptions=True)

    async def _step(self, frame: Frame, step: str) -> None:
        """One step to its end, to a park, or to a failure that is kept in the frame."""
        try:
            await self._turns(frame, step)
        except Parked:
            frame.parked = True
        except FrameFailed as failed:
            frame.failed = frame.failed or failed

    async def _turns(self, frame: Frame, step: str) -> None:
        node, past = self.flow.steps[step], self.history.get(step, {})
        if (0, "done") in past:
            body = past[0, "done"][1]
            self._reread(frame, step, node)
            self._replay(
                frame,
                past,
                answered=max((turn for turn, _ in past), default=0) + (0 if "error" in body else 1),
            )
            self._close(frame, step, body)
            return
        try:
            await self._freshen(frame, step, node)
            went = await self._ask(frame, step, node, past)
            body = {
                "port": went.port,
                "because": went.because.pack(),
                "output": dict(went.output),
                "stop": went.stop,
            }
        except StepError as error:
            sentence = sentence_of(error)
            doubt = isinstance(error, Doubt)
            body = {
                "port": FAILED,
                "because": sentence.pack(),
                "output": {},
                "stop": False,
                "error": "doubt" if doubt else "failed",
            }
        woke = max((at for (_, kind), (at, _) in past.items() if kind == "woke"), default=None)
        body["woke"] = woke.isoformat() if woke else None
        self._lazy(step, 0, "done", body)
        self._close(frame, step, body)

    async def _ask(self, frame: Frame, step: str, node: Node, past: Past) -> Go:
        """Asks the node turn by turn until it goes."""
        turn = 1 + max((turn for turn, kind in past if kind in ("answer", "woke")), default=-1)
        self._replay(frame, past, answered=turn)
        ctx = self._context(frame, step, turn)
        got: Go | Ask
        if (turn, "intent") in past:
            got = ask_of(past[turn, "intent"][1])
        elif turn:
            got = pure(node, ctx, told(past, turn - 1))
        else:
            got = pure(node, ctx, None)
        while isinstance(got, Ask):
            if turn >= MAX_TURNS:
                raise Permanent(because("this step asked {n} questions and came to no end", n=turn))
            answer = await self._answer(frame, step, turn, got, past)
            turn += 1
            ctx = self._context(frame, step, turn)
            following = pure(node, ctx, answer)
            if (
                isinstance(following, Ask)
                and (turn - 1, "answer") not in past
                and (turn - 1, "woke") not in past
            ):
                self._lazy(
                    step,
                    turn - 1,
                    "answer",
                    {"came": answer.came, "value": answer.value, "because": answer.because.pack()},
                )
            got = following
        return got

    def _context(self, frame: Frame, step: str, turn: int) -> Context:
        now = self.world.now()
        names = {**frame.names, "now": now.isoformat()}
        zone = str(frame.names["shop"].get("zone") or "UTC")
        return Context(now, self.lease.run, step, f"{self.flow.id}/{step}", turn, names, zone)

    def _close(self, frame: Frame, step: str, body: Mapping[str, Json]) -> None:
        """Notes how a step ended, for the steps after it."""
        if body.get("woke"):
            frame.woke[step] = datetime.fromisoformat(body["woke"])
        frame.names["steps"] = {**frame.names["steps"], step: body["output"]}
        frame.names.update(
            {fact: body["output"][fact] for fact in self.flow.steps[step].gives() if fact in body["output"]}
        )
        sentence = Sentence.unpack(body["because"])
        if body["port"] == FAILED and not self.flow.leads(step, FAILED):
            raise FrameFailed(sentence, doubt=body.get("error") == "doubt")
        frame.went[step] = body["port"]
        if body["stop"]:
            frame.stopped = sentence

    def _replay(self, frame: Frame, past: Past, *, answered: int) -> None:
        """What the step's acts changed in the facts holds again: those of the turns below ``answered``."""
        for (turn, kind), (_, body) in sorted(past.items(), key=itemgetter(0)):
            if kind == "intent" and turn < answered and "effect" in body["want"]:
                frame.names.update(Effect.unpack(body["want"]).apply(frame.names))

    def _reread(self, frame: Frame, step: str, node: Node) -> None:
        """The facts as this step read them again, before it went."""
        for fact in sorted(type(node).meta.needs):
            past = self.history.get(f"{step}?{fact}", {})
            if (0, "done") in past:
                at, body = past[0, "done"]
                self._take_fact(frame, fact, at, body["value"])

    @staticmethod
    def _take_fact(frame: Frame, fact: str, at: datetime, value: Json) -> None:
        frame.read[fact] = at
        if isinstance(value, Mapping):
            frame.names[fact] = value

    # --------------------------------------------------------------------------------------------- an answer

    async def _answer(self, frame: Frame, step: str, turn: int, ask: Ask, past: Past) -> Answer:
        want = ask.want
        if isinstance(want, Wait):
            return await self._wait(step, turn, ask, want, past)
        if isinstance(want, Effect):
            if want.kind == "state":
                value = await self.db.write(
                    memory.remember, self.lease, step, turn, self.world.now(), want, ask.because.pack()
                )
                if value is None:
                    raise Fenced
                past[turn, "answer"] = (self.world.now(), value)
            else:
                value = await self.acts.act(step, turn, ask, want, past)
                frame.names.update(want.apply(frame.names))
            return Answer(value, "effect", ask.because, self.world.assumed)
        raise Permanent(because("this version of Storeflow can't do what the step asks for"))

    async def _wait(self, step: str, turn: int, ask: Ask, want: Wait, past: Past) -> Answer:
        if (turn, "woke") in past:
            return told(past, turn)
        if (turn, "intent") not in past:
            intent = Record(self.lease, step, turn, "intent", self.world.now(), ask_pack(ask))
            written = await self.db.write(
                journal.await_, intent, want.until, want.event, want.subject, want.since
            )
            if written is False:
                raise Fenced
            if written is not True:
                past[turn, "intent"], past[turn, "woke"] = (
                    (self.world.now(), ask_pack(ask)),
                    (self.world.now(), written),
                )
                return told(past, turn)
        raise Parked

    async def _freshen(self, frame: Frame, step: str, node: Node) -> None:
        """Reads again the facts that the step needs and that are older than the last wait on the way to it."""
        ways = self.flow.before[step]
        last = max((at for s, at in frame.woke.items() if s in ways), default=None)
        for fact in sorted(type(node).meta.needs):
            known = frame.names.get(fact)
            if (
                last is None
                or not isinstance(known, Mapping)
                or frame.read.get(fact, self.lease.created) >= last
            ):
                continue
            key = f"{step}?{fact}"
            past = self.history.setdefault(key, {})
            if (0, "done") in past:
                at, body = past[0, "done"]
            else:
                effect = GetFact(thing=fact, id=str(known.get("id")))
                value = await self.acts.attempt(key, 0, effect, f"{self.lease.run}/{key}", past, fresh=True)
                at, body = (
                    self.world.now(),
                    {"value": value, "port": "next", "output": {}, "because": effect.sentence().pack()},
                )
                self._lazy(key, 0, "done", body)
            self._take_fact(frame, fact, at, body["value"])

    def _lazy(self, step: str, turn: int, kind: str, body: Json) -> None:
        """Into the buffer without waiting; the next awaited write carries it."""
        self.db.lazy(journal.record, Record(self.lease, step, turn, kind, self.world.now(), body))


def pure(node: Node, ctx: Context, answer: Answer | None) -> Go | Ask:
    """Asks the node. Whatever it raises fails the step with a sentence, never the worker."""
    try:
        return node.decide(ctx) if answer is None else node.settle(ctx, answer)
    except StepError:
        raise
    except Exception as error:
        raise Permanent(
            because(
                "the step {title} came upon something it can't handle: {error}",
                title=type(node).meta.title,
                error=str(error),
            )
        ) from error
