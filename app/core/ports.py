"""Ways out in words."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.node import FAILED
from app.core.sentence import Sentence, because

PORTS: Mapping[str, Sentence] = {
    "next": because("Next"),
    "then": because("Then"),
    "otherwise": because("Otherwise"),
    "each": because("For each"),
    "after": because("Afterwards"),
    "happened": because("It happened"),
    "timed_out": because("Time ran out"),
    FAILED: because("If it fails"),
}


def port_words(port: str) -> Sentence:
    """A way out in words; one that settings name (a switch's case) is its own label."""
    return PORTS.get(port) or because("{port}", port=port)
