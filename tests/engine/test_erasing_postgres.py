"""Erasing and claiming on PostgreSQL: the same functions, another database."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection
from sqlmodel import SQLModel

from app.core.persons import Person
from app.engine.dispatch.in_process import InProcess
from app.engine.erasing import Erasing
from app.store import connections, demands, subscriptions
from app.store.postgres import open_postgres
from app.store.subscriptions import Known

NOW = datetime(2026, 5, 3, 10, 0, tzinfo=UTC)
tables = SQLModel.metadata.tables


def _filled(conn: Connection) -> str:
    """A store with an event of a customer, its message, its run, and a demand."""
    row = connections.create(conn, kind="shopify", name="Leaf", settings={}, secrets=b"", now=NOW)
    said = {"order": {"id": "1001", "email": "anna@example.com"}, "customer": {"id": "7"}}
    delivery = {
        "id": "d1",
        "connection": row.id,
        "key": "k",
        "topic": "orders/create",
        "headers": {},
        "attempts": 0,
    }
    conn.execute(tables["deliveries"].insert().values(**delivery, body=b'{"id": 1001}', at=NOW, state="done"))
    for id, name, subject, data in (
        ("e1", "order.created", "order:1001", said),
        ("e2", "customer.erasure_requested", "customer:7", {"customer": {"id": "7"}, "order_ids": []}),
    ):
        conn.execute(
            tables["events"].insert().values(
                id=id, connection=row.id, delivery="d1", name=name, subject=subject, at=NOW, seen=NOW,
                dedupe=id, data=data,
            )
        )  # fmt: skip
    run = {
        "id": "r1",
        "workflow": "w",
        "version": 1,
        "event": "e1",
        "subject": "order:1001",
        "status": "done",
    }
    run |= {"lane": "", "depth": 0, "epoch": 0, "bell": 0}
    conn.execute(tables["runs"].insert().values(**run, created=NOW, updated=NOW))
    step = {"run": "r1", "step": "s", "turn": 0, "kind": "done", "epoch": 0, "at": NOW, "body": said}
    conn.execute(tables["steps"].insert().values(**step))
    return row.id


def _left(conn: Connection) -> str:
    names = ("events", "deliveries", "runs", "steps", "demands", "connections")
    return "".join(str(row) for name in names for row in conn.execute(tables[name].select()))


async def test_a_customer_and_a_store_are_erased(fresh_postgres_url: str) -> None:
    db = await asyncio.to_thread(open_postgres, fresh_postgres_url)

    async def changed() -> None:
        return None

    try:
        connection = await db.write(_filled)
        erasing = Erasing(db, InProcess(), lambda: NOW, changed)
        file = await erasing.handed_over(connection, Person.of(["7"]))
        assert "anna@example.com" in str(file)
        await erasing.look()
        assert "anna" not in await db.read(_left)
        [demand] = await db.read(demands.of_store, connection)
        assert (demand.done, demand.found["runs"]) == (NOW, 1)
        await erasing.erase_store(connection)
        assert await db.read(connections.list_all) == []
    finally:
        await db.close()


async def test_one_process_asks_a_store(fresh_postgres_url: str) -> None:
    db = await asyncio.to_thread(open_postgres, fresh_postgres_url)
    try:
        assert await db.write(subscriptions.claim, "c", NOW)
        assert not await db.write(subscriptions.claim, "c", NOW, early=True), "another is at it"
        known = Known(
            NOW, {"orders/paid": NOW}, ["orders/create"], [(NOW, "orders/paid", "made")], frozenset({"x"})
        )
        await db.write(subscriptions.save, "c", known, NOW + timedelta(minutes=1))
        assert await db.read(subscriptions.get, "c") == known
        assert not await db.write(subscriptions.claim, "c", NOW)
        assert await db.write(subscriptions.claim, "c", NOW, early=True)
        after = NOW + subscriptions.LONGEST
        assert await db.write(subscriptions.claim, "c", after, early=True), "who died holds nobody up"
        await db.write(subscriptions.note_permissions, "c", frozenset({"y"}), NOW)
        assert (await db.read(subscriptions.get, "c")).may == frozenset({"y"})
    finally:
        await db.close()
