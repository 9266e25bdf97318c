"""What stores were asked for, and what was counted."""

from datetime import UTC, datetime

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "asked",
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("mark", app.store.types.Moment(), nullable=False),
        sa.Column("since", app.store.types.Moment(), nullable=True),
        sa.Column("began", app.store.types.Moment(), nullable=True),
        sa.Column("newest", app.store.types.Moment(), nullable=True),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("due", app.store.types.Moment(), nullable=False),
        sa.Column("done", app.store.types.Moment(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("problem", app.store.types.Packed(), nullable=True),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("until", app.store.types.Moment(), nullable=True),
        sa.PrimaryKeyConstraint("connection", "thing"),
    )
    op.create_table(
        "listed_orders",
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("fetched", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "subject"),
    )
    op.create_index("listed_orders_by_day", "listed_orders", ["connection", "day", "seen", "fetched"])
    op.add_column("connections", sa.Column("followed", app.store.types.Moment(), nullable=True))
    rows = sa.table("connections", sa.column("followed", app.store.types.Moment()))
    op.execute(rows.update().values(followed=datetime.now(UTC)))


def downgrade() -> None:
    """Down."""
    op.drop_column("connections", "followed")
    op.drop_table("listed_orders")
    op.drop_table("asked")
