"""One run from where it stands to where it rests: plan, ask, write the intent, act, write the outcome, ask again.

What is known of the run is its history, read once when it begins. Finished steps are never repeated: what their
effects changed in the facts is applied again. A turn whose intent has no answer does the very same again (safe,
key) or ends in doubt (never); the node is not asked again for it.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from operator import itemgetter

from app.core.effects import Answer, Effect
from app.core.node import FAILED, Ask, Call, Context, Each, Go, Node, Wait
from app.core.plan import ready
from app.core.sentence import Json, Sentence, because
from app.engine import aside, loops, original, pages
from app.engine.acts import Acts, Fenced, Parked, sentence_of
from app.engine.frames import Frame, FrameFailed
from app.engine.pack import ask_of, ask_pack, told
from app.engine.truth import Left, Truth
from app.engine.world import LiveFlow, World
from app.errors import Doubt, Permanent, StepError
from app.store import journal, memory
from app.store.database import Database
from app.store.history import Past
from app.store.journal import Begun, Record, Refusal
from app.store.outputs import Aside, Part

MAX_TURNS = 1000
"""Questions that one step may ask; a node that asks for ever is broken."""


class Execution:
    """A run under its lease."""

    def __init__(self, db: Database, world: World, begun: Begun, live: LiveFlow) -> None:
        self.db, self.world, self.begun, self.live = db, world, begun, live
        self.lease, self.history = begun.lease, begun.history
        self._fetched: dict[Aside, Json] = {}
        self._original: Json = None
        self.truth = Truth(db, world, begun, live.flow.stops)

    async def go(self) -> tuple[str, Sentence | None]:
        """Runs until nothing more can be done now: (status, because). Raises Fenced."""
        event, flow = self.begun.event, self.live.flow
        happened = {"name": event.name, "subject": event.subject, "at": event.at.isoformat()}
        names = {**event.data, "event": happened, "shop": self.world.shop(), "steps": {}}
        acts = Acts(self.db, self.world, self.lease, self.live.bindings, flow.policies)
        frame = Frame(flow, flow.main, acts, names, read=dict.fromkeys(event.data, self.lease.created))
        await self._frame(frame)
        if frame.failed is not None:
            return ("doubt" if frame.failed.doubt else "failed"), frame.failed.sentence
        if frame.stopped is not None:
            return "stopped", frame.stopped
        return ("waiting", None) if frame.parked else ("done", None)

    # ---------------------------------------------------------------------------------------------- a frame

    async def _frame(self, frame: Frame) -> None:
        """Starts all steps that are ready, waits for any, asks again. What is under way is always finished."""
        under_way: set[asyncio.Task[None]] = set()
        started: set[str] = set()
        try:
            while True:
                ended = frame.stopped or frame.failed
                new = [] if ended else [s for s in ready(frame.scope, frame.went) if s not in started]
                if not under_way and not new:
                    return
                started.update(new)
                if len(new) == 1 and not under_way:
                    await self._step(frame, new[0])
                    continue
                under_way |= {asyncio.create_task(self._step(frame, step)) for step in new}
                done, under_way = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
                for task in done:
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
        key, node = frame.key(step), frame.flow.steps[step]
        past = self.history.of(key)
        if (0, "done") in past:
            body = past[0, "done"][1]
            if body["stop"] and body.get("aside"):  # what a called workflow gives back
                body = body | {"output": await self._whole(body["output"], body["aside"])}
            self.truth.replay(frame, step, node)
            turns = max((turn for turn, _ in past), default=0)
            self._replay(frame, past, answered=turns if "error" in body else turns + 1)
            self._close(frame, step, body, body["output"])
            return
        given: Mapping[str, Json] = {}
        parts: tuple[Part, ...] = ()
        try:
            await self.truth.before(frame, step, node, past)
            went = await self._ask(frame, step, node, past)
            given = went.output
            near, far, parts = aside.sort(key, given)
            body = {"port": went.port, "because": went.because.pack(), "output": near, "stop": went.stop}
            body |= {"aside": far} if far else {}
        except Left as left:
            body = {
                "port": "",
                "because": left.sentence.pack(),
                "output": {},
                "stop": left.stop,
                "whole": left.stop,
            }
        except StepError as error:
            how = "doubt" if isinstance(error, Doubt) else "failed"
            body = {
                "port": FAILED,
                "because": sentence_of(error).pack(),
                "output": {},
                "stop": False,
                "error": how,
                "handled": frame.flow.leads(step, FAILED),
            }
        woke = max(
            (at for (_, kind), (at, _) in past.items() if kind == "woke"), default=frame.woke.get(step)
        )
        body["woke"] = woke.isoformat() if woke else None
        refused = frame.acts.refused.pop(key, None)
        if refused is None:
            self._lazy(key, 0, "done", body, parts)
        else:
            done = Record(self.lease, key, 0, "done", self.world.now(), body)
            self.db.lazy(journal.refuse, Refusal(done, refused))
        self._close(frame, step, {**body, "aside": {}}, given)

    async def _ask(self, frame: Frame, step: str, node: Node, past: Past) -> Go:
        """Asks the node turn by turn until it goes."""
        turn = 1 + max((turn for turn, kind in past if kind in ("answer", "woke")), default=-1)
        self._replay(frame, past, answered=turn)
        got: Go | Ask
        if (turn, "intent") in past:
            got = ask_of(past[turn, "intent"][1])
        else:
            answered = await self._told(past, turn - 1) if turn else None
            await self._fetch(frame, node)
            got = pure(node, self.truth.context(frame, step, turn), answered)
        while isinstance(got, Ask):
            if turn >= MAX_TURNS:
                raise Permanent(because("this step asked {n} questions and came to no end", n=turn))
            answer = await self._answer(frame, step, turn, got, past)
            turn += 1
            await self._fetch(frame, node)
            got = pure(node, self.truth.context(frame, step, turn), answer)
            if isinstance(got, Ask) and not {(turn - 1, "answer"), (turn - 1, "woke")} & past.keys():
                self._keep_answer(frame.key(step), turn - 1, answer)
        return got

    def _keep_answer(self, key: str, turn: int, answer: Answer) -> None:
        """Writes an answer down that the step goes on asking after."""
        body = {"came": answer.came, "value": answer.value, "because": answer.because.pack()}
        parts: tuple[Part, ...] = ()
        if isinstance(answer.value, dict):
            near, far, parts = aside.sort(key, answer.value, turn)
            body |= {"value": near, "aside": far} if far else {}
        self._lazy(key, turn, "answer", body, parts)

    async def _told(self, past: Past, turn: int) -> Answer:
        """The answer to a turn's question, with what of it lies aside."""
        answer = told(past, turn)
        far = past[turn, "answer"][1].get("aside") if (turn, "answer") in past else None
        return replace(answer, value=await self._whole(answer.value, far)) if far else answer

    async def _whole(self, near: Mapping[str, Json], far: Mapping[str, Json]) -> dict[str, Json]:
        return await aside.whole(self.db, self.lease.run, near, far)

    async def _fetch(self, frame: Frame, node: Node, *paths: str) -> None:
        """Makes those values names that lie aside and that the step reads."""
        about = next(iter(self.begun.event.data), "")
        if about in frame.flow.originals:
            if self._original is None:
                self._original = await original.read(self.db, self.lease.run)
            original.lay(frame, about, self._original)
        if not frame.aside:
            return
        wanted = aside.named(frame, {*node.paths(), *type(node).meta.needs, *paths})
        known = [place for place in wanted.values() if place not in self._fetched]
        for place, value in zip(known, await aside.fetch(self.db, self.lease.run, known), strict=True):
            self._fetched[place] = value
        for path, place in wanted.items():
            aside.lay(frame, path, place, self._fetched[place])

    def _close(self, frame: Frame, step: str, body: Mapping[str, Json], output: Mapping[str, Json]) -> None:
        """Notes how a step ended, for the steps after it. ``output``: what it gave, as far as it is at hand."""
        if body.get("woke"):
            frame.woke[step] = datetime.fromisoformat(body["woke"])
        aside.note(frame, step, output, body.get("aside") or {})
        sentence = Sentence.unpack(body["because"])
        if body["port"] == FAILED and not frame.flow.leads(step, FAILED):
            raise FrameFailed(sentence, doubt=body.get("error") == "doubt")
        frame.went[step] = body["port"]
        if body["stop"]:
            frame.stopped, frame.output = sentence, dict(output)
            frame.whole = frame.whole or bool(body.get("whole"))

    # ------------------------------------------------------------------------------------------------- facts

    def _replay(self, frame: Frame, past: Past, *, answered: int) -> None:
        """What the step's acts changed in the facts holds again: those of the turns below ``answered``."""
        for (turn, kind), (_, body) in sorted(past.items(), key=itemgetter(0)):
            if kind == "intent" and turn < answered and "effect" in body["want"]:
                frame.names.update(Effect.unpack(body["want"]).apply(frame.names))

    # --------------------------------------------------------------------------------------------- an answer

    async def _answer(self, frame: Frame, step: str, turn: int, ask: Ask, past: Past) -> Answer:
        want, key = ask.want, frame.key(step)
        if isinstance(want, Wait):
            return await self._wait(key, turn, ask, want, past)
        if isinstance(want, Effect):
            if want.kind == "state":
                value = await self.db.write(
                    memory.remember, self.lease, key, turn, self.world.now(), want, ask.because.pack()
                )
                if value is None:
                    raise Fenced
                past[turn, "answer"] = (self.world.now(), {"came": "effect", "value": value})
            elif want.paged:
                value = await pages.read(frame.acts, key, turn, want, past)
            else:
                value = await frame.acts.act(key, turn, ask, want, past)
                frame.names.update(want.apply(frame.names))
            return Answer(value, "effect", ask.because, self.world.assumed)
        if isinstance(want, Each):
            await self._fetch(frame, frame.flow.steps[step], want.items)
            rounds = await loops.go_round(frame, step, want, self._frame, self._ended, self._round_done)
            return Answer(rounds.value(), "frames", ask.because, self.world.assumed)
        given = await loops.call(
            frame, step, want, await self._called(frame, step, turn, want, past), self._frame
        )
        return Answer(dict(given), "frames", ask.because, self.world.assumed)

    async def _wait(self, key: str, turn: int, ask: Ask, want: Wait, past: Past) -> Answer:
        if (turn, "woke") in past:
            return told(past, turn)
        if (turn, "intent") not in past:
            intent = Record(self.lease, key, turn, "intent", self.world.now(), ask_pack(ask, want))
            written = await self.db.write(
                journal.await_, intent, want.until, want.event, want.subject, want.since
            )
            if written is False:
                raise Fenced
            if written is not True:
                now = self.world.now()
                past[turn, "intent"], past[turn, "woke"] = (now, ask_pack(ask, want)), (now, written)
                return told(past, turn)
        raise Parked

    def _ended(self, key: str) -> Json | None:
        found = self.history.of(key).get((0, "done"))
        return found[1] if found else None

    def _round_done(self, key: str, body: Json) -> None:
        self._lazy(key, 0, "done", body)

    async def _called(self, frame: Frame, step: str, turn: int, want: Call, past: Past) -> Frame:
        """The frame of a called workflow, at the version that it was first opened with."""
        key = frame.key(step)
        if (turn, "open") in past:
            version = int(past[turn, "open"][1]["version"])
        else:
            version = await self.world.live_version(want.workflow)
            self._lazy(key, turn, "open", {"workflow": want.workflow, "version": version})
        live = await self.world.flow(want.workflow, version)
        names = {**want.inputs, "inputs": dict(want.inputs), "steps": {}}
        names |= {name: frame.names[name] for name in ("event", "shop")}
        flow = live.flow
        acts = Acts(self.db, self.world, self.lease, {**frame.acts.bindings, **live.bindings}, flow.policies)
        return Frame(flow, flow.main, acts, names, f"{key}/", frame.depth + 1, read=dict(frame.read))

    def _lazy(self, key: str, turn: int, kind: str, body: Json, parts: tuple[Part, ...] = ()) -> None:
        """Into the buffer without waiting; the next awaited write carries it."""
        self.db.lazy(journal.record, Record(self.lease, key, turn, kind, self.world.now(), body, parts))


def pure(node: Node, ctx: Context, answer: Answer | None) -> Go | Ask:
    """Asks the node. Whatever it raises fails the step with a sentence, never the worker."""
    try:
        return node.decide(ctx) if answer is None else node.settle(ctx, answer)
    except StepError:
        raise
    except Exception as error:
        sentence = because(
            "the step {title} came upon something it can't handle: {error}",
            title=type(node).meta.title,
            error=str(error),
        )
        raise Permanent(sentence) from error
