"""The people who may sign in. Passwords come in as argon2 hashes; this floor never sees one in the clear."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast

from sqlalchemy import Connection, Row, delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app.core.sentence import because
from app.errors import Conflict, InvalidInput, NotFound
from app.store.tables import SessionRow, User
from app.store.types import new_id

Role = Literal["owner", "editor", "viewer"]
ROLES: tuple[Role, ...] = ("owner", "editor", "viewer")
"""From the most powerful to the least."""

users = User.metadata.tables["users"]
sessions = SessionRow.metadata.tables["sessions"]
_SHOWN = (
    users.c.id,
    users.c.email,
    users.c.name,
    users.c.role,
    users.c.locale,
    users.c.theme,
    users.c.created,
)


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who may sign in. ``locale`` and ``theme`` are "" where the shop's and the device's hold."""

    id: str
    email: str
    name: str
    role: Role
    locale: str
    theme: str
    created: datetime


def tidy_email(email: str) -> str:
    """An address as it is stored and compared. Raises InvalidInput for what can't be one."""
    tidy = email.strip().casefold()
    name, at, host = tidy.partition("@")
    if (
        not (name and at and host)
        or any(sign.isspace() or sign in "<>,;" for sign in tidy)
        or len(tidy) > 254
    ):
        raise InvalidInput(because("“{email}” is not an e-mail address.", email=email.strip()))
    return tidy


def owner_exists(conn: Connection) -> bool:
    """Whether Storeflow is set up: somebody owns it."""
    return bool(conn.execute(select(exists().where(users.c.role == "owner"))).scalar())


def create(
    conn: Connection, *, email: str, name: str, password: str, role: Role, now: datetime, locale: str = ""
) -> Person:
    """Adds a person. ``password`` is a hash, or "" for nobody can sign in yet. Raises InvalidInput or Conflict."""
    if not name.strip():
        raise InvalidInput(because("Please give a name."))
    values = {
        "id": new_id(),
        "email": tidy_email(email),
        "name": name.strip()[:120],
        "password": password,
        "role": role,
        "locale": locale,
        "theme": "",
        "created": now,
    }
    try:
        with conn.begin_nested():
            conn.execute(insert(users).values(**values))
    except IntegrityError as error:
        raise Conflict(
            because("Somebody with the address {email} is here already.", email=values["email"])
        ) from error
    return get(conn, str(values["id"]))


def get(conn: Connection, user: str) -> Person:
    """The person with that id. Raises NotFound."""
    row = conn.execute(select(*_SHOWN).where(users.c.id == user)).one_or_none()
    if row is None:
        raise NotFound(because("This person is not here (any more)."))
    return person(row)


def people(conn: Connection) -> list[Person]:
    """Everybody, in the order they came."""
    return [person(row) for row in conn.execute(select(*_SHOWN).order_by(users.c.created, users.c.id))]


def to_sign_in(conn: Connection, email: str) -> tuple[Person, str] | None:
    """The person with that address and the hash of the password; None where there is none."""
    row = conn.execute(
        select(*_SHOWN, users.c.password).where(users.c.email == email.strip().casefold())
    ).one_or_none()
    return None if row is None else (person(row), row.password)


def password_of(conn: Connection, user: str) -> str:
    """The hash of a person's password, "" for nobody of that id."""
    return conn.execute(select(users.c.password).where(users.c.id == user)).scalar() or ""


def first_owner(conn: Connection) -> Person:
    """The owner who set Storeflow up. Raises NotFound before."""
    query = select(*_SHOWN).where(users.c.role == "owner").order_by(users.c.created, users.c.id).limit(1)
    row = conn.execute(query).one_or_none()
    if row is None:
        raise NotFound(
            because("Storeflow has no owner yet. Start it and open the set-up link that it prints.")
        )
    return person(row)


def set_password(conn: Connection, user: str, password: str) -> None:
    """Another password (its hash); every browser of that person has to sign in again."""
    conn.execute(update(users).where(users.c.id == user).values(password=password))
    conn.execute(delete(sessions).where(sessions.c.user == user))


def set_look(conn: Connection, user: str, *, locale: str, theme: str) -> None:
    """The language and the colours that this person reads in."""
    conn.execute(update(users).where(users.c.id == user).values(locale=locale, theme=theme))


def set_role(conn: Connection, user: str, role: Role) -> None:
    """What a person may do. Raises Conflict where nobody would own Storeflow any more."""
    if role != "owner":
        _keep_an_owner(conn, user)
    conn.execute(update(users).where(users.c.id == user).values(role=role))


def remove(conn: Connection, user: str) -> None:
    """Takes a person away, with every signed-in browser. Raises Conflict for the last owner."""
    _keep_an_owner(conn, user)
    conn.execute(delete(sessions).where(sessions.c.user == user))
    conn.execute(delete(users).where(users.c.id == user))


def _keep_an_owner(conn: Connection, user: str) -> None:
    others = select(func.count()).where(users.c.role == "owner", users.c.id != user, users.c.password != "")
    if get(conn, user).role == "owner" and not conn.execute(others).scalar():
        raise Conflict(because("Somebody has to own Storeflow. Make another person an owner first."))


def person(row: Row[tuple[object, ...]] | Sequence[object]) -> Person:
    """A Person from a row that begins with the columns of one."""
    ident, email, name, role, locale, theme, created = row[:7]
    return Person(
        str(ident), str(email), str(name), cast(Role, role), str(locale), str(theme), cast(datetime, created)
    )
