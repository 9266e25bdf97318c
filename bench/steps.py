"""Longer runs: four steps with one call, ten steps with three."""

import tempfile
import time
from pathlib import Path

from bench import bare, figures, machine, wrk
from bench.load import DRAIN_S
from bench.place import place, program, running
from bench.prepare import LOCAL

STEPS = {"four": "4 steps: 2 conditions, 1 call", "ten": "10 steps: 6 conditions, 3 calls"}


def main() -> None:
    """Both on all databases. Half of the orders go the whole way, as everywhere here."""
    table = figures.Table(
        "database",
        "run",
        "runs/s, drained",
        "CPU ms/run",
        "records/s",
        "peak MiB",
        "of control %",
        "others' CPU %",
    )
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with running(program("bench.sink", folder), "/stats") as sink:
            for label, kind, workers in figures.engines():
                for name, what in STEPS.items():
                    rate = bare.measured(folder, paced=False).rate
                    url = f"http://{LOCAL}:{sink.port}/hit"
                    with place([name], url, engine=kind, workers=workers) as here:
                        here.start(name)
                        wrk.saturate(here.hook(name), 2, folder)
                        before = here.drained(DRAIN_S)
                        written = _records(here.query("SELECT count(*) FROM steps"))
                        others, spent, begun = machine.Others(), machine.cpu(*here.pids), time.time()
                        with machine.peak(*here.pids) as most:
                            wrk.saturate(here.hook(name), figures.SECONDS, folder)
                            after = here.drained(DRAIN_S)
                        spent = machine.cpu(*here.pids) - spent
                        written = _records(here.query("SELECT count(*) FROM steps")) - written
                    took = (after.last or time.time()) - begun
                    runs = after.finished - before.finished
                    table.row({
                        "database": label, "run": what, "runs/s, drained": runs / took,
                        "CPU ms/run": 1e3 * spent / runs,
                        "records/s": written / took, "peak MiB": most.mib, "of control %": 100 * runs / took / rate,
                        "others' CPU %": 100 * others.share(),
                    })  # fmt: skip


def _records(rows: object) -> int:
    assert isinstance(rows, list)
    return int(rows[0][0])
