"""An installation of its own to be measured: prepared, started, asked, ended. Ends only what it started, by pid."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench import database, orders
from bench.machine import tree
from bench.prepare import LOCAL, prepare
from tests.support.server import ROOT, free_port


@dataclass
class Process:
    """A program of ours on a port of this machine."""

    command: Sequence[str]
    port: int
    log: Path
    env: dict[str, str] = field(default_factory=dict)
    popen: subprocess.Popen[bytes] | None = None
    begun: float = 0.0

    @property
    def pid(self) -> int:
        """Of the process that was started last."""
        assert self.popen is not None
        return self.popen.pid

    def start(self, **options: Any) -> None:
        """Starts it, without waiting for it."""
        self.begun = time.perf_counter()
        with self.log.open("ab") as log:
            self.popen = subprocess.Popen(
                self.command, cwd=ROOT, env={**os.environ, **self.env}, stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, **options,
            )  # fmt: skip

    def kill(self) -> None:
        """As if the power failed: the process, then what it had started."""
        family = tree(self.pid)
        assert self.popen is not None
        self.popen.kill()
        for child in family[1:]:
            _signal(child, signal.SIGKILL)
        self.popen.wait(10)

    def stop(self) -> None:
        """As an operator would; killed where that does not help."""
        if self.popen is None or self.popen.poll() is not None:
            return
        self.popen.terminate()
        try:
            self.popen.wait(20)
        except subprocess.TimeoutExpired:
            self.kill()

    def answers(self, path: str = "/healthz") -> bool:
        """Does it answer there?"""
        try:
            with urllib.request.urlopen(f"http://{LOCAL}:{self.port}{path}", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def wait(self, path: str = "/healthz", seconds: float = 60) -> "Process":
        """Until it answers. Raises RuntimeError with the end of its log."""
        while not self.answers(path):
            self.check(seconds)
            time.sleep(0.02)
        return self

    def told(self) -> str:
        """The end of its log, and its status where it has ended."""
        ended = self.popen.poll() if self.popen is not None else None
        said = self.log.read_text(errors="replace")[-3000:]
        return said if ended is None else f"ended with {ended}\n{said}"

    def check(self, seconds: float) -> None:
        """Raises RuntimeError where it has ended, or its start was longer ago than that."""
        ended = self.popen is not None and self.popen.poll() is not None
        if ended or time.perf_counter() - self.begun > seconds:
            raise RuntimeError(f"{' '.join(self.command)}\n{self.told()}")


def program(module: str, folder: Path, port: int = 0) -> Process:
    """One of the programs of this folder, which take their port."""
    port = port or free_port()
    return Process([sys.executable, "-m", module, str(port)], port, folder / f"{module}.log")


@dataclass
class Place:
    """One installation. ``url`` is empty for SQLite; ``workers``: further processes on the same PostgreSQL database."""

    folder: Path
    url: str
    server: Process
    workers: list[Process] = field(default_factory=list)

    @property
    def data(self) -> Path:
        """The data folder."""
        return self.folder / "data"

    @property
    def pids(self) -> list[int]:
        """Of all its processes."""
        return [one.pid for one in (self.server, *self.workers)]

    def hook(self, name: str) -> str:
        """Where a store's messages for that workflow go."""
        return f"http://{LOCAL}:{self.server.port}/hooks/{name}"

    def start(self, first: str = "") -> float:
        """Starts all; seconds until the first webhook, to the connection ``first``, was accepted."""
        for worker in self.workers:
            worker.start()
        self.server.start()
        if not first:
            self.server.wait()
            return time.perf_counter() - self.server.begun
        headers, body = orders.delivery(1, key=f"first-{secrets.token_hex(8)}")
        while True:
            self.server.check(60)
            request = urllib.request.Request(self.hook(first), body, headers, method="POST")
            try:
                with urllib.request.urlopen(request, timeout=10):
                    return time.perf_counter() - self.server.begun
            except OSError:
                time.sleep(0.01)

    def stop(self) -> None:
        """Stops all."""
        for one in (self.server, *self.workers):
            one.stop()

    def counted(self) -> database.Counted:
        """How far its runs are."""
        return database.counted(self.data, self.url)

    def query(self, statement: str) -> Sequence[Sequence[Any]]:
        """Rows of its database."""
        return database.query(self.data, self.url, statement)

    def drained(self, seconds: float) -> database.Counted:
        """Waits until nothing is open any more, or the time is over; how far the runs are then."""
        end = time.monotonic() + seconds
        while (now := self.counted()).unfinished and time.monotonic() < end:
            time.sleep(0.1)
        return now


@contextmanager
def place(
    names: Sequence[str] | Mapping[str, str],
    sink: str = "",
    *,
    engine: str = "sqlite",
    workers: int = 0,
    smtp_port: int = 0,
    within: Path | None = None,
) -> Iterator[Place]:
    """A prepared installation in a folder of its own, gone at the end. ``engine``: sqlite or postgres.

    ``names``: its workflows, each with the sink that it calls, or all with the same ``sink``.
    """
    sinks = names if isinstance(names, Mapping) else dict.fromkeys(names, sink)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="storeflow-bench-", dir=within or os.environ.get("BENCH_DIR")))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        url = stack.enter_context(database.postgres()) if engine == "postgres" else ""
        (folder / "data").mkdir(mode=0o700)
        prepare(folder / "data", sinks, url, smtp_port)
        env = {"STOREFLOW_DATABASE_URL": url, "STOREFLOW_ALLOW_PRIVATE_ADDRESSES": LOCAL}
        port = free_port()
        app = [sys.executable, "-m", "app"]
        serve = [*app, "serve", "--port", str(port), "--data", str(folder / "data")]
        made = Place(folder, url, Process(serve, port, folder / "serve.log", env))
        for number in range(workers):
            (aside := folder / f"worker{number}").mkdir(mode=0o700)
            shutil.copy(folder / "data" / "secret.key", aside)
            work = [*app, "worker", "--data", str(aside)]
            made.workers.append(Process(work, 0, folder / f"worker{number}.log", env))
        stack.callback(made.stop)
        yield made


@contextmanager
def running(process: Process, path: str = "/healthz") -> Iterator[Process]:
    """A program while the block runs."""
    process.start()
    try:
        yield process.wait(path)
    finally:
        process.stop()


def _signal(pid: int, number: int) -> None:
    try:
        os.kill(pid, number)
    except ProcessLookupError:
        return
