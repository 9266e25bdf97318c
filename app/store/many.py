"""Inserting many rows of a table at once, for the writes that every message makes.

SQLAlchemy makes each row's parameters by looking at each column's rules, which costs twice what writing the row costs.
Here the rules are looked up once per statement, and whole columns go through them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Insert
from sqlalchemy.engine import Dialect

_Rule = Callable[[Any], Any] | None


def insert_many(conn: Connection, statement: Insert, rows: Sequence[Mapping[str, Any]]) -> None:
    """Executes the INSERT for all rows, which have the same columns. Nothing where there are none.

    Where the database names its parameters (PostgreSQL), or a column is filled in by SQLAlchemy, it is left to that.
    """
    if not rows:
        return
    known = _known(statement, conn.dialect, tuple(rows[0]))
    if known is None:
        conn.execute(statement, rows)
        return
    text, columns = known
    values = [
        [rule(row[name]) for row in rows] if rule else [row[name] for row in rows] for name, rule in columns
    ]
    conn.exec_driver_sql(text, list(zip(*values, strict=True)))


@lru_cache(maxsize=100)
def _known(
    statement: Insert, dialect: Dialect, names: tuple[str, ...]
) -> tuple[str, list[tuple[str, _Rule]]] | None:
    """The statement's text, and the columns in its order with what each value goes through."""
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    if compiled.positiontup is None or set(compiled.positiontup) != set(names):
        return None
    types = {name: statement.table.c[name].type.dialect_impl(dialect) for name in names}
    return str(compiled), [(name, types[name].bind_processor(dialect)) for name in compiled.positiontup]
