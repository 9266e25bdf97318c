"""The last word of a store about each thing that some live workflow watches, and what that word changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, select

from app.core.changed import asked, before, kept
from app.core.sentence import Json
from app.store.among import among
from app.store.journal import insert
from app.store.locks import hold
from app.store.tables import FactRow

facts = FactRow.metadata.tables["facts"]
FACTS = "facts|"


class Word(NamedTuple):
    """What a message says of a thing. ``thing``: connection, fact and identity as one text."""

    thing: str
    at: datetime
    data: Mapping[str, Json]
    source: str
    """The message: asked again after a kill, it is told the same."""
    asked: bool = False
    """No message told it: the store was asked."""


_known = select(facts).where(among(facts.c.thing, "things"))


def remember(conn: Connection, words: Sequence[Word]) -> list[dict[str, Json]]:
    """Keeps each word, and answers the fields that it changed with their earlier values.

    A word older than the last one (stores shuffle their messages) changes nothing and is not kept.
    """
    names = sorted({word.thing for word in words})
    hold(conn, (FACTS + name for name in names))
    known: dict[str, Any] = {row.thing: dict(row._mapping) for row in conn.execute(_known, {"things": names})}
    told: list[dict[str, Json]] = []
    new: dict[str, dict[str, Any]] = {}
    for word in words:
        row = known.get(word.thing)
        if row is not None and row["source"] == word.source:
            told.append(dict(row["before"]))
        elif row is not None and word.at < row["at"]:
            told.append({})
        else:
            was = row["data"] if row else None
            changes, data = (
                asked(was, word.data) if word.asked else (before(was, word.data), kept(was, word.data))
            )
            if row is not None and word.at == row["at"] and data == row["data"]:
                told.append({})  # the same once more: what the first to say it was told stays
                continue
            known[word.thing] = new[word.thing] = {
                "thing": word.thing, "at": word.at, "data": data, "before": changes, "source": word.source
            }  # fmt: skip
            told.append(changes)
    if new:
        statement = insert(conn, facts)
        values = {name: statement.excluded[name] for name in ("at", "data", "before", "source")}
        conn.execute(
            statement.on_conflict_do_update(index_elements=["thing"], set_=values), list(new.values())
        )
    return told


def forget(conn: Connection, older: datetime, limit: int = 500) -> int:
    """Drops things of which nothing was heard since; how many."""
    old = list(conn.execute(select(facts.c.thing).where(facts.c.at < older).limit(limit)).scalars())
    if old:
        conn.execute(delete(facts).where(among(facts.c.thing, "things")), {"things": old})
    return len(old)
