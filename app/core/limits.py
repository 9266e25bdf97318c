"""At most once within a time: what has to be remembered for it, in periods as long as that time.

Of each period the first that passed is kept. Whoever comes looks at the period before his own (and closes it, if nobody
passed there) and then tries to be the first of his own: two that passed are never nearer than the time.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from app.core.effects import Keep
from app.core.node import Context
from app.core.sentence import Json

_START = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Limit:
    """One who wants to pass: ``whom`` it is about, when, and ``mine``, by which it is known. ``window`` None: ever."""

    name: str
    whom: str
    at: datetime
    mine: str
    window: timedelta | None

    @staticmethod
    def of(ctx: Context, whom: str, window: timedelta | None) -> Limit:
        """The step that asks."""
        subject = " ".join(ctx.text(whom).split())[:200]
        at = datetime.fromisoformat(ctx.get("event.at"))
        return Limit(ctx.seed, subject, at, f"{ctx.run}/{ctx.step}", window)

    def first(self) -> Keep:
        """What is asked first: closes the period before its own."""
        if self.window is None:
            return self.own()
        number = (self.at - _START) // self.window - 1
        return Keep(
            name=self.name,
            subject=f"{number}|{self.whom}",
            value=[],
            until=_START + (number + 2) * self.window,
        )

    def own(self) -> Keep:
        """Tries to be the first of its own period."""
        kept = [self.at.isoformat(), self.mine]
        if self.window is None:
            return Keep(name=self.name, subject=f"ever|{self.whom}", value=kept)
        number = (self.at - _START) // self.window
        until = _START + (number + 2) * self.window  # who comes in the period after it still looks at it
        return Keep(name=self.name, subject=f"{number}|{self.whom}", value=kept, until=until)

    def near(self, kept: Json) -> bool:
        """Whether somebody passed in the period before, too short a time away."""
        if self.window is None or not kept:
            return False
        return abs(self.at - datetime.fromisoformat(kept[0])) < self.window

    def passes(self, kept: Json) -> bool:
        """Whether it was the first of its own period."""
        return bool(kept) and kept[1] == self.mine
