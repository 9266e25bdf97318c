"""Addresses that get no promotional mail: they unsubscribed, can't be reached, or asked for it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from sqlalchemy import Connection, select, update

from app.core.sentence import because
from app.errors import InvalidInput, NotFound
from app.store.journal import insert
from app.store.page import Page, paged
from app.store.tables import Suppressed

Reason = Literal["unsubscribed", "bounced", "asked"]
REASONS: tuple[Reason, ...] = get_args(Reason)
rows = Suppressed.metadata.tables["suppressed"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One address. ``lifted``: it may be written to again since then, and ``lifted_note`` says why."""

    address: str
    reason: Reason
    note: str
    at: datetime
    by: str
    lifted: datetime | None
    lifted_note: str
    lifted_by: str


def plain(address: str) -> str:
    """An address for comparing: whoever unsubscribes Anna@ means anna@ too."""
    return address.strip().casefold()


def gets_none(conn: Connection, address: str) -> bool:
    """Whether this address gets no promotional mail."""
    found = select(rows.c.address).where(rows.c.address == plain(address), rows.c.lifted.is_(None))
    return conn.execute(found).first() is not None


def since(conn: Connection, address: str, then: datetime) -> datetime | None:
    """When it was that this address was taken off the list, if that was since then and still holds."""
    found = select(rows.c.at).where(
        rows.c.address == plain(address), rows.c.lifted.is_(None), rows.c.at >= then
    )
    at: datetime | None = conn.execute(found).scalar()
    return at


def add(conn: Connection, address: str, reason: str, now: datetime, note: str = "", by: str = "") -> None:
    """No more promotion to it; the first word stays where there is one. Raises InvalidInput for what is no address."""
    if reason not in REASONS:
        raise InvalidInput(because("“{reason}” is not a reason.", reason=reason[:80]))
    name, _, domain = plain(address).rpartition("@")
    if not name or "." not in domain or len(address) > 320 or any(sign.isspace() for sign in plain(address)):
        raise InvalidInput(because("“{address}” is not an e-mail address.", address=address.strip()[:80]))
    values = {"reason": reason, "note": note.strip()[:500], "at": now, "by": by}
    cleared = {"lifted": None, "lifted_note": "", "lifted_by": ""}
    statement = insert(conn, rows).values(address=plain(address), **values, **cleared)
    conn.execute(
        statement.on_conflict_do_update(
            index_elements=["address"], set_={**values, **cleared}, where=rows.c.lifted.is_not(None)
        )
    )


def lift(conn: Connection, address: str, note: str, now: datetime, by: str) -> None:
    """It may be written to again; why is kept. Raises InvalidInput without a reason, NotFound."""
    if not note.strip():
        raise InvalidInput(because("Please say why this address may get promotional mails again."))
    changed = conn.execute(
        update(rows)
        .where(rows.c.address == plain(address), rows.c.lifted.is_(None))
        .values(lifted=now, lifted_note=note.strip()[:500], lifted_by=by)
    )
    if not changed.rowcount:
        raise NotFound(because("{address} is not on this list.", address=address[:80]))


def listed(conn: Connection, wanted: str = "", cursor: str | None = None, limit: int = 50) -> Page[Entry]:
    """A page of them by address; ``wanted``: only those that hold these letters."""
    c = rows.c
    found = select(c.address, c.reason, c.note, c.at, c.by, c.lifted, c.lifted_note, c.lifted_by)
    if wanted.strip():
        found = found.where(c.address.contains(plain(wanted), autoescape=True))
    return paged(conn, found, c.address, cursor, limit, lambda row: Entry(*row))
