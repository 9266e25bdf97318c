"""``make faults``: hundreds of kills at moments that the dice chose, then disks, databases and services that fail.

    python -m bench faults [points=500] [minutes=25] [seed=1] [engines=sqlite,postgres,postgres+worker]

The lanes run side by side, each for so many kills or, on a slow machine, minutes. The status is 1 where a promise was
broken, and where the minutes were too few for the kills.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from bench import database, figures
from bench.faults import outages
from bench.faults.lane import Lane, killed

DEAD_S = 60.0


def main(words: Sequence[str]) -> int:
    """Runs all of it."""
    given = dict(word.partition("=")[::2] for word in words)
    points, seed = int(given.get("points", 500)), int(given.get("seed", 1))
    engines = []
    for label in given.get("engines", "sqlite,postgres").split(","):
        if why := database.usable(label.partition("+")[0]):
            print(f"({label} is left out: {why})")
        else:
            engines.append(label)
    begun = time.monotonic()
    wrong = asyncio.run(_all(engines, points, seed, 60 * float(given.get("minutes", 25))))
    print(f"\nseed {seed}, {(time.monotonic() - begun) / 60:.1f} minutes")
    for sentence in wrong[:50]:
        print(f"WRONG: {sentence}")
    print("Every promise was kept." if not wrong else f"{len(wrong)} times it was not as promised.")
    return 1 if wrong else 0


async def _all(engines: Sequence[str], points: int, seed: int, most: float) -> list[str]:
    table = figures.Table(
        "database", "kills", "accepted", "lost", "calls", "steps finished at kills", "of these repeated",
        "in doubt at kills", "settled by key", "mails", "shown as possibly done", "minutes", "broken promises",
    )  # fmt: skip
    wrong: list[str] = []

    async def one(label: str) -> None:
        engine, _, more = label.partition("+")
        run, seconds = await killed(engine, points, seed, workers=more.count("worker"), seconds=most)
        table.row({"database": label, **told(run), "minutes": seconds / 60})
        wrong.extend(f"{label}: {sentence}" for sentence in run.ledger.wrong)
        wrong.extend(short(label, run.kills, points))

    await asyncio.gather(*(one(label) for label in engines))
    print()
    table = figures.Table("outage", "accepted", "answers of 503", "runs finished", "broken promises")
    faults: list[tuple[str, Callable[[], Awaitable[outages.Outage | None]]]] = [
        ("disk full: a file-size limit", outages.disk_full),
        ("disk full: a tmpfs without room", outages.no_space),
        ("SQLite's files are read-only", outages.read_only),
    ]
    if "postgres" in engines:
        faults.append(("PostgreSQL is read-only, connections cut", outages.read_only_postgres))
    faults.append((f"a service is dead for {DEAD_S:.0f} s", lambda: outages.dead_service("sqlite", DEAD_S)))
    for name, fault in faults:
        outage = await fault()
        if outage is None:
            print(f"({name}: left out, it can't be had here)")
            continue
        broken = outage.wrong or []
        table.row({
            "outage": name, "accepted": outage.accepted, "answers of 503": outage.refused,
            "runs finished": outage.finished, "broken promises": len(broken),
        })  # fmt: skip
        wrong += [f"{name}: {sentence}" for sentence in broken]
    return wrong


def short(label: str, kills: int, points: int) -> list[str]:
    """Says so where fewer kills were made than were asked for: what was not tried is not proved."""
    return [] if kills >= points else [f"{label}: {kills} of {points} kills; there was no time for more"]


def told(run: Lane) -> dict[str, object]:
    """A lane's account as figures."""
    book = run.ledger
    return {
        "kills": run.kills, "accepted": len(book.accepted), "lost": book.lost, "calls": sum(book.calls.values()),
        "steps finished at kills": len(book.finished), "of these repeated": book.repeated,
        "in doubt at kills": run.doubtful, "settled by key": book.settled, "mails": sum(book.mails.values()),
        "shown as possibly done": book.doubts, "broken promises": len(book.wrong),
    }  # fmt: skip
