"""How often Python looks for garbage that only a search finds."""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 50_000, 50, 100


def seldom() -> None:
    """To be called when all parts are made: they live until the end, so nobody need look at them again; and a message
    leaves hardly any cycles, so that a look every 700 objects, Python's habit, finds next to nothing and took a
    quarter of the time of taking one in."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
