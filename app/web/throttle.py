"""Slows down who guesses: so many failures in a while, then a pause. In memory, and bounded."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KEYS = 10_000


class Throttle:
    """At most ``failures`` per key within ``seconds``. ``clock`` answers seconds that only grow."""

    def __init__(self, failures: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._failures = failures
        self._seconds = seconds
        self._clock = clock
        self._seen: OrderedDict[str, list[float]] = OrderedDict()

    def wait(self, key: str) -> int:
        """Seconds until this key may try again; 0 for now."""
        recent = self._recent(key)
        return 0 if len(recent) < self._failures else max(1, round(recent[0] + self._seconds - self._clock()))

    def failed(self, key: str) -> None:
        """Notes a failure. The keys that failed longest ago are forgotten beyond the bound."""
        self._seen[key] = [*self._recent(key), self._clock()][-self._failures :]
        self._seen.move_to_end(key)
        while len(self._seen) > MOST_KEYS:
            self._seen.popitem(last=False)

    def passed(self, key: str) -> None:
        """Forgets the failures of who got in."""
        self._seen.pop(key, None)

    def _recent(self, key: str) -> list[float]:
        since = self._clock() - self._seconds
        return [at for at in self._seen.get(key, ()) if at > since]
