"""What time it is for a fake: the machine's, or what a test says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta


class Clock:
    """Without a moment it is the machine's clock."""

    def __init__(self, at: datetime | None = None) -> None:
        self._at = at

    @property
    def stands(self) -> bool:
        """Whether only a test moves it."""
        return self._at is not None

    def now(self) -> datetime:
        return self._at or datetime.now(UTC)

    def set(self, at: datetime) -> None:
        self._at = at

    def advance(self, by: timedelta) -> None:
        assert self._at is not None, "the machine's clock can't be moved"
        self._at += by


def iso(at: datetime) -> str:
    """A moment as Shopify's API writes it: UTC, whole seconds, ``Z``."""
    return at.astimezone(UTC).replace(microsecond=0).isoformat().replace("+00:00", "Z")
