"""Which of their messages stores send us; what is handed over or erased."""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "subscriptions",
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("due", app.store.types.Moment(), nullable=False),
        sa.Column("busy", app.store.types.Moment(), nullable=True),
        sa.Column("at", app.store.types.Moment(), nullable=True),
        sa.Column("told", app.store.types.Packed(), nullable=True),
        sa.Column("news", app.store.types.Packed(), nullable=True),
        sa.Column("may", app.store.types.Packed(), nullable=True),
        sa.Column("notes", app.store.types.Packed(), nullable=True),
        sa.Column("problem", app.store.types.Packed(), nullable=True),
        sa.PrimaryKeyConstraint("connection"),
    )
    op.create_table(
        "demands",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("shop", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("done", app.store.types.Moment(), nullable=True),
        sa.Column("found", app.store.types.Packed(), nullable=True),
        sa.Column("file", sa.LargeBinary(), nullable=True),
        sa.Column("fetched", app.store.types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_demands_connection"), "demands", ["connection"])


def downgrade() -> None:
    """Down."""
    op.drop_table("demands")
    op.drop_table("subscriptions")
