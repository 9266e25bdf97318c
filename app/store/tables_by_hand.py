"""The table of workflows that are run by hand on many things."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from app.store.columns import moment, only, packed


class BackfillRow(SQLModel, table=True):
    """One such run through a store's things, and how far it has come.

    ``chosen``: the filter. ``about``: how many there were when it began, None where nobody has counted so far.
    ``taken``: those of the page at ``cursor`` whose runs are started. ``rev`` goes up with every change.
    """

    __tablename__: ClassVar[Any] = "backfills"
    __table_args__ = (
        Index("backfills_by_workflow", "workflow", "id"),
        Index("backfills_going", "id", **only("state = 'going'")),
    )
    id: str = Field(primary_key=True)
    workflow: str
    connection: str
    thing: str
    chosen: Any = packed()
    most: int
    about: int | None = None
    state: str = "going"  # going | paused | done | cancelled | failed
    cursor: str = ""
    taken: Any = packed()
    started: int = 0
    rev: int = 0
    tries: int = 0
    due: datetime = moment()
    because: Any = packed(nullable=True)
    by: str = ""
    created: datetime = moment()
    updated: datetime = moment()
