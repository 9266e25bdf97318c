"""A budget that refills: so many points at most, so many more each second. Pure arithmetic; the time is handed in."""

from __future__ import annotations

from dataclasses import dataclass

_TINY = 1e-9
"""What adding up fractions may lose."""


@dataclass(slots=True)
class Bucket:
    """At most ``points``, refilled by ``per_second``; ``level`` is what it held at ``at`` (seconds of any clock)."""

    points: float
    per_second: float
    level: float
    at: float

    def take(self, cost: float, now: float) -> bool:
        """Takes the points if they are there; whether they were.

        What costs more than the bucket ever holds goes when it is full, and leaves a debt.
        """
        self._refill(now)
        if self.level + _TINY < min(cost, self.points):
            return False
        self.level -= cost
        return True

    def wait(self, cost: float, now: float, ahead: float = 0.0) -> float:
        """Seconds until ``cost`` points can be taken once others have taken ``ahead``, which may be any number."""
        self._refill(now)
        return max(0.0, (ahead + min(cost, self.points) - self.level) / self.per_second)

    def share(self, part: float, now: float) -> None:
        """From now on only so large a part of it is ours: 0.5 of what it was, say. What others had left is not known,
        so a larger part than before begins with what there was."""
        self._refill(now)
        self.points, self.per_second = self.points * part, self.per_second * part
        self.level *= min(1.0, part)

    def told(self, available: float, points: float, per_second: float, under_way: float, now: float) -> None:
        """The service itself said how it stands. ``under_way``: points of calls that it may not have counted yet."""
        if points > 0 and per_second > 0:
            self.points, self.per_second = points, per_second
        self.level = min(max(available - under_way, 0.0), self.points)
        self.at = now

    def _refill(self, now: float) -> None:
        if now > self.at:
            self.level = min(self.points, self.level + (now - self.at) * self.per_second)
            self.at = now
