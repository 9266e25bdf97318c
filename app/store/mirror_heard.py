"""What messages told a moment ago, as the mirror keeps it: read off the events that they became."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from app.core.sentence import Json
from app.store import mirror
from app.store.among import among
from app.store.journal import events

Told = tuple[str, str, Mapping[str, Json], datetime | None]
"""A connection, a kind of thing, the thing, and when it was deleted (None: it was not)."""
_named = select(events.c.id, events.c.connection, events.c.subject, events.c.name, events.c.at).where(
    among(events.c.id, "ids")
)
_whole_of = select(events.c.connection, events.c.name, events.c.at, events.c.data).where(
    among(events.c.id, "ids")
)


def keep_told(conn: Connection, ids: Sequence[str], stores: Collection[str]) -> None:
    """Keeps what these events tell of things of these stores. Of several of one name about one thing the last is
    read."""
    last: dict[tuple[str, str, str], Any] = {}
    for row in conn.execute(_named, {"ids": list(ids)}):
        about = (row.connection, row.subject, row.name)
        if row.connection in stores and (
            about not in last or (last[about].at, last[about].id) <= (row.at, row.id)
        ):
            last[about] = row
    found = conn.execute(_whole_of, {"ids": [row.id for row in last.values()]}).all() if last else ()
    mirror.keep_all(conn, [one for row in found for one in told(row.connection, row.name, row.at, row.data)])


def told(connection: str, name: str, at: datetime, data: Mapping[str, Json]) -> Iterator[Told]:
    """What an event tells of the things that are kept: those that it is about, where it tells all of them."""
    about, _, past = name.partition(".")
    for thing in mirror.THINGS:
        fact = data.get(thing)
        if not isinstance(fact, dict) or (thing != about and thing != "order"):
            continue
        if past == "deleted" and thing == about:
            yield connection, thing, fact, at
        elif _whole(thing, fact):
            yield connection, thing, fact, None


def _whole(thing: str, fact: Mapping[str, Json]) -> bool:
    """Whether a message tells all of a thing, not only which one it is or one side of it."""
    if thing == "inventory":
        return fact.get("available") is not None
    return bool(fact.get("created_at")) and (thing != "order" or bool(fact.get("total")))
