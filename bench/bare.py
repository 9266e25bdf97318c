"""The bare control, measured in the same minute as each row, so that the ratio says more than the figure."""

import asyncio
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from bench import client, figures, machine, wrk
from bench.place import program, running
from bench.prepare import LOCAL

RATE = 20
"""Messages a second of a busy shop."""
ASKED = 40
"""Answers from which a p95 is taken."""
IDLE_S = 3
"""Seconds until memory is called idle."""


@dataclass(frozen=True)
class Bare:
    """What a server costs that parses and forgets. ``first``: seconds from its start to its first accepted message;

    ``idle``: MiB; ``rate``: accepted a second at saturation, ``cpu``: ms of CPU each; ``p50`` and ``p99``: ms of an
    answer at 20 a second (0 where that was not asked for); ``page``: ms of which 95 % of empty pages need less.
    """

    first: float
    idle: float
    rate: float
    cpu: float
    p50: float
    p99: float
    page: float


def measured(folder: Path, *, paced: bool = True) -> Bare:
    """Started, idle, at a shop's rate where ``paced``, saturated."""
    bare = program("bench.control", folder)
    with running(bare):
        first = time.perf_counter() - bare.begun
        url = f"http://{LOCAL}:{bare.port}/hooks/any"
        asyncio.run(client.load(url, count=1, connections=1))
        time.sleep(IDLE_S)
        idle = machine.memory(bare.pid)
        wrk.saturate(url, 1, folder)
        spent = machine.cpu(bare.pid)
        done = wrk.saturate(url, min(5, figures.SECONDS), folder)
        spent = machine.cpu(bare.pid) - spent
        slow = (
            asyncio.run(client.load(url, seconds=figures.SECONDS, rate=RATE)) if paced else client.Answers()
        )
        page = p95(lambda: fetch(f"http://{LOCAL}:{bare.port}/healthz"))
    each = 1e3 * spent / done.accepted
    return Bare(first, idle, done.rate, each, slow.percentile(0.5), slow.percentile(0.99), page)


def fetch(url: str, **headers: str) -> bytes:
    """A page. Raises RuntimeError where it leads to another one: who is not signed in would be measured at the door."""
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=60) as answer:
        if answer.geturl() != url:
            raise RuntimeError(f"{url} led to {answer.geturl()}")
        return bytes(answer.read())


def p95(ask: Callable[[], object]) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(ASKED):
        begun = time.perf_counter()
        ask()
        taken.append(1e3 * (time.perf_counter() - begun))
    return sorted(taken)[int(0.95 * ASKED)]
