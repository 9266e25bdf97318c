"""What workflows remember between runs: state effects, done in the transaction of their answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete, func, select

from app.core.effects import CountEvent, Effect, Keep
from app.core.effects.question import OpenQuestion
from app.core.effects.state import AddRow, Remember
from app.core.remembered import after
from app.core.sentence import Json
from app.store import questions, sheets
from app.store.journal import Lease, Record, holders, insert, record
from app.store.locks import hold
from app.store.tables import Kept, Mark

marks, kept = Mark.__table__, Kept.__table__  # type: ignore[attr-defined]


def remember(
    conn: Connection, lease: Lease, step: str, turn: int, at: datetime, effect: Effect, because: Json
) -> Json:
    """Does a state effect and writes its answer, all or nothing. None where the lease is stale.

    A second time for the same (run, step) changes nothing: the mark is one, the first kept value stays.
    """
    value: Json
    held = holders(conn, [lease]).get(lease.run)
    if held is None or held.epoch != lease.epoch:
        return None
    if isinstance(effect, CountEvent | Keep | Remember):
        hold(conn, [f"{effect.name}:{effect.subject}"])
    if isinstance(effect, CountEvent):
        conn.execute(
            insert(conn, marks).on_conflict_do_nothing(),
            [
                {
                    "name": effect.name,
                    "subject": effect.subject,
                    "run": lease.run,
                    "step": step,
                    "at": effect.at,
                    "until": effect.at + effect.window,
                }
            ],
        )
        count = conn.execute(
            select(func.count())
            .select_from(marks)
            .where(
                marks.c.name == effect.name,
                marks.c.subject == effect.subject,
                marks.c.at > effect.at - effect.window,
                marks.c.at <= effect.at,
            )
        ).scalar_one()
        value = {"count": count}
    elif isinstance(effect, Keep):
        conn.execute(
            insert(conn, kept).on_conflict_do_nothing(),
            [
                {
                    "name": effect.name,
                    "subject": effect.subject,
                    "value": effect.value,
                    "until": effect.until,
                }
            ],
        )
        found = conn.execute(
            select(kept.c.value).where(kept.c.name == effect.name, kept.c.subject == effect.subject)
        ).scalar_one()
        value = {"value": found}
    elif isinstance(effect, Remember):
        value = _remembered(conn, effect)
    elif isinstance(effect, AddRow):
        value = {"row": sheets.add(conn, effect.sheet, lease.run, step, at, effect.cells)}
    elif isinstance(effect, OpenQuestion):
        value = questions.opened(conn, effect, lease.run, at)
    else:
        raise TypeError(f"{type(effect).__name__} is no state effect")
    answer = Record(lease, step, turn, "answer", at, {"came": "effect", "value": value, "because": because})
    return value if record(conn, answer) else None


MEMORY = "memory:"
"""Before the names of values that owners remember and see: a step's own counters and limits are not shown."""


def _remembered(conn: Connection, effect: Remember) -> Json:
    c, name = kept.c, MEMORY + effect.name
    mine = (c.name == name, c.subject == effect.subject)
    was = conn.execute(select(c.value).where(*mine)).scalar()
    value = after(effect.how, was, effect.value)
    if value is None or value == []:
        conn.execute(delete(kept).where(*mine))
    elif value != was:
        row = {"name": name, "subject": effect.subject, "value": value, "until": None}
        statement = insert(conn, kept)
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=["name", "subject"], set_={"value": statement.excluded.value}
            ),
            [row],
        )
    return {"value": value, "was": was}


def remembered(conn: Connection) -> list[tuple[str, int]]:
    """The names under which something is remembered, with the number of values."""
    c = kept.c
    found = select(c.name, func.count()).where(c.name.startswith(MEMORY)).group_by(c.name).order_by(c.name)
    return [(name.removeprefix(MEMORY), count) for name, count in conn.execute(found)]


def values_of(conn: Connection, name: str, limit: int = 200) -> list[tuple[str, Json]]:
    """What is remembered under a name: (of whom, the value), at most ``limit``."""
    c = kept.c
    found = select(c.subject, c.value).where(c.name == MEMORY + name).order_by(c.subject).limit(limit)
    return [(subject, value) for subject, value in conn.execute(found)]


def forget(conn: Connection, name: str) -> int:
    """Forgets all values of a name; how many."""
    return conn.execute(delete(kept).where(kept.c.name == MEMORY + name)).rowcount
