"""What goes wrong on demand: the next answers of the API."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Literal

Kind = Literal[
    "500",
    "502",
    "503",
    "500 after",
    "502 after",
    "429",
    "silent before",
    "silent after",
    "cut before",
    "cut after",
    "bad json",
    "bad json after",
    "throttled",
    "internal",
    "internal after",
]
"""``after``: the request is carried out, and only its answer is lost. ``silent``: nobody answers until the caller gives
up. ``throttled``, ``internal``: an answer with status 200 whose errors say so."""


@dataclass(frozen=True, slots=True)
class Fault:
    """``of``: only for requests whose document has that root field, "mutation" for any that writes, "" for any."""

    kind: Kind
    of: str = ""
    retry_after: float = 2.0


class Faults:
    """In the order in which they were asked for."""

    def __init__(self) -> None:
        self._waiting: deque[Fault] = deque()

    def __len__(self) -> int:
        return len(self._waiting)

    def next(self, kind: Kind, of: str = "", *, times: int = 1, retry_after: float = 2.0) -> None:
        """The next ``times`` answers."""
        self._waiting.extend([Fault(kind, of, retry_after)] * times)

    def clear(self) -> None:
        self._waiting.clear()

    def take(self, roots: list[str]) -> Fault | None:
        """The fault that befalls a request with these root fields."""
        for one in self._waiting:
            if not one.of or one.of in roots:
                self._waiting.remove(one)
                return one
        return None
