"""What a store has, kept here."""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.create_table(
        "mirror",
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("created", app.store.types.Moment(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("email", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("data", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "thing", "id"),
    )
    op.create_index("mirror_by_created", "mirror", ["connection", "thing", "created", "size"])
    op.create_index("mirror_by_name", "mirror", ["connection", "thing", "name"])
    for name, columns in (
        ("customer", ["connection", "customer", "created"]),
        ("email", ["connection", "email", "created"]),
        ("code", ["connection", "thing", "code"]),
    ):
        where = sa.text(f"{name} <> ''")
        op.create_index(f"mirror_by_{name}", "mirror", columns, sqlite_where=where, postgresql_where=where)
    op.create_table(
        "mirror_names",
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("folded", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("connection", "kind", "folded"),
    )
    op.create_table(
        "mirror_parts",
        sa.Column("connection", sa.String(), nullable=False),
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("since", app.store.types.Moment(), nullable=True),
        sa.Column("wanted", app.store.types.Moment(), nullable=True),
        sa.Column("months", sa.Integer(), nullable=False),
        sa.Column("cursor", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("total", sa.Integer(), nullable=True),
        sa.Column("reached", app.store.types.Moment(), nullable=True),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("rev", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due", app.store.types.Moment(), nullable=False),
        sa.Column("because", app.store.types.Packed(), nullable=True),
        sa.PrimaryKeyConstraint("connection", "thing"),
    )


def downgrade() -> None:
    """Down."""
    for name in ("mirror_parts", "mirror_names", "mirror"):
        op.drop_table(name)
