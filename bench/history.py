"""1,000,000 finished runs in the database: how fast the newest are listed, and how fast the old ones go.

A run keeps what it did; the message and its facts lie there once for all the runs that an event started.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from app.engine.housekeeping import EVERY
from bench import bulk, client, figures
from bench.place import Place, place, program, running
from bench.prepare import LOCAL
from tests.support.server import ROOT

RUNS = int(os.environ.get("BENCH_RUNS", "1000000"))
PER_EVENT = 50
AGE_DAYS = 800
ASKED = 40
WATCHED_S = 30.0


def main() -> None:
    """On SQLite and PostgreSQL."""
    table = figures.Table(
        "database", "finished runs", "made in s", "size MiB", "first webhook s", "runs list p95 ms", "old page p95 ms",
        "one run p95 ms", "pruned/s", "hook p99 ms while pruning",
    )  # fmt: skip
    with (
        tempfile.TemporaryDirectory() as temporary,
        running(program("bench.sink", Path(temporary)), "/stats") as sink,
    ):
        for label, kind, workers in figures.engines():
            if workers:
                continue
            with place(["action"], f"http://{LOCAL}:{sink.port}/hit", engine=kind) as here:
                table.row({"database": label, "finished runs": RUNS, **measure(here)})


def measure(here: Place) -> dict[str, object]:
    """Filled with runs that are older than anybody keeps them; listed, then cleared away."""
    row: dict[str, object] = {}
    here.start("action")
    asyncio.run(client.load(here.hook("action"), count=2, connections=1))
    here.drained(30)
    here.stop()
    begun = time.perf_counter()
    bulk.copies(here, RUNS, per_event=PER_EVENT, age_days=AGE_DAYS)
    row["made in s"], row["size MiB"] = time.perf_counter() - begun, _size(here)
    row["first webhook s"] = here.start("action")
    token = _token(here)
    cursor = f"{RUNS // 2:025d}"
    for column, path in (
        ("runs list p95 ms", "/api/v1/runs"),
        ("old page p95 ms", f"/api/v1/runs?cursor=0{cursor}&status=done"),
        ("one run p95 ms", f"/api/v1/runs/0{cursor}"),
    ):
        row[column] = _p95(here, path, token)
    row |= _pruned(here)
    return row


def _pruned(here: Place) -> dict[str, object]:
    """Runs that go per second beside 20 messages a second, once housekeeping has begun its round."""
    left = _count(here)
    end = time.monotonic() + EVERY + 60
    while _count(here) == left and time.monotonic() < end:
        time.sleep(0.5)
    seen = [(time.perf_counter(), _count(here))]

    async def watch() -> client.Answers:
        loading = asyncio.create_task(client.load(here.hook("action"), seconds=WATCHED_S, rate=20))
        while not loading.done():
            await asyncio.sleep(1)
            seen.append((time.perf_counter(), await asyncio.to_thread(_count, here)))
        return await loading

    answers = asyncio.run(watch())
    (since, most), (until, least) = seen[0], next((p for p in seen if p[1] < left // 1000), seen[-1])
    return {
        "pruned/s": (most - least) / (until - since),
        "hook p99 ms while pruning": answers.percentile(0.99),
    }


def _count(here: Place) -> int:
    return int(here.query("SELECT count(*) FROM runs WHERE id LIKE '00%'")[0][0])


def _size(here: Place) -> float:
    if here.url:
        return float(here.query("SELECT pg_database_size(current_database())")[0][0]) / 2**20
    return sum(file.stat().st_size for file in here.data.glob("storeflow.db*")) / 2**20


def _token(here: Place) -> str:
    env = {**os.environ, **here.server.env}
    made = [
        sys.executable,
        "-m",
        "app",
        "token",
        "create",
        "bench",
        "--role",
        "viewer",
        "--data",
        str(here.data),
    ]
    return subprocess.run(made, cwd=ROOT, env=env, capture_output=True, text=True, check=True).stdout.strip()


def _p95(here: Place, path: str, token: str) -> float:
    """Milliseconds."""
    taken = []
    for _ in range(ASKED):
        request = urllib.request.Request(
            f"http://{LOCAL}:{here.server.port}{path}", headers={"Authorization": f"Bearer {token}"}
        )
        begun = time.perf_counter()
        with urllib.request.urlopen(request, timeout=60) as answer:
            answer.read()
        taken.append(1e3 * (time.perf_counter() - begun))
    return sorted(taken)[int(0.95 * ASKED)]
