"""Whether another process has written to this database: a command, run beside the server."""

from __future__ import annotations

from sqlalchemy import Connection


def stamp(conn: Connection) -> int:
    """A number that differs from the last one if another connection committed since. Ask by ``Database.write``:

    that is always the same connection, so that our own commits, all made by it, don't count (sqlite.org/pragma.html).
    """
    return int(conn.exec_driver_sql("PRAGMA data_version").scalar_one())
