"""What is written of a run, for whoever goes on with it: read at once, put into values step by step.

A loop of 10,000 rounds has 50,000 records, of which a resumed run looks at the rounds' ends only: what lies within a
round or a call that has ended is not even read.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

import orjson
from sqlalchemy import BigInteger, ColumnElement, Connection, Text, exists, func, or_, select, type_coerce

from app.core.sentence import Json
from app.store.among import among
from app.store.tables import StepRow
from app.store.types import from_micros

Past = dict[tuple[int, str], tuple[datetime, Json]]
"""A step's history: (turn, kind) -> (when, body)."""
steps = StepRow.__table__  # type: ignore[attr-defined]
_above = steps.alias("above")


def _open(outer: ColumnElement[str]) -> ColumnElement[bool]:
    """Whether a record is of a step by itself, or within something (named ``outer``) that goes on."""
    ended = (_above.c.run == steps.c.run, _above.c.step == outer, _above.c.turn == 0, _above.c.kind == "done")
    return or_(outer == "", outer == steps.c.step, ~exists().where(*ended))


_all = select(
    steps.c.run,
    steps.c.step,
    steps.c.turn,
    steps.c.kind,
    type_coerce(steps.c.at, BigInteger),
    type_coerce(steps.c.body, Text),
).where(among(steps.c.run, "ids"))
_written = {
    "sqlite": _all.where(_open(func.substr(steps.c.step, 1, func.instr(steps.c.step, "/") - 1))),
    "postgresql": _all.where(_open(func.split_part(steps.c.step, "/", 1))),
}


class History:
    """The records of one run by step."""

    def __init__(self) -> None:
        self._written: dict[str, list[tuple[int, str, int, str]]] = {}
        self._known: dict[str, Past] = {}

    def put(self, step: str, record: tuple[int, str, int, str]) -> None:
        """A record as it lies on the disk: turn, kind, time in microseconds, body as text."""
        self._written.setdefault(step, []).append(record)

    def of(self, step: str) -> Past:
        """A step's history, to be read and to be added to."""
        past = self._known.get(step)
        if past is None:
            past = self._known[step] = {
                (turn, kind): (from_micros(at), orjson.loads(body))
                for turn, kind, at, body in self._written.pop(step, ())
            }
        return past


def histories(conn: Connection, ids: Iterable[str]) -> dict[str, History]:
    """The histories of these runs; none for one that has not begun before."""
    asked: Sequence[str] = sorted(ids)
    found: dict[str, History] = {}
    written = conn.execute(_written[conn.dialect.name], {"ids": asked}) if asked else ()
    for run, step, turn, kind, at, body in written:
        found.setdefault(run, History()).put(step, (turn, kind, at, body))
    return found
