"""API tokens: the access of programs. A token is 256 random bits; only its hash is kept, and it is shown once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import Connection, delete, insert, select, update

from app.core.sentence import because
from app.errors import InvalidInput, NotFound
from app.store.sessions import NOTED, hashed
from app.store.tables import Token
from app.store.types import new_id
from app.store.users import ROLES, Role

PREFIX = "storeflow_"
"""So that a person, or a scanner of leaked secrets, knows one when seeing it."""
tokens = Token.metadata.tables["tokens"]


@dataclass(frozen=True, slots=True)
class Program:
    """A program that may come in by the API."""

    id: str
    name: str
    role: Role
    created: datetime
    used: datetime | None


def create_token(conn: Connection, name: str, role: str, now: datetime) -> str:
    """A new token, in the clear for the only time. Raises InvalidInput for an unknown role or an empty name."""
    if role not in ROLES:
        raise InvalidInput(because("“{role}” is not a role; owner, editor and viewer are.", role=role))
    if not name.strip():
        raise InvalidInput(because("Please give the token a name, so that you know later what it is for."))
    secret = PREFIX + secrets.token_urlsafe(32)
    conn.execute(
        insert(tokens).values(
            id=new_id(), name=name.strip()[:120], hash=hashed(secret), role=role, created=now, used=None
        )
    )
    return secret


def find_token(conn: Connection, secret: str) -> Program | None:
    """The program that has this token; None where nobody has."""
    return next(iter(_programs(conn, tokens.c.hash == hashed(secret))), None)


def list_tokens(conn: Connection) -> list[Program]:
    """All of them, the newest first."""
    return _programs(conn)


def note_use(conn: Connection, program: Program, now: datetime) -> None:
    """Notes that a token is in use."""
    conn.execute(update(tokens).where(tokens.c.id == program.id).values(used=now))


def worth_noting(program: Program, now: datetime) -> bool:
    """Whether its last use is so long ago that a write is due."""
    return program.used is None or now - program.used > NOTED


def remove_token(conn: Connection, token: str) -> None:
    """Takes a program's access away. Raises NotFound."""
    if not conn.execute(delete(tokens).where(tokens.c.id == token)).rowcount:
        raise NotFound(because("This token is not here (any more)."))


def _programs(conn: Connection, *where: object) -> list[Program]:
    columns = (tokens.c.id, tokens.c.name, tokens.c.role, tokens.c.created, tokens.c.used)
    rows = conn.execute(select(*columns).where(*where).order_by(tokens.c.id.desc()))  # type: ignore[arg-type]
    return [Program(row.id, row.name, cast(Role, row.role), row.created, row.used) for row in rows]
