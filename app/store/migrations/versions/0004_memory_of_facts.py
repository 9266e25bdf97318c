"""The last word of a store about each thing that a workflow watches."""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "facts",
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("data", app.store.types.Packed(), nullable=False),
        sa.Column("before", app.store.types.Packed(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("thing"),
    )
    op.create_index("ix_facts_at", "facts", ["at"])
