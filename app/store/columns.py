"""Columns that many tables have."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, text
from sqlmodel import Field

from app.store.types import Moment, Packed


def moment(*, nullable: bool = False, **options: Any) -> Any:
    """A column with a time."""
    return Field(default=None if nullable else ..., sa_column=Column(Moment, nullable=nullable, **options))


def packed(*, nullable: bool = False) -> Any:
    """A column with a JSON value."""
    return Field(default=None if nullable else ..., sa_column=Column(Packed, nullable=nullable))


def only(which: str) -> dict[str, Any]:
    """An index of these rows alone."""
    return {"sqlite_where": text(which), "postgresql_where": text(which)}
