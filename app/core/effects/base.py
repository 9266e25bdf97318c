"""The contract of effects, and the answers to them.

Annotations here are no texts (no ``from __future__ import annotations``): pydantic reads those anew for each of the
hundreds of classes made of these, which was a fifth of the time that a start takes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, Literal, Self

from pydantic import BaseModel, ConfigDict

from app.core.sentence import Json, Sentence, because

NOTHING = because("")

known: dict[str, "type[Effect]"] = {}

Rests = Literal["", "message", "money"]
"""What can't be taken back and therefore rests on facts that are true in that very moment: messages and money."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a step is told: the answer to its question.

    ``came``: from an effect, an awaited event, the time, or frames (rounds, a call). ``because``: what was asked.
    ``assumed``: nothing was done (test run, rehearsal); say so in every because that follows from it.
    """

    value: Json = None
    came: Literal["effect", "event", "time", "frames"] = "effect"
    because: Sentence = NOTHING
    assumed: bool = False


class Effect(BaseModel):
    """What a step wants done in the world. It lies in the intent on disk and must come back after a restart,
    by newer code too: fields are added with a default and never renamed.

    A read in pages names its list in ``paged`` and has two fields more: ``cursor: str = ""``, where a page begins, and,
    if the owner may set an end to it, ``most: int = 0``, the items wanted at most (0: all). With ``paged = "items"``
    the connector is asked page by page, with the cursor of the one before, "" at first, and answers each time
    ``{"items": [...], "next": its successor's cursor or None}``; so does ``assume()``. The step is answered once:
    ``{"items": all of them, "count": how many, "more": whether the service has more than ``most``}``. Each page is
    written down; after a kill the read goes on behind the last one on disk, so a cursor must hold for an hour or so.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    kind: ClassVar[Literal["read", "write", "state"]]
    """state: done by the journal itself, in the transaction of its answer."""
    repeat: ClassVar[Literal["safe", "key", "never"]]
    """What resume does with an intent that has no answer: the same again, the same under its key, or ask a person."""
    slot: ClassVar[str] = ""
    """Whose connection carries it out: ``shop``, ``mail``, or "" for none (an HTTP request, a state effect)."""
    cost: ClassVar[int] = 1
    """Calls or points; summed in test runs and rehearsals."""
    no_undo: ClassVar[str] = ""
    """Why it can't be taken back, in words, where ``undo`` is not written: a mail that was sent stays sent."""
    no_echo: ClassVar[str] = ""
    """Why no message of the store follows from it, where ``echo`` is not written."""
    rests_on_truth: ClassVar[Rests] = ""
    """Whether the facts behind it are read again where they are some minutes old, and stop rules looked at."""
    paged: ClassVar[str] = ""
    """A read in pages: the name of its list."""

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        known[cls.__name__] = cls

    def pack(self) -> dict[str, Json]:
        """As JSON, with its name."""
        return {"effect": type(self).__name__, **self.model_dump(mode="json")}

    @staticmethod
    def unpack(packed: Mapping[str, Json]) -> "Effect":
        """From JSON."""
        fields = dict(packed)
        return by_name(fields.pop("effect")).model_validate(fields)

    def sentence(self) -> Sentence:
        """What it does, for the test run, the trace and the owner."""
        raise NotImplementedError

    def before(self) -> "Effect | None":
        """A read whose answer stands in the intent, for undo."""
        return None

    def undo(self, before: Json) -> "Effect | None":
        """What takes it back. It compares before it sets: never over somebody's later change."""
        return None

    def echo(self) -> tuple[str, ...]:
        """Events that it will cause (``order.updated:1001``); written with the intent, so that intake knows our own."""
        return ()

    def apply(self, facts: Mapping[str, Json]) -> dict[str, Json]:
        """What it changes in the facts that later steps see."""
        return {}

    def assume(self) -> Answer:
        """A plausible answer, where it is only noted."""
        return Answer(assumed=True)

    def replace(self, **changes: Any) -> Self:
        """A copy with other values."""
        return self.model_copy(update=changes)


def by_name(name: str) -> type[Effect]:
    """The effect's class. Raises KeyError for a name that this version does not know."""
    return known[name]
