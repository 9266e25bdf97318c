"""The table of the place that the data belongs to."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlmodel import Field, SQLModel

from app.store.columns import moment


class PlaceRow(SQLModel, table=True):
    """One thing by which the place is known again: the folder, the machine, what a store calls itself ..."""

    __tablename__: ClassVar[Any] = "places"
    name: str = Field(primary_key=True)
    value: str
    at: datetime = moment()
