"""Finding things again by what people call them: filled behind the events, never by whoever takes them in."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, select
from sqlalchemy.dialects import postgresql, sqlite

from app.core.sentence import Json
from app.core.text import look_up
from app.store.among import among
from app.store.journal import events
from app.store.locks import hold
from app.store.preferences import get_preference, set_preference
from app.store.tables import FindingRow
from app.store.types import id_at

findings = FindingRow.__table__  # type: ignore[attr-defined]
UPTO = "finding.upto"
BITE = 100
"""Events that are read in one go."""
MOST = 1000
"""Things that one word may stand for; who looks for more than that means something else."""
SHORTEST, LONGEST = 2, 60
SETTLED = timedelta(seconds=5)
"""Events as young as this are left for the next time: an id may be made a moment before it is written."""
PLACES = (
    "order.name", "order.number", "order.email", "order.phone", "order.customer.name", "order.customer.email",
    "customer.name", "customer.email", "customer.phone", "checkout.email", "checkout.name", "product.title",
    "product.handle", "variant.sku", "draft_order.name", "fulfilment.tracking_number",
)  # fmt: skip
LINES = ("order.line_items", "checkout.line_items")
_WORD = re.compile(r"[^\s,;()<>\"“”„|]+")


def words(text: str) -> list[str]:
    """The words of what somebody types, or of what is filed: small, without the # of an order's number."""
    found = (one.strip("#.:'’").casefold()[:LONGEST] for one in _WORD.findall(text[:2000]))
    return list(dict.fromkeys(one for one in found if len(one) >= SHORTEST))


def words_of(data: Mapping[str, Json]) -> set[str]:
    """The words by which somebody would look for what an event tells of."""
    return {word for text in _texts(data) for word in words(text)}


def _texts(data: Mapping[str, Json]) -> Iterator[str]:
    for path in PLACES:
        value = look_up(data, path)
        if isinstance(value, (str, int)) and not isinstance(value, bool):
            yield str(value)
    for path in LINES:
        lines = look_up(data, path)
        for line in lines[:50] if isinstance(lines, list) else ():
            if isinstance(line, Mapping):
                yield from (str(line[name]) for name in ("title", "sku") if line.get(name))


def behind(conn: Connection, now: datetime) -> bool:
    """Whether events came that are not filed yet."""
    c = events.c
    after = str(get_preference(conn, UPTO, ""))
    return (
        conn.execute(select(c.id).where(c.id > after, c.id < id_at(now - SETTLED)).limit(1)).first()
        is not None
    )


def keep_up(conn: Connection, now: datetime) -> bool:
    """Files a bite of the events that came since the last one; whether there may be more."""
    hold(conn, [UPTO])
    after = str(get_preference(conn, UPTO, ""))
    c = events.c
    young = select(c.id, c.subject, c.at, c.data).where(c.id > after, c.id < id_at(now - SETTLED))
    rows = conn.execute(young.order_by(c.id).limit(BITE)).all()
    if not rows:
        return False
    told = {
        (word, row.subject): row.at
        for row in rows
        if ":" in row.subject and not row.subject.startswith("workflow:")
        for word in words_of(row.data or {})
    }
    if told:
        dialect: Any = postgresql if conn.dialect.name == "postgresql" else sqlite
        made = dialect.insert(findings)
        conn.execute(
            made.on_conflict_do_update(index_elements=["word", "subject"], set_={"at": made.excluded.at}),
            [{"word": word, "subject": subject, "at": at} for (word, subject), at in told.items()],
        )
    set_preference(conn, UPTO, rows[-1].id)
    return len(rows) == BITE


def subjects(conn: Connection, typed: str) -> list[str] | None:
    """The things that all words of it are about, each by how it begins; None where nothing to look for was typed."""
    asked = words(typed)
    if not asked:
        return None
    found: set[str] | None = None
    for word in asked[:6]:
        begins = findings.c.word.startswith(word, autoescape=True)
        if conn.dialect.name == "sqlite":  # an index serves a range, and no LIKE
            begins = and_(findings.c.word >= word, findings.c.word < word + "\U0010ffff")
        query = select(findings.c.subject).where(begins)
        if found is not None:
            query = query.where(among(findings.c.subject, "known"))
        rows = conn.execute(
            query.distinct().limit(MOST), {"known": sorted(found)} if found is not None else {}
        )
        found = set(rows.scalars())
        if not found:
            break
    return sorted(found or ())


def forget(conn: Connection, about: Collection[str], told: Collection[str] = ()) -> None:
    """No word leads to these things any more, nor to those of these events."""
    if told:
        of = select(events.c.subject).where(among(events.c.id, "told")).distinct()
        about = {*about, *conn.execute(of, {"told": sorted(told)}).scalars()}
    conn.execute(delete(findings).where(among(findings.c.subject, "about")), {"about": sorted(about)})
