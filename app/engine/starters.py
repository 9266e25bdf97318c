"""The ready-made workflows that come with Storeflow: the documents of the folder ``workflows``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import app
from app.core.document import Workflow

PLACES = (Path(app.__file__).parent / "_data", Path(app.__file__).parent.parent)
"""Inside an installed package, and in the project's own folder."""


def place(folder: str) -> Path | None:
    """Where one of the folders that come with Storeflow lies."""
    return next((place / folder for place in PLACES if (place / folder).is_dir()), None)


def shipped(folder: str) -> list[Path]:
    """The JSON files of such a folder, by name."""
    found = place(folder)
    return sorted(found.glob("*.json")) if found else []


@cache
def starters() -> tuple[Workflow, ...]:
    """Every ready-made workflow, by the name of its file."""
    return tuple(Workflow.model_validate_json(file.read_bytes()) for file in shipped("workflows"))
