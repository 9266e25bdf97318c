"""One server per data folder: a lock that the system takes back by itself when the process ends, however it ends."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from app.core.sentence import because
from app.errors import Conflict

NAME = "server.lock"


class ServerLock:
    """Held while a server runs. The file holds the server's address, for commands that print links."""

    def __init__(self, data_dir: Path) -> None:
        self._path = data_dir / NAME
        self._handle: int | None = None

    def take(self, address: str) -> None:
        """Takes the lock. Raises Conflict where another server has it."""
        handle = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(handle)
            raise Conflict(
                because(
                    "Another Storeflow is running on the data folder {folder} ({address}). "
                    "Stop it first, or choose another folder with --data.",
                    folder=str(self._path.parent),
                    address=self._path.read_text().strip(),
                )
            ) from error
        os.ftruncate(handle, 0)
        os.write(handle, address.encode())
        self._handle = handle

    def release(self) -> None:
        """Lets another server in."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None


def running_at(data_dir: Path) -> str | None:
    """The address of the server that runs on this data folder; None where none runs."""
    try:
        handle = os.open(data_dir / NAME, os.O_RDONLY)
    except OSError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except OSError:
        return os.read(handle, 500).decode(errors="replace").strip() or None
    else:
        return None
    finally:
        os.close(handle)


def base_url(data_dir: Path, public_url: str) -> str:
    """Where a person reaches this Storeflow: by its public address, else the running server's, else the usual one."""
    return (public_url or running_at(data_dir) or "http://127.0.0.1:8000").rstrip("/")
