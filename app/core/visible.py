"""What a step can certainly see when it runs: the names that its forms offer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import networkx

from app.core.calls import quietly
from app.core.certain import Certainty
from app.core.document import Workflow
from app.core.drawing import Catalogue, Drawing, node_of, ways
from app.core.graph import title_of
from app.core.names_check import NameCheck


@dataclass(frozen=True, slots=True)
class Visible:
    """Names with their shapes. ``item_of``: inside a loop, the path of the list that ``item`` is from."""

    shapes: Mapping[str, str] = field(default_factory=dict)
    item_of: str = ""


def visible_at(document: Workflow, step_id: str, catalogue: Catalogue) -> Visible:
    """What is certain at a step. One that is not connected yet, or stands in a circle, sees what the start gives."""
    drawing = Drawing(document, catalogue)
    head = drawing.trigger
    if head is None:
        return Visible()
    drawn = document.graph()
    reached = {head.id, *networkx.descendants(drawn, head.id)}
    nodes = {
        step.id: node
        for step in document.steps
        if step.id in reached and (node := node_of(step, catalogue)) is not None
    }
    if step_id == head.id or step_id not in nodes or not networkx.is_directed_acyclic_graph(drawn):
        return Visible(dict(quietly(nodes[head.id].gives) or {}))
    steps = {step.id: step for step in document.steps}
    certainty = Certainty(document, head.id, {step: ways(steps[step], catalogue) for step in nodes})
    names = NameCheck(nodes, certainty, {}, lambda step: title_of(steps[step], catalogue), frozenset(steps))
    return Visible(names.certain(step_id), names.goes_through(step_id))
