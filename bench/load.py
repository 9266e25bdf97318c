"""A webhook that is answered when it is on disk, a condition, and an HTTP call for half of the orders.

Each row is measured in the same minute as the bare control, so that the ratio says more than the rate.
"""

import asyncio
import tempfile
import time
import urllib.request
from pathlib import Path

from bench import bare, client, figures, machine, wrk
from bench.place import Place, place, program, running
from bench.prepare import LOCAL

DRAIN_S = 300.0


def main() -> None:
    """All workflows on all databases."""
    table = figures.Table(
        "database", "workflow", "first webhook s", "idle MiB", "accepted/s", "of control %", "p50 ms", "p99 ms",
        "completed/s", "CPU ms/run", "peak MiB", "at 20/s: p50 ms", "more than control's", "at 20/s: p99 ms",
        "more than the control's", "others' CPU %",
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        with running(program("bench.sink", folder), "/stats") as sink:
            url = f"http://{LOCAL}:{sink.port}"
            for label, kind, workers in figures.engines():
                for name in ("idle", "noop", "action"):
                    control = bare.measured(folder)
                    with place([name], f"{url}/hit", engine=kind, workers=workers) as here:
                        row = measure(here, name, url, folder, control)
                    table.row({"database": label, "workflow": name, **row})
                table.row({
                    "database": "(control)", "workflow": "none", "first webhook s": control.first,
                    "idle MiB": control.idle, "accepted/s": control.rate, "of control %": 100.0,
                    "CPU ms/run": control.cpu, "at 20/s: p50 ms": control.p50, "at 20/s: p99 ms": control.p99,
                })  # fmt: skip


def measure(here: Place, name: str, sink: str, folder: Path, control: bare.Bare) -> dict[str, object]:
    """One installation: started cold, idle, at a shop's rate, saturated, drained."""
    row: dict[str, object] = {"first webhook s": here.start(name)}
    time.sleep(bare.IDLE_S)
    row["idle MiB"] = machine.memory(*here.pids)
    url = here.hook(name)
    wrk.saturate(url, 2, folder)  # warm
    before = here.drained(DRAIN_S)
    paced = asyncio.run(client.load(url, seconds=figures.SECONDS, rate=bare.RATE))
    p50, p99 = paced.percentile(0.5), paced.percentile(0.99)
    row |= {"at 20/s: p50 ms": p50, "more than control's": p50 - control.p50}
    row |= {"at 20/s: p99 ms": p99, "more than the control's": p99 - control.p99}
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
    row |= {"accepted/s": done.rate, "of control %": 100 * done.rate / control.rate}
    row |= {"p50 ms": done.p50, "p99 ms": done.p99, "peak MiB": most.mib}
    row["others' CPU %"] = 100 * others.share()
    row["CPU ms/run"] = 1e3 * spent / (runs or done.accepted)
    if runs and after.last:
        row["completed/s"] = runs / (max(after.last, begun + done.seconds) - begun)
    if done.refused or after.unfinished:
        print(
            f"(of these, {done.refused} were refused and {after.unfinished} not finished in {DRAIN_S:.0f} s)"
        )
    return row
