"""The writer: one commit for all of a moment, a failure that harms nobody else, a disk that is full for a while."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from app.errors import Busy, Conflict
from app.store.database import SqliteDatabase


@pytest.fixture
async def db(tmp_path: Path) -> AsyncIterator[SqliteDatabase]:
    database = SqliteDatabase(tmp_path / "test.db")
    await database.write(run, "CREATE TABLE t (n INTEGER PRIMARY KEY)")
    yield database
    await database.close()


def run(conn: Connection, sql: str, **values: Any) -> Any:
    found = conn.execute(text(sql), values)
    return found.scalars().all() if found.returns_rows else None


def put(conn: Connection, n: int) -> int:
    run(conn, "INSERT INTO t VALUES (:n)", n=n)
    return n


def refuse(conn: Connection, n: int) -> None:
    put(conn, n)
    raise Conflict("somebody was quicker")


async def numbers(db: SqliteDatabase) -> list[int]:
    found: list[int] = await db.read(run, "SELECT n FROM t ORDER BY n")
    return found


async def test_a_failure_is_its_own_and_leaves_nothing_behind(db: SqliteDatabase) -> None:
    results = await asyncio.gather(
        db.write(put, 1), db.write(refuse, 2), db.write(put, 3), return_exceptions=True
    )
    assert results[0] == 1
    assert isinstance(results[1], Conflict)
    assert results[2] == 3
    assert await numbers(db) == [1, 3]


async def test_lazy_writes_are_on_disk_before_a_later_write_is(db: SqliteDatabase, tmp_path: Path) -> None:
    for n in range(100):
        db.lazy(put, n)
    await db.write(put, 100)
    with sqlite3.connect(tmp_path / "test.db") as other:
        assert other.execute("SELECT count(*) FROM t").fetchone() == (101,)


async def test_close_writes_what_still_waits(tmp_path: Path) -> None:
    database = SqliteDatabase(tmp_path / "closed.db")
    await database.write(run, "CREATE TABLE t (n INTEGER PRIMARY KEY)")
    for n in range(50):
        database.lazy(put, n)
    await database.close()
    with sqlite3.connect(tmp_path / "closed.db") as other:
        assert other.execute("SELECT count(*) FROM t").fetchone() == (50,)
    with pytest.raises(Busy):
        await database.write(put, 51)


async def test_a_file_that_takes_nothing_says_busy_and_loses_nothing_lazy(tmp_path: Path) -> None:
    path = tmp_path / "locked.db"
    database = SqliteDatabase(path, patience=0.01)
    await database.write(run, "CREATE TABLE t (n INTEGER PRIMARY KEY)")
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for n in range(500):
        database.lazy(put, n)
    with pytest.raises(Busy, match="can't write to its disk"):
        await database.write(put, 500)
    database.lazy(put, 501)
    other.execute("ROLLBACK")
    other.close()
    await database.write(put, 502)
    assert await numbers(database) == [*range(500), 501, 502]
    await database.close()
