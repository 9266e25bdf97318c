"""The mirror of a shop with 100,000 orders, filled from a shop that answers at once, and killed in the middle.

    python -m bench backfill [orders=100000] [kinds=woocommerce,shopify] [delay_ms=0]

WooCommerce sets the pace by our own politeness: five pages of 100 a second, which leaves its server to its customers.
The memory is that of the server alone: when it is idle, and the most while it fills, in the first fifth and after it.
The status is 1 where an order is missing, it takes five minutes or more, or the memory goes on growing.
"""

import asyncio
import sys
import time
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from app.engine import connecting
from app.engine.services import Services, assemble
from app.settings import Settings
from app.store import connections
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from bench import machine
from bench.place import Place, Process, place, program, running
from bench.prepare import LOCAL

SHOP = "big"
MOST_SECONDS = 300.0
MOST_GROWTH = 64.0
"""MiB that the memory may grow by after the first fifth: buffers find their size, a leak would not stop."""
LOOK = 0.02


@dataclass
class Filled:
    """What it took. ``killed``: at how many orders the server was killed; memory in MiB, ``disk`` too."""

    kind: str
    orders: int
    kept: int
    seconds: float
    killed: int
    idle: float
    early: float
    late: float
    disk: float

    @property
    def wrong(self) -> str:
        """What is not as it must be; "" where all is."""
        if self.kept != self.orders:
            return f"{self.orders - self.kept} orders are missing"
        if not 0 < self.killed < self.orders:
            return "it was not killed in the middle"
        if self.seconds >= MOST_SECONDS:
            return "it took too long"
        return "the memory goes on growing" if self.late - self.early > MOST_GROWTH else ""


def settings(kind: str, url: str) -> dict[str, str | int]:
    """A connection to the big shop."""
    if kind == "woocommerce":
        return {"url": url, "consumer_key": "ck_1", "consumer_secret": "cs_2", "webhook_secret": "whsec"}
    return {
        "shop_domain": "big.myshopify.com", "access_token": "shpat_bench", "webhook_secret": "shpss", "base_url": url
    }  # fmt: skip


def measured(kind: str, orders: int, delay_ms: int = 0) -> Filled:
    """Fills the mirror of one such shop, with one kill in the middle."""
    with place({}) as made:
        shop = program("bench.big_shop", made.folder)
        shop.command = [*shop.command, f"orders={orders}", f"delay_ms={delay_ms}"]
        with running(shop):
            return _filled(made, kind, f"http://{LOCAL}:{shop.port}", orders)


def _filled(made: Place, kind: str, url: str, orders: int) -> Filled:
    _with_shop(made.data, kind, url)
    made.start()
    idle = machine.memory(made.server.pid)
    _begin(made.data)
    begun, early, late = time.monotonic(), 0.0, 0.0
    killed = 0
    while True:
        count, open_ = _stands(made)
        with suppress(IndexError, OSError):
            now = machine.memory(made.server.pid)
            early, late = (max(early, now), late) if count < orders / 5 else (early, max(late, now))
        if not open_:
            break
        if not killed and count >= orders * 0.4:
            killed = count
            made.server.kill()
            made.server.start()
            made.server.wait()
        _check(made.server, begun)
        time.sleep(LOOK)
    seconds = time.monotonic() - begun
    made.stop()
    kept = int(made.query("SELECT count(*) FROM mirror WHERE thing = 'order' AND size > 0")[0][0])
    disk = (made.data / "storeflow.db").stat().st_size / machine.MIB
    return Filled(kind, orders, kept, seconds, killed, idle, early, late, disk)


def _stands(made: Place) -> tuple[int, int]:
    """How many orders came so far, and how many kinds are not whole yet."""
    [[count, open_]] = made.query(
        "SELECT sum(count) FILTER (WHERE thing = 'order'), count(*) FILTER (WHERE state = 'going') FROM mirror_parts"
    )
    return int(count or 0), int(open_)


def _check(server: Process, begun: float) -> None:
    if time.monotonic() - begun > 2 * MOST_SECONDS:
        raise RuntimeError(f"it does not come to an end\n{server.told()}")


def _with_shop(data: Path, kind: str, url: str) -> None:
    """The installation, which does not run yet, with a connection to that shop."""

    async def add(services: Services) -> None:
        shown, secrets = connecting.validated(services, kind, settings(kind, url))
        await services.db.write(
            connections.create,
            kind=kind,
            name=SHOP,
            settings=shown,
            secrets=secrets,
            now=datetime.now(UTC),
            id=SHOP,
        )

    _within(data, add)


def _begin(data: Path) -> None:
    """What the owner's button does."""

    async def begin(services: Services) -> None:
        await services.backfilling.begin(SHOP, 12)

    _within(data, begin)


def _within(data: Path, work: Callable[[Services], Awaitable[None]]) -> None:
    async def whole() -> None:
        made = Settings(data_dir=data, allow_private_addresses=(LOCAL,))
        db = open_database(data)
        services = assemble(made, db, Vault(secret_key(data, made.secret_key)))
        try:
            await work(services)
        finally:
            await services.http.close()
            await db.close()

    asyncio.run(whole())


def main(words: Sequence[str]) -> int:
    """The status is 1 where something is not as it must be."""
    given = dict(word.partition("=")[::2] for word in words)
    orders, delay = int(given.get("orders", 100_000)), int(given.get("delay_ms", 0))
    wrong = False
    print("| shop | orders | seconds | orders/s | killed at | idle MiB | first fifth | after it | disk MiB |")
    print("|---|--:|--:|--:|--:|--:|--:|--:|--:|")
    for kind in given.get("kinds", "woocommerce,shopify").split(","):
        it = measured(kind, orders, delay)
        print(
            f"| {kind} | {it.kept:,} | {it.seconds:.1f} | {it.kept / it.seconds:,.0f} | {it.killed:,} | {it.idle:.0f} "
            f"| {it.early:.0f} | {it.late:.0f} | {it.disk:.0f} |",
            flush=True,
        )
        if it.wrong:
            wrong = True
            print(f"\n{kind}: {it.wrong}\n", flush=True)
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
