"""Workflows that call each other: what each asks for and gives back, and what is wrong with a call."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

import networkx

from app.core.document import Workflow
from app.core.drawing import arrows, node_of
from app.core.fields import SHAPES, FieldInfo, field_info
from app.core.inputs import CALLED
from app.core.node import Call, Node, Trigger
from app.core.problems import Problem
from app.core.sentence import Sentence, because

Shape = Callable[[str], str]
"""The shape of a path as a step sees it: ``Order``, ``text``, ``list`` ...; "" where nobody knows."""


@dataclass(frozen=True, slots=True)
class Callee:
    """A workflow as others see it. ``inputs``: name -> shape, None where it does not start by being called.

    ``outputs``: what it gives back, name -> shape ("" where that isn't known). ``calls``: whom it calls itself.
    """

    name: str
    inputs: Mapping[str, str] | None = None
    outputs: Mapping[str, str] = field(default_factory=dict)
    calls: frozenset[str] = frozenset()


def callee(document: Workflow, catalogue: Mapping[str, type[Node]]) -> Callee:
    """What others need to know of a workflow."""
    nodes = [node for step in document.steps if (node := node_of(step, catalogue)) is not None]
    facts: dict[str, str] = {}
    inputs: Mapping[str, str] | None = None
    for node in nodes:
        given = quietly(node.gives) or {}
        facts |= given
        if isinstance(node, Trigger) and CALLED in node.listens:
            inputs = dict(given)
    outputs: dict[str, str] = {}
    for node in nodes:
        for name, path in (quietly(node.returns) or {}).items():
            shape = shape_of(path, facts)
            outputs[name] = shape if outputs.get(name, shape) == shape else ""
    called = frozenset(call.workflow for node in nodes if (call := quietly(node.calls)) is not None)
    return Callee(document.name, inputs, outputs, called)


T = TypeVar("T")


def quietly(ask: Callable[[], T]) -> T | None:
    """The answer of a node, or None where unfinished settings make it fail; they have a problem of their own."""
    try:
        return ask()
    except Exception:
        return None


def info_of(path: str, facts: Mapping[str, str]) -> FieldInfo | None:
    """The field at a path, where a name may be a plain value too (``{"reason": "text"}``); None where nobody knows."""
    return field_info(path, facts) if facts.get(path.split(".")[0].split("[")[0]) in SHAPES else None


def shape_of(path: str, facts: Mapping[str, str]) -> str:
    """The shape of a path: of the shop's language, or of a plain value; "" where nobody knows."""
    if path in facts:
        return facts[path]
    info = info_of(path, facts)
    if info is None:
        return ""
    return info.shape if info.type == "shape" else "list" if info.type.startswith("list") else info.type


def problems(
    step: str, call: Call, own: Workflow, known: Mapping[str, Callee], shape: Shape
) -> Iterator[Problem]:
    """What is wrong with a step's call of another workflow."""
    other = known.get(call.workflow)
    if call.workflow == own.id or other is None:
        if call.workflow == own.id:
            yield _cycle(step, [own.name, own.name])
        else:
            yield Problem(
                step, "workflow", because("the workflow that this step runs is not published"), "no_workflow"
            )
        return
    if other.inputs is None:
        why = because(
            "“{name}” does not start by being called, so no other workflow can run it", name=other.name
        )
        yield Problem(step, "workflow", why, "not_callable")
        return
    if around := _back(call.workflow, own.id, known):
        yield _cycle(step, [own.name, *(known[one].name for one in around if one in known), own.name])
    for name, wanted in other.inputs.items():
        if name not in call.inputs:
            why = because("“{workflow}” asks for {name}, and gets none", workflow=other.name, name=name)
            yield Problem(step, "inputs", why, "input_missing")
        elif (given := shape(call.inputs[name])) and not _fits(given, wanted):
            why = because(
                "“{workflow}” asks for {name} to be {wanted}, and {path} is {given}",
                workflow=other.name, name=name, wanted=said(wanted), path=call.inputs[name], given=said(given),
            )  # fmt: skip
            yield Problem(step, "inputs", why, "input_shape")
    for name in call.inputs:
        if name not in other.inputs:
            why = because("“{workflow}” does not ask for {name}", workflow=other.name, name=name)
            yield Problem(step, "inputs", why, "input_unknown", "warning")


def _cycle(step: str, names: list[str]) -> Problem:
    around = arrows([because("{name}", name=name) for name in names])
    return Problem(
        step,
        "workflow",
        because("these workflows call each other in a circle: {names}", names=around),
        "call_cycle",
    )


def _back(start: str, target: str, known: Mapping[str, Callee]) -> list[str]:
    """The workflows on the shortest way from start to one that calls target; empty where there is none."""
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from((start, target))
    graph.add_edges_from(
        (one, other) for one, found in known.items() if one != target for other in found.calls
    )
    try:
        return list(networkx.shortest_path(graph, start, target))[:-1]
    except networkx.NetworkXNoPath:
        return []


PLAIN = frozenset({"number", "money", "moment", "yes_no", "choice", "text"})


def _fits(given: str, wanted: str) -> bool:
    """Whether a value may stand where another is asked for. Every plain value can be read as text."""
    if wanted == "text":
        return given in PLAIN
    if wanted in ("number", "money"):
        return given in ("number", "money", "text")
    if wanted == "moment":
        return given in ("moment", "text")
    return given == wanted


def said(shape: str) -> Sentence:
    """A shape in a sentence."""
    known = {
        "text": because("a text"), "number": because("a number"), "money": because("an amount"),
        "moment": because("a moment"), "yes_no": because("yes or no"), "choice": because("a text"),
        "list": because("a list"), "Order": because("an order"), "Customer": because("a customer"),
        "Product": because("a product"), "Variant": because("a variant of a product"),
        "Inventory": because("a stock"), "Checkout": because("a checkout"), "Refund": because("a refund"),
        "Fulfilment": because("a fulfilment"), "Return": because("a return"),
        "LineItem": because("an item of an order"),
    }  # fmt: skip
    return known.get(shape) or because("“{name}”", name=shape)
