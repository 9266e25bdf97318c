"""Very many runs at once: copies of a real one, made by SQL within the database, each a whole run of its own.

Every column that a copy needs not to share (ids, keys, times) is named here; all others are the real run's.
"""

import asyncio
import sqlite3
from collections.abc import Mapping
from contextlib import closing

from bench.place import Place

DAY = 86_400_000_000
"""Microseconds."""


def execute(here: Place, *statements: str) -> None:
    """Statements in one transaction."""
    if here.url:
        asyncio.run(_execute(here.url, statements))
        return
    with closing(sqlite3.connect(here.data / "storeflow.db", timeout=60)) as conn:
        for statement in statements:
            conn.execute(statement)
        conn.commit()


async def _execute(url: str, statements: tuple[str, ...]) -> None:
    import asyncpg

    conn = await asyncpg.connect(url)
    try:
        async with conn.transaction():
            for statement in statements:
                await conn.execute(statement, timeout=900)
    finally:
        await conn.close()


def copies(here: Place, count: int, *, waiting: bool = False, per_event: int = 1, age_days: int = 0) -> None:
    """``count`` copies of the newest run, ``per_event`` of them to an event. Its message and facts stay one per event.

    Ids tell the time, and these tell the oldest there is. ``age_days``: how long ago they all were. ``waiting``: with
    the row of the wait.
    """
    run, event = here.query("SELECT id, event FROM runs ORDER BY id DESC LIMIT 1")[0]
    delivery = here.query(f"SELECT delivery FROM events WHERE id = '{event}'")[0][0]
    events, ago = count // per_event, age_days * DAY
    nth, which = _padded("n.i", here), _padded(f"n.i / {per_event}", here)
    series, few = _series(count, here), _series(events, here)
    statements = [
        _copy(here, "deliveries", few, f"t.id = '{delivery}'",
              {"id": f"'0' || {nth}", "key": f"'copy-' || {nth}", "at": f"t.at - {ago}"}),
        _copy(here, "events", few, f"t.id = '{event}'",
              {"id": f"'0' || {nth}", "delivery": f"'0' || {nth}", "subject": f"'order:' || {nth}",
               "dedupe": f"'copy-' || {nth}", "at": f"t.at - {ago}", "seen": f"t.seen - {ago}"}),
        _copy(here, "runs", series, f"t.id = '{run}'",
              {"id": f"'0' || {nth}", "event": f"'0' || {which}", "subject": f"'order:' || {which}",
               "created": f"t.created - {ago} + n.i", "updated": f"t.updated - {ago} + n.i"}
              | ({"workflow": f"'{_other(here)}' || (n.i % {per_event})"} if per_event > 1 else {})),
        _copy(here, "steps", series, f"t.run = '{run}'", {"run": f"'0' || {nth}", "at": f"t.at - {ago} + n.i"}),
    ]  # fmt: skip
    if waiting:
        statements.append(_copy(here, "waits", series, f"t.run = '{run}'", {"run": f"'0' || {nth}"}))
    execute(here, *statements)
    execute(here, "ANALYZE")


def _other(here: Place) -> str:
    """The beginning of the ids of workflows that copies of one event belong to: one event starts each once."""
    return str(here.query("SELECT workflow FROM runs LIMIT 1")[0][0]) + "-"


def _padded(number: str, here: Place) -> str:
    return f"lpad(({number})::text, 25, '0')" if here.url else f"printf('%025d', {number})"


def _series(count: int, here: Place) -> str:
    if here.url:
        return f"generate_series(0, {count - 1}) AS n(i)"
    return (
        "(WITH RECURSIVE s(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM s WHERE i < "
        f"{count - 1}) SELECT i FROM s) AS n"
    )


def _copy(here: Place, table: str, series: str, where: str, changed: Mapping[str, str]) -> str:
    if here.url:
        found = f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"
    else:
        found = f"SELECT name FROM pragma_table_info('{table}')"
    columns = [row[0] for row in here.query(found)]
    values = ", ".join(changed.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    return f'INSERT INTO "{table}" ({names}) SELECT {values} FROM "{table}" t, {series} WHERE {where}'
