"""What comes next: a drawing compiled once (``Flow``), and ``ready`` over one frame of it. Pure and total."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import networkx

from app.core.document import Retry, Rule, Workflow
from app.core.fields import RAW
from app.core.node import Node
from app.core.stop_rules import in_force


@dataclass(frozen=True, slots=True)
class Scope:
    """The steps of one frame in topological order: the workflow's own, or the body of a loop.

    ``into``: the arrows into a step, as (source, port). ``heads``: where the frame begins.
    """

    order: tuple[str, ...]
    into: Mapping[str, tuple[tuple[str, str], ...]]
    heads: frozenset[str]


@dataclass(frozen=True, slots=True)
class Flow:
    """A version of a workflow, ready to run: its nodes with their settings, its scopes and its arrows.

    ``ways``: the ports that are drawn, per step. ``bodies``: the scope that a loop's ``each`` leads to.
    ``policies``: how the steps that say so try again; the others do as the product does.
    """

    id: str
    version: int
    name: str
    steps: Mapping[str, Node]
    main: Scope
    bodies: Mapping[str, Scope]
    ways: Mapping[str, frozenset[str]]
    before: Mapping[str, frozenset[str]]
    """All steps from which a step can be reached."""
    policies: Mapping[str, Retry] = field(default_factory=dict)
    originals: frozenset[str] = frozenset()
    """The facts of which a step reads the store's own message (``order.raw``)."""
    stops: tuple[Rule, ...] = ()
    """The stop rules in force."""

    def leads(self, step: str, port: str) -> bool:
        """Whether an arrow leaves the step by this port."""
        return port in self.ways.get(step, frozenset())


def compile_flow(document: Workflow, catalogue: Mapping[str, type[Node]], version: int = 0) -> Flow:
    """Makes a Flow of a document that ``graph.check`` found right. Loose steps are left out: they never run."""
    graph = document.graph()
    head = next(step.id for step in document.steps if _starts(step.type, catalogue))
    order = [
        step
        for step in networkx.lexicographical_topological_sort(graph, key=_place(document).__getitem__)
        if step == head or networkx.has_path(graph, head, step)
    ]
    placed = {step.id: step for step in document.steps}
    nodes = {step: catalogue[placed[step].type].model_validate(placed[step].settings) for step in order}
    inside: dict[str, str] = {}
    bodies: dict[str, Scope] = {}
    for step in reversed(order):
        entries = [e.target for e in document.edges if e.source == step and e.port == "each"]
        if entries:
            body = set(entries).union(*(networkx.descendants(graph, entry) for entry in entries))
            bodies[step] = _scope(
                document, [s for s in order if s in body and s not in inside], frozenset(entries)
            )
            inside |= {s: step for s in body if s not in inside}
    return Flow(
        id=document.id,
        version=version,
        name=document.name,
        steps=nodes,
        main=_scope(document, [step for step in order if step not in inside], frozenset((head,))),
        bodies=bodies,
        ways={step: frozenset(e.port for e in document.edges if e.source == step) for step in order},
        before={step: frozenset(networkx.ancestors(graph, step)) for step in order},
        policies={step: retry for step in order if (retry := placed[step].retry) is not None},
        originals=frozenset(
            parts[0]
            for node in nodes.values()
            for path in node.paths()
            if (parts := re.split(r"[.\[]", path))[1:2] == [RAW]
        ),
        stops=in_force(document.stops, nodes.values()),
    )


def _starts(node_type: str, catalogue: Mapping[str, type[Node]]) -> bool:
    return node_type in catalogue and catalogue[node_type].kind == "trigger"


def _place(document: Workflow) -> dict[str, int]:
    return {step.id: place for place, step in enumerate(document.steps)}


def _scope(document: Workflow, order: Sequence[str], heads: frozenset[str]) -> Scope:
    members = set(order)
    into: dict[str, list[tuple[str, str]]] = {step: [] for step in order}
    for edge in document.edges:
        if edge.target in members and edge.source in members:
            into[edge.target].append((edge.source, edge.port))
    return Scope(tuple(order), {step: tuple(arrows) for step, arrows in into.items()}, heads)


def ready(scope: Scope, went: Mapping[str, str]) -> list[str]:
    """The steps that can start now, given by which port each finished step left.

    An arrow is taken, dead or open. A step runs once: when no arrow into it is open and at least one was taken; it
    is dead when none was. Branches that meet wait for all that still live.
    """
    out: list[str] = []
    dead: set[str] = set()
    waiting: set[str] = set()
    for step in scope.order:
        if step in went:
            continue
        arrows = scope.into[step]
        if any(source in waiting or (source not in went and source not in dead) for source, _ in arrows):
            waiting.add(step)
        elif step in scope.heads or any(went.get(source) == port for source, port in arrows):
            out.append(step)
            waiting.add(step)
        else:
            dead.add(step)
    return out


def backoff(attempt: int, asked: float | None = None, *, chance: float) -> float:
    """Seconds until another try: 2, 4, 8 ... to at most 15 minutes, a quarter of it jitter; never less than asked for.

    ``chance``: a number from 0 up to 1; the shell throws the dice.
    """
    base = min(900.0, 2.0 ** min(attempt, 12))
    return max(asked or 0.0, base * (0.75 + 0.5 * chance))
