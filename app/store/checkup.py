"""A look at a data folder's database that changes nothing."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from app.store.migrate import version

FILE = "storeflow.db"


def schema_version(data_dir: Path) -> str | None:
    """The migration that the database is at; None where there is no database, "" where it can't be read."""
    path = data_dir / FILE
    if not path.is_file():
        return None
    engine = create_engine(f"sqlite:///file:{path.absolute().as_posix()}?mode=ro&uri=true")
    try:
        with engine.connect() as conn:
            return version(conn) or ""
    except SQLAlchemyError:
        return ""
    finally:
        engine.dispose()
