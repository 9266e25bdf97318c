"""A broken file of Shopify Flow gets a sentence, whatever is broken in it, and nothing is taken by halves."""

from __future__ import annotations

import copy
import random
from pathlib import Path
from typing import Any

import orjson
import pytest

from app.engine.documents import Told, Unusable, read

FILES = sorted((Path(__file__).parent.parent / "fixtures" / "flow").glob("*.flow"))
TIMES = 150
ODD: tuple[Any, ...] = (
    None,
    "",
    "{",
    "[]",
    0,
    -1,
    1e300,
    True,
    [],
    {},
    [[]],
    {"a": {}},
    "{{ x }}",
    "\x00",
    "é" * 300,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Where something stands in a JSON value, also in a text that holds JSON itself."""
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(place for key, one in inside for place in places(one, (*path, key)))]


def changed(value: Any, dice: random.Random) -> Any:
    """The same with one place of another shape, or gone."""
    found = copy.deepcopy(value)
    path = dice.choice(places(found)[1:])
    holder = found
    for key in path[:-1]:
        holder = holder[key]
    inner = holder[path[-1]]
    if isinstance(inner, str) and inner[:1] in "{[" and dice.random() < 0.7:
        try:
            holder[path[-1]] = orjson.dumps(changed(orjson.loads(inner), dice)).decode()
            return found
        except (orjson.JSONDecodeError, IndexError):
            pass
    if dice.random() < 0.2:
        del holder[path[-1]]
    else:
        holder[path[-1]] = dice.choice(ODD)
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_broken_is_said(path: Path, seed: int) -> None:
    dice = random.Random(seed)
    whole = orjson.loads(path.read_bytes()[path.read_bytes().index(b"{") :])
    said: list[str] = []
    wrong = 0
    for _ in range(TIMES):
        broken = whole
        for _ in range(dice.randrange(1, 4)):
            broken = changed(broken, dice)
        told: Told = {}
        try:
            [document] = read(orjson.dumps(broken), "broken.flow", told)
        except Unusable as error:
            said.append(str(error))
            wrong += len(told)
        else:
            wrong += document.id not in told
    assert wrong == 0, "told of what was not taken, or the other way round"
    assert all(said)
    assert len(said) < TIMES, "most of what is changed is kept as a placeholder"
