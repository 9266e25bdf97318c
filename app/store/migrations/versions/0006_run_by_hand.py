"""Workflows that are run by hand on many things."""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "backfills",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("workflow", sa.String(), nullable=False),
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("chosen", app.store.types.Packed(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("about", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("taken", app.store.types.Packed(), nullable=False),
        sa.Column("started", sa.Integer(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", app.store.types.Moment(), nullable=False),
        sa.Column("because", app.store.types.Packed(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("created", app.store.types.Moment(), nullable=False),
        sa.Column("updated", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("backfills_by_workflow", "backfills", ["workflow", "id"])
    op.create_index(
        "backfills_going",
        "backfills",
        ["id"],
        sqlite_where=sa.text("state = 'going'"),
        postgresql_where=sa.text("state = 'going'"),
    )
