"""What a service allows is divided among the processes that call it: never more in all than it puts up with."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.base import Allowance, Left
from app.engine import circuit
from app.engine.budget import Bucket
from app.engine.gate import Gate, Later
from app.engine.limits import Limited, Limits
from app.errors import Down, Temporary
from tests.engine.test_limits import TAG, Clock, Shop, all_begun


class Store(Shop):
    """A store with eight places and a budget."""

    allowance: ClassVar[Allowance] = Allowance(at_once=8, points=40, per_second=4)


def processes(clock: Clock, shop: Shop, count: int) -> list[Limited]:
    """So many processes that know of each other and call one service."""
    made = [Limits(clock=clock) for _ in range(count)]
    for limits in made:
        limits.share(count)
    return [Limited(limits, shop, "c1", "Tea") for limits in made]


async def spent(limiteds: Sequence[Limited], clock: Clock, seconds: int) -> int:
    """The calls that go out while every process asks for more than there is."""
    calls = 0
    for _ in range(seconds):
        clock.now += 1
        for limited in limiteds:
            gate = limited.limits.door("c1", "Tea", limited.connector).gate
            while (
                not isinstance(found := gate.ask("w", 1, clock(), held=True), Later)
                and found.admitted is not None
            ):
                gate.answered(found, clock())
                calls += 1
            if not isinstance(found, Later):
                gate.forget(found)
    return calls


@pytest.mark.parametrize("count", [1, 2, 3])
async def test_all_processes_together_spend_one_budget(count: int) -> None:
    clock, shop = Clock(), Store()
    calls = await spent(processes(clock, shop, count), clock, 60)
    assert calls <= 40 + 4 * 60
    assert calls >= 0.95 * (40 + 4 * 60), "and nearly all of it"


async def test_two_processes_have_all_places_together() -> None:
    shop = Store()
    shop.hold = asyncio.Event()
    one, other = processes(Clock(), shop, 2)
    calls = [asyncio.create_task(each.perform(TAG, f"{n}")) for n in range(6) for each in (one, other)]
    await all_begun()
    assert shop.under_way == 8
    shop.hold.set()
    await asyncio.gather(*calls)
    assert shop.most == 8
    assert len(shop.calls) == 12


async def test_a_process_that_comes_takes_its_part_and_one_that_goes_leaves_it() -> None:
    clock, shop = Clock(), Store()
    limits = Limits(clock=clock)
    gate = limits.door("c1", "Tea", shop).gate
    limits.share(2)
    assert gate.bucket is not None
    assert (gate.at_once, gate.bucket.points, gate.bucket.per_second, gate.bucket.level) == (4, 20, 2, 20)
    later = limits.door("c2", "Coffee", shop).gate
    assert (later.at_once, later.bucket) == (4, Bucket(20, 2, 20, clock()))
    limits.share(1)
    assert (gate.at_once, gate.bucket.points, gate.bucket.per_second) == (8, 40, 4)
    assert gate.bucket.level == 20, "what the other one had left is not known"
    limits.share(100)
    assert gate.at_once == 1, "nobody is shut out"


async def test_who_waits_goes_on_when_another_process_leaves_its_places() -> None:
    shop = Store()
    shop.hold = asyncio.Event()
    [one, _] = processes(Clock(), shop, 2)
    calls = [asyncio.create_task(one.perform(TAG, f"{n}")) for n in range(8)]
    await all_begun()
    assert shop.under_way == 4
    one.limits.share(1)
    await all_begun()
    assert shop.under_way == 8
    shop.hold.set()
    await asyncio.gather(*calls)


async def test_what_the_service_says_is_left_is_left_for_all() -> None:
    clock, shop = Clock(), Store()
    one, other = processes(clock, shop, 2)
    shop.said = Left(available=10, points=100, per_second=10)
    for each in (one, other):
        await each.perform(TAG, "k")
        bucket = each.limits.door("c1", "Tea", shop).gate.bucket
        assert bucket is not None
        assert (bucket.level, bucket.points, bucket.per_second) == (5, 50, 5)


async def test_a_process_learns_by_itself_that_a_service_is_down() -> None:
    clock, shop = Clock(), Store()
    one, other = processes(clock, shop, 2)
    shop.wrong = [Temporary("refused") for _ in range(circuit.LIMIT)]
    for number in range(circuit.LIMIT):
        with pytest.raises(Temporary, match="refused"):
            await one.perform(TAG, f"k{number}")
    with pytest.raises(Down):
        await one.perform(TAG, "later")
    await other.perform(TAG, "there again")


@given(st.floats(1, 300), st.integers(1, 12), st.lists(st.integers(1, 12), max_size=6))
def test_whatever_a_call_costs_it_can_be_paid(cost: float, count: int, changes: list[int]) -> None:
    now = 0.0
    gate = Gate.open("Tea", Store.allowance, now, count)
    for processes in changes:
        gate.share(processes, now)
    for _ in range(3):
        found = gate.ask("w", cost, now, held=True)
        if isinstance(found, Later):
            now += found.seconds + 0.01
            found = gate.ask("w", cost, now, held=True)
        assert not isinstance(found, Later)
        if found.admitted is None:
            now = gate.next_at(now) or now
            assert gate.serve(now + 0.01) == [found]
        gate.answered(found, now + 0.01)


async def test_what_costs_more_than_a_part_leaves_a_debt() -> None:
    clock, shop = Clock(), Store()
    gate = processes(clock, shop, 4)[0].limits.door("c1", "Tea", shop).gate
    found = gate.ask("w", 30, clock())
    assert not isinstance(found, Later)
    gate.answered(found, clock())
    assert gate.bucket is not None
    assert gate.bucket.level == -20
    wait = gate.ask("w", 1, clock())
    assert isinstance(wait, Later)
    assert wait.seconds >= 21
