"""The world of a test run: every effect is noted, nothing is done, and each is answered as if it had gone well."""

from __future__ import annotations

from typing import ClassVar

from app.connectors.base import Connector
from app.core.effects import Effect
from app.core.sentence import Json, Sentence, because


class Recording(Connector):
    """Stands in for any connection. It is no kind of connection itself: nobody can set one up."""

    title: ClassVar[str] = "Test run"

    def __init__(self) -> None:
        self.noted: list[tuple[str, Effect]] = []
        """What was asked for: (key, effect), in order. A key that comes again is the same doing."""
        self._keys: set[str] = set()

    async def perform(self, effect: Effect, key: str) -> Json:
        """The effect's own assumption of a good answer."""
        if key not in self._keys:
            self._keys.add(key)
            self.noted.append((key, effect))
        return effect.assume().value

    async def check(self) -> Sentence:
        """There is nothing to reach."""
        return because("A test run reaches nobody.")
