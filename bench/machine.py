"""What the machine does meanwhile, read from /proc: CPU time and memory of a process with its children, and of others.

All of it is Linux's own account (proc(5)); on another system the figures that need it are left out.
"""

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PROC = Path("/proc")
TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
MIB = 2**20


def _stat(pid: int) -> list[str]:
    """The fields of /proc/PID/stat from the third on (the second, a name, may hold spaces)."""
    try:
        return (PROC / str(pid) / "stat").read_text().rpartition(")")[2].split()
    except OSError:
        return []


def tree(pid: int) -> list[int]:
    """The process and all that descend from it."""
    parents: dict[int, list[int]] = {}
    for entry in PROC.iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    found, open_ = [], [pid]
    while open_:
        found.append(one := open_.pop())
        open_ += parents.get(one, [])
    return found


def cpu(*pids: int) -> float:
    """Seconds of CPU that these processes and their children have used so far, ended children included."""
    fields = [_stat(one) for one in {one for pid in pids for one in tree(pid)}]
    return sum(sum(map(int, one[11:15])) for one in fields if one) / TICK


def memory(*pids: int) -> float:
    """Resident memory of these processes and their children now, in MiB."""
    fields = [_stat(one) for pid in pids for one in tree(pid)]
    return sum(int(one[21]) for one in fields if one) * PAGE / MIB


def _busy() -> float:
    """Seconds of CPU that the whole machine has used since it started."""
    fields = [int(part) for part in (PROC / "stat").read_text().split("\n", 1)[0].split()[1:]]
    user, nice, system, _idle, _wait, irq, softirq, steal = fields[:8]
    return (user + nice + system + irq + softirq + steal) / TICK


class Others:
    """The share of the machine's CPU, 0 to 1, that was used since by others than this process and its children."""

    def __init__(self) -> None:
        self.begun = time.monotonic(), _busy(), cpu(os.getpid())

    def share(self) -> float:
        """So far."""
        then, busy, ours = self.begun
        whole = (time.monotonic() - then) * (os.cpu_count() or 1)
        return max(0.0, ((_busy() - busy) - (cpu(os.getpid()) - ours)) / whole)


class Peak:
    """The most memory that was seen, in MiB."""

    def __init__(self) -> None:
        self.mib = 0.0


@contextmanager
def peak(*pids: int) -> Iterator[Peak]:
    """Looks at the memory of these processes four times a second while the block runs."""
    seen, end = Peak(), threading.Event()

    def look() -> None:
        while True:
            seen.mib = max(seen.mib, memory(*pids))
            if end.wait(0.25):
                return

    watch = threading.Thread(target=look, daemon=True)
    watch.start()
    try:
        yield seen
    finally:
        end.set()
        watch.join()
