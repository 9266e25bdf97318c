"""A PostgreSQL database of its own for a run, where a server answers."""

import asyncio
import os
import secrets
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from urllib.parse import urlsplit

import asyncpg
import pytest

SERVER = os.environ.get("STOREFLOW_TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432")
REQUIRED = os.environ.get("STOREFLOW_REQUIRE_POSTGRES") == "1"


@contextmanager
def database() -> Iterator[str]:
    """The URL of an empty database, dropped at the end. Skips, or fails where PostgreSQL is required."""
    name = f"storeflow_test_{os.getpid()}_{secrets.token_hex(4)}"
    try:
        _execute(f'CREATE DATABASE "{name}"')
    except (OSError, asyncpg.PostgresError, TimeoutError) as error:
        address = urlsplit(SERVER)
        reason = f"no PostgreSQL answers at {address.hostname}:{address.port or 5432} ({type(error).__name__}: {error})"
        if REQUIRED:
            pytest.fail(f"{reason}, and STOREFLOW_REQUIRE_POSTGRES=1 asks for one", pytrace=False)
        pytest.skip(reason)
    try:
        yield urlsplit(SERVER)._replace(path=f"/{name}").geturl()
    finally:
        _execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def _execute(statement: str) -> None:
    """In a thread of its own: the browser's loop may be running in this one."""

    async def run() -> None:
        connection = await asyncpg.connect(SERVER, database="postgres", timeout=5)
        try:
            await connection.execute(statement)
        finally:
            await connection.close()

    with ThreadPoolExecutor(1) as pool:
        pool.submit(asyncio.run, run()).result()
