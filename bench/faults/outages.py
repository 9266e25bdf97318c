"""What is no kill: a disk that is full, a database that takes no writes, a service that is dead for a while."""

import asyncio
import os
import resource
import shutil
import subprocess
import tempfile
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from bench import orders, sink
from bench.client import converse, until
from bench.place import Place, place

BACK_S = 300.0
"""Seconds in which all that waited for a dead service must be done after its return."""
LITTLE = 2 * 2**20
"""Bytes that the database may still grow by before its disk is full."""


@dataclass
class Outage:
    """``refused``: answers of 503; ``wrong``: what should not have been."""

    accepted: int = 0
    refused: int = 0
    finished: int = 0
    wrong: list[str] | None = None

    def broken(self, what: str) -> None:
        """A promise that was not kept."""
        self.wrong = [*(self.wrong or []), what]


@asynccontextmanager
async def started(engine: str, within: Path | None) -> AsyncIterator[tuple[Place, sink.Record]]:
    """A running installation and its service."""
    web = sink.Record()
    calls = await sink.listen(web)
    url = f"http://127.0.0.1:{calls.sockets[0].getsockname()[1]}/hit"
    around = place(["action"], url, engine=engine, within=within)
    here = await asyncio.to_thread(around.__enter__)
    try:
        await asyncio.to_thread(here.start)
        yield here, web
    finally:
        await asyncio.to_thread(around.__exit__, None, None, None)
        calls.close()


class Sender:
    """Posts orders one after the other."""

    def __init__(self, here: Place, outage: Outage, name: str = "action") -> None:
        self.here, self.outage, self.name = here, outage, name
        self.number = 0

    async def post(self) -> int:
        """The answer's status; an answer of 503 must say when to come again."""
        self.number += 1
        port = self.here.server.port
        raw = orders.request(f"/hooks/{self.name}", f"127.0.0.1:{port}", self.number, "129.00")
        try:
            talk = await converse(port)
            status = await asyncio.wait_for(talk.ask(raw), 60)
        except (OSError, TimeoutError) as error:
            self.outage.broken(f"message {self.number} got no answer: {type(error).__name__} {error}")
            return 0
        if status == 202:
            self.outage.accepted += 1
        elif status == 503:
            self.outage.refused += 1
            if not talk.retry_after.isdecimal():
                self.outage.broken("503 without Retry-After")
        else:
            self.outage.broken(f"answered {status}")
        talk.transport.close()
        return status


async def out_of(
    engine: str,
    break_: Callable[[Place], object],
    mend: Callable[[Place], object],
    within: Path | None = None,
) -> Outage:
    """Breaks the database's ground, posts until it is refused, mends it: it must take messages again by itself."""
    outage = Outage()
    async with started(engine, within) as (here, web):
        sender = Sender(here, outage)
        for _ in range(5):
            await sender.post()
        try:
            await asyncio.to_thread(break_, here)
            for _ in range(2000):
                if await sender.post() != 202:
                    break
            if not outage.refused:
                outage.broken("it was never refused")
            if not await asyncio.to_thread(here.server.answers):
                outage.broken(f"the server itself does not answer any more: {here.server.told()}")
        finally:
            await asyncio.to_thread(mend, here)
        for _ in range(200):
            if await sender.post() == 202:
                break
            if here.server.popen is not None and here.server.popen.poll() is not None:
                return outage
            await asyncio.sleep(0.1)
        else:
            outage.broken("it did not come back by itself")
        for _ in range(5):
            await sender.post()
        counted = await asyncio.to_thread(here.drained, 60)
        await _account(outage, here, web, counted.unfinished)
    return outage


async def _account(outage: Outage, here: Place, web: sink.Record, unfinished: int) -> None:
    rows = await asyncio.to_thread(here.query, "SELECT status, count(*) FROM runs GROUP BY status")
    statuses = {str(row[0]): int(row[1]) for row in rows}
    outage.finished = statuses.get("done", 0)
    if (
        unfinished
        or set(statuses) - {"done"}
        or outage.finished < outage.accepted
        or web.calls < outage.accepted
    ):
        outage.broken(f"{outage.accepted} accepted, {web.calls} calls, {unfinished} open, runs: {statuses}")


# -------------------------------------------------------------------------------------------------- a full disk


async def disk_full() -> Outage:
    """No file may grow beyond a limit (RLIMIT_FSIZE), then it may again: what a full disk is to a process."""

    def break_(here: Place) -> None:
        size = max(file.stat().st_size for file in here.data.glob("storeflow.db*"))
        hard = resource.prlimit(here.server.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(here.server.pid, resource.RLIMIT_FSIZE, (size + LITTLE, hard))

    def mend(here: Place) -> None:
        hard = resource.prlimit(here.server.pid, resource.RLIMIT_FSIZE)[1]
        resource.prlimit(here.server.pid, resource.RLIMIT_FSIZE, (hard, hard))

    return await out_of("sqlite", break_, mend)


async def no_space() -> Outage | None:
    """A real file system without room (a tmpfs of 32 MiB, which takes root); None where that can't be had."""
    if os.geteuid() != 0 or shutil.which("mount") is None:
        return None
    size = 32 * 2**20

    def break_(here: Place) -> None:
        room = os.statvfs(here.data)
        if room.f_blocks * room.f_frsize > size:
            raise RuntimeError("this is not the small file system that was meant to be filled")
        (here.data / "stuffing").write_bytes(b"\0" * max(0, room.f_bavail * room.f_frsize - LITTLE))

    def mend(here: Place) -> None:
        (here.data / "stuffing").unlink()

    with tempfile.TemporaryDirectory(prefix="storeflow-faults-") as temporary:
        mounted = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", temporary]
        if (await asyncio.to_thread(subprocess.run, mounted, capture_output=True)).returncode:
            return None
        try:
            return await out_of("sqlite", break_, mend, Path(temporary))
        finally:
            await asyncio.to_thread(subprocess.run, ["umount", temporary], check=True)


# -------------------------------------------------------------------------------------------- nothing is written


async def read_only() -> Outage | None:
    """The database and its log can't be written to any more (chattr +i, as root on ext4); None where that can't be had.

    The index of the log stays writable: it lies in memory that is mapped, and whatever can't write to that is ended by
    the system (SIGBUS), SQLite like any other program.
    """
    if os.geteuid() != 0 or shutil.which("chattr") is None:
        return None

    def turn(here: Place, how: str) -> None:
        files = [str(file) for file in here.data.glob("storeflow.db*") if file.suffix != ".db-shm"]
        subprocess.run(["chattr", how, *files], check=True, capture_output=True)

    try:
        return await out_of("sqlite", lambda here: turn(here, "+i"), lambda here: turn(here, "-i"))
    except subprocess.CalledProcessError:
        return None


async def read_only_postgres() -> Outage:
    """New transactions of the database are read-only (as on a standby), and its connections are cut."""

    def turn(here: Place, how: str) -> None:
        from bench.database import execute

        name = here.url.rpartition("/")[2]
        execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {how}')
        execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    return await out_of("postgres", lambda here: turn(here, "on"), lambda here: turn(here, "off"))


# ---------------------------------------------------------------------------------------------- a dead service


async def dead_service(engine: str, seconds: float) -> Outage:
    """A service that never answers holds up its own workflow only; the other's runs end while it is dead."""
    outage = Outage()
    dead = sink.Record(silent=True)
    grave = await sink.listen(dead)
    web = sink.Record()
    calls = await sink.listen(web)
    urls = [f"http://127.0.0.1:{one.sockets[0].getsockname()[1]}/hit" for one in (grave, calls)]
    around = place({"action": urls[0], "four": urls[1]}, engine=engine)
    here = await asyncio.to_thread(around.__enter__)
    try:
        await asyncio.to_thread(here.start)
        stuck, well = Sender(here, Outage()), Sender(here, outage, "four")
        clock = asyncio.get_running_loop().time
        end = clock() + seconds
        while clock() < end:
            await stuck.post()
            await well.post()
            if not await until(lambda: web.calls >= outage.accepted, 30, every=0.05):
                outage.broken(
                    f"a dead service held up another workflow: {web.calls} calls for {outage.accepted}"
                )
                break
        outage.finished = web.calls
        if stuck.outage.wrong:
            outage.broken(f"the door: {stuck.outage.wrong[0]}")
        if not dead.calls:
            outage.broken("the dead service was never called")
        dead.silent = False
        for transport in list(dead.transports):
            transport.abort()
        counted = await asyncio.to_thread(here.drained, BACK_S)
        if counted.unfinished or counted.finished < stuck.outage.accepted + outage.accepted:
            outage.broken(
                f"{counted.unfinished} runs did not go on within {BACK_S:.0f} s of the service's return"
            )
    finally:
        await asyncio.to_thread(around.__exit__, None, None, None)
        grave.close()
        calls.close()
    return outage
