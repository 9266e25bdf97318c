"""1,000,000 finished runs in the database: how fast the newest are listed, and how fast the old ones go.

A run keeps what it did; the message and its facts lie there once for all the runs that an event started.
"""

import asyncio
import os
import subprocess
import sys
import tempfile
import time
from functools import partial
from pathlib import Path

from app.engine.housekeeping import EVERY
from bench import bare, bulk, client, figures
from bench.place import Place, place, program, running
from bench.prepare import LOCAL, signed_in
from tests.support.server import ROOT

RUNS = int(os.environ.get("BENCH_RUNS", "1000000"))
PER_EVENT = 50
AGE_DAYS = 800
WATCHED_S = min(30.0, 2 * figures.SECONDS)
MIDDLE = f"0{RUNS // 2:025d}"
"""The id of a run in the middle."""
PAGES = {
    "page /runs p95 ms": "/runs",
    "an old page": f"/runs?cursor={MIDDLE}&status=done",
    "a run's page": f"/runs/{MIDDLE}",
    "API: the list": "/api/v1/runs",
    "API: a run": f"/api/v1/runs/{MIDDLE}",
}
"""What is asked for: pages as a signed-in person's browser does, the rest with a token."""


def main() -> None:
    """On SQLite and PostgreSQL."""
    table = figures.Table(
        "database", "finished runs", "made in s", "size MiB", "first webhook s", *PAGES, "an empty page of control",
        "pruned/s", "hook p99 ms while pruning", "of control at 20/s",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with running(program("bench.sink", folder), "/stats") as sink:
            for label, kind, workers in figures.engines():
                control = bare.measured(folder)
                url = f"http://{LOCAL}:{sink.port}/hit"
                with place(["action"], url, engine=kind, workers=workers) as here:
                    row = measure(here)
                row |= {"an empty page of control": control.page, "of control at 20/s": control.p99}
                table.row({"database": label, "finished runs": RUNS, **row})


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
    cookie = signed_in(here.data, here.url)
    row["first webhook s"] = here.start("action")
    token = _token(here)
    for column, path in PAGES.items():
        url = f"http://{LOCAL}:{here.server.port}{path}"
        who = {"Authorization": f"Bearer {token}"} if path.startswith("/api/") else {"Cookie": cookie}
        row[column] = bare.p95(partial(bare.fetch, url, **who))
    row |= _pruned(here)
    return row


def _pruned(here: Place) -> dict[str, object]:
    """Runs that go per second beside 20 messages a second, once housekeeping has begun its round."""
    left = now = _count(here)
    since = time.perf_counter()
    end = time.monotonic() + EVERY + 60
    while now == left and time.monotonic() < end:
        since = time.perf_counter()
        time.sleep(0.5)
        now = _count(here)
    seen = [(since, left), (time.perf_counter(), now)]

    async def watch() -> client.Answers:
        loading = asyncio.create_task(client.load(here.hook("action"), seconds=WATCHED_S, rate=bare.RATE))
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
