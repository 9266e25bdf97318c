"""PostgreSQL only: PgQueuer's own tables, and a count of changes that every process looks at."""

from alembic import op
from sqlalchemy import text

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

WATCHED = {
    "workflows": 'UPDATE OF live, "on", bindings OR INSERT OR DELETE',
    "versions": "INSERT OR DELETE",
    "connections": "UPDATE OF kind, name, settings, secrets OR INSERT OR DELETE",
    "preferences": "INSERT OR UPDATE OR DELETE",
}
"""What processes remember, by table; a connection's ``last_seen`` is none of it."""


def upgrade() -> None:
    """Up."""
    conn = op.get_bind()
    if conn.dialect.name != "postgresql":
        return
    conn.execute(text("CREATE TABLE changes (number bigint NOT NULL)"))
    conn.execute(text("INSERT INTO changes VALUES (0)"))
    conn.execute(
        text(
            "CREATE FUNCTION storeflow_changed() RETURNS trigger LANGUAGE plpgsql AS "
            "$$BEGIN UPDATE changes SET number = number + 1; RETURN NULL; END$$"
        )
    )
    for table, when in WATCHED.items():
        conn.execute(
            text(
                f"CREATE TRIGGER {table}_changed AFTER {when} ON {table} "
                "FOR EACH STATEMENT EXECUTE FUNCTION storeflow_changed()"
            )
        )
    _install_pgqueuer(conn)


def _install_pgqueuer(conn: object) -> None:
    """PgQueuer's own statements, several in one text, which only asyncpg's plain ``execute`` takes."""
    from app.store.queue import install_statements

    conn.connection.run_async(lambda raw: raw.execute(install_statements()))  # type: ignore[attr-defined]
