"""One-time links. Each says what it is for and until when (rule R13); only the hash of its secret is kept."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import Connection, delete, insert, select, update

from app.core.sentence import because
from app.errors import Rejected
from app.store.sessions import hashed
from app.store.tables import Link

Purpose = Literal["set-up", "owner-reset", "invitation", "shopify-install", "woocommerce-keys"]
LASTS: dict[Purpose, timedelta] = {
    "set-up": timedelta(days=7),
    "owner-reset": timedelta(hours=1),
    "invitation": timedelta(days=7),
    "shopify-install": timedelta(minutes=15),
    "woocommerce-keys": timedelta(hours=1),
}
links = Link.metadata.tables["links"]


def make_link(conn: Connection, purpose: Purpose, subject: str, now: datetime) -> str:
    """A new secret for a link; earlier ones for the same purpose and subject stop working."""
    secret = secrets.token_urlsafe(32)
    conn.execute(delete(links).where(links.c.purpose == purpose, links.c.subject == subject))
    conn.execute(delete(links).where(links.c.expires <= now))
    conn.execute(
        insert(links).values(
            hash=hashed(secret), purpose=purpose, subject=subject, expires=now + LASTS[purpose], used=None
        )
    )
    return secret


def read_link(conn: Connection, purpose: Purpose, secret: str, now: datetime) -> str | None:
    """The subject of a link that still works; None for any other. It stays unused."""
    query = select(links.c.subject).where(
        links.c.hash == hashed(secret),
        links.c.purpose == purpose,
        links.c.expires > now,
        links.c.used.is_(None),
    )
    subject = conn.execute(query).scalar()
    return None if subject is None else str(subject)


def use_link(conn: Connection, purpose: Purpose, secret: str, now: datetime) -> str:
    """Uses a link up and returns its subject. Raises Rejected where it doesn't work (any more)."""
    subject = read_link(conn, purpose, secret, now)
    if subject is None:
        raise Rejected(
            because("This link doesn't work any more: it was used already, is too old, or is not complete.")
        )
    conn.execute(update(links).where(links.c.hash == hashed(secret)).values(used=now))
    return subject
