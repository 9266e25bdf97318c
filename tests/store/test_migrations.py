"""What the migrations make is what the tables say, on both databases; and the start-up's short cut knows the newest."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection
from sqlmodel import SQLModel

import app.store.tables  # noqa: F401 - fills the metadata
from app.store import migrate
from app.store.database import Database, open_database

SHARED = {"changes", "deliveries.owner", "runs.owner"}
"""What only triggers and plain SQL of PostgreSQL know (``0002``, ``app/store/queue.py``)."""
FOLDER = Path(migrate.__file__).parent / "migrations"


def test_head_is_the_newest_migration_in_the_folder() -> None:
    script = ScriptDirectory(str(FOLDER))
    assert script.get_heads() == [migrate.HEAD]
    files = sorted(path.name for path in (FOLDER / "versions").glob("[0-9]*.py"))
    assert files[-1].startswith(f"{migrate.HEAD}_")
    line = [step.revision for step in script.walk_revisions()]
    assert [name.partition("_")[0] for name in files] == line[::-1], "one line, each after the one before it"


async def opened(url: str, folder: Path) -> Database:
    """As a start does it: made and migrated."""
    return await asyncio.to_thread(open_database, folder, url)


async def difference(url: str, folder: Path) -> list[Any]:
    """What Alembic would still change."""
    db = await opened(url, folder)

    def compared(conn: Connection) -> list[Any]:
        context = MigrationContext.configure(conn, opts={"include_object": _ours, "compare_type": True})
        found: list[Any] = compare_metadata(context, SQLModel.metadata)
        return found

    try:
        assert await db.read(migrate.version) == migrate.HEAD
        return await db.read(compared)
    finally:
        await db.close()


def _ours(thing: Any, name: str | None, kind: str, reflected: bool, compared: Any) -> bool:
    """The queue's tables are its library's own, and what several processes need is PostgreSQL's alone."""
    whole = f"{thing.table.name}.{name}" if kind == "column" else str(name)
    return not (reflected and compared is None and (whole in SHARED or whole.startswith("pgqueuer")))


async def test_sqlite_has_what_the_tables_say(tmp_path: Path) -> None:
    assert await difference("", tmp_path) == []


async def test_postgres_has_what_the_tables_say(fresh_postgres_url: str, tmp_path: Path) -> None:
    assert await difference(fresh_postgres_url, tmp_path) == []


async def test_a_difference_would_be_seen(tmp_path: Path) -> None:
    db = await opened("", tmp_path)
    try:
        await db.write(lambda conn: conn.exec_driver_sql("ALTER TABLE tokens ADD COLUMN extra TEXT"))
        await db.write(lambda conn: conn.exec_driver_sql("DROP INDEX alarms_open"))
    finally:
        await db.close()
    found = await difference("", tmp_path)
    assert {(change[0], getattr(change[-1], "name", "")) for change in found} == {
        ("add_index", "alarms_open"),
        ("remove_column", "extra"),
    }


async def test_a_second_start_changes_nothing(tmp_path: Path) -> None:
    for _ in range(2):
        db = await opened("", tmp_path)
        try:
            assert await db.write(migrate.migrate) is False
        finally:
            await db.close()
