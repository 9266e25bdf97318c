"""Who wants no news, questions to people, and what mails carry besides their text."""

import sqlalchemy as sa
from alembic import op

import app.store.types

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Up."""
    op.add_column("outbox", sa.Column("more", app.store.types.Packed(), nullable=True))
    op.create_table(
        "suppressed",
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("lifted", app.store.types.Moment(), nullable=True),
        sa.Column("lifted_note", sa.String(), nullable=False),
        sa.Column("lifted_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("address"),
    )
    op.create_table(
        "questions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("run", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", app.store.types.Moment(), nullable=False),
        sa.Column("until", app.store.types.Moment(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered", app.store.types.Moment(), nullable=True),
        sa.Column("by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(op.f("ix_questions_run"), "questions", ["run"])
    op.create_index(op.f("ix_questions_until"), "questions", ["until"])
