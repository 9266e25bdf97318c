"""Signed-in browsers. The id of a row is the hash of the cookie, so a read of the disk forges no login (rule R5)."""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from app.store.tables import SessionRow
from app.store.users import Person, person, users

IDLE = timedelta(days=7)
"""A browser that was not used for so long has to sign in again."""
LONGEST = timedelta(days=30)
"""So does one that has been signed in for so long."""
NOTED = timedelta(minutes=5)
"""How exactly the last use is known; a write on every click would be waste."""

sessions = SessionRow.metadata.tables["sessions"]


def hashed(secret: str) -> str:
    """What is stored of a random secret of 256 bits; nothing slower is needed, as nobody can guess one."""
    return hashlib.sha256(secret.encode()).hexdigest()


def open_session(conn: Connection, user: str, now: datetime) -> str:
    """Signs a browser in; returns the cookie's value, which is kept nowhere. Old rows are swept out on the way."""
    conn.execute(delete(sessions).where((sessions.c.expires <= now) | (sessions.c.seen <= now - IDLE)))
    cookie = secrets.token_urlsafe(32)
    conn.execute(
        insert(sessions).values(
            id=hashed(cookie),
            user=user,
            csrf=secrets.token_urlsafe(32),
            created=now,
            seen=now,
            expires=now + LONGEST,
        )
    )
    return cookie


def find_session(conn: Connection, ident: str, now: datetime) -> tuple[Person, str, datetime] | None:
    """Who is signed in by this session, its CSRF token and its last noted use; None where it is over."""
    columns = (
        users.c.id,
        users.c.email,
        users.c.name,
        users.c.role,
        users.c.locale,
        users.c.theme,
        users.c.created,
    )
    row = conn.execute(
        select(*columns, sessions.c.csrf, sessions.c.seen)
        .join(users, users.c.id == sessions.c.user)
        .where(sessions.c.id == ident, sessions.c.expires > now, sessions.c.seen > now - IDLE)
    ).one_or_none()
    return None if row is None else (person(row), row.csrf, row.seen)


def touch_session(conn: Connection, ident: str, now: datetime) -> None:
    """Notes that the browser is in use."""
    conn.execute(update(sessions).where(sessions.c.id == ident).values(seen=now))


def close_session(conn: Connection, ident: str) -> None:
    """Signs the browser out: its cookie is worth nothing from now on."""
    conn.execute(delete(sessions).where(sessions.c.id == ident))


def close_sessions(conn: Connection, user: str) -> None:
    """Signs every browser of a person out."""
    conn.execute(delete(sessions).where(sessions.c.user == user))
