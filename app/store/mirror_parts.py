"""How far back each kind of a store's things is kept in the mirror, and how far its filling has come.

A page of things and the note where the filling goes on are one transaction, so that a kill costs a page at most.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, delete, select, update

from app.core.moments import read as moment
from app.core.moments import shift
from app.core.sentence import Json, Sentence, because
from app.errors import Conflict
from app.store import mirror
from app.store.housekeeping import MOST, get_retention
from app.store.journal import insert
from app.store.mirror import OFF, THINGS, parts
from app.store.tables import AskedRow, ConnectionRow
from app.store.types import EPOCH

connections: Any = ConnectionRow.__table__  # type: ignore[attr-defined]
asked: Any = AskedRow.__table__  # type: ignore[attr-defined]
MONTHS = (1, 3, 12, 24, 0)
"""How many months an owner can choose; 0: all that there is."""
FRESH = timedelta(minutes=15)
"""How long ago a store may have been asked what changed for the mirror to count as what it has."""
STANDING = frozenset({"product", "inventory"})
"""What is kept whole however many months are chosen: what a shop sells is no history."""


@dataclass(frozen=True, slots=True)
class Part:
    """See ``MirrorPart``."""

    connection: str
    thing: str
    state: str
    since: datetime | None
    wanted: datetime | None
    months: int
    cursor: str
    count: int
    total: int | None
    reached: datetime | None
    seconds: float
    rev: int
    tries: int
    due: datetime
    because: Sentence | None

    def share(self, now: datetime) -> float | None:
        """How much of the filling is done, from 0 to 1; None where nobody can say yet."""
        if self.state == "done":
            return 1.0
        if self.total:
            return min(self.count / self.total, 1.0)
        if self.reached is None or self.wanted in (None, EPOCH) or now <= self.wanted:
            return None
        return max(0.0, min((self.reached - self.wanted) / (now - self.wanted), 1.0))

    def left(self, now: datetime) -> float | None:
        """Seconds until it is done, if it goes on as it did so far; None where nobody can say yet."""
        share = self.share(now)
        return self.seconds * (1 - share) / share if share and self.count else None


def _view(row: Row[Any]) -> Part:
    values = dict(row._mapping)
    said = values.pop("because")
    return Part(**values, because=Sentence.unpack(said) if said else None)


def filled(conn: Connection) -> frozenset[str]:
    """The stores whose owners chose that something is kept of them."""
    found = select(parts.c.connection).where(parts.c.thing != "").distinct()
    return frozenset(conn.execute(found).scalars())


def of_store(conn: Connection, connection: str) -> list[Part]:
    """The kinds that were ever filled, in the order in which they are."""
    found = select(parts).where(parts.c.connection == connection, parts.c.thing != "")
    return sorted((_view(row) for row in conn.execute(found)), key=lambda part: THINGS.index(part.thing))


def going(conn: Connection, now: datetime) -> list[Part]:
    """The next of each store's fillings that has something to do now: one kind after the other."""
    rows = [_view(row) for row in conn.execute(select(parts).where(parts.c.state == "going"))]
    first: dict[str, Part] = {}
    for part in sorted(rows, key=lambda part: THINGS.index(part.thing)):
        first.setdefault(part.connection, part)
    return [part for part in first.values() if part.due <= now]


def begin(conn: Connection, connection: str, things: Iterable[str], months: int, now: datetime) -> None:
    """Begins to fill, anew where something was filled already; what is here stays meanwhile."""
    wanted = shift(now, -months, "months", "UTC") if months else EPOCH
    conn.execute(delete(parts).where(parts.c.connection == connection, parts.c.thing == ""))
    for thing in things:
        fresh = {
            "state": "going", "wanted": EPOCH if thing in STANDING else wanted, "months": months, "cursor": "",
            "count": 0, "total": None, "reached": None, "seconds": 0.0, "tries": 0, "due": now, "because": None,
        }  # fmt: skip
        statement = insert(conn, parts).values(connection=connection, thing=thing, since=None, rev=0, **fresh)
        again = fresh | {"rev": parts.c.rev + 1}
        conn.execute(statement.on_conflict_do_update(index_elements=["connection", "thing"], set_=again))


def go_on(
    conn: Connection,
    part: Part,
    items: Sequence[Mapping[str, Json]],
    count: int,
    following: str | None,
    total: int | None,
    seconds: float,
    now: datetime,
) -> Part | None:
    """Keeps what came last and notes how far it is by that: ``count`` things more, and the page that follows (None:
    that was all). None where it was paused, cancelled or begun anew meanwhile, or somebody else was quicker."""
    c = parts.c
    times = [at for one in items if (at := moment(one.get("updated_at"))) is not None]
    done = following is None
    earlier = (
        part.since if part.since is not None and part.wanted and part.since < part.wanted else part.wanted
    )
    noted = conn.execute(
        update(parts)
        .where(c.connection == part.connection, c.thing == part.thing, c.rev == part.rev, c.state == "going")
        .values(
            rev=c.rev + 1, cursor=following or "", count=c.count + count, seconds=c.seconds + seconds, tries=0,
            because=None, due=now, state="done" if done else "going", since=earlier if done else c.since,
            total=part.total if total is None else total,
            reached=max(times, default=part.reached),
        )
    )  # fmt: skip
    if not noted.rowcount:
        return None
    mirror.keep(conn, part.connection, part.thing, items)
    return _view(
        conn.execute(select(parts).where(c.connection == part.connection, c.thing == part.thing)).one()
    )


def later(conn: Connection, part: Part, due: datetime, why: Sentence) -> None:
    """It could not go on just now, and is tried again."""
    _noted(conn, part, due=due, tries=parts.c.tries + 1, because=why.pack())


def halt(conn: Connection, part: Part, why: Sentence) -> None:
    """It can't go on by itself."""
    _noted(conn, part, state="failed", because=why.pack())


def _noted(conn: Connection, part: Part, **values: Any) -> None:
    c = parts.c
    mine = (c.connection == part.connection, c.thing == part.thing, c.rev == part.rev, c.state == "going")
    conn.execute(update(parts).where(*mine).values(**values))


_FROM = {"paused": ("going",), "going": ("paused", "failed"), "cancelled": ("going", "paused", "failed")}


def switch(conn: Connection, connection: str, to: str, now: datetime) -> None:
    """What a person does with all of a store: ``paused``, ``going`` (on from where it stood), ``cancelled``. Raises
    Conflict where there is nothing under way."""
    c = parts.c
    found = conn.execute(
        update(parts)
        .where(c.connection == connection, c.state.in_(_FROM[to]))
        .values(state=to, rev=c.rev + 1, tries=0, due=now, because=None)
    )
    if not found.rowcount and to not in {part.state for part in of_store(conn, connection)}:
        raise Conflict(because("There is nothing under way any more; nothing was changed."))


def turn_off(conn: Connection, connection: str, now: datetime) -> None:
    """From now on nothing is kept of this store, until it is filled again."""
    conn.execute(delete(parts).where(parts.c.connection == connection))
    off = {"connection": connection, "thing": "", "state": OFF, "months": 0, "cursor": "", "count": 0,
           "seconds": 0.0, "rev": 0, "tries": 0, "due": now}  # fmt: skip
    conn.execute(insert(conn, parts).values(**off))


def covers(conn: Connection, connection: str, thing: str, since: datetime, now: datetime) -> bool:
    """Whether all that was made since then is here, and the store was asked a moment ago what changed."""
    c = parts.c
    filled = conn.execute(select(c.since).where(c.connection == connection, c.thing == thing)).scalar()
    if filled is None or filled > since:
        return False
    days = get_retention(conn).mirror
    if thing not in STANDING and days < MOST and since < now - timedelta(days=days):
        return False
    last = select(asked.c.done).where(asked.c.connection == connection, asked.c.thing == thing)
    done: datetime | None = conn.execute(last).scalar()
    return done is not None and now - done <= FRESH


# --------------------------------------------------------------------------------------------------- clearing


def clear_old(conn: Connection, now: datetime, limit: int) -> int:
    """Removes what the store has not changed for longer than the owner wants to keep it; how many things.

    Of a store that was never filled, things are kept no longer than the messages that told of them. What a shop sells
    stays; all of a store whose connection is gone goes.
    """
    keep = get_retention(conn)
    known = set(conn.execute(select(connections.c.id)).scalars())
    filled = set(conn.execute(select(parts.c.connection).where(parts.c.wanted.is_not(None))).scalars())
    gone = 0
    for store in _stores(conn):
        if gone >= limit:
            break
        if store not in known:
            conn.execute(delete(parts).where(parts.c.connection == store))
            gone += mirror.forget(conn, store, limit - gone)
            continue
        before = now - timedelta(days=keep.mirror if store in filled else keep.events)
        for thing in THINGS:
            gone += _clear(conn, store, thing, before, limit - gone)
    return gone


def _stores(conn: Connection) -> list[str]:
    """Each store of which something is kept; by steps through the index, not through every row."""
    c, found = mirror.mirror.c, list[str]()
    while store := conn.execute(
        select(c.connection)
        .where(c.connection > (found[-1] if found else ""))
        .order_by(c.connection)
        .limit(1)
    ).scalar():
        found.append(store)
    return found


def _clear(conn: Connection, store: str, thing: str, before: datetime, limit: int) -> int:
    c = mirror.mirror.c
    old = [c.connection == store, c.thing == thing, c.created < before, c.at < before]
    if thing in STANDING:
        old.append(c.size == 0)
    ids = list(conn.execute(select(c.id).where(*old).order_by(c.created).limit(max(limit, 0))).scalars())
    return mirror.forget_things(conn, store, thing, ids) if ids else 0
