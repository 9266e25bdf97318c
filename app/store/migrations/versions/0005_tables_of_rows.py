"""Tables that workflows write row by row."""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "sheet_rows",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("sheet", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("cells", app.store.types.Packed(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("sheet", "run", "step"),
    )
    op.create_index("sheet_rows_of", "sheet_rows", ["sheet", "id"])
