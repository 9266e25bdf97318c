"""Store functions that do many calls of a moment at once: one statement for all instead of one each."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from sqlalchemy import Connection

A = TypeVar("A")
R = TypeVar("R")


class Batched(Generic[A, R]):
    """A function of (connection, item) whose work for many items is done by ``many``, one answer per item.

    Within one commit the writer puts calls of the same function together. ``phase`` orders functions among each other:
    records first, then what acts on them, so that what a run wrote in this order keeps it.
    """

    def __init__(self, phase: int, many: Callable[[Connection, Sequence[A]], list[R]]) -> None:
        self.phase, self.many = phase, many
        self.__name__, self.__doc__ = many.__name__, many.__doc__

    def __call__(self, conn: Connection, item: A, /) -> R:
        """One item by itself."""
        return self.many(conn, [item])[0]


def batched(phase: int) -> Callable[[Callable[[Connection, Sequence[A]], list[R]]], Batched[A, R]]:
    """Makes a ``Batched`` of a function that takes many items."""
    return lambda many: Batched(phase, many)
