"""A database to be measured in, and what it says of the runs in it: a SQLite file, or an own PostgreSQL database."""

import asyncio
import secrets
import sqlite3
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from tests.support.postgres import SERVER

OPEN = "('ready', 'running', 'waiting')"


@dataclass(frozen=True)
class Counted:
    """Runs that are finished and not, messages not yet taken in, and when the last run finished (unix time)."""

    finished: int
    unfinished: int
    last: float | None


def query(data: Path, url: str, statement: str) -> Sequence[Sequence[Any]]:
    """The rows of a statement, beside a running server."""
    if url:
        return asyncio.run(_query(url, statement))
    with closing(sqlite3.connect(f"file:{data / 'storeflow.db'}?mode=rw", uri=True, timeout=30)) as conn:
        return conn.execute(statement).fetchall()


async def _query(url: str, statement: str) -> Sequence[Sequence[Any]]:
    import asyncpg

    conn = await asyncpg.connect(url)
    try:
        return [tuple(row) for row in await conn.fetch(statement)]
    finally:
        await conn.close()


def counted(data: Path, url: str) -> Counted:
    """How far the runs are."""
    finished, last = query(data, url, f"SELECT count(*), max(updated) FROM runs WHERE status NOT IN {OPEN}")[
        0
    ]
    open_ = query(data, url, f"SELECT count(*) FROM runs WHERE status IN {OPEN}")[0][0]
    new = query(data, url, "SELECT count(*) FROM deliveries WHERE state = 'new'")[0][0]
    return Counted(finished, open_ + new, last / 1e6 if last else None)


def usable(kind: str) -> str:
    """Why a kind of database can't be measured here; "" where it can."""
    if kind == "sqlite":
        return ""
    from app.errors import AppError
    from app.store.database import open_database

    try:
        with postgres() as url, tempfile.TemporaryDirectory() as folder:

            async def once() -> None:
                await open_database(Path(folder), url).close()

            asyncio.run(once())
    except (OSError, ImportError, AppError) as error:
        return str(error)
    return ""


def execute(statement: str) -> None:
    """A statement on the PostgreSQL server itself."""

    async def work() -> None:
        import asyncpg

        conn = await asyncpg.connect(SERVER, timeout=10)
        try:
            await conn.execute(statement)
        finally:
            await conn.close()

    asyncio.run(work())


def exists(name: str) -> bool:
    """Whether the server has a database of that name."""
    found = asyncio.run(_query(SERVER, f"SELECT 1 FROM pg_database WHERE datname = '{name}'"))
    return bool(found)


def drop_all(prefix: str) -> None:
    """Drops our own databases whose names begin like that."""
    found = asyncio.run(
        _query(SERVER, f"SELECT datname FROM pg_database WHERE starts_with(datname, '{prefix}')")
    )
    for (name,) in found:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def address(name: str) -> str:
    """The URL of one of the server's databases."""
    return urlsplit(SERVER)._replace(path=f"/{name}").geturl()


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of an empty database, dropped at the end. Raises OSError where no server answers."""
    name = f"storeflow_bench_{secrets.token_hex(6)}"
    execute(f'CREATE DATABASE "{name}"')
    try:
        yield address(name)
    finally:
        execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
