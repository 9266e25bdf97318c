"""A circuit: opens when a service fails again and again, so that nobody waits for it; a single call tries it anew.

Pure arithmetic; the time is handed in (seconds of any clock).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

LIMIT = 5
"""Failures in a row that open it."""
FIRST, LONGEST = 5.0, 300.0
"""Seconds that it stays open at first; each failed trial doubles them, up to the longest."""
TRIAL = 5.0
"""Seconds after which who asked during a trial may ask again."""


@dataclass(slots=True)
class Circuit:
    """``failures`` in a row; ``since``: when the first of them was; ``until``: no call before."""

    failures: int = 0
    since: float | None = None
    until: float = 0.0
    trials: int = 0
    open: bool = False
    trying: bool = False

    def state(self, now: float) -> Literal["closed", "open", "half-open"]:
        """Closed: all may call; open: nobody; half-open: one call tries whether the service is back."""
        if not self.open:
            return "closed"
        return "open" if now < self.until else "half-open"

    def refuses(self, now: float) -> float | None:
        """Seconds after which to ask again; None: a call may go out (the only one, where it is half-open)."""
        if not self.open:
            return None
        if now < self.until:
            return self.until - now
        return TRIAL if self.trying else None

    def begin(self) -> bool:
        """A call goes out; whether it is the trial."""
        self.trying = self.open
        return self.open

    def answered(self) -> bool:
        """The service answered; whether that closed the circuit."""
        was = self.open
        self.failures, self.since, self.until, self.trials = 0, None, 0.0, 0
        self.open = self.trying = False
        return was

    def failed(self, now: float, *, trial: bool, counts: bool = True) -> bool:
        """No answer, or a broken one; whether that opened the circuit. Calls that left before it opened change nothing.

        ``counts`` False: the service asked for a pause, which is obeyed as it is and opens nothing.
        """
        self.failures += 1
        if self.since is None:
            self.since = now
        if self.open:
            if trial:
                self.trials += 1
                self._pause(now)
            return False
        if counts and self.failures >= LIMIT:
            self.open = True
            self._pause(now)
            return True
        return False

    def broke_off(self, *, trial: bool) -> None:
        """A call ended without telling anything of the service."""
        if trial:
            self.trying = False

    def _pause(self, now: float) -> None:
        self.trying = False
        self.until = now + min(LONGEST, FIRST * 2.0 ** min(self.trials, 16))
