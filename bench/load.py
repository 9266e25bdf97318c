"""A webhook that is answered when it is on disk, a condition, and an HTTP call for half of the orders.

Each row is measured in the same minute as the bare control, so that the ratio says more than the rate.
"""

import asyncio
import tempfile
import time
import urllib.request
from pathlib import Path

from bench import client, figures, machine, wrk
from bench.place import Place, place, program, running
from bench.prepare import LOCAL

RATE = 20
"""Messages a second of a busy shop."""
PACED_S = 15.0
DRAIN_S = 300.0


def main() -> None:
    """All workflows on all databases."""
    table = figures.Table(
        "database", "workflow", "first webhook s", "idle MiB", "accepted/s", "of control %", "p50 ms", "p99 ms",
        "completed/s", "CPU ms/run", "peak MiB", "at 20/s: p50 ms", "p99 ms - control's", "others' CPU %",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with running(program("bench.sink", folder), "/stats") as sink:
            url = f"http://{LOCAL}:{sink.port}"
            for label, kind, workers in figures.engines():
                for name in ("idle", "noop", "action"):
                    rate, p99, spent = control(folder)
                    with place([name], f"{url}/hit", engine=kind, workers=workers) as here:
                        row = measure(here, name, url, folder)
                    row["of control %"] = 100 * float(str(row["accepted/s"])) / rate
                    row["p99 ms - control's"] = float(str(row["paced p99"])) - p99
                    table.row({"database": label, "workflow": name, **row})
            table.row(
                {"database": "control", "accepted/s": rate, "CPU ms/run": spent, "p99 ms - control's": p99}
            )


def control(folder: Path, *, paced: bool = True) -> tuple[float, float, float]:
    """Of the bare control: accepted a second, p99 at 20/s in ms (0 where it is not asked for), CPU ms a request."""
    with running(program("bench.control", folder)) as bare:
        url = f"http://{LOCAL}:{bare.port}/hooks/any"
        wrk.saturate(url, 1, folder)
        spent = machine.cpu(bare.pid)
        done = wrk.saturate(url, 5, folder)
        spent = machine.cpu(bare.pid) - spent
        slow = asyncio.run(client.load(url, seconds=PACED_S, rate=RATE)) if paced else client.Answers()
    return done.rate, slow.percentile(0.99), 1e3 * spent / done.accepted


def measure(here: Place, name: str, sink: str, folder: Path) -> dict[str, object]:
    """One installation: started cold, idle, at a shop's rate, saturated, drained."""
    row: dict[str, object] = {"first webhook s": here.start(name)}
    time.sleep(3)
    row["idle MiB"] = machine.memory(*here.pids)
    url = here.hook(name)
    wrk.saturate(url, 2, folder)  # warm
    before = here.drained(DRAIN_S)
    paced = asyncio.run(client.load(url, seconds=PACED_S, rate=RATE))
    row["at 20/s: p50 ms"], row["paced p99"] = paced.percentile(0.5), paced.percentile(0.99)
    before = here.drained(DRAIN_S)
    with urllib.request.urlopen(urllib.request.Request(f"{sink}/reset", method="POST")):
        pass
    others, spent = machine.Others(), machine.cpu(*here.pids)
    with machine.peak(*here.pids) as most:
        begun = time.time()
        done = wrk.saturate(url, figures.SECONDS, folder)
        after = here.drained(DRAIN_S)
    spent = machine.cpu(*here.pids) - spent
    runs = after.finished - before.finished
    row |= {"accepted/s": done.rate, "p50 ms": done.p50, "p99 ms": done.p99, "peak MiB": most.mib}
    row["others' CPU %"] = 100 * others.share()
    row["CPU ms/run"] = 1e3 * spent / (runs or done.accepted)
    if runs and after.last:
        row["completed/s"] = runs / (max(after.last, begun + done.seconds) - begun)
    if done.refused or after.unfinished:
        print(
            f"(of these, {done.refused} were refused and {after.unfinished} not finished in {DRAIN_S:.0f} s)"
        )
    return row
