"""The mirror of a store: its orders, customers, products and stock, kept here in the shop's language.

What comes in by messages, by asking and by filling is written through ``keep``: a thing is replaced only by a word of
the store that is not older. What was deleted leaves its id behind, so that a late message does not bring it back.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import Connection, delete, func, or_, select

from app.core.changed import identity
from app.core.comparing import fold
from app.core.fields import blank, shape_of
from app.core.moments import read as moment
from app.core.sentence import Json
from app.store.among import among
from app.store.journal import insert
from app.store.tables_mirror import MirrorName, MirrorPart, MirrorRow
from app.store.types import EPOCH

mirror: Any = MirrorRow.__table__  # type: ignore[attr-defined]
names: Any = MirrorName.__table__  # type: ignore[attr-defined]
parts: Any = MirrorPart.__table__  # type: ignore[attr-defined]

THINGS = ("product", "inventory", "customer", "order")
"""What is kept."""
OFF = "off"
"""The state of the part "" of a store that nothing is kept of."""
_UNTOLD: Mapping[str, frozenset[str]] = {
    "order": frozenset({"is_first", "risk_level"}),
    "customer": frozenset(
        {
            "tags", "state", "accepts_marketing", "email_consent", "email_consent_at", "accepts_sms", "sms_consent",
            "sms_consent_at", "has_bought", "orders_count", "total_spent", "last_order_id",
        }
    ),
    "product": frozenset({"collections", "total_sales", "rating", "reviews_count"}),
}  # fmt: skip
"""Fields that some messages of a store leave out: empty means that it said nothing, not that there is nothing."""
_COLUMNS = ("at", "created", "customer", "email", "name", "code", "size", "data")


@dataclass(frozen=True, slots=True)
class Size:
    """How many things of a kind are kept of a store, their bytes, and when the oldest of them was made."""

    connection: str
    thing: str
    count: int
    bytes: int
    oldest: datetime | None


# ---------------------------------------------------------------------------------------------------- writing


def keep(conn: Connection, connection: str, thing: str, facts: Iterable[Mapping[str, Json]]) -> int:
    """Keeps things of a store as it told them; how many were new or newer. Those of a kind that is not kept, without
    an id, or of a store that the owner wants nothing kept of, are left out."""
    found: dict[str, Mapping[str, Json]] = {}
    for fact in facts:
        ident = identity(thing, fact)
        if ident and (ident not in found or _at(fact) >= _at(found[ident])):
            found[ident] = fact
    if thing not in THINGS or not found or is_off(conn, connection):
        return 0
    c = mirror.c
    mine = (c.connection == connection, c.thing == thing, among(c.id, "ids"))
    was = {row.id: row for row in conn.execute(select(c.id, c.at, c.data).where(*mine), {"ids": list(found)})}
    new: list[dict[str, Any]] = []
    spoken: dict[tuple[str, str], str] = {}
    for ident, fact in found.items():
        old = was.get(ident)
        at = _at(fact)
        if old is not None and at < old.at:
            continue
        row = _row(connection, thing, ident, at, _with_untold(thing, fact, old.data if old else ""))
        if old is None or row["data"] != old.data or at != old.at:
            new.append(row)
            for kind, word in _words(thing, fact):
                spoken.setdefault((kind, fold(word)[:200]), word)
    if new:
        new.sort(
            key=lambda row: str(row["id"])
        )  # in one order for all, so that two writers don't wait for each other
        statement = insert(conn, mirror)
        newer = {name: statement.excluded[name] for name in _COLUMNS}
        conn.execute(
            statement.on_conflict_do_update(
                index_elements=["connection", "thing", "id"], set_=newer, where=c.at <= statement.excluded.at
            ),
            new,
        )
    if spoken:
        listed = [
            {"connection": connection, "kind": kind, "folded": folded, "name": word}
            for (kind, folded), word in sorted(spoken.items())
        ]
        conn.execute(insert(conn, names).on_conflict_do_nothing(), listed)
    return len(new)


def keep_all(conn: Connection, words: Sequence[tuple[str, str, Mapping[str, Json], datetime | None]]) -> None:
    """What a batch of messages told: (connection, thing, fact, when it was deleted or None), in the order they came."""
    told: dict[tuple[str, str], list[Mapping[str, Json]]] = {}
    gone: dict[tuple[str, str, datetime], list[str]] = {}
    for connection, thing, fact, deleted in words:
        if deleted is None:
            told.setdefault((connection, thing), []).append(fact)
        else:
            gone.setdefault((connection, thing, deleted), []).append(identity(thing, fact))
    for (connection, thing), facts in sorted(told.items()):
        keep(conn, connection, thing, facts)
    for (connection, thing, at), ids in sorted(gone.items()):
        remove(conn, connection, thing, ids, at)


def remove(conn: Connection, connection: str, thing: str, ids: Iterable[str], at: datetime) -> None:
    """The store has them no more since then; what it said before that comes too late."""
    rows = [
        {
            "connection": connection, "thing": thing, "id": ident, "at": at, "created": at,
            "customer": "", "email": "", "name": "", "code": "", "size": 0, "data": "",
        }
        for ident in ids
        if ident
    ]  # fmt: skip
    if thing not in THINGS or not rows or is_off(conn, connection):
        return
    statement = insert(conn, mirror)
    newer = {name: statement.excluded[name] for name in _COLUMNS}
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["connection", "thing", "id"],
            set_=newer,
            where=mirror.c.at <= statement.excluded.at,
        ),
        rows,
    )


def is_off(conn: Connection, connection: str) -> bool:
    """Whether the owner wants nothing kept of this store."""
    c = parts.c
    found = conn.execute(select(c.state).where(c.connection == connection, c.thing == "")).scalar()
    return found == OFF


def forget_customer(
    conn: Connection, connection: str, ids: Collection[str] = (), emails: Collection[str] = ()
) -> int:
    """Removes a customer for good, with every order by these numbers and e-mail addresses; how many things."""
    c = mirror.c
    gone = 0
    known, addresses = [str(one) for one in ids if one], [fold(one) for one in emails if one]
    for column, texts, kind in ((c.id, known, "customer"), (c.customer, known, "order")):
        if texts:
            mine = (c.connection == connection, c.thing == kind, among(column, "texts"))
            gone += conn.execute(delete(mirror).where(*mine), {"texts": texts}).rowcount
    if addresses:
        mine = (c.connection == connection, c.email != "", among(c.email, "texts"))
        gone += conn.execute(delete(mirror).where(*mine), {"texts": addresses}).rowcount
    return gone


def forget_things(conn: Connection, connection: str, thing: str, ids: Collection[str]) -> int:
    """Removes things for good, such as the orders that a store asks to erase; how many."""
    c = mirror.c
    mine = (c.connection == connection, c.thing == thing, among(c.id, "texts"))
    return conn.execute(delete(mirror).where(*mine), {"texts": [str(one) for one in ids]}).rowcount


def forget(conn: Connection, connection: str, limit: int = 2000) -> int:
    """Removes so many things of a store, whatever they are; how many. With the last ones its words go too."""
    c = mirror.c
    some = list(conn.execute(select(c.thing, c.id).where(c.connection == connection).limit(limit)))
    for thing in {row.thing for row in some}:
        forget_things(conn, connection, thing, [row.id for row in some if row.thing == thing])
    if len(some) < limit:
        conn.execute(delete(names).where(names.c.connection == connection))
    return len(some)


# ---------------------------------------------------------------------------------------------------- reading


def get(conn: Connection, connection: str, thing: str, id: str) -> dict[str, Json] | None:
    """A thing as the store told it last; None where it is not kept."""
    c = mirror.c
    mine = (c.connection == connection, c.thing == thing, c.id == id, c.size > 0)
    return _one(thing, conn.execute(select(c.data).where(*mine)).scalar())


def recent(conn: Connection, connection: str, thing: str, limit: int) -> list[dict[str, Json]]:
    """The things that were made last, the newest first."""
    c = mirror.c
    found = select(c.data).where(c.connection == connection, c.thing == thing, c.size > 0)
    rows = conn.execute(found.order_by(c.created.desc(), c.id.desc()).limit(limit)).scalars()
    return [whole for data in rows if (whole := _one(thing, data)) is not None]


def orders_of(
    conn: Connection, connection: str, customer: str, email: str, since: datetime, limit: int
) -> list[dict[str, Json]]:
    """The orders of a customer, known by the number or the e-mail address, made since then; the newest first."""
    c = mirror.c
    who = [c.customer == customer] if customer else []
    who += [c.email == fold(email)] if email else []
    if not who:
        return []
    found: dict[str, tuple[datetime, str]] = {}
    for one in who:  # one after the other, so that each goes by its index
        mine = (c.connection == connection, one, c.thing == "order", c.created >= since, c.size > 0)
        rows = conn.execute(
            select(c.id, c.created, c.data).where(*mine).order_by(c.created.desc()).limit(limit)
        )
        found |= {row.id: (row.created, row.data) for row in rows}
    newest = sorted(found.values(), key=lambda one: one[0], reverse=True)
    return [whole for _, data in newest[:limit] if (whole := _one("order", data)) is not None]


def named(conn: Connection, connection: str, thing: str, query: str, limit: int) -> list[dict[str, Json]]:
    """Things in whose name, or whose SKU or handle, the words stand; by name."""
    c = mirror.c
    wanted = fold(query)
    found = select(c.data).where(c.connection == connection, c.thing == thing, c.size > 0)
    if wanted:
        found = found.where(or_(c.name.contains(wanted, autoescape=True), c.code == wanted))
    rows = conn.execute(found.order_by(c.name).limit(limit)).scalars()
    return [whole for data in rows if (whole := _one(thing, data)) is not None]


def words(conn: Connection, connection: str, kind: str, query: str, limit: int) -> list[str]:
    """Tags, collections, locations ... that are called so; those that begin with it come first."""
    c = names.c
    wanted = fold(query)
    found = select(c.name).where(c.connection == connection, c.kind == kind)
    if wanted:
        found = found.where(c.folded.contains(wanted, autoescape=True))
    first = c.folded.startswith(wanted, autoescape=True).desc()
    return list(conn.execute(found.order_by(first, c.folded).limit(limit)).scalars())


def sizes(conn: Connection, connection: str = "") -> list[Size]:
    """What is kept of one store, or of all; answered by an index."""
    c = mirror.c
    found = select(c.connection, c.thing, func.count(), func.sum(c.size), func.min(c.created)).where(
        c.size > 0
    )
    if connection:
        found = found.where(c.connection == connection)
    rows = conn.execute(found.group_by(c.connection, c.thing)).all()
    listed = [Size(row[0], row[1], row[2], int(row[3]), row[4] if row[4] != EPOCH else None) for row in rows]
    return sorted(listed, key=lambda one: (one.connection, THINGS.index(one.thing)))


def consents(conn: Connection, connection: str) -> dict[str, int]:
    """How many customers said what about e-mails."""
    c = mirror.c
    mine = (c.connection == connection, c.thing == "customer", c.code != "")
    rows: Any = conn.execute(select(c.code, func.count()).where(*mine).group_by(c.code))
    return {row[0]: row[1] for row in rows}


# ---------------------------------------------------------------------------------------------------- packing


def _at(fact: Mapping[str, Json]) -> datetime:
    return moment(fact.get("updated_at")) or moment(fact.get("created_at")) or EPOCH


def _row(connection: str, thing: str, ident: str, at: datetime, fact: Mapping[str, Json]) -> dict[str, Any]:
    data = orjson.dumps(_near(thing, fact))
    buyer = fact.get("customer") if thing == "order" else None
    buyer = buyer if isinstance(buyer, Mapping) else {}
    return {
        "connection": connection, "thing": thing, "id": ident, "at": at,
        "created": moment(fact.get("created_at")) or at,
        "customer": str(buyer.get("id") or "")[:200],
        "email": fold(fact.get("email") or buyer.get("email") or "")[:320],
        "name": fold(fact.get("title") or fact.get("name") or "")[:200],
        "code": _code(thing, fact),
        "size": len(data), "data": data.decode(),
    }  # fmt: skip


def _code(thing: str, fact: Mapping[str, Json]) -> str:
    if thing == "customer":
        return str(fact.get("email_consent") or ("subscribed" if fact.get("accepts_marketing") else ""))
    return fold(fact.get("sku") or fact.get("handle") or "")[:200]


def _with_untold(thing: str, fact: Mapping[str, Json], old: str) -> Mapping[str, Json]:
    """The fact with what this message leaves out and an earlier one told."""
    missing = [name for name in _UNTOLD.get(thing, ()) if _untold(name, fact.get(name))] if old else []
    was = orjson.loads(old) if missing else {}
    known = {name: was[name] for name in missing if name in was}
    return {**fact, **known} if known else fact


def _untold(name: str, value: Json) -> bool:
    return value is None or (name == "collections" and not value)


_blanks = {thing: blank(str(shape_of(thing))) for thing in THINGS}


def _near(thing: str, fact: Mapping[str, Json]) -> dict[str, Json]:
    """Without what says nothing."""
    empty = _blanks[thing]
    return {
        name: _bare(value) if isinstance(value, (dict, list)) else value
        for name, value in fact.items()
        if name != "raw" and (name not in empty or value != empty[name])
    }


def _bare(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _bare(one) for name, one in value.items() if one is not None}
    return [_bare(one) for one in value] if isinstance(value, list) else value


def _one(thing: str, data: str | None) -> dict[str, Json] | None:
    return {**blank(str(shape_of(thing))), **orjson.loads(data)} if data else None


def _words(thing: str, fact: Mapping[str, Json]) -> Iterable[tuple[str, str]]:
    """What of a thing can be chosen by name elsewhere, with its kind."""
    for tag in fact.get("tags") or ():
        yield f"{thing}_tag", str(tag)
    if thing == "product":
        for kind in ("collections", "categories"):
            yield from (("collection", str(one)) for one in fact.get(kind) or ())
        yield from ((kind, str(fact[kind])) for kind in ("vendor", "product_type") if fact.get(kind))
        for variant in fact.get("variants") or ():
            levels = variant.get("stock_levels") or () if isinstance(variant, Mapping) else ()
            yield from (("location", str(level["location"])) for level in levels if level.get("location"))
    if thing == "inventory" and fact.get("location"):
        yield "location", str(fact["location"])
