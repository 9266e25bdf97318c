"""The runner: takes a run over, lets it go on as far as it can, and lays it down."""

from __future__ import annotations

import asyncio
import logging

from app.core.sentence import Sentence, because
from app.engine.acts import Fenced
from app.engine.dispatch import Dispatcher
from app.engine.execution import Execution
from app.engine.world import World
from app.errors import AppError, Busy
from app.log import about
from app.store import control, journal, resting, witness
from app.store.database import Database
from app.store.inbox import Started
from app.store.journal import Begun, Taking
from app.store.resting import Laid, Rest

log = logging.getLogger(__name__)
CONCURRENCY = 64
"""Runs under way at once in this process. A waiting run is none of them: it is a row."""
LOOK = 60.0
"""Seconds between two looks at everything."""
PAUSE = 5.0
"""Seconds until a run is tried again whose journal could not be written (disk full, say)."""


class Runner:
    """Handles run ids that the dispatcher delivers."""

    def __init__(self, db: Database, world: World, dispatcher: Dispatcher) -> None:
        self.db, self.world, self.dispatcher = db, world, dispatcher
        self._begun: dict[str, Begun] = {}
        self._epochs: dict[str, int | None] = {}
        """Of the runs under way: where each was when it was last ours or was delivered."""

    def room(self) -> int:
        """How many runs may be begun for this process at once; the others wait on disk, not in memory."""
        return max(0, self.dispatcher.ahead - len(self._begun))

    def started(self, started: Started) -> None:
        """Delivers what was taken in: runs that are ours already, and runs that are ready."""
        self._begun.update((begun.lease.run, begun) for begun in started.begun)
        self.dispatcher.begun([begun.lease.run for begun in started.begun])
        self.dispatcher.committed(started.runs)

    async def serve(self) -> None:
        """Takes up what was open when the power failed, then whatever is delivered, until cancelled."""
        after = ""
        while not self.dispatcher.shared and (found := await self.db.read(journal.open_runs, after)):
            self.dispatcher.committed(found)
            after = found[-1]
        await self.dispatcher.serve(self.handle, CONCURRENCY)

    async def handle(self, run: str, epoch: int | None = None) -> None:
        """One delivery. Nothing that goes wrong with one run reaches another."""
        self._epochs[run] = epoch
        try:
            with about(run=run):
                if self.world.stopped():
                    self._begun.pop(run, None)
                    await self.db.write(control.stand_still, run, self.world.now())
                    return
                while await self.advance(run):
                    pass
        except Fenced:
            log.info("run %s was taken away", run)
            await self._ready(run)
        except Busy as error:
            log.warning("run %s is tried again in %s s: %s", run, PAUSE, error)
            later = asyncio.get_running_loop().call_later
            later(PAUSE, self.dispatcher.again, run, self._epochs[run])
        except Exception:
            log.exception("run %s broke off", run)
            await self._broken(run)
        finally:
            del self._epochs[run]

    async def _ready(self, run: str) -> None:
        """A run that was taken away and is ready again already (paused and resumed, say) may have come here by the
        very delivery that found its old lease: it is delivered once more."""
        try:
            epoch = await self.db.read(journal.ready_at, run)
        except Exception as error:
            log.warning("run %s is looked for later: %s", run, error)  # ``look``, or another process
            return
        if epoch is not None:
            self.dispatcher.again(run, epoch)

    async def look(self) -> None:
        """Takes up open runs that any accident has left to nobody. Where processes share a database, ``Watch`` does."""
        after = ""
        while found := await self.db.read(journal.open_runs, after):
            self.dispatcher.committed(
                run for run in found if not self.dispatcher.has(run) and run not in self._begun
            )
            after = found[-1]

    async def advance(self, run: str) -> bool:
        """As far as it can go now; True where somebody woke it while it was being laid down. Raises Fenced."""
        begun = self._begun.pop(run, None) or await self._begin(run)
        if begun is None:
            return False
        if run in self._epochs:
            self._epochs[run] = begun.lease.epoch
        status: str
        sentence: Sentence | None
        try:
            live = await self.world.flow(begun.lease.workflow, begun.lease.version)
        except Busy:
            raise
        except AppError as error:
            status, sentence = (
                "failed",
                error.sentence if isinstance(error.sentence, Sentence) else because(str(error)),
            )
        else:
            status, sentence = await Execution(self.db, self.world, begun, live).go()
        why = sentence.pack() if sentence else None
        laid = await self.db.write(resting.rest, Rest(begun.lease, status, why, self.world.now()))
        self._follow(laid)
        if laid.how == "fenced":
            raise Fenced
        if status == "doubt":
            self.dispatcher.committed(await self.db.write(witness.settle, run, self.world.now()))
        return laid.how == "rang"

    def _follow(self, laid: Laid) -> None:
        if laid.following:
            self.dispatcher.committed((laid.following,))

    async def _begin(self, run: str) -> Begun | None:
        return await self.db.write(journal.begin, Taking(run, self.world.now(), self._epochs.get(run)))

    async def _broken(self, run: str) -> None:
        """A fault of ours: the run is laid down as failed, with a word why, so that nothing says "running" for days."""
        sentence = because(
            "Storeflow met a fault of its own in this run. What was done is listed; press retry to go on from there."
        )
        try:
            begun = await self._begin(run)
            if begun is not None:
                laid = Rest(begun.lease, "failed", sentence.pack(), self.world.now())
                self._follow(await self.db.write(resting.rest, laid))
        except Exception:
            log.exception("run %s could not even be laid down", run)
