"""A disk for ``lives`` that is a PostgreSQL database; each life has an adapter of its own."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from sqlalchemy import Connection, text
from sqlmodel import SQLModel

from app.store.postgres import PostgresDatabase
from tests.engine.lives import Killed

T = TypeVar("T")


class PostgresDisk:
    """As ``lives.Disk``; what is lazy is lost with the power. Emptied when it is made."""

    server = ""
    grouped = True

    def __init__(self, url: str) -> None:
        self.url, self.writes, self.dead = url, 0, False
        self.plan: dict[int, str] = {}
        self._buffer: list[tuple[Any, tuple[Any, ...], dict[str, Any]]] = []
        self._db: PostgresDatabase | None = None
        tables = ", ".join(f'"{name}"' for name in SQLModel.metadata.tables)
        self.look(lambda conn: conn.execute(text(f"TRUNCATE {tables}, pgqueuer")))

    @asynccontextmanager
    async def life(self) -> AsyncIterator[None]:
        """A process with connections of its own."""
        self._buffer.clear()
        self._db = PostgresDatabase(self.url)
        try:
            yield
        finally:
            await self._db.close()
            self._db = None

    def look(self, fn: Callable[[Connection], T]) -> T:
        """What lies on it, between two lives."""

        async def ask() -> T:
            db = PostgresDatabase(self.url)
            try:
                return await db.write(fn)
            finally:
                await db.close()

        return asyncio.run(ask())

    async def read(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        assert self._db
        return await self._db.read(fn, *args, **kwargs)

    async def write(self, fn: Any, /, *args: Any, **kwargs: Any) -> Any:
        assert self._db
        if self.dead:
            raise Killed
        number, self.writes = self.writes, self.writes + 1
        if self.plan.get(number) == "before":
            self._die()
        lazy, self._buffer = self._buffer, []
        for lazy_fn, lazy_args, lazy_kwargs in lazy:
            self._db.lazy(lazy_fn, *lazy_args, **lazy_kwargs)
        result = await self._db.write(fn, *args, **kwargs)
        if self.plan.get(number) == "after":
            self._die()
        return result

    def lazy(self, fn: Any, /, *args: Any, **kwargs: Any) -> None:
        if not self.dead:
            self._buffer.append((fn, args, kwargs))

    async def close(self) -> None:
        """Lives end by themselves."""

    def _die(self) -> None:
        self.dead = True
        self._buffer.clear()
        raise Killed
