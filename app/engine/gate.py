"""The gate before one service: who may call it now, who waits a moment, who is told to come again, and when.

Four things hold a call back: the service's circuit, a pause that it asked for (Retry-After), its budget, and the
number of calls under way. Who would wait longer than ``PATIENCE`` gets a time instead, so that a run parks and takes
up no room. Pure arithmetic; the time is handed in (seconds of any clock).
"""

from __future__ import annotations

from asyncio import Future
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from app.connectors.base import Allowance
from app.engine.budget import Bucket
from app.engine.circuit import Circuit
from app.engine.turns import Turns

PATIENCE = 2.0
"""Seconds that a call may wait in memory."""
LONGEST_PAUSE = 24 * 3600.0
"""Seconds of a pause asked for that all calls obey; after that one may ask again."""
_MANY = 64
_SMOOTH = 0.2


class Later(NamedTuple):
    """Not now: come again in ``seconds``. ``why``: the service is down, asked for a pause, its budget or it is busy."""

    seconds: float
    why: Literal["down", "pause", "budget", "busy"]


@dataclass(slots=True, eq=False)
class Ticket:
    """A call that is admitted (since ``admitted``), waits, or was refused while it waited (``refused``)."""

    group: str
    cost: float
    admitted: float | None = None
    trial: bool = False
    refused: Later | None = None
    told: Future[None] | None = None
    """Where the shell waits for it."""


@dataclass(slots=True)
class Gate:
    """One service as one connection reaches it. ``name``: what the owner calls it."""

    name: str
    allowance: Allowance
    """Of the service, whoever calls it."""
    processes: int = 1
    """Among how many it is divided."""
    circuit: Circuit = field(default_factory=Circuit)
    bucket: Bucket | None = None
    under_way: int = 0
    points_under_way: float = 0.0
    pause_until: float = 0.0
    answered_at: float | None = None
    _turns: Turns[Ticket] = field(default_factory=Turns)
    _tails: dict[str, float] = field(default_factory=dict)
    _seconds: float = 0.01
    _moved: float = 0.0

    @classmethod
    def open(cls, name: str, allowance: Allowance, now: float, processes: int = 1) -> Gate:
        """A gate that has seen nothing yet: a full budget, a closed circuit."""
        points, per_second = allowance.points / processes, allowance.per_second / processes
        bucket = Bucket(points, per_second, points, now) if points else None
        return cls(name, allowance, processes, bucket=bucket)

    def share(self, processes: int, now: float) -> None:
        """So many processes call this service: each has its part of the places and of the budget."""
        if self.bucket is not None:
            self.bucket.share(self.processes / processes, now)
        self.processes = processes

    @property
    def at_once(self) -> int:
        """Our places; 0 for any number. Every process has one at least."""
        return max(1, self.allowance.at_once // self.processes) if self.allowance.at_once else 0

    # -------------------------------------------------------------------------------------------------- coming

    def ask(self, group: str, cost: float, now: float, *, held: bool = False) -> Ticket | Later:
        """A call of ``group`` that costs ``cost`` points. ``held``: it was told to come now, having waited before."""
        closed = self.circuit.refuses(now)
        if closed is not None:
            return Later(closed, "down")
        ticket = Ticket(group, cost)
        behind = 0.0 if held else self._tails.get(group, 0.0) - now
        if behind <= 0 and not self._turns and self._admit(ticket, now):
            return ticket
        wait, why = self._wait(group, cost, now)
        if max(wait, behind) > PATIENCE:
            return Later(self._book(group, cost, wait, now, held=held), why)
        self._turns.add(group, ticket)
        return ticket

    def forget(self, ticket: Ticket) -> None:
        """Who waited in memory is gone."""
        self._turns.remove(ticket.group, ticket)

    def leave(self, ticket: Ticket, now: float) -> Later:
        """Who waited in memory lost patience: when to come again."""
        self.forget(ticket)
        wait, why = self._wait(ticket.group, ticket.cost, now)
        return Later(self._book(ticket.group, ticket.cost, wait, now), why)

    def serve(self, now: float) -> list[Ticket]:
        """Those who waited and are admitted or refused now."""
        served: list[Ticket] = []
        while self._turns:
            closed = self.circuit.refuses(now)
            if closed is None and not self._admit(self._turns.first(), now):
                break
            ticket = self._turns.take()
            if closed is not None:
                ticket.refused = Later(closed, "down")
            served.append(ticket)
        return served

    def next_at(self, now: float) -> float | None:
        """When somebody who waits can be served without any call coming back; None where that is not to be known."""
        if not self._turns or self._full():
            return None
        lacks = self.bucket.wait(self._turns.first().cost, now) if self.bucket else 0.0
        return max(self.pause_until, now + lacks)

    # --------------------------------------------------------------------------------------------------- going

    def answered(self, ticket: Ticket, now: float) -> bool:
        """The call came back with an answer, or a refusal for good; whether that closed the circuit."""
        self._done(ticket, now)
        self.answered_at = now
        return self.circuit.answered()

    def failed(self, ticket: Ticket, now: float, retry_after: float | None) -> bool:
        """The call failed for now; whether that opened the circuit. A pause asked for holds for everybody."""
        self._done(ticket, now)
        if retry_after is not None:
            self.pause_until = max(self.pause_until, now + min(retry_after, LONGEST_PAUSE))
        return self.circuit.failed(now, trial=ticket.trial, counts=retry_after is None)

    def broke_off(self, ticket: Ticket, now: float) -> None:
        """The call ended without telling anything of the service (stopping, a fault of ours)."""
        self._done(ticket, now)
        self.circuit.broke_off(trial=ticket.trial)

    def told(self, available: float, points: float, per_second: float, now: float) -> None:
        """The service said what is left of its budget, for all who call it."""
        if self.bucket is not None:
            n = self.processes
            self.bucket.told(available / n, points / n, per_second / n, self.points_under_way, now)

    def idle(self, now: float) -> bool:
        """Nothing would be lost by forgetting it."""
        return (
            not self.under_way
            and not self._turns
            and not self.circuit.failures
            and self.pause_until <= now
            and all(tail <= now for tail in self._tails.values())
            and (self.bucket is None or not self.bucket.wait(self.bucket.points, now))
        )

    # ------------------------------------------------------------------------------------------------ arithmetic

    def _full(self) -> bool:
        return 0 < self.at_once <= self.under_way

    def _admit(self, ticket: Ticket, now: float) -> bool:
        if self._full() or now < self.pause_until:
            return False
        if self.bucket is not None and not self.bucket.take(ticket.cost, now):
            return False
        ticket.admitted, ticket.trial = now, self.circuit.begin()
        self.under_way += 1
        self.points_under_way += ticket.cost
        self._moved = now
        return True

    def _done(self, ticket: Ticket, now: float) -> None:
        assert ticket.admitted is not None, "only a call that went out comes back"
        self.under_way -= 1
        self.points_under_way = self.points_under_way - ticket.cost if self.under_way else 0.0
        self._seconds += _SMOOTH * (now - ticket.admitted - self._seconds)
        self._moved = now

    def _call_takes(self, now: float) -> float:
        """Seconds of a call: as measured so far, or as long as nothing has moved although all places are taken."""
        return max(self._seconds, now - self._moved) if self._full() else self._seconds

    def _wait(self, group: str, cost: float, now: float) -> tuple[float, Literal["pause", "budget", "busy"]]:
        """Seconds that somebody who comes now would wait, as far as can be known, and what for."""
        place = 1 + self._turns.ahead(group)
        waits: list[tuple[float, Literal["pause", "budget", "busy"]]] = [(self.pause_until - now, "pause")]
        if self.bucket is not None:
            waits.append((self.bucket.wait(cost, now, (place - 1) * cost), "budget"))
        if self.at_once:
            behind = place - (self.at_once - self.under_way)
            waits.append((max(0, behind) * self._call_takes(now) / self.at_once, "busy"))
        return max(waits)

    def _book(self, group: str, cost: float, wait: float, now: float, *, held: bool = False) -> float:
        """Seconds until a place behind all that the group has booked; the groups share the service evenly."""
        if held:
            return max(wait, 1.0)
        if len(self._tails) > _MANY:
            self._tails = {name: tail for name, tail in self._tails.items() if tail > now}
        sharing = {name for name, tail in self._tails.items() if tail > now} | self._turns.groups() | {group}
        one = cost / self.bucket.per_second if self.bucket is not None else 0.0
        if self.at_once:
            one = max(one, self._call_takes(now) / self.at_once)
        self._tails[group] = max(self._tails.get(group, 0.0), now + wait) + one * len(sharing)
        return self._tails[group] - now
