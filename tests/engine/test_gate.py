"""The arithmetic of limits, lived through with a clock of its own: budgets, places, turns, pauses and circuits."""

from __future__ import annotations

import heapq
from collections import Counter
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.base import Allowance
from app.engine import circuit, gate
from app.engine.budget import Bucket
from app.engine.circuit import Circuit
from app.engine.gate import Gate, Later, Ticket
from app.engine.turns import Turns


@given(
    points=st.floats(1, 2000),
    per_second=st.floats(0.5, 200),
    asks=st.lists(st.tuples(st.floats(0, 20), st.floats(0, 500)), max_size=60),
)
def test_a_bucket_never_gives_more_than_it_refills(
    points: float, per_second: float, asks: list[tuple[float, float]]
) -> None:
    bucket, now = Bucket(points, per_second, points, 0.0), 0.0
    given_away: list[tuple[float, float]] = []
    for pause, cost in asks:
        now += pause
        soon = bucket.wait(cost, now)
        if bucket.take(cost, now):
            assert soon <= 1e-6
            given_away.append((now, cost))
        else:
            assert not Bucket(points, per_second, bucket.level, now).take(cost, now + soon * 0.99 - 1e-6)
            assert Bucket(points, per_second, bucket.level, now).take(cost, now + soon + 1e-6)
    for place, (first, _) in enumerate(given_away):
        for last in range(place, len(given_away)):
            spent = sum(cost for _, cost in given_away[place : last + 1])
            debt = max(0.0, given_away[last][1] - points)
            assert spent <= points + (given_away[last][0] - first) * per_second + debt + 1e-3


def test_what_the_service_says_of_its_budget_counts() -> None:
    bucket = Bucket(2000, 100, 2000, 0.0)
    bucket.told(available=500, points=20_000, per_second=1000, under_way=100, now=1.0)
    assert (bucket.level, bucket.points, bucket.per_second) == (400, 20_000, 1000)
    bucket.told(available=50, points=0, per_second=0, under_way=100, now=1.0)
    assert (bucket.level, bucket.points) == (0, 20_000)


@given(st.lists(st.tuples(st.integers(0, 4), st.booleans()), max_size=80))
def test_turns_go_round_and_nobody_is_lost(moves: list[tuple[int, bool]]) -> None:
    turns: Turns[tuple[str, int]] = Turns()
    waiting: dict[str, list[int]] = {}
    for number, (group, come) in enumerate(moves):
        name = f"w{group}"
        if come:
            ahead = turns.ahead(name)
            turns.add(name, (name, number))
            waiting.setdefault(name, []).append(number)
            assert ahead < len(turns)
        elif turns:
            first = turns.first()
            assert turns.take() == first
            served, item = first
            assert waiting[served].pop(0) == item
            if waiting[served] and len(turns.groups()) > 1:
                assert turns.first()[0] != served, "one workflow twice in a row while another waits"
    assert len(turns) == sum(map(len, waiting.values()))
    with pytest.raises(IndexError):
        Turns[int]().first()
    with pytest.raises(IndexError):
        Turns[int]().take()
    with pytest.raises(ValueError, match="not in"):
        Turns[int]().remove("w", 1)


@dataclass
class Service:
    """A gate with runs that park and come again as the engine lets them, on one time line."""

    gate: Gate
    seconds: float = 0.05
    tick: float = 1.0
    admitted: list[tuple[float, str, float]] = field(default_factory=list)
    parked: Counter[str] = field(default_factory=Counter)
    most: int = 0
    now: float = 0.0
    look: float = float("inf")

    def live(self, acts: list[tuple[float, str, float]], until: float = 1e9) -> None:
        """``acts``: (when, workflow, cost) of each."""
        order = 0
        line: list[tuple[float, int, str, object]] = []

        def put(at: float, what: str, value: object) -> None:
            nonlocal order
            order += 1
            heapq.heappush(line, (at, order, what, value))

        def went(ticket: Ticket) -> None:
            self.admitted.append((self.now, ticket.group, ticket.cost))
            self.most = max(self.most, self.gate.under_way)
            put(self.now + self.seconds, "back", ticket)

        def served() -> None:
            for ticket in self.gate.serve(self.now):
                assert ticket.refused is None
                went(ticket)
            at = self.gate.next_at(self.now)
            if at is not None and not self.look <= at:
                self.look = max(at, self.now + 1e-3)
                put(self.look, "look", None)

        def park(group: str, cost: float, wait: Later) -> None:
            self.parked[group] += 1
            due = self.now + wait.seconds
            put(-(-due // self.tick) * self.tick, "come", (group, cost, True))

        for at, group, cost in acts:
            put(at, "come", (group, cost, False))
        while line:
            self.now, _, what, value = heapq.heappop(line)
            if self.now > until:
                return
            if what == "come":
                group, cost, held = value  # type: ignore[misc]
                got = self.gate.ask(group, cost, self.now, held=held)
                if isinstance(got, Later):
                    park(group, cost, got)
                elif got.admitted is not None:
                    went(got)
                else:
                    put(self.now + gate.PATIENCE, "patience", got)
            elif what == "patience":
                assert isinstance(value, Ticket)
                if value.admitted is None:
                    park(value.group, value.cost, self.gate.leave(value, self.now))
            elif what == "back":
                assert isinstance(value, Ticket)
                self.gate.answered(value, self.now)
            elif self.look <= self.now:
                self.look = float("inf")
            served()

    def ends(self, group: str) -> float:
        """When the last act of a workflow went."""
        return max(at for at, name, _ in self.admitted if name == group)


@given(
    acts=st.lists(
        st.tuples(st.floats(0, 5), st.sampled_from(["a", "b", "c"]), st.sampled_from([1.0, 2.0, 30.0])),
        max_size=120,
    ),
    at_once=st.integers(1, 4),
    seconds=st.floats(0.01, 3),
)
def test_every_act_goes_once_and_never_above_the_budget(
    acts: list[tuple[float, str, float]], at_once: int, seconds: float
) -> None:
    service = Service(Gate.open("shop", Allowance(at_once, 30, 5), 0.0), seconds)
    service.live(acts)
    assert len(service.admitted) == len(acts)
    assert service.most <= at_once
    spent = 0.0
    for at, _, cost in service.admitted:
        spent += cost
        assert spent <= 30 + 5 * at + 1e-3
    assert service.gate.under_way == 0
    assert service.gate.points_under_way == 0
    assert service.gate.idle(service.now + 60)


def test_ten_thousand_waiting_acts_of_one_workflow_starve_no_other() -> None:
    service = Service(Gate.open("shop", Allowance(4, 10, 5), 0.0))
    flood = [(number / 1000, "many", 1.0) for number in range(10_000)]
    service.live([*flood, (9.5, "one", 1.0), (600.0, "later", 1.0)], until=700)
    assert service.ends("one") < 9.5 + gate.PATIENCE
    assert service.ends("later") < 600 + gate.PATIENCE
    assert len(service.admitted) > 0.95 * 5 * 700, "the budget is used, not only kept"
    assert service.parked["many"] < 1.2 * 10_000, "an act parks once, not again and again"


def test_two_workflows_share_a_budget_evenly() -> None:
    service = Service(Gate.open("shop", Allowance(4, 10, 5), 0.0))
    first = [(number / 1000, "first", 1.0) for number in range(2000)]
    second = [(10 + number / 1000, "second", 1.0) for number in range(500)]
    service.live([*first, *second], until=260)
    then = Counter(group for at, group, _ in service.admitted if 20 < at < 200)
    assert 0.6 < then["second"] / then["first"] < 1.7


def test_a_service_that_hangs_makes_others_park_at_once() -> None:
    one = Gate.open("shop", Allowance(2), 0.0)
    hanging = [one.ask("w", 1, 0.0), one.ask("w", 1, 0.0)]
    assert all(isinstance(ticket, Ticket) and ticket.admitted == 0.0 for ticket in hanging)
    waiting = one.ask("w", 1, 0.1)
    assert isinstance(waiting, Ticket)
    assert waiting.admitted is None
    assert one.next_at(0.1) is None
    late = one.ask("v", 1, 10.0)
    assert isinstance(late, Later)
    assert late.why == "busy"
    assert one.leave(waiting, 10.0).seconds > gate.PATIENCE


def test_a_pause_holds_for_everybody_and_spreads_who_comes_after_it() -> None:
    one = Gate.open("shop", Allowance(8, 2000, 100), 0.0)
    first, beside = one.ask("w", 10, 0.0), one.ask("w", 10, 0.0)
    assert isinstance(first, Ticket)
    assert isinstance(beside, Ticket)
    assert not one.failed(first, 1.0, retry_after=60)
    assert not one.failed(beside, 1.0, retry_after=5), "a shorter pause ends no longer one"
    got = [one.ask("w", 10, 2.0) for _ in range(100)]
    assert all(isinstance(wait, Later) and wait.why == "pause" for wait in got)
    seconds = [wait.seconds for wait in got if isinstance(wait, Later)]
    assert min(seconds) >= 59
    assert max(seconds) >= 59 + 100 * 10 / 100 - 1
    assert isinstance(one.ask("w", 10, 61.0, held=True), Ticket)


def test_a_short_pause_is_waited_for() -> None:
    one = Gate.open("shop", Allowance(8), 0.0)
    first = one.ask("w", 1, 0.0)
    assert isinstance(first, Ticket)
    one.failed(first, 0.5, retry_after=1)
    waiting = one.ask("w", 1, 0.6)
    assert isinstance(waiting, Ticket)
    assert one.next_at(0.6) == 1.5
    assert one.serve(1.4) == []
    assert one.serve(1.5) == [waiting]


def test_a_circuit_opens_tries_once_and_closes() -> None:
    one = Circuit()
    for number in range(circuit.LIMIT):
        assert one.state(number) == "closed"
        assert one.refuses(number) is None
        assert one.begin() is False
        assert one.failed(float(number), trial=False) is (number == circuit.LIMIT - 1)
    opened = circuit.LIMIT - 1.0
    assert one.state(opened) == "open"
    assert one.refuses(opened) == circuit.FIRST
    assert not one.failed(opened, trial=False), "calls that left before tell nothing new"
    assert one.until == opened + circuit.FIRST
    now, pauses = one.until, []
    for _ in range(10):
        assert one.state(now) == "half-open"
        assert one.refuses(now) is None
        assert one.begin() is True
        assert one.refuses(now) == circuit.TRIAL, "one trial at a time"
        one.failed(now, trial=True)
        pauses.append(one.until - now)
        now = one.until
    assert pauses == sorted(pauses)
    assert pauses[:2] == [2 * circuit.FIRST, 4 * circuit.FIRST]
    assert pauses[-1] == circuit.LONGEST
    assert one.since == 0.0
    one.begin()
    one.broke_off(trial=True)
    assert one.refuses(now) is None
    one.begin()
    assert one.answered() is True
    assert one == Circuit()


def test_pauses_that_are_asked_for_open_no_circuit() -> None:
    one = Circuit()
    assert not any(one.failed(float(n), trial=False, counts=False) for n in range(20))
    assert one.state(20) == "closed"
    assert one.answered() is False


def test_who_waits_when_the_circuit_opens_is_told_at_once() -> None:
    one = Gate.open("shop", Allowance(circuit.LIMIT), 0.0)
    calls = [one.ask("w", 1, 0.0) for _ in range(circuit.LIMIT)]
    waiting = one.ask("v", 1, 0.0)
    assert isinstance(waiting, Ticket)
    opened = [one.failed(call, 0.1, None) for call in calls if isinstance(call, Ticket)]
    assert opened == [False] * (circuit.LIMIT - 1) + [True]
    assert one.serve(0.1) == [waiting]
    assert waiting.refused == Later(circuit.FIRST, "down")
    assert one.ask("v", 1, 1.0) == Later(circuit.FIRST - 0.9, "down")
    trial = one.ask("v", 1, 6.0)
    assert isinstance(trial, Ticket)
    assert trial.trial
    assert isinstance(one.ask("u", 1, 6.0), Later)
    assert one.answered(trial, 6.1) is True
    assert isinstance(one.ask("u", 1, 6.2), Ticket)
