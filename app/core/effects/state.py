"""What a workflow remembers between runs. Done by the journal, in the transaction of its answer."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar, Literal

from app.core.effects.base import Effect
from app.core.sentence import Json, Sentence, because


class CountEvent(Effect):
    """Marks that something happened to ``subject`` at ``at`` and answers how often it did within ``window``
    before that, this time included: ``{"count": n}``. One mark per (run, step), however often it is done."""

    kind: ClassVar[Literal["read", "write", "state"]] = "state"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"

    name: str
    subject: str
    at: datetime
    window: timedelta

    def sentence(self) -> Sentence:
        """What it does."""
        return because("counts {name} for {subject}", name=self.name, subject=self.subject)


class Keep(Effect):
    """Keeps a value under (name, subject). The first value stays; answers ``{"value": it}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "state"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"

    name: str
    subject: str
    value: Json

    def sentence(self) -> Sentence:
        """What it does."""
        return because("remembers {name} for {subject}", name=self.name, subject=self.subject)
