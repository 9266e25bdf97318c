"""Saved connections."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.fernet import Fernet
from pydantic import SecretStr
from sqlalchemy import Connection, create_engine, insert
from sqlmodel import SQLModel

from app.core.sentence import because
from app.errors import Conflict, InvalidInput, NotFound
from app.store import connections
from app.store.journal import deliveries
from app.store.secrets import Vault
from app.store.tables import WorkflowRow

NOW = datetime(2026, 11, 23, 10, 30, tzinfo=UTC)
VAULT = Vault(SecretStr(Fernet.generate_key().decode()))


@pytest.fixture
def conn() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        SQLModel.metadata.create_all(conn)
        yield conn
    engine.dispose()


def made(conn: Connection, name: str = "My shop") -> str:
    return connections.create(
        conn,
        kind="shopify",
        name=name,
        settings={"shop_domain": "x.myshopify.com"},
        secrets=VAULT.lock({"webhook_secret": "hush"}),
        now=NOW,
    ).id


def test_what_was_kept_comes_back_and_secrets_lie_locked(conn: Connection) -> None:
    ident = made(conn)
    row = connections.get(conn, ident)
    assert (row.kind, row.name, row.settings) == ("shopify", "My shop", {"shop_domain": "x.myshopify.com"})
    assert b"hush" not in row.secrets
    assert VAULT.unlock(row.secrets) == {"webhook_secret": "hush"}
    assert [each.id for each in connections.list_all(conn)] == [ident]


def test_a_change_leaves_the_rest(conn: Connection) -> None:
    ident = made(conn)
    connections.note_problem(conn, ident, because("the key is wrong"))
    row = connections.change(conn, ident, name=" Other ")
    assert (row.name, row.settings, row.problem) == ("Other", {"shop_domain": "x.myshopify.com"}, None)
    with pytest.raises(InvalidInput):
        connections.change(conn, ident, name="  ")


def test_it_is_not_removed_while_a_workflow_that_is_on_uses_it(conn: Connection) -> None:
    ident = made(conn)
    table = WorkflowRow.metadata.tables["workflows"]
    conn.execute(
        insert(table).values(
            id="w", name="Thank you", draft={}, rev=1, place=0, live=1, on=True, bindings={"shop": ident},
            created=NOW, updated=NOW,
        )
    )  # fmt: skip
    with pytest.raises(Conflict, match="Thank you"):
        connections.remove(conn, ident)
    conn.execute(table.update().values(on=False))
    assert connections.used_by(conn, ident) == ["Thank you"]
    connections.remove(conn, ident)
    with pytest.raises(NotFound):
        connections.get(conn, ident)
    with pytest.raises(NotFound):
        connections.remove(conn, ident)


def test_refusals_are_counted_by_reason(conn: Connection) -> None:
    ident = made(conn)
    for minutes in (0, 1, 61):
        connections.count_refusal(conn, ident, "signature", NOW + timedelta(minutes=minutes))
    connections.count_refusal(conn, ident, "size", NOW)
    connections.count_refusal(conn, ident, "size", NOW - timedelta(days=40))
    found = {each.reason: (each.count, each.last) for each in connections.refused(conn, ident, NOW)}
    assert found == {
        "signature": (3, NOW.replace(hour=11, minute=0)),
        "size": (1, NOW.replace(minute=0)),
    }


def test_traffic_knows_the_first_and_the_last_message(conn: Connection) -> None:
    ident = made(conn)
    assert connections.traffic(conn, ident) == connections.Traffic(None, None, 0, 0)
    for number, state in enumerate(("done", "unreadable", "new")):
        conn.execute(
            insert(deliveries).values(
                id=f"d{number}", connection=ident, key=f"k{number}", topic="orders/create", headers={},
                body=b"{}", at=NOW + timedelta(minutes=number), state=state, attempts=0,
            )
        )  # fmt: skip
    found = connections.traffic(conn, ident)
    assert found == connections.Traffic(NOW, NOW + timedelta(minutes=2), 3, 1)


def test_what_was_noted_stays_when_messages_are_cleared_away(conn: Connection) -> None:
    ident = made(conn)
    connections.note_seen(conn, ident, NOW)
    connections.note_seen(conn, ident, NOW + timedelta(hours=1))
    assert connections.traffic(conn, ident) == connections.Traffic(NOW, NOW + timedelta(hours=1), 0, 0)
