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
LARGE = (("deliveries", "body"), ("deliveries", "headers"), ("events", "data"), ("steps", "body"))
"""What holds whole orders: PostgreSQL's usual compression costs 0.1 ms of its time for each, lz4 a third of that."""
_OWNERS = (
    """ALTER TABLE deliveries ADD COLUMN owner text NOT NULL
        DEFAULT coalesce(current_setting('storeflow.process', true), '')""",
    """ALTER TABLE runs ADD COLUMN owner text NOT NULL
        DEFAULT coalesce(current_setting('storeflow.process', true), '')""",
    """CREATE FUNCTION storeflow_owned() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
        NEW.owner := coalesce(current_setting('storeflow.process', true), ''); RETURN NEW;
    END$$""",
    """CREATE TRIGGER runs_owned BEFORE UPDATE OF epoch ON runs FOR EACH ROW
        WHEN (NEW.status = 'running') EXECUTE FUNCTION storeflow_owned()""",
)
"""Whose it is: the process by whose connection it was written or begun, so that its death leaves nothing to nobody."""

_QUEUE = (
    """CREATE FUNCTION storeflow_ready() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN
        INSERT INTO pgqueuer (priority, entrypoint, payload, dedupe_key, status)
        VALUES (0, 'run', convert_to(NEW.id || '/' || NEW.epoch, 'UTF8'), NEW.id || '/' || NEW.epoch, 'queued')
        ON CONFLICT DO NOTHING; RETURN NULL;
    END$$""",
    """CREATE TRIGGER runs_ready_new AFTER INSERT ON runs FOR EACH ROW
        WHEN (NEW.status = 'ready') EXECUTE FUNCTION storeflow_ready()""",
    """CREATE TRIGGER runs_ready AFTER UPDATE OF status ON runs FOR EACH ROW
        WHEN (NEW.status = 'ready') EXECUTE FUNCTION storeflow_ready()""",
    """CREATE VIEW living AS SELECT queue_manager_id::text AS process FROM pgqueuer
        WHERE entrypoint = 'process' AND status = 'picked' AND dedupe_key = 'process/' || queue_manager_id
        AND heartbeat > now() - interval '15 seconds'""",
)
"""A run that becomes ready is put into the queue by the same transaction, once per epoch. A process's lease is a row

of the queue that it has picked itself and keeps alive.
"""


def upgrade() -> None:
    """On PostgreSQL: the queue's tables, owners, triggers and the count of changes. On SQLite: nothing."""
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
    known = conn.execute(text("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'"))
    if "lz4" in (known.scalar() or ()):
        for table, column in LARGE:
            conn.execute(text(f"ALTER TABLE {table} ALTER COLUMN {column} SET COMPRESSION lz4"))
    _install_pgqueuer(conn)
    for statement in _OWNERS + _QUEUE:
        conn.execute(text(statement))


def _install_pgqueuer(conn: object) -> None:
    """PgQueuer's own statements, several in one text, which only asyncpg's plain ``execute`` takes."""
    from app.store.queue import install_statements

    conn.connection.run_async(lambda raw: raw.execute(install_statements()))  # type: ignore[attr-defined]
