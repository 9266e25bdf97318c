"""Words by which runs are found."""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "findings",
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.PrimaryKeyConstraint("word", "subject"),
    )
    op.create_index("findings_by_subject", "findings", ["subject"])
    op.create_index("findings_old", "findings", ["at"])


def downgrade() -> None:
    """Down."""
    op.drop_table("findings")
