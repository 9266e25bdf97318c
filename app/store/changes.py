"""Whether somebody else has changed what people make: a command run beside the server, or another server."""

from __future__ import annotations

from sqlalchemy import Connection, text

_count = text("SELECT number FROM changes")


def stamp(conn: Connection) -> int:
    """A number that differs from the last one if another connection committed since. Ask by ``Database.write``:

    on SQLite that is always the same connection, so that our own commits don't count (sqlite.org/pragma.html). On
    PostgreSQL triggers count changes of workflows, connections and preferences, our own too.
    """
    if conn.dialect.name == "postgresql":
        return int(conn.execute(_count).scalar_one())
    return int(conn.exec_driver_sql("PRAGMA data_version").scalar_one())
