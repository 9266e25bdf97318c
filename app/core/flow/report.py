"""What became of a file of Shopify Flow, in words; and the census that leaves nothing of it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

from app.core.sentence import Json, Sentence

Fate = Literal["same", "different", "missing", "also"]
"""``same``: does here what it did there. ``different``: with a difference that is said. ``missing``: needs an app or
has no equal here; kept as it was. ``also``: stood in the file beside the steps and is told only here."""


class Unmappable(Exception):
    """There is no equal here. ``sentence`` says why."""

    def __init__(self, sentence: Sentence) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one step, or of one thing beside the steps (``step`` is "")."""

    step: str
    fate: Fate
    sentence: Sentence

    def to_json(self) -> dict[str, Json]:
        """For the API; the sentence stays a value until it is shown."""
        return {"step": self.step, "fate": self.fate, "message": self.sentence.pack()}


@dataclass(frozen=True, slots=True)
class Report:
    """Every step's line, in the file's order, then what stood beside them."""

    lines: tuple[Line, ...] = ()

    def of(self, fate: Fate) -> tuple[Line, ...]:
        """The lines of one fate."""
        return tuple(line for line in self.lines if line.fate == fate)

    def sentences(self) -> list[Sentence]:
        """All of it to be read from top to bottom."""
        return [line.sentence for line in self.lines]


@dataclass(slots=True)
class Census:
    """Which values of the file were used. Every one is a leaf with its path; what nobody took is told."""

    whole: Any
    taken: set[tuple[str | int, ...]] = field(default_factory=set)

    def take(self, *path: str | int) -> None:
        """Everything at and below a path has a place in the draft."""
        self.taken.add(path)

    def left(self) -> list[tuple[str, Any]]:
        """What nobody took: a place in words and the value."""
        return [
            (".".join(str(part) for part in path), value)
            for path, value in _leaves(self.whole, ())
            if not any(path[:n] in self.taken for n in range(len(path) + 1))
        ]


def _leaves(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[tuple[str | int, ...], Any]]:
    inside: list[tuple[str | int, Any]] = (
        list(value.items()) if isinstance(value, dict)
        else list(enumerate(value)) if isinstance(value, list) else []
    )  # fmt: skip
    if not inside:
        yield path, value
    for name, one in inside:
        yield from _leaves(one, (*path, name))
