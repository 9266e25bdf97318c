"""Large values beside the journal; what is remembered and what is to be taken back has an end."""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ENDS = (("marks", "until"), ("kept", "until"), ("later", "first"))


def upgrade() -> None:
    """Up."""
    op.create_table(
        "outputs",
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("step", sa.String(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("body", app.store.types.Packed(), nullable=True),
        sa.PrimaryKeyConstraint("run", "step", "turn", "name", "page"),
    )
    for table, column in ENDS:
        op.add_column(table, sa.Column(column, app.store.types.Moment(), nullable=True))
    conn = op.get_bind()
    if conn.dialect.name == "postgresql":
        known = conn.execute(
            sa.text("SELECT enumvals FROM pg_settings WHERE name = 'default_toast_compression'")
        )
        if "lz4" in (known.scalar() or ()):
            conn.execute(sa.text("ALTER TABLE outputs ALTER COLUMN body SET COMPRESSION lz4"))
