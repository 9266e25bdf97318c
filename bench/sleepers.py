"""100,000 runs that wait for three days: what they cost, and what it takes to come back to them.

They are made by SQL beside a real one, each as that one lies in the database; then the clock reaches 1,000 of them.
"""

import os
import tempfile
import time
import urllib.request
from datetime import UTC, datetime
from pathlib import Path

import orjson

from bench import bare, bulk, figures, machine
from bench.place import Place, place, program, running
from bench.prepare import LOCAL

SLEEPERS = int(os.environ.get("BENCH_SLEEPERS", "100000"))
WOKEN = 1000


def main() -> None:
    """On SQLite and PostgreSQL."""
    table = figures.Table(
        "database", "sleepers", "first webhook s without", "with them", "of control", "idle MiB without", "MiB with",
        "of the control", "woken", "all done after s", "CPU ms each", "of a control's request", "woken early",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with running(program("bench.sink", folder), "/stats") as sink:
            url = f"http://{LOCAL}:{sink.port}"
            for label, kind, workers in figures.engines():
                control = bare.measured(folder, paced=False)
                with place(["sleep"], f"{url}/hit", engine=kind, workers=workers) as here:
                    row = measure(here, url)
                row |= {
                    "of control": control.first, "of the control": control.idle, "of a control's request": control.cpu,
                }  # fmt: skip
                table.row({"database": label, "sleepers": SLEEPERS, **row})


def measure(here: Place, sink: str) -> dict[str, object]:
    """Started with one sleeper, with all, and with some of them due."""
    row: dict[str, object] = {}
    row["first webhook s without"] = here.start("sleep")
    time.sleep(4)
    row["idle MiB without"] = machine.memory(*here.pids)
    here.stop()
    bulk.copies(here, SLEEPERS, waiting=True)
    row["with them"] = here.start("sleep")
    time.sleep(4)
    row["MiB with"] = machine.memory(*here.pids)
    calls = _calls(sink)
    spent = machine.cpu(*here.pids)
    begun = time.perf_counter()
    now = int(datetime.now(UTC).timestamp() * 1e6)
    bulk.execute(
        here, f"UPDATE waits SET due = {now} WHERE run IN (SELECT run FROM waits ORDER BY run LIMIT {WOKEN})"
    )
    while (came := _calls(sink) - calls) < WOKEN and time.perf_counter() - begun < 60:
        time.sleep(0.02)
    row["woken"], row["all done after s"] = came, time.perf_counter() - begun
    row["CPU ms each"] = 1e3 * (machine.cpu(*here.pids) - spent) / WOKEN
    time.sleep(2)
    row["woken early"] = _calls(sink) - calls - WOKEN
    return row


def _calls(sink: str) -> int:
    with urllib.request.urlopen(f"{sink}/stats", timeout=10) as answer:
        return int(orjson.loads(answer.read())["calls"])
