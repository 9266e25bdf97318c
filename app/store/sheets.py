"""Tables that workflows write row by row, and owners download."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import Connection, delete, func, select

from app.core.sentence import Json
from app.store.journal import insert
from app.store.tables import SheetRow
from app.store.types import new_id

rows = SheetRow.metadata.tables["sheet_rows"]
MOST = 100_000
"""Rows of one table; beyond it the oldest go, so that nothing grows without bound."""
CLEARED = 1000
"""Rows that are cleared away at once when a table is full."""


class Sheet(NamedTuple):
    """A table: its name, how many rows it has, and when the last one came."""

    name: str
    rows: int
    last: datetime


def add(conn: Connection, sheet: str, run: str, step: str, at: datetime, cells: Mapping[str, str]) -> int:
    """Adds a row, once for each (run, step); how many there are."""
    row = {"id": new_id(), "sheet": sheet, "run": run, "step": step, "at": at, "cells": dict(cells)}
    conn.execute(insert(conn, rows).on_conflict_do_nothing(), [row])
    count = conn.execute(select(func.count()).where(rows.c.sheet == sheet)).scalar_one()
    if count > MOST:
        oldest = select(rows.c.id).where(rows.c.sheet == sheet).order_by(rows.c.id).limit(CLEARED)
        conn.execute(delete(rows).where(rows.c.id.in_(oldest)))
    return count


def sheets(conn: Connection) -> list[Sheet]:
    """Every table, the one written last first."""
    c = rows.c
    found = select(c.sheet, func.count(), func.max(c.at)).group_by(c.sheet).order_by(func.max(c.at).desc())
    return [Sheet(*row) for row in conn.execute(found)]


def latest(conn: Connection, sheet: str, limit: int = 50) -> list[tuple[datetime, Mapping[str, Json]]]:
    """The last rows, the newest first."""
    c = rows.c
    found = select(c.at, c.cells).where(c.sheet == sheet).order_by(c.id.desc()).limit(limit)
    return [(at, cells) for at, cells in conn.execute(found)]


class Line(NamedTuple):
    """A row of a table, with where it lies."""

    id: str
    at: datetime
    cells: Mapping[str, Json]


def columns(conn: Connection, sheet: str) -> list[str] | None:
    """The columns of all its rows, in the order that they came; None where there is no such table."""
    found: dict[str, None] = {}
    there = False
    for (cells,) in conn.execute(select(rows.c.cells).where(rows.c.sheet == sheet).order_by(rows.c.id)):
        there = True
        found |= dict.fromkeys(cells)
    return list(found) if there else None


def rows_after(conn: Connection, sheet: str, after: str, limit: int) -> list[Line]:
    """The next rows, the oldest first; ``after``: the id of the last one that is known, "" for the beginning."""
    c = rows.c
    found = select(c.id, c.at, c.cells).where(c.sheet == sheet, c.id > after).order_by(c.id).limit(limit)
    return [Line(*row) for row in conn.execute(found)]


def remove(conn: Connection, sheet: str) -> int:
    """Removes a table with all rows; how many."""
    return conn.execute(delete(rows).where(rows.c.sheet == sheet)).rowcount
