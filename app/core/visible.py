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


def _(text: str) -> str:
    """Marks a text for the catalogues."""
    return text


TITLES: Mapping[str, str] = {
    "count": _("How many"), "more": _("Whether there are more"), "result": _("Result"), "text": _("Text"),
    "value": _("Value"), "was": _("Value before"), "groups": _("Groups"), "items": _("Entries"),
    "row": _("Number of the row"), "failed": _("How many failed"), "status": _("Status of the answer"),
    "headers": _("Headers of the answer"), "body": _("Body of the answer"), "orders": _("Orders"),
    "customers": _("Customers"), "products": _("Products"), "variants": _("Variants"),
    "draft_orders": _("Draft orders"), "collections": _("Collections"),
}  # fmt: skip
"""What steps give, in words."""


@dataclass(frozen=True, slots=True)
class Output:
    """What an earlier step gives. ``step`` and ``title`` are message ids; ``id`` tells steps of one kind apart."""

    path: str
    step: str
    title: str
    shape: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class Visible:
    """Names with their shapes. ``item_of``: inside a loop, the path of the list that ``item`` is from. ``outputs``:
    what earlier steps give, in their order."""

    shapes: Mapping[str, str] = field(default_factory=dict)
    item_of: str = ""
    outputs: tuple[Output, ...] = ()


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
    given = names.given_by(step_id)
    return Visible(names.certain(step_id), names.goes_through(step_id), _outputs(document, given, catalogue))


def _outputs(
    document: Workflow, given: Mapping[str, Mapping[str, str]], catalogue: Catalogue
) -> tuple[Output, ...]:
    steps = [step for step in document.steps if step.id in given]
    kinds = [step.type for step in steps]
    return tuple(
        Output(
            f"steps.{step.id}.{name}",
            catalogue[step.type].meta.title,
            TITLES.get(name) or name.replace("_", " ").capitalize(),
            shape,
            step.id if kinds.count(step.type) > 1 else "",
        )
        for step in steps
        for name, shape in given[step.id].items()
    )
