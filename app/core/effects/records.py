"""Reading many things of a store, page by page."""

from __future__ import annotations

from typing import ClassVar, Literal

from app.core.effects.base import Answer, Effect
from app.core.records import RecordKind, Where
from app.core.sentence import Sentence, because

MOST = 100_000
"""Things that one step may read; a list of more is no list that a workflow should go through."""


class GetRecords(Effect):
    """Reads the orders, customers, products ... that fit. Answers ``{"items": facts, "count", "more"}``.

    ``newest``: the newest come first. ``most``: how many are wanted. ``history``: a customer's past, which what is kept
    of the store may tell where all of it is kept.
    """

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 20
    paged: ClassVar[str] = "items"

    thing: RecordKind
    where: Where = Where()
    newest: bool = True
    most: int = 250
    cursor: str = ""
    history: bool = False

    def sentence(self) -> Sentence:
        """What it does."""
        said = self.where.told()
        if not str(said):
            return because("reads {things}", things=f"{self.thing}s".replace("_", " "))
        return because("reads {things} {which}", things=f"{self.thing}s".replace("_", " "), which=said)

    def assume(self) -> Answer:
        """Nothing is found, so that a loop over it does nothing."""
        return Answer({"items": [], "count": 0, "more": False}, assumed=True)
