"""The ready-made workflows that come with Storeflow: the documents of the folder ``workflows``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import app
from app.core.document import Workflow

PLACES = (Path(app.__file__).parent / "_data" / "workflows", Path(app.__file__).parent.parent / "workflows")
"""Inside an installed package, and in the project's own folder."""


@cache
def starters() -> tuple[Workflow, ...]:
    """Every ready-made workflow, by the name of its file."""
    folder = next((place for place in PLACES if place.is_dir()), None)
    files = sorted(folder.glob("*.json")) if folder else []
    return tuple(Workflow.model_validate_json(file.read_bytes()) for file in files)
