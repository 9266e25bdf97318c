"""A document under change: what editing operations ask of a drawing and do to it, step by step."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from app.core.document import Edge, Slot, Step, Workflow
from app.core.node import FAILED, Node
from app.core.sentence import Sentence, because
from app.errors import InvalidInput

SLOTS: Mapping[str, tuple[str, ...]] = {
    "shop": ("shopify", "woocommerce", "demo"),
    "mail": ("email",),
    "call": ("web_call",),
    "chat": ("slack", "teams", "telegram", "discord"),
    "sms": ("twilio",),
    "signing": ("signing",),
}
"""The slots that nodes name in their ``Meta.connection``, and the kinds of connection that fit."""

Catalogue = Mapping[str, type[Node]]


def node_of(step: Step, catalogue: Catalogue) -> Node | None:
    """The step's node. One whose settings are not finished yet still has ways out; None where the type is unknown."""
    kind = catalogue.get(step.type)
    if kind is None:
        return None
    try:
        return kind.model_validate(step.settings)
    except ValidationError:
        known = {name: value for name, value in step.settings.items() if name in kind.model_fields}
        return kind.model_construct(None, **known)


def ways(step: Step, catalogue: Catalogue) -> tuple[str, ...]:
    """The ports that arrows may leave by, in the order drawn; ``failed`` last."""
    kind, node = catalogue.get(step.type), node_of(step, catalogue)
    if kind is None or node is None:
        return ("next", FAILED)
    try:
        return node.all_ports()
    except Exception:  # unfinished settings may hold anything; the kind's own ways always exist
        plain = ("then", "otherwise") if kind.kind == "condition" else ("next",)
        return (*plain, FAILED) if kind.effects else plain


_PORT = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Drawing:
    """A copy of a document that may be changed. ``finish`` puts slots and positions in order and answers it."""

    def __init__(self, document: Workflow, catalogue: Catalogue) -> None:
        self.document = document.model_copy(deep=True)
        self.catalogue = catalogue

    @property
    def trigger(self) -> Step | None:
        """The step that starts the workflow."""
        return next((step for step in self.document.steps if self.is_trigger(step)), None)

    def is_trigger(self, step: Step) -> bool:
        """Whether the step's type is a trigger."""
        kind = self.catalogue.get(step.type)
        return kind is not None and kind.kind == "trigger"

    def step(self, step_id: str) -> Step:
        """The step with that id. Raises InvalidInput."""
        found = self.document.step(step_id)
        if found is None:
            raise InvalidInput(because("There is no step “{step}” here any more.", step=step_id))
        return found

    def kind(self, node_type: str) -> type[Node]:
        """The node of that type. Raises InvalidInput."""
        found = self.catalogue.get(node_type)
        if found is None:
            raise InvalidInput(because("Storeflow knows no kind of step called “{type}”.", type=node_type))
        return found

    def title(self, step: Step) -> Sentence:
        """What the screen calls the step."""
        kind = self.catalogue.get(step.type)
        return because(kind.meta.title) if kind else because("{type}", type=step.type)

    def ways(self, step: Step) -> tuple[str, ...]:
        """See ``ways``."""
        return ways(step, self.catalogue)

    def main_way(self, step: Step) -> str | None:
        """The way by which a path goes on; None for a step that ends it."""
        return next((port for port in self.ways(step) if port != FAILED), None)

    def drawn(self, step_id: str) -> list[str]:
        """The ports of a step that arrows leave by, in the order of its ways."""
        used = {edge.port for edge in self.leaving(step_id)}
        known = [port for port in self.ways(self.step(step_id)) if port in used]
        return known + sorted(used.difference(known))

    def leaving(self, step_id: str, port: str | None = None) -> list[Edge]:
        """The arrows out of a step."""
        edges = self.document.edges
        return [edge for edge in edges if edge.source == step_id and port in (None, edge.port)]

    def entering(self, step_id: str) -> list[Edge]:
        """The arrows into a step."""
        return [edge for edge in self.document.edges if edge.target == step_id]

    def arrow(self, source: str, port: str, target: str) -> Edge:
        """The arrow between two steps. Raises InvalidInput."""
        wanted = Edge(source=source, port=port, target=target)
        found = next((edge for edge in self.document.edges if edge == wanted), None)
        if found is None:
            raise InvalidInput(because("That arrow is not there any more."))
        return found

    def free_id(self, wanted: str, taken: Iterable[str] = ()) -> str:
        """``wanted``, or the same with the first number that is free: people read ids in ``{{ steps.check_2 }}``."""
        used = {step.id for step in self.document.steps}.union(taken)
        number, free = 1, wanted
        while free in used:
            number += 1
            free = f"{wanted[:58]}_{number}"
        return free

    def put(self, step: Step, after: str | None = None) -> None:
        """Adds a step to the list, behind the one that it follows, so that files read from top to bottom."""
        steps = self.document.steps
        at = next((n + 1 for n, other in enumerate(steps) if other.id == after), len(steps))
        steps.insert(0 if self.is_trigger(step) else at, step)

    def connect(self, source: str, port: str, target: str, at: int | None = None) -> None:
        """Draws an arrow, or says why it can't be. ``at``: its place among the arrows. Raises InvalidInput."""
        start, end = self.step(source), self.step(target)
        if self.is_trigger(end):
            raise InvalidInput(
                because("“{step}” starts the workflow, so nothing can lead to it.", step=self.title(end))
            )
        if port not in self.ways(start):
            raise InvalidInput(
                because("“{step}” has no way out called “{port}”.", step=self.title(start), port=port)
            )
        if not _PORT.fullmatch(port):  # settings that are not finished may hold anything
            raise InvalidInput(
                because("A way out is named with letters, digits, - and _. Rename “{port}” first.", port=port)
            )
        edge = Edge(source=source, port=port, target=target)
        if edge in self.document.edges:
            raise InvalidInput(because("These two steps are connected already."))
        if circle := self.path(target, source):
            titles = [self.title(self.step(step)) for step in (source, *circle)]
            raise InvalidInput(
                because(
                    "That would make a loop: {steps}. A workflow only goes forward.", steps=arrows(titles)
                )
            )
        edges = self.document.edges
        edges.insert(len(edges) if at is None else at, edge)

    def cut(self, edge: Edge) -> int:
        """Takes an arrow away and says where it stood."""
        at = self.document.edges.index(edge)
        del self.document.edges[at]
        return at

    def path(self, source: str, target: str) -> list[str]:
        """The steps of one way from source to target, both named; empty where there is none."""
        onward: dict[str, list[str]] = {}
        for edge in self.document.edges:
            onward.setdefault(edge.source, []).append(edge.target)
        came: dict[str, str] = {source: ""}
        heads = [source]
        while heads:
            here = heads.pop(0)
            if here == target:
                way = [here]
                while came[way[0]]:
                    way.insert(0, came[way[0]])
                return way
            for there in onward.get(here, ()):
                if there not in came:
                    came[there] = here
                    heads.append(there)
        return []

    def below(self, heads: Iterable[str]) -> set[str]:
        """The steps given and all that can be reached from them."""
        onward: dict[str, list[str]] = {}
        for edge in self.document.edges:
            onward.setdefault(edge.source, []).append(edge.target)
        found, open_ = set[str](), list(heads)
        while open_:
            here = open_.pop()
            if here not in found:
                found.add(here)
                open_ += onward.get(here, ())
        return found

    def drop(self, gone: set[str]) -> None:
        """Takes steps away, with all their arrows."""
        self.document.steps = [step for step in self.document.steps if step.id not in gone]
        edges = self.document.edges
        self.document.edges = [edge for edge in edges if edge.source not in gone and edge.target not in gone]

    def finish(self) -> Workflow:
        """The changed document: slots follow the steps; loose steps have a position, connected ones an offset."""
        led_to = {edge.target for edge in self.document.edges}
        for step in self.document.steps:
            if step.id in led_to or self.is_trigger(step):
                step.position = None
            else:
                step.offset = None
        self.document.slots = self._slots()
        try:
            return Workflow.model_validate(self.document.model_dump())
        except ValidationError as error:
            first = error.errors()[0]
            raise InvalidInput(because("This can't be taken: {what}.", what=first["msg"])) from error

    def _slots(self) -> dict[str, Slot]:
        kinds = [self.catalogue.get(step.type) for step in self.document.steps]
        needed = {kind.meta.connection for kind in kinds if kind and kind.meta.connection}
        unsure = any(kind is None for kind in kinds)  # a step that we don't know may need any of them
        slots = {
            name: slot
            for name, slot in self.document.slots.items()
            if unsure or name in needed or name not in SLOTS
        }
        for name in sorted(needed.difference(slots)):
            slots[name] = Slot(kind=list(SLOTS.get(name, (name,))))
        return slots


def arrows(titles: list[Sentence]) -> Sentence:
    """Steps one after the other: ``Check → Add tags → Check``."""
    names = {f"step{n}": title for n, title in enumerate(titles)}
    return because(" → ".join("{" + name + "}" for name in names), **names)


def rewritten(value: Any, ids: Mapping[str, str]) -> Any:
    """Settings whose texts name steps by their new ids: ``{{ steps.check.total }}``."""
    if isinstance(value, str):
        return re.sub(r"\bsteps\.([A-Za-z0-9_-]+)", lambda m: f"steps.{ids.get(m[1], m[1])}", value)
    if isinstance(value, dict):
        return {key: rewritten(item, ids) for key, item in value.items()}
    if isinstance(value, list):
        return [rewritten(item, ids) for item in value]
    return value
