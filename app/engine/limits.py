"""Limits: everything that leaves passes the gate of its connection, shared by all runs and fair between workflows.

Where several processes work on one database, each has its part of every connection's places and budget (``share``).

A performer that is limited is a performer: what can't go now raises ``NotYet`` (its turn comes later) or ``Down`` (the
service is left alone), both with their time, and the run parks. Nobody waits here longer than ``gate.PATIENCE``.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from app.connectors.base import Connector
from app.core.effects import Effect
from app.core.sentence import Json, Sentence, because
from app.engine.gate import PATIENCE, Gate, Later, Ticket
from app.errors import Down, NotYet, Permanent, Temporary

T = TypeVar("T")
log = logging.getLogger(__name__)
MOST_GATES = 500
"""Gates that are kept; beyond it those that nothing would be lost by are forgotten (hosts of web addresses)."""


class Asker(NamedTuple):
    """On whose behalf something is done: the workflow, and whether this act was told to come now (``NotYet``).

    ``stopped``: whether everything was stopped while it waited for its turn.
    """

    workflow: str = ""
    held: bool = False
    stopped: Callable[[], bool] = lambda: False


class Stopped(Exception):
    """The red button was pressed while a call waited for its turn; it did not leave."""


ASKER: ContextVar[Asker] = ContextVar("asker", default=Asker())  # noqa: B039 - a tuple can't be changed
"""Set by who carries out a run's acts."""


@dataclass(frozen=True, slots=True)
class Health:
    """How a service does. ``down_for``: seconds since the first of its failures in a row; None where it is well.

    ``answered``: seconds since its last answer; None where there was none yet.
    """

    key: str
    name: str
    down_for: float | None
    answered: float | None


class Door:
    """A gate with its clock: lets waiting calls on when calls come back, or when the budget has refilled."""

    def __init__(self, gate: Gate, clock: Callable[[], float]) -> None:
        self.gate, self._clock = gate, clock
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, ticket: Ticket) -> None:
        """Waits for the turn of a call. Raises Temporary where it doesn't come soon."""
        ticket.told = asyncio.get_running_loop().create_future()
        self._wind()
        try:
            await asyncio.wait((ticket.told,), timeout=PATIENCE)
        except asyncio.CancelledError:
            if ticket.admitted is not None:
                self.gate.broke_off(ticket, self._clock())
                self.serve()
            elif ticket.refused is None:
                self.gate.forget(ticket)
            raise
        if ticket.admitted is None:
            raise later(self.gate.name, ticket.refused or self.gate.leave(ticket, self._clock()))

    def serve(self) -> None:
        """Lets those on whose turn it is."""
        for ticket in self.gate.serve(self._clock()):
            if ticket.told is not None and not ticket.told.done():
                ticket.told.set_result(None)
        self._wind()

    def _wind(self) -> None:
        """Sets the alarm clock for the next of those who wait."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        now = self._clock()
        at = self.gate.next_at(now)
        if at is not None:
            self._timer = asyncio.get_running_loop().call_later(max(0.0, at - now) + 0.001, self.serve)


class Limits:
    """The gates of all connections. ``changed(key, problem)``: a circuit opened, or None: the service is well again."""

    def __init__(
        self,
        changed: Callable[[str, Sentence | None], None] = lambda key, problem: None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.changed, self.clock = changed, clock
        self._doors: dict[str, Door] = {}
        self._doubted: set[str] = set()
        self.processes = 1

    def share(self, processes: int) -> None:
        """So many processes work on this database: places and budgets are divided among them."""
        processes = max(1, processes)
        if processes == self.processes:
            return
        self.processes, now = processes, self.clock()
        for door in self._doors.values():
            door.gate.share(processes, now)
            door.serve()

    def door(self, key: str, name: str, connector: Connector) -> Door:
        """The gate of a service."""
        found = self._doors.get(key)
        if found is None:
            now = self.clock()
            if len(self._doors) >= MOST_GATES:
                self._doors = {k: door for k, door in self._doors.items() if not door.gate.idle(now)}
            found = self._doors[key] = Door(
                Gate.open(name, connector.allowance, now, self.processes), self.clock
            )
        return found

    def doubt(self, key: str) -> None:
        """Something is said to be wrong with a connection (since before this start, say): an answer clears it."""
        self._doubted.add(key)

    def health(self) -> list[Health]:
        """All services that were called since the start."""
        now = self.clock()
        found: list[Health] = []
        for key, door in self._doors.items():
            circuit, answered = door.gate.circuit, door.gate.answered_at
            down = now - circuit.since if circuit.open and circuit.since is not None else None
            found.append(Health(key, door.gate.name, down, None if answered is None else now - answered))
        return found

    def opened(self, key: str, door: Door, error: Temporary) -> None:
        """A service failed too often."""
        log.warning("%s is left alone for a while: %s", door.gate.name, error)
        self._doubted.add(key)
        self.changed(key, down(door.gate.name, error))

    def answered(self, key: str) -> None:
        """A service answered."""
        if key in self._doubted:
            self._doubted.discard(key)
            self.changed(key, None)


@dataclass(frozen=True, slots=True)
class Limited:
    """A connector behind its gate. ``key``: the connection's id, or the connector's kind where there is none."""

    limits: Limits
    connector: Connector
    key: str
    name: str = ""

    async def perform(self, effect: Effect, key: str) -> Json:
        """See ``Performer.perform``. Raises NotYet, Temporary or Permanent."""
        connector = self.connector
        price = connector.price(effect)
        return await self.through(lambda: connector.perform(effect, key), price, connector.reaches(effect))

    async def through(self, ask: Callable[[], Awaitable[T]], price: float, place: str = "") -> T:
        """Asks the service something when its turn has come. Raises NotYet, Temporary or Permanent."""
        limits, connector = self.limits, self.connector
        name = self.name or place or connector.title
        at = f"{self.key}:{place}" if place else self.key
        door = limits.door(at, name, connector)
        gate, clock, asker = door.gate, limits.clock, ASKER.get()
        ticket = gate.ask(asker.workflow, price, clock(), held=asker.held)
        if isinstance(ticket, Later):
            raise later(name, ticket)
        if ticket.admitted is None:
            await door.turn(ticket)
        if asker.stopped():
            gate.broke_off(ticket, clock())
            door.serve()
            raise Stopped
        try:
            answer = await ask()
        except Temporary as error:
            if gate.failed(ticket, clock(), error.retry_after):
                limits.opened(at, door, error)
            self._reckon(gate)
            raise
        except Permanent:
            gate.answered(ticket, clock())
            self._reckon(gate)
            limits.answered(at)
            raise
        except BaseException:
            gate.broke_off(ticket, clock())
            raise
        else:
            gate.answered(ticket, clock())
            self._reckon(gate)
            limits.answered(at)
            return answer
        finally:
            door.serve()

    def _reckon(self, gate: Gate) -> None:
        said = self.connector.left()
        if said is not None:
            gate.told(said.available, said.points, said.per_second, self.limits.clock())


def later(name: str, wait: Later) -> NotYet:
    """Why a call didn't go, with its time."""
    if wait.why == "down":
        return Down(
            because(
                "{service} failed several times in a row, so it is left alone for a while and tried again by itself.",
                service=name,
            ),
            wait.seconds,
        )
    if wait.why == "pause":
        return NotYet(
            because("{service} asked for a pause; this step goes on after it.", service=name), wait.seconds
        )
    if wait.why == "budget":
        return NotYet(
            because("{service} takes only so much at a time; this step waits for its turn.", service=name),
            wait.seconds,
        )
    return NotYet(
        because("{service} is busy with other steps; this one waits for its turn.", service=name),
        wait.seconds,
    )


def down(name: str, error: Temporary) -> Sentence:
    """What stands on the page of a connection whose circuit is open."""
    said = error.sentence if isinstance(error.sentence, Sentence) else because("{text}", text=str(error))
    return because(
        "{service} failed several times in a row, so workflows wait before they call it again. The last time: {error}",
        service=name,
        error=said,
    )
