"""Values that lie beside the journal, as a run sees them: put aside where they are large, fetched when a step reads.

A run that nobody interrupts has them at hand. One that is resumed knows where they lie (``Frame.aside``, by the path
that they are read by) and fetches those whose path a step names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import orjson

from app.core.sentence import Json
from app.engine.frames import Frame
from app.store import outputs
from app.store.database import Database
from app.store.outputs import OWN, Aside, Part

LARGE = 16_000
"""Bytes of a value from which on it lies aside."""
STAYS = frozenset(("order", "customer", "product"))
"""What our own acts change in these is applied as soon as it is done, so they are always at hand."""


class Kept(list[Json]):
    """A list that lies aside already: a step that passes it on writes down where it lies, not the list again."""

    def __init__(self, items: Iterable[Json], where: Aside) -> None:
        super().__init__(items)
        self.where = where


class Sorted(NamedTuple):
    """Values as a record takes them: what stands in it, where the rest lies, and what is to be written there."""

    near: dict[str, Json]
    aside: dict[str, Json]
    parts: tuple[Part, ...]


def sort(step: str, values: Mapping[str, Json], turn: int = OWN) -> Sorted:
    """Sorts values by their size."""
    near: dict[str, Json] = {}
    aside: dict[str, Json] = {}
    parts: list[Part] = []
    for name, value in values.items():
        if isinstance(value, Kept):
            aside[name] = value.where.pack()
        elif name in STAYS or not _large(value):
            near[name] = value
        else:
            aside[name] = Aside(step, turn, name).pack()
            parts.append(Part(name, value, turn))
    return Sorted(near, aside, tuple(parts))


def _large(value: Json) -> bool:
    if isinstance(value, str):
        return len(value) > LARGE
    return isinstance(value, list | dict) and bool(value) and len(orjson.dumps(value)) > LARGE


async def whole(
    db: Database, run: str, near: Mapping[str, Json], aside: Mapping[str, Json]
) -> dict[str, Json]:
    """Values together with those that lie aside."""
    places = [Aside.unpack(packed) for packed in aside.values()]
    return {**near, **dict(zip(aside, await fetch(db, run, places), strict=True))}


async def fetch(db: Database, run: str, places: list[Aside]) -> list[Json]:
    """The values themselves."""
    found = await db.read(outputs.load, run, places) if places else []
    return [
        Kept(value, place) if isinstance(value, list) else value
        for place, value in zip(places, found, strict=True)
    ]


def note(frame: Frame, step: str, near: Mapping[str, Json], aside: Mapping[str, Json]) -> None:
    """What a step gave, for the steps after it: what is near by its name, the rest by where it lies."""
    frame.names["steps"] = {**frame.names["steps"], step: dict(near)}
    for name in aside:
        frame.aside[f"steps.{step}.{name}"] = Aside.unpack(aside[name])
    for name in frame.flow.steps[step].gives() if near or aside else ():
        if name in near:
            frame.names[name] = near[name]
            frame.aside.pop(name, None)
        elif name in aside:
            frame.aside[name] = Aside.unpack(aside[name])
            frame.names.pop(name, None)


def named(frame: Frame, paths: Iterable[str]) -> dict[str, Aside]:
    """What of it these paths read: where a path leads into such a value, or to something that holds one."""
    asked = [path.replace("[", ".").split(".") for path in paths]
    found: dict[str, Aside] = {}
    for path, place in frame.aside.items():
        parts = path.split(".")
        if any(all(one == other for one, other in zip(parts, path_, strict=False)) for path_ in asked):
            found[path] = place
    return found


def lay(frame: Frame, path: str, place: Aside, value: Json) -> None:
    """Makes a fetched value one of the names, unless somebody did so meanwhile or gave a newer one."""
    if frame.aside.get(path) != place:
        return
    del frame.aside[path]
    if not path.startswith("steps."):
        frame.names[path] = value
        return
    _, step, name = path.split(".", 2)
    of_step = {**frame.names["steps"].get(step, {}), name: value}
    frame.names["steps"] = {**frame.names["steps"], step: of_step}
