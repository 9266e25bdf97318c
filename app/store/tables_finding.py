"""The table by which runs are found again."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.store.columns import moment


class FindingRow(SQLModel, table=True):
    """A word by which somebody would look for a thing: an order's number, a name, an address, an article.

    ``subject``: the thing, as events and runs name it (``order:1001``). ``at``: when it was last told of.
    """

    __tablename__: ClassVar[Any] = "findings"
    __table_args__ = (Index("findings_by_subject", "subject"), Index("findings_old", "at"))
    word: str = Field(primary_key=True)
    subject: str = Field(primary_key=True)
    at: datetime = moment()
