"""What an operator of conditions is, and which types there are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from app.core.comparing import CHOICE, MOMENT, MONEY, NUMBER, TEXT, TEXTS, YES_NO, Test

Takes = Literal["nothing", "one", "many", "two", "span", "clock"]
"""How many values it compares with; ``clock`` is two times of day."""

EVERY = frozenset({TEXT, NUMBER, MONEY, MOMENT, YES_NO, CHOICE, TEXTS, "list"})
WORDS = frozenset({TEXT})
AMOUNTS = frozenset({NUMBER, MONEY})
TIMES = frozenset({MOMENT})
LISTS = frozenset({TEXTS})
SINGLE = frozenset({TEXT, NUMBER, MONEY, MOMENT, YES_NO, CHOICE})


@dataclass(frozen=True, slots=True)
class Operator:
    """``takes``: how many values it compares with. ``told``, ``yes`` and ``no`` are message ids with {field},
    {found}, {asked} and {was}: as part of the workflow's paragraph, and why it passed or not. ``choices``: the label of
    each value that may be asked for, where they are few."""

    name: str
    label: str
    types: frozenset[str]
    takes: Takes
    test: Test
    told: str
    yes: str
    no: str
    choices: Mapping[str, str] = field(default_factory=dict)


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text
