"""Which of its messages each store sends us, as far as we know, and who asks it about that just now."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, or_, select, update

from app.core.sentence import Json, Sentence
from app.store.journal import insert
from app.store.tables import SubscriptionsRow

rows = SubscriptionsRow.metadata.tables["subscriptions"]
LONGEST = timedelta(minutes=5)
"""After this nobody is believed to be asking any more."""
NEWS = 20
"""How much of what was done is kept."""


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a store. ``on``: topics that it sends, with since when; ``off``: those that it should send.

    ``news``: ``(when, topic, what)`` with what: made | moved | revived | removed. ``may``: what we may do there, None
    where that is not known.
    """

    at: datetime | None = None
    on: dict[str, datetime] = field(default_factory=dict)
    off: list[str] = field(default_factory=list)
    news: list[tuple[datetime, str, str]] = field(default_factory=list)
    may: frozenset[str] | None = None
    notes: Sequence[Sentence] = ()
    problem: Sentence | None = None


def get(conn: Connection, connection: str) -> Known:
    """What is known of a store; nothing where it was not asked yet."""
    row = conn.execute(select(rows).where(rows.c.connection == connection)).first()
    return _known(row) if row else Known()


def claim(conn: Connection, connection: str, now: datetime, *, early: bool = False) -> bool:
    """Takes it on to ask a store, if it is time (or ``early``) and nobody else does."""
    conn.execute(insert(conn, rows).values(connection=connection, due=now).on_conflict_do_nothing())
    free = or_(rows.c.busy.is_(None), rows.c.busy <= now)
    mine = update(rows).where(rows.c.connection == connection, free)
    if not early:
        mine = mine.where(rows.c.due <= now)
    return bool(conn.execute(mine.values(busy=now + LONGEST)).rowcount)


def save(conn: Connection, connection: str, known: Known, due: datetime) -> None:
    """Writes down what was found and done, and when it is to be asked again."""
    told: list[Json] = [
        {"topic": topic, "on": True, "since": since.isoformat()} for topic, since in sorted(known.on.items())
    ]
    told += [{"topic": topic, "on": False, "since": ""} for topic in sorted(known.off)]
    news = [{"at": at.isoformat(), "topic": topic, "what": what} for at, topic, what in known.news[:NEWS]]
    conn.execute(
        update(rows)
        .where(rows.c.connection == connection)
        .values(
            due=due,
            busy=None,
            at=known.at,
            told=told,
            news=news,
            may=None if known.may is None else sorted(known.may),
            notes=[note.pack() for note in known.notes],
            problem=known.problem.pack() if known.problem else None,
        )
    )


def note_permissions(conn: Connection, connection: str, may: frozenset[str] | None, now: datetime) -> None:
    """Writes down what a store lets us do, as it said just now."""
    told = None if may is None else sorted(may)
    statement = insert(conn, rows).values(connection=connection, due=now, may=told)
    conn.execute(statement.on_conflict_do_update(index_elements=["connection"], set_={"may": told}))


def _known(row: Any) -> Known:
    told = row.told or []
    return Known(
        row.at,
        {one["topic"]: datetime.fromisoformat(one["since"]) for one in told if one["on"]},
        [one["topic"] for one in told if not one["on"]],
        [(datetime.fromisoformat(one["at"]), one["topic"], one["what"]) for one in row.news or ()],
        None if row.may is None else frozenset(row.may),
        tuple(Sentence.unpack(note) for note in row.notes or ()),
        Sentence.unpack(row.problem) if row.problem else None,
    )
