"""The order of steps along a path: one up, one down."""

from __future__ import annotations

from typing import Literal

from app.core.document import Edge, Part, Step, StepId
from app.core.drawing import Drawing
from app.core.edit_shape import Done
from app.core.node import FAILED
from app.core.sentence import because
from app.errors import InvalidInput


class Shift(Part):
    """Moves a step one place up or down its path. It changes places with the step before or after it.

    Only along a straight line: what opens several ways is a place where paths part, and no step slips past it from
    inside one of them. The ways of a condition that is moved go along, but for its first, which is the path itself.
    """

    op: Literal["shift"] = "shift"
    step: StepId
    by: Literal["up", "down"]

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        step = drawing.step(self.step)
        if self.by == "up":
            _up(drawing, step)
            return because("moved “{step}” one up", step=drawing.title(step)), step.id
        _up(drawing, _next(drawing, step))
        return because("moved “{step}” one down", step=drawing.title(step)), step.id


def can_shift(drawing: Drawing, step: Step, by: Literal["up", "down"]) -> bool:
    """Whether the step may be moved there."""
    try:
        _before(drawing, step if by == "up" else _next(drawing, step))
    except InvalidInput:
        return False
    return True


def _next(drawing: Drawing, step: Step) -> Step:
    """The one step that follows."""
    onward = drawing.leaving(step.id, drawing.main_way(step) or "")
    if len(onward) != 1 or drawing.is_trigger(step):
        raise InvalidInput(because("“{step}” can't go further down.", step=drawing.title(step)))
    return drawing.step(onward[0].target)


def _before(drawing: Drawing, step: Step) -> Step:
    """The one step that this one follows on a straight line."""
    entering = drawing.entering(step.id)
    before = drawing.step(entering[0].source) if len(entering) == 1 else None
    refused = InvalidInput(because("“{step}” can't go further up.", step=drawing.title(step)))
    if before is None or drawing.is_trigger(before) or drawing.main_way(step) is None:
        raise refused
    ways = [port for port in drawing.ways(before) if port != FAILED]
    if len(ways) != 1 or entering[0].port != ways[0] or len(drawing.leaving(before.id, ways[0])) != 1:
        raise refused
    if not drawing.entering(before.id):
        raise refused
    return before


def _up(drawing: Drawing, step: Step) -> None:
    before = _before(drawing, step)
    first, second = drawing.main_way(before) or "", drawing.main_way(step) or ""
    onward = drawing.leaving(step.id, second)
    came = drawing.entering(before.id)
    places = [(edge, drawing.cut(edge)) for edge in [*came, *drawing.leaving(before.id, first), *onward]]
    for edge, at in reversed(places):
        if edge in came:
            made = Edge(source=edge.source, port=edge.port, target=step.id)
        elif edge in onward:
            made = Edge(source=before.id, port=first, target=edge.target)
        else:
            made = Edge(source=step.id, port=second, target=before.id)
        drawing.connect(made.source, made.port, made.target, at)
    steps = drawing.document.steps
    steps.remove(step)
    steps.insert(steps.index(before), step)
