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
from app.engine.limits import ASKER, Asker
from app.engine.pack import ask_pack
from app.engine.world import World
from app.errors import Doubt, Down, NotYet, Permanent, StepError, Temporary
from app.store import journal
from app.store.database import Database
from app.store.history import Past
from app.store.journal import Intent, Lease, Promise, Record

MAX_TRIES = 20
"""Tries of one act: with the pauses of ``backoff`` that is about three hours of a service being down."""
LONGEST_DOWN = timedelta(hours=3)
"""After so long an act is given up whose service was left alone meanwhile."""


class Fenced(Exception):
    """Somebody else runs this run now; write nothing more."""


class Parked(Exception):
    """The step waits; its row is on disk."""


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

    async def act(self, step: str, turn: int, ask: Ask, effect: Effect, past: Past) -> Json:
        """Carries out what a turn asks for; a turn whose intent is on disk does the very same again."""
        key = f"{self.lease.run}/{step}~{turn}"
        known = (turn, "intent") in past
        if effect.kind == "write" and not known:
            await self._intend(step, turn, ask, effect, key, past)
        return await self.attempt(step, turn, effect, key, past, fresh=not known)

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
            await self._surely_failed(step, turn, effect, past, failures + held)
        if self.world.stopped():
            raise Fenced  # the red button took the lease away
        ASKER.set(Asker(self.lease.workflow, held > 0))
        try:
            performer = await self.world.performer(effect.slot, self._connection(effect))
            return await performer.perform(effect, key)
        except NotYet as error:
            await self._hold(step, turn, held + 1, error, past)
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
            await self._again(step, turn, failures + 1, error, since)
            raise Parked from error

    async def _surely_failed(self, step: str, turn: int, effect: Effect, past: Past, failures: int) -> None:
        """Only where every try so far is known to have failed; and this one is on disk before it begins."""
        tries = 1 + sum(1 for t, kind in past if t == turn and kind.startswith("try"))
        if tries > failures:
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

    async def _again(self, step: str, turn: int, number: int, error: Temporary, since: int) -> None:
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
        body = {"because": sentence_of(error).pack(), "due": due.isoformat()}
        if not await self.db.write(
            journal.try_again, Record(self.lease, step, turn, f"again{number}", now, body), due
        ):
            raise Fenced

    async def _hold(self, step: str, turn: int, held: int, error: NotYet, past: Past) -> None:
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
            raise Fenced

    def _connection(self, effect: Effect) -> str:
        return self.bindings.get(effect.slot, "") if effect.slot else ""
