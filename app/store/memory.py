"""What workflows remember between runs: state effects, done in the transaction of their answer."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, func, select

from app.core.effects import CountEvent, Effect, Keep
from app.core.sentence import Json
from app.store.journal import Lease, Record, insert, record
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
    if isinstance(effect, CountEvent | Keep):
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
            [{"name": effect.name, "subject": effect.subject, "value": effect.value}],
        )
        found = conn.execute(
            select(kept.c.value).where(kept.c.name == effect.name, kept.c.subject == effect.subject)
        ).scalar_one()
        value = {"value": found}
    else:
        raise TypeError(f"{type(effect).__name__} is no state effect")
    answer = Record(lease, step, turn, "answer", at, {"came": "effect", "value": value, "because": because})
    return value if record(conn, answer) else None
