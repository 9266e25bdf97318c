"""People, their sessions, one-time links and tokens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine, select
from sqlmodel import SQLModel

from app.errors import Conflict, InvalidInput, NotFound, Rejected
from app.store import links, sessions, tokens, users

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)


@pytest.fixture
def conn() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        SQLModel.metadata.create_all(conn)
        yield conn
    engine.dispose()


def someone(conn: Connection, role: users.Role = "owner", email: str = "anna@example.com") -> users.Person:
    return users.create(conn, email=email, name="Anna", password="hash", role=role, now=NOW)


def test_an_owner_makes_storeflow_set_up(conn: Connection) -> None:
    assert not users.owner_exists(conn)
    with pytest.raises(NotFound):
        users.first_owner(conn)
    someone(conn, "editor", "e@example.com")
    assert not users.owner_exists(conn)
    owner = someone(conn)
    assert users.owner_exists(conn)
    assert users.first_owner(conn) == owner


def test_addresses_are_one_however_they_are_written(conn: Connection) -> None:
    anna = someone(conn, email=" Anna@Example.COM ")
    assert anna.email == "anna@example.com"
    with pytest.raises(Conflict):
        someone(conn, email="anna@example.com")
    assert users.to_sign_in(conn, "ANNA@example.com ") == (anna, "hash")
    assert users.to_sign_in(conn, "nobody@example.com") is None


@pytest.mark.parametrize(
    "email", ["", "anna", "@example.com", "anna@", "a b@example.com", "a@b\n.example", "<a@b.c>"]
)
def test_what_is_no_address_is_refused(conn: Connection, email: str) -> None:
    with pytest.raises(InvalidInput):
        someone(conn, email=email)


def test_the_last_owner_stays(conn: Connection) -> None:
    first = someone(conn)
    with pytest.raises(Conflict):
        users.remove(conn, first.id)
    with pytest.raises(Conflict):
        users.set_role(conn, first.id, "viewer")
    second = someone(conn, email="b@example.com")
    users.set_role(conn, first.id, "viewer")
    users.remove(conn, first.id)
    assert [each.id for each in users.people(conn)] == [second.id]


def test_a_new_password_signs_every_browser_out(conn: Connection) -> None:
    anna = someone(conn)
    cookie = sessions.open_session(conn, anna.id, NOW)
    users.set_password(conn, anna.id, "other")
    assert sessions.find_session(conn, sessions.hashed(cookie), NOW) is None
    assert users.password_of(conn, anna.id) == "other"


def test_the_cookie_is_nowhere_in_the_database(conn: Connection) -> None:
    cookie = sessions.open_session(conn, someone(conn).id, NOW)
    row = conn.execute(select(sessions.sessions)).one()
    assert cookie not in str(tuple(row))
    found = sessions.find_session(conn, sessions.hashed(cookie), NOW)
    assert found
    assert found[0].name == "Anna"
    assert sessions.find_session(conn, cookie, NOW) is None, "the row's id is no cookie"


def test_a_session_ends_by_idleness_by_age_and_by_signing_out(conn: Connection) -> None:
    anna = someone(conn)
    ident = sessions.hashed(sessions.open_session(conn, anna.id, NOW))
    assert sessions.find_session(conn, ident, NOW + sessions.IDLE - timedelta(seconds=1))
    assert not sessions.find_session(conn, ident, NOW + sessions.IDLE)
    late = NOW + sessions.LONGEST - timedelta(seconds=1)
    sessions.touch_session(conn, ident, late)
    assert sessions.find_session(conn, ident, late)
    assert not sessions.find_session(conn, ident, NOW + sessions.LONGEST)
    sessions.close_session(conn, ident)
    assert not sessions.find_session(conn, ident, late)


def test_a_link_works_once_for_its_purpose_until_its_time(conn: Connection) -> None:
    secret = links.make_link(conn, "owner-reset", "anna", NOW)
    for other in ("set-up", "invitation"):
        with pytest.raises(Rejected):
            links.use_link(conn, other, secret, NOW)  # type: ignore[arg-type]
    assert links.read_link(conn, "owner-reset", secret, NOW + timedelta(hours=1)) is None
    assert links.use_link(conn, "owner-reset", secret, NOW) == "anna"
    with pytest.raises(Rejected):
        links.use_link(conn, "owner-reset", secret, NOW)


def test_a_newer_link_ends_the_older(conn: Connection) -> None:
    old = links.make_link(conn, "set-up", "", NOW)
    new = links.make_link(conn, "set-up", "", NOW)
    assert links.read_link(conn, "set-up", old, NOW) is None
    assert links.read_link(conn, "set-up", new, NOW) == ""
    assert new not in str(conn.execute(select(links.links)).all())


def test_tokens_are_known_by_their_hash(conn: Connection) -> None:
    secret = tokens.create_token(conn, "backup", "viewer", NOW)
    assert secret not in str(conn.execute(select(tokens.tokens)).all())
    found = tokens.find_token(conn, secret)
    assert found
    assert (found.name, found.role, found.used) == ("backup", "viewer", None)
    assert tokens.worth_noting(found, NOW)
    tokens.note_use(conn, found, NOW)
    [noted] = tokens.list_tokens(conn)
    assert not tokens.worth_noting(noted, NOW + timedelta(minutes=1))
    tokens.remove_token(conn, found.id)
    assert tokens.find_token(conn, secret) is None
    with pytest.raises(NotFound):
        tokens.remove_token(conn, found.id)
    for name, role in (("x", "god"), (" ", "owner")):
        with pytest.raises(InvalidInput):
            tokens.create_token(conn, name, role, NOW)
