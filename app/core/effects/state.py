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
    """Keeps a value under (name, subject). The first value stays; answers ``{"value": it}``.

    ``until``: when nobody asks for it any more; None: it is kept for good.
    """

    kind: ClassVar[Literal["read", "write", "state"]] = "state"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"

    name: str
    subject: str
    value: Json
    until: datetime | None = None

    def sentence(self) -> Sentence:
        """What it does."""
        return because("remembers {name} for {subject}", name=self.name, subject=self.subject)


class Remember(Effect):
    """Changes what is remembered under (name, subject), and answers ``{"value": it now, "was": it before}``.

    ``how``: ``set`` it, ``add`` a number to it, ``include`` or ``exclude`` a text in a list of them, ``forget`` it, or
    only ``recall`` it.
    """

    kind: ClassVar[Literal["read", "write", "state"]] = "state"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"

    name: str
    subject: str
    how: Literal["set", "add", "include", "exclude", "forget", "recall"]
    value: Json = None

    def sentence(self) -> Sentence:
        """What it does."""
        if self.how in ("forget", "recall"):
            return because("{how} {name} of {subject}", how=self.how, name=self.name, subject=self.subject)
        return because("remembers {name} of {subject}", name=self.name, subject=self.subject)


class AddRow(Effect):
    """Adds a row to a table that Storeflow keeps. Answers ``{"row": its number}``; one row per (run, step)."""

    kind: ClassVar[Literal["read", "write", "state"]] = "state"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"

    sheet: str
    cells: dict[str, str]

    def sentence(self) -> Sentence:
        """What it does."""
        return because("adds a row to the table {sheet}", sheet=self.sheet)
