"""A PostgreSQL server of a test's own, which may be stopped and started: never the shared one."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.support.server import free_port


class Cluster:
    """``url`` names its empty database."""

    def __init__(self, tools: Path, folder: Path) -> None:
        self._tools, self._folder, self.port = tools, folder, free_port()
        self._user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        self.url = f"postgresql://storeflow@127.0.0.1:{self.port}/postgres"

    def make(self) -> None:
        """A new cluster, started."""
        if os.geteuid() == 0:  # the server refuses to run as root
            shutil.chown(self._folder, self._user)
        self._run("initdb", "-D", str(self._folder / "data"), "-U", "storeflow", "-A", "trust", "-E", "UTF8")
        self.start()

    def start(self) -> None:
        """Comes back when it takes connections."""
        options = f"-p {self.port} -k {self._folder} -c listen_addresses=127.0.0.1"
        log = str(self._folder / "log")
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-l", log, "-o", options, "start")

    def stop(self, how: str = "immediate") -> None:
        """``fast``: connections are cut; ``immediate``: as if it had crashed."""
        self._run("pg_ctl", "-D", str(self._folder / "data"), "-w", "-m", how, "stop")

    def restart(self, how: str) -> None:
        """Stop and start."""
        self.stop(how)
        self.start()

    def _run(self, tool: str, *args: str) -> None:
        """Its output goes to a file, as the server that ``pg_ctl`` starts would hold a pipe open."""
        as_whom: dict[str, Any] = {"user": self._user, "group": self._user} if os.geteuid() == 0 else {}
        with tempfile.TemporaryFile("w+") as said:
            whole = [str(self._tools / tool), *args]
            done = subprocess.run(
                whole, cwd=self._folder, stdin=subprocess.DEVNULL, stdout=said, stderr=said,
                check=False, timeout=60, **as_whom,
            )  # fmt: skip
            said.seek(0)
            assert done.returncode == 0, f"{tool} failed: {said.read()}"


def _tools() -> Path | None:
    found = shutil.which("pg_ctl")
    places = (
        [Path(found).parent] if found else sorted(Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    )
    return next((place for place in places if (place / "initdb").exists()), None)


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running one, gone at the end; skips where PostgreSQL's server is not installed.

    Its folder is not the test's own, which other users may not enter.
    """
    tools = _tools()
    if tools is None:
        pytest.skip("PostgreSQL's own tools (initdb, pg_ctl) are not installed")
    with tempfile.TemporaryDirectory(prefix="storeflow-cluster-", ignore_cleanup_errors=True) as folder:
        made = Cluster(tools, Path(folder))
        made.make()
        try:
            yield made
        finally:
            made.stop()
