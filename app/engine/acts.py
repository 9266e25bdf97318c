"""Acting: the intent first, then the effect under its idempotency key, and what to do when that goes wrong.

A try that failed for now is written down with the time of the next, and the run parks until then. A try that began
and has no end on disk is repeated (safe, key) or ends in doubt (never): only a person can tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from app.core.document import Retry
from app.core.effects import Effect
from app.core.node import Ask
from app.core.plan import backoff
from app.core.sentence import Json, Sentence, because, span
from app.engine.limits import ASKER, Asker, Stopped
from app.engine.pack import ask_pack
from app.engine.world import World
from app.errors import Doubt, Down, NotYet, Permanent, StepError, Temporary
from app.store import journal, witness
from app.store.database import Database
from app.store.history import Past
from app.store.journal import Intent, Lease, Promise, Record
from app.store.starting import ECHO_LIFE

MAX_TRIES = 20
"""Tries of one act: with the pauses of ``backoff`` that is about three hours of a service being down."""
LONGEST_DOWN = timedelta(hours=3)
"""After so long an act is given up whose service was left alone meanwhile."""


class Fenced(Exception):
    """Somebody else runs this run now; write nothing more."""


class Parked(Exception):
    """The step waits; its row is on disk."""


def _untried() -> Json:
    return {"because": because("everything was stopped").pack()}


def sentence_of(error: StepError) -> Sentence:
    """What went wrong, as a sentence."""
    return error.sentence if isinstance(error.sentence, Sentence) else because(str(error))


@dataclass(frozen=True, slots=True)
class Acts:
    """The acts of one run under its lease."""

    db: Database
    world: World
    lease: Lease
    bindings: Mapping[str, str]
    policies: Mapping[str, Retry] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    """Steps whose act was refused at its first try, so that nothing was done: step -> turn."""

    async def act(self, step: str, turn: int, ask: Ask, effect: Effect, past: Past) -> Json:
        """Carries out what a turn asks for; a turn whose intent is on disk does the very same again."""
        key = f"{self.lease.run}/{step}~{turn}"
        known = (turn, "intent") in past
        if effect.kind == "write" and not known:
            await self._intend(step, turn, ask, effect, key, past)
        elif effect.echo():
            await self._expect(step, turn, past)
        try:
            return await self.attempt(step, turn, effect, key, past, fresh=not known)
        except Permanent as error:
            first = not known and not isinstance(error.__cause__, Temporary)
            if effect.kind == "write" and first and not isinstance(error, Doubt):
                self.refused[step] = turn
            raise

    async def _expect(self, step: str, turn: int, past: Past) -> None:
        """Its echoes are expected from the last try on; after a longer time (a process was down) once more from now."""
        now = self.world.now()
        if now - max(at for (t, _), (at, _) in past.items() if t == turn) > ECHO_LIFE / 2:
            await self.db.write(journal.expect_again, Record(self.lease, step, turn, "", now, None), now)

    async def _intend(self, step: str, turn: int, ask: Ask, effect: Effect, key: str, past: Past) -> None:
        """The barrier: on disk before the act, with the echoes it will cause and the undo it promises."""
        connection, before, promise = self._connection(effect), None, None
        if ask.undo_at is not None:
            if (read := effect.before()) is not None:
                before = await self.attempt(step, turn, read, key + "?", past, fresh=True)
            if (undo := effect.undo(before)) is not None:
                promise = Promise(ask.undo_at, undo.pack(), connection)
        intent = Record(
            self.lease, step, turn, "intent", self.world.now(), ask_pack(ask, effect) | {"before": before}
        )
        written = await self.db.write(journal.intend, Intent(intent, connection, effect.echo(), promise))
        if not written:
            raise Fenced

    async def attempt(
        self, step: str, turn: int, effect: Effect, key: str, past: Past, *, fresh: bool, since: int = 0
    ) -> Json:
        """One try. ``fresh``: no earlier try of this turn can be under way or have been cut off.

        ``since``: failures of this turn that were of something else (earlier pages), so that they don't count.
        """
        never = effect.kind == "write" and effect.repeat == "never"
        failures = sum(1 for t, kind in past if t == turn and kind.startswith("again"))
        held = sum(1 for t, kind in past if t == turn and kind.startswith("held"))
        if never and not fresh:
            known = await self._surely_failed(step, turn, effect, past, failures + held)
            if known is not None:
                return known["value"]
        untried = Record(self.lease, step, turn, f"held{held + 1}", self.world.now(), _untried())
        if self.world.stopped():  # the red button took the lease away
            raise await self._lost(untried, never=never)
        ASKER.set(Asker(self.lease.workflow, held > 0, self.world.stopped))
        try:
            performer = await self.world.performer(effect.slot, self._connection(effect))
            value = await performer.perform(effect, key)
        except Stopped as error:
            raise await self._lost(untried, never=never) from error
        except NotYet as error:
            await self._hold(step, turn, held + 1, error, past, never=never)
            raise Parked from error
        except Temporary as error:
            if never and error.unclear:
                raise Doubt(
                    because(
                        "{what}: possibly done. No answer came: {error}",
                        what=effect.sentence(),
                        error=sentence_of(error),
                    )
                ) from error
            await self._again(step, turn, failures + 1, error, since, never=never)
            raise Parked from error
        except Permanent as error:
            if never:
                body = {"because": sentence_of(error).pack(), "due": self.world.now().isoformat()}
                refused = Record(self.lease, step, turn, f"again{failures + 1}", self.world.now(), body)
                await self.db.write(witness.failed, refused)
            raise
        if never:
            await self._seen(Record(self.lease, step, turn, "answer", self.world.now(),
                                    {"came": "effect", "value": value}), past)  # fmt: skip
        return value

    async def _seen(self, answer: Record, past: Past) -> None:
        """What was done and is never repeated is on disk at once, even if somebody took the run away meanwhile."""
        if not await self.db.write(witness.done, answer):
            raise Fenced
        past[answer.turn, "answer"] = (answer.at, answer.body)

    async def _lost(self, record: Record, *, never: bool) -> Fenced:
        """Somebody else has the run; that this act was not done he must know, where it is never repeated."""
        if never and not await self.db.write(journal.record, record):
            await self.db.write(witness.failed, record)
        return Fenced()

    async def _surely_failed(self, step: str, turn: int, effect: Effect, past: Past, failures: int) -> Json:
        """Only where every try so far is known to have failed; and this one is on disk before it begins.

        Answers ``{"value"}`` where it was done in truth: who did it and lost the run has said so meanwhile.
        """
        tries = 1 + sum(1 for t, kind in past if t == turn and kind.startswith("try"))
        if tries > failures:
            told = await self.db.read(witness.told, self.lease.run, step, turn)
            if told is not None:
                past[turn, "answer"] = (self.world.now(), told)
                return told
            raise Doubt(
                because(
                    "{what}: possibly done. Storeflow was interrupted just then and can't tell; look whether it "
                    "arrived before you repeat it.",
                    what=effect.sentence(),
                )
            )
        began = Record(self.lease, step, turn, f"try{tries}", self.world.now(), {})
        if not await self.db.write(journal.record, began):
            raise Fenced
        return None

    async def _again(
        self, step: str, turn: int, number: int, error: Temporary, since: int, *, never: bool
    ) -> None:
        """Writes a failed try down with the time of the next. Raises Permanent after the last one."""
        failed = number - since
        policy = self.policies.get(step.rpartition("/")[2].partition("?")[0])
        if failed >= (policy.tries if policy else MAX_TRIES):
            raise Permanent(
                because("{error} (tried {n} times)", error=sentence_of(error), n=failed)
            ) from error
        now = self.world.now()
        pause = backoff(failed, error.retry_after, chance=self.world.dice())
        if policy and policy.pause is not None:
            pause = max(policy.pause, error.retry_after or 0.0)
        due = now + timedelta(seconds=pause)
        body = {"because": sentence_of(error).pack(), "due": due.isoformat(), "unclear": error.unclear}
        record = Record(self.lease, step, turn, f"again{number}", now, body)
        if not await self.db.write(journal.try_again, record, due, unclear=error.unclear):
            raise await self._lost(record, never=never)

    async def _hold(self, step: str, turn: int, held: int, error: NotYet, past: Past, *, never: bool) -> None:
        """Its turn has not come: the run parks until then. It counts as no try, since nothing was tried.

        Raises Permanent where its service is down and it waits too long already, its intent or its first try counted.
        """
        now, seconds = self.world.now(), error.seconds
        if isinstance(error, Down):
            since = min((at for (t, _), (at, _) in past.items() if t == turn), default=now)
            if now - since >= LONGEST_DOWN:
                hours = span(LONGEST_DOWN // timedelta(hours=1), "hours")
                raise Permanent(
                    because("{error} After {span} this step gave up.", error=sentence_of(error), span=hours)
                ) from error
            seconds = backoff(held, seconds, chance=self.world.dice())
        due = now + timedelta(seconds=seconds)
        body = {"because": sentence_of(error).pack(), "due": due.isoformat()}
        record = Record(self.lease, step, turn, f"held{held}", now, body)
        if not await self.db.write(journal.try_again, record, due):
            raise await self._lost(record, never=never)

    def _connection(self, effect: Effect) -> str:
        return self.bindings.get(effect.slot, "") if effect.slot else ""
