"""A workflow document as a file: the one writer for all doors, and the reader for what comes from outside.

The reader is strict where JSON readers differ or lose something: a name that stands twice, a number that no computer
keeps as it is written, half a character. What it takes it can write again, byte for byte.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any, NoReturn

import networkx

from app.core.document import MAX_STEPS, Workflow
from app.core.sentence import Sentence, because
from app.errors import InvalidInput

DEEPEST = 60
"""Levels of braces and brackets in one document; conditions nest eight deep at most."""
LARGEST_NUMBER = 2**53
"""Beyond it JSON readers begin to round whole numbers (RFC 8259, section 6)."""
_NESTING = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)
_HALF = re.compile("[\ud800-\udfff\x00]")


class Unreadable(InvalidInput):
    """A body that is no JSON as a document may be."""


def written(document: Workflow) -> bytes:
    """The file of a document: UTF-8, names sorted, two spaces, one line break at the end."""
    return (json.dumps(document.to_json(), ensure_ascii=False, indent=2, sort_keys=True) + "\n").encode()


def file_name(document: Workflow) -> str:
    """A name that hangs on this document alone, so it stays when others come and go: plain letters, and a piece that
    stands for the id where the name does not say it already."""
    slug = re.sub(r"[^a-z0-9]+", "-", document.name.casefold()).strip("-")[:60].strip("-") or "workflow"
    if slug == document.id:
        return f"{slug}.json"
    return f"{slug}-{hashlib.sha256(document.id.encode()).hexdigest()[:10]}.json"


def flow_name(document: Workflow) -> str:
    """The same name for a file of Shopify Flow."""
    return file_name(document).removesuffix(".json") + ".flow"


def parsed(body: bytes, called: Sentence | str) -> Any:
    """The JSON in a body; ``called`` is what the sentences name it. Raises Unreadable."""
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Unreadable(
            because("{name} can't be read: its letters are not written as UTF-8.", name=called)
        ) from error
    if _depth(text) > DEEPEST:
        raise Unreadable(
            because("{name} nests more than {n} levels deep; no workflow does.", name=called, n=DEEPEST)
        )
    read = _Reader(called)
    try:
        found = json.loads(
            text, object_pairs_hook=read.pairs, parse_int=read.whole, parse_float=read.number,
            parse_constant=read.number,
        )  # fmt: skip
    except (json.JSONDecodeError, RecursionError) as error:
        raise Unreadable(because("{name} can't be read: it is no JSON.", name=called)) from error
    if any(_HALF.search(text) for text in _texts(found)):
        raise Unreadable(because("{name} holds half a character or an empty one.", name=called))
    return found


def refusal(document: Workflow, called: Sentence | str) -> Sentence | None:
    """Why a document that has the right form is not taken all the same, else None."""
    for ids, why in (
        (
            [step.id for step in document.steps],
            because("{name} has two steps with the same id: {id}.", name=called),
        ),
        (
            [note.id for note in document.notes],
            because("{name} has two notes with the same id: {id}.", name=called),
        ),
    ):
        twice = next((ident for ident, count in Counter(ids).items() if count > 1), None)
        if twice is not None:
            return because(why.id, name=called, id=twice)
    try:
        around = [source for source, *_rest in networkx.find_cycle(document.graph())]
    except networkx.NetworkXNoCycle:
        return None
    return because(
        "{name} goes round in a circle: {steps}.", name=called, steps=" → ".join([*around, around[0]])
    )


def too_many(found: Any, called: Sentence | str) -> Sentence | None:
    """Too many steps, said before each of them is looked at; None where they are not too many."""
    steps = found.get("steps") if isinstance(found, dict) else None
    if isinstance(steps, list) and len(steps) > MAX_STEPS:
        return because("{name} has {n} steps; {most} is the most.", name=called, n=len(steps), most=MAX_STEPS)
    return None


class _Reader:
    """The hooks of a reading."""

    def __init__(self, called: Sentence | str) -> None:
        self.called = called

    def pairs(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        """Refuses a name that stands twice: which of both counts differs from reader to reader."""
        found = dict(pairs)
        if len(found) < len(pairs):
            twice = next(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
            shown = _HALF.sub("?", twice)[:60]
            raise Unreadable(
                because("{name} says “{field}” twice in one place.", name=self.called, field=shown)
            )
        return found

    def whole(self, text: str) -> int:
        if len(text) > 20 or abs(int(text)) > LARGEST_NUMBER:
            self._refuse(text)
        return int(text)

    def number(self, text: str) -> float:
        value = float(text)
        if not math.isfinite(value) or abs(value) > LARGEST_NUMBER:
            self._refuse(text)
        return value

    def _refuse(self, text: str) -> NoReturn:
        raise Unreadable(
            because("{name} holds a number that can't be kept: {number}.", name=self.called, number=text[:40])
        )


def _depth(text: str) -> int:
    """The deepest nesting, told without reading the whole: strings are skipped."""
    now = deepest = 0
    for found in _NESTING.finditer(text):
        mark = found[0]
        if mark in "[{":
            now += 1
            deepest = max(deepest, now)
        elif mark in "]}":
            now -= 1
    return deepest


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inside in value.items():
            yield name
            yield from _texts(inside)
    elif isinstance(value, list):
        for inside in value:
            yield from _texts(inside)
