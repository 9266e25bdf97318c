"""Values that are too large for the journal: they lie beside it and are read only when a step needs them.

The journal's record holds where such a value lies (``Aside``). It is written in the record's own transaction, so that
one is never there without the other.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import Connection, bindparam, delete, select

from app.core.sentence import Json
from app.store.tables import Output

outputs = Output.__table__  # type: ignore[attr-defined]
OWN = -1
"""The turn of what a step gave in the end; the others are of answers and pages."""


@dataclass(frozen=True, slots=True)
class Aside:
    """Where a value of a run lies. ``pages``: a list in so many rows, one after the other; None: one value."""

    step: str
    turn: int
    name: str
    pages: int | None = None

    def pack(self) -> Json:
        """As it stands in a record."""
        return [self.step, self.turn, self.name, self.pages]

    @staticmethod
    def unpack(packed: Sequence[Any]) -> Aside:
        """From a record."""
        return Aside(*packed)


class Part(NamedTuple):
    """A value, or a page of a list, on its way to the disk."""

    name: str
    body: Json
    turn: int = OWN
    page: int = 0


def put(conn: Connection, rows: Iterable[tuple[str, str, Part]]) -> None:
    """Writes parts down: (run, step, part)."""
    values = [{"run": run, "step": step, **part._asdict()} for run, step, part in rows]
    if values:
        conn.execute(outputs.insert(), values)


_one = (
    select(outputs.c.body)
    .where(
        *(
            outputs.c[name] == bindparam(name, type_=outputs.c[name].type)
            for name in ("run", "step", "turn", "name")
        ),
        outputs.c.page < bindparam("pages"),
    )
    .order_by(outputs.c.page)
)


def load(conn: Connection, run: str, where: Sequence[Aside]) -> list[Json]:
    """The values that lie there, in the order asked for; None for one that is gone."""
    return [_load(conn, run, one) for one in where]


def _load(conn: Connection, run: str, where: Aside) -> Json:
    place = {"run": run, "step": where.step, "turn": where.turn, "name": where.name}
    pages = conn.execute(_one, {**place, "pages": 1 if where.pages is None else where.pages}).scalars()
    if where.pages is None:
        return pages.first()
    return [item for page in pages for item in page]


def drop(conn: Connection, run: str, step: str, turn: int) -> None:
    """Forgets what a turn had, as it is asked anew."""
    c = outputs.c
    conn.execute(delete(outputs).where(c.run == run, c.step == step, c.turn == turn))
