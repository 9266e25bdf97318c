"""A workflow's graph as a small picture, drawn on the server: what starts it on top, arrows downwards.

It shows what the paragraph beside it says, so it is hidden from who reads by ear.
"""

from __future__ import annotations

from dataclasses import dataclass

import networkx

from app.core.document import Workflow
from app.core.drawing import Catalogue

WIDE, HIGH, ACROSS, DOWN = 132, 30, 14, 22
"""A step's size and the room between two, in the picture's own units."""
LONGEST = 19
"""Letters of a step's title that fit."""


@dataclass(frozen=True, slots=True)
class Box:
    """A step: its left upper corner, its kind (which gives its colour) and its title."""

    x: float
    y: float
    kind: str
    title: str


@dataclass(frozen=True, slots=True)
class Picture:
    """``lines``: the arrows, each as (x, y) of both ends."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[tuple[float, float, float, float], ...]


def picture(document: Workflow, catalogue: Catalogue) -> Picture:
    """The picture of a drawing without cycles: each step below all that lead to it."""
    graph = document.graph()
    rows = [sorted(row, key=list(graph).index) for row in networkx.topological_generations(graph)]
    width = max((len(row) for row in rows), default=1) * (WIDE + ACROSS) - ACROSS
    places: dict[str, tuple[float, float]] = {}
    for n, row in enumerate(rows):
        left = (width - len(row) * (WIDE + ACROSS) + ACROSS) / 2
        for k, step in enumerate(row):
            places[step] = (left + k * (WIDE + ACROSS), n * (HIGH + DOWN))
    boxes = [
        Box(*places[step.id], catalogue[step.type].kind, _short(catalogue[step.type].meta.title))
        for step in document.steps
        if step.type in catalogue
    ]
    lines = [
        (places[edge.source][0] + WIDE / 2, places[edge.source][1] + HIGH,
         places[edge.target][0] + WIDE / 2, places[edge.target][1])
        for edge in document.edges
    ]  # fmt: skip
    return Picture(width, len(rows) * (HIGH + DOWN) - DOWN, tuple(boxes), tuple(lines))


def _short(title: str) -> str:
    return title if len(title) <= LONGEST else title[: LONGEST - 1].rstrip() + "…"
