"""Lists in pages by key, never by offset: nobody is skipped or shown twice while the list grows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from sqlalchemy import Connection, Select
from sqlalchemy.sql import ColumnElement

T = TypeVar("T")
LARGEST = 200


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Items, and the cursor of the following page (None: this was the last)."""

    items: list[T]
    next: str | None


def paged(
    conn: Connection,
    found: Select[Any],
    key: ColumnElement[str],
    cursor: str | None,
    limit: int,
    view: Callable[[Any], T],
) -> Page[T]:
    """A page of ``found``, newest first by ``key``, which must be its first column. ``limit`` at most 200."""
    size = max(1, min(limit, LARGEST))
    if cursor:
        found = found.where(key < cursor)
    rows = conn.execute(found.order_by(key.desc()).limit(size + 1)).all()
    more = rows[size - 1][0] if len(rows) > size else None
    return Page([view(row) for row in rows[:size]], more)
