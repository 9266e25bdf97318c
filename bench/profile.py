"""Where the time goes: the real server under load, its loop and its writer each under Python's own profiler.

    python -m bench profile [workflow=action] [seconds=10] [rows=25]

The profiler makes small functions dearer than they are; read shares, not seconds. One thread at a time is profiled.
"""

import cProfile
import os
import pstats
import signal
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.store import database as store
from app.store.batch import Job
from bench import wrk
from bench.figures import Table
from bench.place import place, program, running
from bench.prepare import LOCAL
from tests.support.server import ROOT

Row = tuple[int, int, float, float, Any]
"""pstats' own: primitive calls, calls, seconds, seconds with what it calls, callers."""
Stats = dict[tuple[str, int, str], Row]


def main(words: Sequence[str]) -> int:
    """Both threads in turn."""
    given = dict(word.partition("=")[::2] for word in words)
    name, seconds = given.get("workflow", "action"), float(given.get("seconds", 10))
    rows = int(given.get("rows", 25))
    for thread in ("loop", "writer"):
        with tempfile.TemporaryDirectory() as temporary:
            stats, runs = profiled(Path(temporary), name, thread, seconds)
        spent = {key: value for key, value in stats.items() if value[2] > 0}
        whole = sum(value[2] for value in spent.values())
        print(
            f"\n### The {thread}: {1e3 * whole / runs:.2f} ms of CPU a run under the profiler, {runs} runs\n"
        )
        by_part: dict[str, float] = defaultdict(float)
        for key, value in spent.items():
            by_part[part(key[0])] += value[2]
        table = Table("part", "% of the thread")
        for where, share in sorted(by_part.items(), key=lambda item: -item[1])[:16]:
            table.row({"part": where, "% of the thread": 100 * share / whole})
        print()
        _table(spent, whole, runs, rows, lambda value: value[2])
        print("\nOurs, by all that they cause:\n")
        ours = {key: value for key, value in spent.items() if part(key[0]).startswith("app.")}
        _table(ours, whole, runs, rows, lambda value: value[3])
    return 0


def _table(stats: Stats, whole: float, runs: int, rows: int, by: Callable[[Row], float]) -> None:
    table = Table("function", "own %", "with what it calls %", "calls a run")
    for key, value in sorted(stats.items(), key=lambda item: -by(item[1]))[:rows]:
        table.row({
            "function": f"`{part(key[0])} {key[2]}`", "own %": 100 * value[2] / whole,
            "with what it calls %": 100 * value[3] / whole, "calls a run": value[1] / runs,
        })  # fmt: skip


def profiled(folder: Path, name: str, thread: str, seconds: float) -> tuple[Stats, int]:
    """What the profiler saw of one thread while so many runs were done."""
    out = folder / "stats"
    with running(program("bench.sink", folder), "/stats") as sink:
        with place([name], f"http://{LOCAL}:{sink.port}/hit") as here:
            python, _, _, *rest = here.server.command
            here.server.command = [python, "-m", "bench.profile", thread, str(out), *rest]
            here.start(name)
            wrk.saturate(here.hook(name), 2, folder)  # warm
            before = here.drained(300).finished
            os.kill(here.server.pid, signal.SIGUSR1)
            wrk.saturate(here.hook(name), seconds, folder)
            runs = here.drained(300).finished - before
            here.stop()
        stats: Stats = pstats.Stats(str(out)).stats  # type: ignore[attr-defined]
    return stats, max(1, runs)


def part(file: str) -> str:
    """A module of ours by its name, a library by its own."""
    path = Path(file)
    if path.is_relative_to(ROOT / "app"):
        return path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")
    parts = path.parts
    if path.name == "runners.py":
        return "uvloop, in C"
    if "site-packages" in parts:
        return parts[parts.index("site-packages") + 1].removesuffix(".py")
    return path.stem if file not in ("~", "") else "built in"


def _child(thread: str, out: str) -> None:
    """``storeflow`` with the words that follow; from SIGUSR1 on until it ends one of its threads is profiled."""
    from app.__main__ import main as storeflow

    profile = cProfile.Profile(time.thread_time)  # CPU alone: neither the disk's time nor other programs'
    begin = threading.Event()
    if thread == "loop":
        signal.signal(signal.SIGUSR1, lambda *_: profile.enable())
    else:
        signal.signal(signal.SIGUSR1, lambda *_: begin.set())
        commit = store._commit

        def watched(conn: Connection, batch: list[Job]) -> list[Job]:
            if begin.is_set():
                profile.enable()
            try:
                return commit(conn, batch)
            finally:
                profile.disable()

        store._commit = watched
    try:
        storeflow()
    finally:
        profile.disable()
        profile.dump_stats(out)


if __name__ == "__main__":
    which, file = sys.argv[1:3]
    sys.argv[1:3] = []
    _child(which, file)
