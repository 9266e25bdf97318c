"""The catalogue: every step that a workflow can be made of, each with a page that says all about it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.core.abilities import works_with
from app.core.effects import Effect
from app.core.example import play
from app.core.node import FAILED, Example, Node
from app.core.sentence import Json, Sentence, because
from app.engine.abilities import abilities
from app.engine.connecting import connectable
from app.errors import NotFound
from app.ui import reading
from app.ui.pages import page, services
from app.web import allow

router = APIRouter()
KINDS = (
    ("trigger", because("Start when")),
    ("condition", because("Check if")),
    ("action", because("Do this")),
)
FACTS: Mapping[str, Sentence] = {
    "order": because("an order"), "customer": because("a customer"), "product": because("a product"),
    "variant": because("a variant of a product"), "checkout": because("a checkout"), "refund": because("a refund"),
    "return": because("a return"), "fulfilment": because("a parcel"), "draft_order": because("a draft order"),
}  # fmt: skip
WAYS: Mapping[str, Sentence] = {
    "next": because("goes on"), "then": because("it is so"), "otherwise": because("it is not so"),
    "each": because("for each entry"), "after": because("after the last entry"), "happened": because("it happened"),
    "timed_out": because("it did not happen in time"), FAILED: because("it failed"), "found": because("it was found"),
    "not_found": because("there is none"), "known": because("something is remembered"),
    "unknown": because("nothing is remembered yet"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Line:
    """A step in the list. ``platforms``: the stores that it works with; none where any will do."""

    type: str
    kind: str
    title: str
    icon: str
    sentence: str
    group: str
    platforms: tuple[str, ...]


@router.get("/catalogue")
@allow("viewer")
async def show_all(request: Request, q: str = "") -> Response:
    """All steps, or those that a word is about: of the title, the sentence, or what owners would call it."""
    known = services(request).catalogue
    lines = [line for line in map(_line, known.values()) if not q.strip() or matches(known[line.type], q)]
    kinds = [(name, title, [line for line in lines if line.kind == name]) for name, title in KINDS]
    return page(request, "catalogue.html", q=q, kinds=[kind for kind in kinds if kind[2]], count=len(known))


@router.get("/catalogue/{type}")
@allow("viewer")
async def show_one(request: Request, type: str) -> Response:
    """All about one step. Raises NotFound."""
    node = services(request).catalogue.get(type)
    if node is None:
        raise NotFound(because("There is no step called {type} in the catalogue.", type=type))
    made = node.model_validate(dict(node.examples[0].settings))
    return page(
        request,
        "catalogue_step.html",
        line=_line(node),
        kind=dict(KINDS)[node.kind],
        needs=[FACTS.get(need, because("{name}", name=need)) for need in sorted(node.meta.needs)],
        any_need=node.meta.any_need,
        gives=[FACTS.get(name, because("{name}", name=name.replace("_", " "))) for name in made.gives()],
        ways=[WAYS.get(port, because("{name}", name=port)) for port in made.all_ports()],
        settings=list(_settings(node)),
        effects=[_effect(effect) for effect in node.effects],
        examples=[
            (example, play(node, example), node.model_validate(dict(example.settings)))
            for example in node.examples
        ],
        shown=_shown,
    )


def matches(node: type[Node], words: str) -> bool:
    """Whether each word is in what the step is called, says of itself, or is searched by; in any language."""
    texts = (node.meta.title, inspect.cleandoc(node.__doc__ or ""), node.meta.words)
    said = " ".join((*texts, *map(reading.gettext, texts[:2]))).casefold()
    return all(word in said for word in words.casefold().split())


@cache
def _platforms(node: type[Node]) -> tuple[str, ...]:
    can = {name: abilities()[name] for name in connectable()}
    return tuple(can[name].title for name in works_with(node, can))


def _line(node: type[Node]) -> Line:
    group, _, _ = node.node_type().partition(".")
    said = " ".join(inspect.cleandoc(node.__doc__ or "").split())
    return Line(node.node_type(), node.kind, node.meta.title, node.meta.icon, said, group, _platforms(node))


@dataclass(frozen=True, slots=True)
class Setting:
    """A field of the step's form."""

    label: str
    help: str
    choices: tuple[str, ...]
    needed: bool


def _settings(node: type[Node]) -> Iterator[Setting]:
    for info in node.model_fields.values():
        extra: Any = info.json_schema_extra or {}
        choices = tuple(str(label) for label in (extra.get("choices") or {}).values())
        yield Setting(info.title or "", info.description or "", choices, info.is_required())


@dataclass(frozen=True, slots=True)
class Does:
    """What an effect means for the owner: whether it can be taken back, and what the store will tell of it."""

    kind: str
    repeat: str
    undo: str
    undoable: bool
    echo: str
    cost: int


def _effect(effect: type[Effect]) -> Does:
    undoable = effect.undo is not Effect.undo
    return Does(effect.kind, effect.repeat, effect.no_undo, undoable, effect.no_echo, effect.cost)


def _shown(example: Example) -> list[tuple[str, Json]]:
    """An example's settings by their labels, as a person would read them."""
    return [(name, value) for name, value in example.settings.items() if value not in (None, "", [], {})]
