"""The load at saturation: wrk where it is installed (apt-get install wrk), else our own client."""

import asyncio
import json
import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from bench import client, orders

CONNECTIONS = 32
SCRIPT = Path(__file__).with_name("post.lua")


@dataclass(frozen=True)
class Load:
    """What came of a closed loop: accepted messages, their rate per second, the answer's times in milliseconds."""

    accepted: int
    seconds: float
    p50: float
    p99: float
    refused: int

    @property
    def rate(self) -> float:
        """Accepted per second."""
        return self.accepted / self.seconds


def saturate(url: str, seconds: float, folder: Path) -> Load:
    """As fast as 32 connections carry. ``folder``: where the orders are kept for wrk."""
    program = shutil.which("wrk")
    if program is None:
        done = asyncio.run(client.load(url, seconds=seconds, connections=CONNECTIONS))
        accepted = len(done.milliseconds)
        return Load(accepted, done.seconds, done.percentile(0.5), done.percentile(0.99), done.refused)
    file = folder / "orders.txt"
    if not file.exists():
        orders.write(file)
    told = subprocess.run(
        [program, "-t1", f"-c{CONNECTIONS}", f"-d{seconds:.0f}s", "--timeout", "10s", "-s", str(SCRIPT), url],
        env={**os.environ, "BENCH_ORDERS": str(file)},
        capture_output=True, text=True, check=False, timeout=seconds + 60,
    )  # fmt: skip
    found = re.search(r"^WRK (\{.*\})$", told.stdout, re.M)
    if found is None:
        raise RuntimeError(told.stdout + told.stderr)
    figures = json.loads(found[1])
    accepted = figures["requests"] - figures["refused"]
    return Load(
        accepted, figures["seconds"], figures["p50"], figures["p99"], figures["refused"] + figures["broken"]
    )
