"""The real command as tests use it: started, asked, restarted, killed."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
LINK = re.compile(r"https?://[^\s/]+/\w\S*")


def free_port() -> int:
    """A port of this machine that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Storeflow:
    """``storeflow serve`` on a free port with a data folder of its own.

    ``url`` is its address without a slash at the end; ``setup_link`` the one-time link that its first start printed.
    """

    def __init__(self, data: Path, *, env: Mapping[str, str] | None = None, args: Sequence[str] = ()) -> None:
        self.data = data
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.lines: list[str] = []
        self.args = list(args)
        self.program = [sys.executable, "-m", "app"]
        self.folder = ROOT
        self.env = {name: value for name, value in os.environ.items() if not name.startswith("STOREFLOW_")}
        self.env |= {"PYTHONUNBUFFERED": "1", **(env or {})}
        self.process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "Storeflow":
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def command(self, *args: str, input: str | None = None) -> subprocess.CompletedProcess[str]:
        """Any other command on the same data, as ``server.command("token", "create", "test")``."""
        whole = [*self.program, *args, "--data", str(self.data)]
        return subprocess.run(
            whole,
            cwd=self.folder,
            env=self.env,
            input=input,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def start(self, timeout: float = 30) -> "Storeflow":
        """Start it and come back when it answers."""
        whole = [*self.program, "serve", "--port", str(self.port), "--data", str(self.data), *self.args]
        self.process = subprocess.Popen(
            whole, cwd=self.folder, env=self.env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        reader = threading.Thread(target=self._read, args=(self.process,), daemon=True)
        reader.start()
        end = time.monotonic() + timeout
        while not self.healthy():
            if self.process.poll() is not None:
                reader.join(2)
                raise AssertionError(
                    f"storeflow ended with {self.process.returncode} at its start:\n{self.log()}"
                )
            if time.monotonic() > end:
                self.kill9()
                raise AssertionError(f"storeflow did not answer within {timeout:.0f} s:\n{self.log()}")
            time.sleep(0.05)
        return self

    def stop(self, timeout: float = 15) -> int | None:
        """Ask it to end, as an operator would; killed only when it does not. Answers its exit status."""
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(timeout)
            except subprocess.TimeoutExpired:
                self.kill9()
        return self.process.returncode

    def kill9(self) -> None:
        """As if the power failed."""
        if self.process is not None:
            self.process.kill()
            self.process.wait(10)

    def restart(self) -> "Storeflow":
        """Stop and start on the same port and data."""
        self.stop()
        return self.start()

    def healthy(self) -> bool:
        """Does /healthz answer?"""
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return bool(json.load(answer)["status"] == "ok")
        except (OSError, ValueError, KeyError):
            return False

    @property
    def setup_link(self) -> str:
        """The link that makes the first owner."""
        end = time.monotonic() + 5
        while time.monotonic() < end:
            for line in list(self.lines):
                if found := LINK.search(line):
                    return found.group().rstrip(".,;)")
            time.sleep(0.05)
        raise AssertionError(f"no set-up link was printed:\n{self.log()}")

    def log(self, last: int = 60) -> str:
        """What it printed last."""
        return "\n".join(self.lines[-last:])

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout
        with process.stdout as stream:
            for line in stream:
                self.lines.append(line.rstrip("\n"))
