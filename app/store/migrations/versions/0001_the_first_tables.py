"""The first tables."""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Makes every table of the first version."""
    op.create_table(
        "alarms",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("because", app.store.types.Packed(), nullable=False),
        sa.Column("place", app.store.types.Packed(), nullable=False),
        sa.Column("raised", app.store.types.Moment(), nullable=False),
        sa.Column("last", app.store.types.Moment(), nullable=False),
        sa.Column("told", app.store.types.Moment(), nullable=True),
        sa.Column("mended", app.store.types.Moment(), nullable=True),
        sa.Column("mended_told", app.store.types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.create_index(
            "alarms_open",
            ["cause"],
            unique=True,
            sqlite_where=sa.text("mended IS NULL"),
            postgresql_where=sa.text("mended IS NULL"),
        )

    op.create_table(
        "connections",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("settings", app.store.types.Packed(), nullable=False),
        sa.Column("secrets", sa.LargeBinary(), nullable=False),
        sa.Column("created", app.store.types.Moment(), nullable=False),
        sa.Column("first_seen", app.store.types.Moment(), nullable=True),
        sa.Column("last_seen", app.store.types.Moment(), nullable=True),
        sa.Column("problem", app.store.types.Packed(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("headers", app.store.types.Packed(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("error", app.store.types.Packed(), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_try", app.store.types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("connection", "key"),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("deliveries_by_connection", ["connection", "id"], unique=False)
        batch_op.create_index(
            "deliveries_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("state IN ('new', 'unreadable')"),
            postgresql_where=sa.text("state IN ('new', 'unreadable')"),
        )

    op.create_table(
        "demo_things",
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("data", app.store.types.Packed(), nullable=False),
        sa.Column("updated", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "kind", "id"),
    )
    op.create_table(
        "draft_log",
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("document", app.store.types.Packed(), nullable=False),
        sa.Column("because", app.store.types.Packed(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workflow", "seq"),
    )
    op.create_table(
        "echoes",
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "key", "run", "step"),
    )
    op.create_table(
        "events",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("delivery", sa.String(), nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("seen", app.store.types.Moment(), nullable=False),
        sa.Column("dedupe", sa.String(), nullable=False),
        sa.Column("cause", sa.String(), nullable=True),
        sa.Column("data", app.store.types.Packed(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("connection", "dedupe"),
    )
    with op.batch_alter_table("events", schema=None) as batch_op:
        batch_op.create_index("events_by_delivery", ["delivery"], unique=False)
        batch_op.create_index("events_by_name", ["name", "id"], unique=False)
        batch_op.create_index("events_by_subject", ["subject", "name", "at"], unique=False)

    op.create_table(
        "kept",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("value", app.store.types.Packed(), nullable=False),
        sa.PrimaryKeyConstraint("name", "subject"),
    )
    op.create_table(
        "later",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("due", app.store.types.Moment(), nullable=False),
        sa.Column("effect", app.store.types.Packed(), nullable=False),
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("because", app.store.types.Packed(), nullable=True),
        sa.PrimaryKeyConstraint("run", "step", "turn"),
    )
    with op.batch_alter_table("later", schema=None) as batch_op:
        batch_op.create_index(
            "later_due",
            ["due"],
            unique=False,
            sqlite_where=sa.text("state = 'promised'"),
            postgresql_where=sa.text("state = 'promised'"),
        )

    op.create_table(
        "links",
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("expires", app.store.types.Moment(), nullable=False),
        sa.Column("used", app.store.types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("hash"),
    )
    op.create_table(
        "marks",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("name", "subject", "run", "step"),
    )
    with op.batch_alter_table("marks", schema=None) as batch_op:
        batch_op.create_index("marks_at", ["name", "subject", "at"], unique=False)

    op.create_table(
        "outbox",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("to", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("html", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    with op.batch_alter_table("outbox", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_outbox_run"), ["run"], unique=False)

    op.create_table(
        "preferences",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", app.store.types.Packed(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "refusals",
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("hour", app.store.types.Moment(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "hour", "reason"),
    )
    op.create_table(
        "runs",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("bell", sa.Integer(), nullable=False),
        sa.Column("because", app.store.types.Packed(), nullable=True),
        sa.Column("created", app.store.types.Moment(), nullable=False),
        sa.Column("updated", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("event", "workflow"),
    )
    with op.batch_alter_table("runs", schema=None) as batch_op:
        batch_op.create_index("runs_by_status", ["status", "id"], unique=False)
        batch_op.create_index("runs_by_subject", ["subject", "id"], unique=False)
        batch_op.create_index("runs_by_workflow", ["workflow", "id"], unique=False)
        batch_op.create_index(
            "runs_in_lane",
            ["lane", "id"],
            unique=False,
            sqlite_where=sa.text(
                "lane <> '' AND status NOT IN ('done', 'stopped', 'failed', 'doubt', 'cancelled')"
            ),
            postgresql_where=sa.text(
                "lane <> '' AND status NOT IN ('done', 'stopped', 'failed', 'doubt', 'cancelled')"
            ),
        )
        batch_op.create_index(
            "runs_open",
            ["id"],
            unique=False,
            sqlite_where=sa.text("status IN ('ready', 'running')"),
            postgresql_where=sa.text("status IN ('ready', 'running')"),
        )
        batch_op.create_index(
            "runs_troubled",
            ["updated"],
            unique=False,
            sqlite_where=sa.text("status IN ('failed', 'doubt')"),
            postgresql_where=sa.text("status IN ('failed', 'doubt')"),
        )

    op.create_table(
        "schedules",
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("due", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("workflow"),
    )
    with op.batch_alter_table("schedules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_schedules_due"), ["due"], unique=False)

    op.create_table(
        "sessions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("user", sa.String(), nullable=False),
        sa.Column("csrf", sa.String(), nullable=False),
        sa.Column("created", app.store.types.Moment(), nullable=False),
        sa.Column("seen", app.store.types.Moment(), nullable=False),
        sa.Column("expires", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    with op.batch_alter_table("sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sessions_user"), ["user"], unique=False)

    op.create_table(
        "steps",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("epoch", sa.Integer(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("body", app.store.types.Packed(), nullable=False),
        sa.PrimaryKeyConstraint("run", "step", "turn", "kind"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tokens",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("created", app.store.types.Moment(), nullable=False),
        sa.Column("used", app.store.types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("hash"),
    )
    op.create_table(
        "users",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("password", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("created", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("email"),
    )
    op.create_table(
        "versions",
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", app.store.types.Packed(), nullable=False),
        sa.Column("published", app.store.types.Moment(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("workflow", "version"),
    )
    op.create_table(
        "waits",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("due", app.store.types.Moment(), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("run", "step", "turn"),
    )
    with op.batch_alter_table("waits", schema=None) as batch_op:
        batch_op.create_index("waits_due", ["due"], unique=False)
        batch_op.create_index("waits_for", ["event", "subject"], unique=False)

    op.create_table(
        "workflows",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("draft", app.store.types.Packed(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("live", sa.Integer(), nullable=True),
        sa.Column("on", sa.Boolean(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.Column("bindings", app.store.types.Packed(), nullable=False),
        sa.Column("created", app.store.types.Moment(), nullable=False),
        sa.Column("updated", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
