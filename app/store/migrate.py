"""Brings a database up to date. Alembic is imported only when there is something to do, as it costs start-up time."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from app.store.locks import hold

HEAD = "0012"
"""The newest migration; a test compares it with the folder."""


def version(conn: Connection) -> str | None:
    """The migration that the database is at; None for an empty one."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    found: str | None = conn.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def migrate(conn: Connection) -> bool:
    """Runs what is missing, in the connection's transaction; whether there was anything."""
    if version(conn) == HEAD:
        return False
    hold(conn, ["migrate"])
    if version(conn) == HEAD:  # another process was quicker
        return False
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = conn
    command.upgrade(config, "head")
    return True
