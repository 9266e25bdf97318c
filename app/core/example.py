"""Nodes' examples, played: the same moment and the same facts everywhere, for docs pages and for the contract test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from app.core import fields
from app.core.effects.base import Answer, Effect
from app.core.node import Ask, Context, Example, Go, Node, Wait
from app.core.sentence import Json, Sentence

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
"""When examples happen."""


@dataclass(frozen=True, slots=True)
class Played:
    """What a node did with an example: its first turn, and where it left in the end ("" where it did not)."""

    first: Go | Ask
    last: Go | Ask

    @property
    def because(self) -> Sentence:
        """What the first turn says."""
        return self.first.because

    @property
    def port(self) -> str:
        """Where the first turn leaves; "" where it asks for something."""
        return self.first.port if isinstance(self.first, Go) else ""

    @property
    def settled(self) -> str:
        """Where the node leaves in the end; "" where it asks on."""
        return self.last.port if isinstance(self.last, Go) else ""


def names(example: Example) -> dict[str, Json]:
    """What the example sees: one fact of each shape, with the example's own laid over them."""
    facts: Mapping[str, Json] = fields.example_names(fields.FACTS)
    event = {"name": "order.created", "subject": "order:1001", "at": NOW.isoformat()}
    shop = {"name": "Tea House", "currency": "EUR", "zone": "UTC", "email": "shop@example.com"}
    return {**facts, "event": event, "shop": shop, "steps": {}, "now": NOW.isoformat(), **example.names}


def context(example: Example) -> Context:
    """A run in which the example happens."""
    return Context(now=NOW, run="example", step="step", seed="example/step", turn=0, names=names(example))


def play(node: type[Node], example: Example) -> Played:
    """The node's first turn, and its last where the example says what the answer would be. Raises what it raises."""
    made = node.model_validate(dict(example.settings))
    here = context(example)
    first = made.decide(here)
    if isinstance(first, Go):
        return Played(first, first)
    if isinstance(first.want, Wait):
        answer = Answer(example.answer, came="time", because=first.because)
    elif isinstance(first.want, Effect):
        value = example.answer if example.answer is not None else first.want.assume().value
        answer = Answer(value, because=first.because)
    else:
        answer = Answer(example.answer, came="frames", because=first.because)
    return Played(first, made.settle(replace(here, turn=1), answer))
