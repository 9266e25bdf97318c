"""Operations that change which step leads to which."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from app.core.document import Edge, NodeType, Part, Step, StepId
from app.core.drawing import Drawing
from app.core.sentence import Sentence, because
from app.errors import InvalidInput

Done = tuple[Sentence, str]
"""What was done, and the step to look at next."""


class Add(Part):
    """Adds a step: on an arrow (``edge``), at a way out (``after`` and ``port``), or loose at a ``position``.

    At a way out the new step takes over what came after it, or with ``beside`` stands next to it. Without ``port`` it
    is the step's first way.
    """

    op: Literal["add"] = "add"
    type: NodeType
    id: StepId | None = None
    settings: dict[str, Any] = Field(default_factory=dict)
    edge: Edge | None = None
    after: StepId | None = None
    port: StepId | None = None
    position: tuple[float, float] | None = None
    beside: bool = False

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        kind = drawing.kind(self.type)
        if kind.kind == "trigger":
            if drawing.trigger is not None:
                raise InvalidInput(because("A workflow has one start. Replace it instead of adding another."))
            if self.edge or self.after:
                raise InvalidInput(because("A start comes before all steps, so it can't follow one."))
        wanted = drawing.free_id(self.id or self.type.rpartition(".")[2][:64])
        if self.id and wanted != self.id:
            raise InvalidInput(because("There is already a step called “{step}”.", step=self.id))
        step = Step(id=wanted, type=self.type, settings=self.settings, position=self.position)
        source = self.edge.source if self.edge else self.after
        drawing.put(step, source)
        said = put_in(drawing, step, step, self.edge, self.after, self.port, self.beside)
        return said or because("added “{step}”", step=drawing.title(step)), step.id


def put_in(
    drawing: Drawing,
    head: Step,
    tail: Step,
    edge: Edge | None,
    after: str | None,
    port: str | None,
    beside: bool = False,
) -> Sentence | None:
    """Connects new steps from head to tail with what is drawn: on an arrow, or at a way out of ``after``."""
    if edge:
        moved = [drawing.arrow(edge.source, edge.port, edge.target)]
        source, way = edge.source, edge.port
    elif after:
        source = after
        way = port or drawing.main_way(drawing.step(source)) or ""
        if not way:
            raise InvalidInput(
                because(
                    "“{step}” ends the path, so nothing can follow it.",
                    step=drawing.title(drawing.step(source)),
                )
            )
        moved = [] if beside else drawing.leaving(source, way)
    else:
        return None
    onward = drawing.main_way(tail)
    if moved and not onward:
        raise InvalidInput(
            because("“{step}” ends the path, so it can only stand at its end.", step=drawing.title(tail))
        )
    at = min((drawing.cut(arrow) for arrow in moved), default=None)
    drawing.connect(source, way, head.id, at)
    for arrow in moved:
        drawing.connect(tail.id, onward or "", arrow.target)
    return because(
        "added “{step}” after “{source}”",
        step=drawing.title(head),
        source=drawing.title(drawing.step(source)),
    )


class Connect(Part):
    """Draws an arrow."""

    op: Literal["connect"] = "connect"
    source: StepId
    port: StepId = "next"
    target: StepId

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        drawing.connect(self.source, self.port, self.target)
        names = {
            "source": drawing.title(drawing.step(self.source)),
            "target": drawing.title(drawing.step(self.target)),
        }
        return because("connected “{source}” with “{target}”", **names), self.target


class Disconnect(Part):
    """Takes an arrow away. ``position``: where the step stays that it led to, if nothing else leads there."""

    op: Literal["disconnect"] = "disconnect"
    source: StepId
    port: StepId = "next"
    target: StepId
    position: tuple[float, float] | None = None

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        drawing.cut(drawing.arrow(self.source, self.port, self.target))
        source, target = drawing.document.step(self.source), drawing.document.step(self.target)
        if target is None or source is None:  # a file may hold an arrow whose end is missing
            return because("took an arrow away"), target.id if target else source.id if source else ""
        target.position = self.position
        names = {"source": drawing.title(source), "target": drawing.title(target)}
        return because("disconnected “{target}” from “{source}”", **names), target.id


class Reconnect(Part):
    """Moves one end of an arrow: to another step, or to another way out."""

    op: Literal["reconnect"] = "reconnect"
    edge: Edge
    source: StepId | None = None
    port: StepId | None = None
    target: StepId | None = None

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        at = drawing.cut(drawing.arrow(self.edge.source, self.edge.port, self.edge.target))
        target = self.target or self.edge.target
        drawing.connect(self.source or self.edge.source, self.port or self.edge.port, target, at)
        return because("led the arrow to “{target}”", target=drawing.title(drawing.step(target))), target


class Delete(Part):
    """Deletes a step and heals the path.

    ``keep``: for a step with several ways drawn, the way whose steps stay ("none": no way's); what hung only on the
    other ways goes too. Left empty where it would have to be said, the operation is refused.
    """

    op: Literal["delete"] = "delete"
    step: StepId
    keep: StepId | None = None

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        step = drawing.step(self.step)
        if step is drawing.trigger:
            raise InvalidInput(because("The start can't be deleted. Replace it with another one."))
        if drawing.is_trigger(
            step
        ):  # a second one, which only a file can hold: nothing leads to it, all else stays
            drawing.drop({step.id})
            return because("deleted “{step}”", step=drawing.title(step)), ""
        drawn = drawing.drawn(step.id)
        if self.keep is None and len(drawn) > 1:
            raise InvalidInput(
                because("“{step}” has several ways out. Say which one stays.", step=drawing.title(step))
            )
        if self.keep not in (None, "none", *drawing.ways(step), *drawn):
            raise InvalidInput(
                because("“{step}” has no way out called “{port}”.", step=drawing.title(step), port=self.keep)
            )
        keep = self.keep or (drawn[0] if drawn else "")
        before = drawing.entering(step.id)
        heads = [edge.target for edge in drawing.leaving(step.id, keep)]
        lost = drawing.below(edge.target for edge in drawing.leaving(step.id) if edge.port != keep)
        drawing.drop({step.id})
        for edge in before:
            for head in heads:
                if Edge(source=edge.source, port=edge.port, target=head) not in drawing.document.edges:
                    drawing.connect(edge.source, edge.port, head)
        led_to = {edge.target for edge in drawing.document.edges}
        roots = [
            s.id for s in drawing.document.steps if s.id not in led_to and (s.id not in lost or s.id in heads)
        ]
        lost -= drawing.below(roots)
        drawing.drop(lost)
        said = because("deleted “{step}”", step=drawing.title(step))
        if lost:
            said = because("deleted “{step}” and what came only after it", step=drawing.title(step))
        return said, before[0].source if before else ""


class ReplaceTrigger(Part):
    """Starts the workflow with something else; what comes after it stays. A workflow without a start gets one."""

    op: Literal["replace_trigger"] = "replace_trigger"
    type: NodeType
    settings: dict[str, Any] = Field(default_factory=dict)

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        kind = drawing.kind(self.type)
        if kind.kind != "trigger":
            raise InvalidInput(because("“{step}” can't start a workflow.", step=because(kind.meta.title)))
        step = drawing.trigger
        if step is None:
            step = Step(id=drawing.free_id("start"), type=self.type, settings=self.settings)
            drawing.put(step)
        else:
            step.type, step.settings = self.type, self.settings
        return because("the workflow now starts with “{step}”", step=drawing.title(step)), step.id


class Swap(Part):
    """Swaps what comes after two ways out; the first two, if none are named."""

    op: Literal["swap"] = "swap"
    step: StepId
    first: StepId | None = None
    second: StepId | None = None

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        step = drawing.step(self.step)
        ports = drawing.ways(step)
        first = self.first or next(iter(ports), "")
        second = self.second or next((port for port in ports if port != first), "")
        if first == second or not {first, second} <= set(ports):
            raise InvalidInput(because("“{step}” has no two ways out to swap.", step=drawing.title(step)))
        other = {first: second, second: first}
        for edge in drawing.leaving(step.id):
            edge.port = other.get(edge.port, edge.port)
        return because("swapped the ways out of “{step}”", step=drawing.title(step)), step.id
