"""A look at a database that changes nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from app.store.migrate import version

FILE = "storeflow.db"


def schema_version(data_dir: Path, url: str = "") -> str | None:
    """The migration that the database is at; None where there is no database, "" where it can't be read."""
    if url:
        return _on_postgres(url)
    path = data_dir / FILE
    if not path.is_file():
        return None
    engine = create_engine(f"sqlite:///file:{path.absolute().as_posix()}?mode=ro&uri=true")
    try:
        with engine.connect() as conn:
            return version(conn) or ""
    except SQLAlchemyError:
        return ""
    finally:
        engine.dispose()


def _on_postgres(url: str) -> str | None:
    """None where the database is empty."""
    from app.store.postgres import engine

    async def look() -> str | None:
        made = engine(url)
        try:
            async with made.connect() as conn:
                return await conn.run_sync(version)
        finally:
            await made.dispose()

    try:
        return asyncio.run(look())
    except Exception:  # asyncpg raises its own, the system's and SQLAlchemy's
        return ""
