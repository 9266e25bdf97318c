"""Reading a thing of the shop again."""

from __future__ import annotations

from typing import ClassVar, Literal

from app.core.effects.base import Effect
from app.core.sentence import Sentence, because


class GetFact(Effect):
    """Reads an order, a customer, a product ... as the store has it now. Answers the fact in the shop's language."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"

    thing: str
    id: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("reads the {thing} again", thing=self.thing)


class GetWithOrder(Effect):
    """Reads a thing that belongs to an order, and that order. Answers ``{"fact": it, "order": the order or None}``."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    slot: ClassVar[str] = "shop"
    cost: ClassVar[int] = 2

    thing: str
    id: str

    def sentence(self) -> Sentence:
        """What it does."""
        return because("reads the {thing} and its order", thing=self.thing)
