"""Questions that runs put to people, and the answers: the first one counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import Connection, select, update

from app.core.effects.question import OpenQuestion
from app.core.events import Event
from app.core.sentence import Json, because
from app.errors import Conflict
from app.store.inbox import Started, TakenIn, take_in
from app.store.journal import ENDED, insert, runs
from app.store.tables import Question

ANSWERED = "person.answered"
rows = Question.metadata.tables["questions"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: what it is, what it is about, until when, and what was answered ("" for nothing yet)."""

    id: str
    run: str
    title: str
    text: str
    at: datetime
    until: datetime
    answer: str
    by: str


_columns = (
    rows.c.id,
    rows.c.run,
    rows.c.title,
    rows.c.text,
    rows.c.at,
    rows.c.until,
    rows.c.answer,
    rows.c.by,
)


def opened(conn: Connection, wanted: OpenQuestion, run: str, at: datetime) -> Json:
    """Opens a question; one that is open already stays as it is. What of it a step has to know."""
    row = {"id": wanted.question, "run": run, "title": wanted.title, "text": wanted.text, "at": at}
    conn.execute(
        insert(conn, rows).on_conflict_do_nothing(),
        [{**row, "until": wanted.until, "answer": "", "answered": None, "by": ""}],
    )
    found = get(conn, wanted.question)
    assert found is not None
    times = {"at": found.at.isoformat(), "until": found.until.isoformat()}
    return {"question": found.id, **times, "answer": found.answer}


def get(conn: Connection, question: str) -> Asked | None:
    """A question; None where there is none (any more)."""
    row = conn.execute(select(*_columns).where(rows.c.id == question)).first()
    return Asked(*row) if row else None


def unanswered(conn: Connection, now: datetime, limit: int = 20) -> list[Asked]:
    """What waits for an answer, whose time ends first before all others."""
    waiting = (
        select(*_columns)
        .join(runs, runs.c.id == rows.c.run)
        .where(rows.c.answer == "", rows.c.until > now, runs.c.status.not_in(ENDED))
        .order_by(rows.c.until, rows.c.id)
        .limit(limit)
    )
    return [Asked(*row) for row in conn.execute(waiting)]


def answer(
    conn: Connection, question: str, said: Literal["approved", "declined"], by: str, now: datetime
) -> Started:
    """Writes the answer down and wakes who waits for it. Raises Conflict where it is too late."""
    c = rows.c
    changed = conn.execute(
        update(rows)
        .where(c.id == question, c.answer == "", c.until > now)
        .values(answer=said, answered=now, by=by)
    )
    if not changed.rowcount:
        raise Conflict(
            because("This question is answered already, or its time is over. Nothing was changed.")
        )
    told = {"answered": {"answer": said, "by": by, "at": now.isoformat()}}
    event = Event(ANSWERED, f"question:{question}", now, f"answer:{question}", told)
    return take_in(conn, [TakenIn(None, "", [(event, [])])], now)
