"""The links that a person on the server's own command line gets: to set Storeflow up, and to get in again."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from app.store.links import make_link
from app.store.users import first_owner, owner_exists


def set_up_path(conn: Connection, now: datetime) -> str | None:
    """The path of a new set-up link, None once an owner exists. Earlier ones stop working."""
    return None if owner_exists(conn) else f"/set-up?link={make_link(conn, 'set-up', '', now)}"


def owner_reset_path(conn: Connection, now: datetime) -> str:
    """The path of a link by which a locked-out owner sets a new password. Raises NotFound before set-up."""
    return f"/new-password?link={make_link(conn, 'owner-reset', first_owner(conn).id, now)}"


def invitation_path(conn: Connection, user: str, now: datetime) -> str:
    """The path of a link by which a person whom the owner added sets the first password."""
    return f"/new-password?link={make_link(conn, 'invitation', user, now)}"
