"""The ready-made workflows that come with Storeflow: the documents of the folder ``workflows``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import app
from app.core.document import Workflow

PLACES = (Path(app.__file__).parent / "_data", Path(app.__file__).parent.parent)
"""Inside an installed package, and in the project's own folder."""


def shipped(folder: str) -> list[Path]:
    """The JSON files of one of the folders that come with Storeflow, by name."""
    found = next((place / folder for place in PLACES if (place / folder).is_dir()), None)
    return sorted(found.glob("*.json")) if found else []


@cache
def starters() -> tuple[Workflow, ...]:
    """Every ready-made workflow, by the name of its file."""
    return tuple(Workflow.model_validate_json(file.read_bytes()) for file in shipped("workflows"))
