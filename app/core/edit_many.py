"""Operations on several steps and notes at once: each is one gesture, and one entry in the draft's log."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.core.document import Edge, Part, StepId
from app.core.drawing import Drawing
from app.core.edit_content import Spot
from app.core.edit_shape import Done
from app.core.sentence import because, because_n
from app.errors import InvalidInput

MANY = 2000


class Moved(Part):
    """Where a step comes to stand: its ``offset`` where it is connected, else its ``position``."""

    step: StepId
    offset: Spot | None = None
    position: Spot | None = None


class MovedNote(Part):
    """Where a note on the canvas comes to stand."""

    id: StepId
    position: Spot


class MoveAll(Part):
    """Moves steps and notes together. What is said of a step's other kind of place is left out, never refused."""

    op: Literal["move_all"] = "move_all"
    steps: list[Moved] = Field(default_factory=list, max_length=MANY)
    notes: list[MovedNote] = Field(default_factory=list, max_length=MANY)

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        led_to = {edge.target for edge in drawing.document.edges}
        known = {step.id: step for step in drawing.document.steps}
        for moved in self.steps:
            step = known.get(moved.step) or drawing.step(moved.step)
            if step.id in led_to or drawing.is_trigger(step):
                step.offset = None if moved.offset == (0, 0) else moved.offset or step.offset
            else:
                step.position = moved.position or step.position
        spots = {moved.id: moved.position for moved in self.notes}
        for note in drawing.document.notes:
            note.position = spots.pop(note.id, note.position)
        if spots:
            raise InvalidInput(because("That note is not there any more."))
        return because_n("moved {n} thing", "moved {n} things", len(self.steps) + len(self.notes)), ""


class DeleteAll(Part):
    """Deletes steps and notes and heals the paths: what led to a deleted step leads on to where its first way led.

    Nothing goes that was not chosen: what hung on the other ways of a deleted step stays, unconnected. The start stays.
    """

    op: Literal["delete_all"] = "delete_all"
    steps: list[StepId] = Field(default_factory=list, max_length=MANY)
    notes: list[StepId] = Field(default_factory=list, max_length=MANY)

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        chosen = [drawing.step(step) for step in dict.fromkeys(self.steps)]
        gone = {step.id for step in chosen if step is not drawing.trigger}
        kept = [note for note in drawing.document.notes if note.id not in self.notes]
        count = len(gone) + len(drawing.document.notes) - len(kept)
        if not count:
            raise InvalidInput(because("The start can't be deleted. Replace it with another one."))
        onward = {step: _first_way(drawing, step) for step in gone}
        edges = drawing.document.edges
        entering = [edge for edge in edges if edge.target in gone and edge.source not in gone]
        drawing.document.notes = kept
        drawing.drop(gone)
        for edge in entering:
            for target in _ends(edge.target, onward):
                healed = Edge(source=edge.source, port=edge.port, target=target)
                if healed not in drawing.document.edges:
                    drawing.connect(healed.source, healed.port, healed.target)
        said = because_n("deleted {n} thing", "deleted {n} things", count)
        return said, entering[0].source if entering else ""


def _first_way(drawing: Drawing, step: str) -> list[str]:
    drawn = drawing.drawn(step)
    return [edge.target for edge in drawing.leaving(step, drawn[0])] if drawn else []


def _ends(head: str, onward: dict[str, list[str]]) -> list[str]:
    """The steps outside that the first ways lead to from ``head``."""
    found: dict[str, None] = {}
    seen, open_ = set[str](), [head]
    while open_:
        here = open_.pop()
        if here in seen:
            continue
        seen.add(here)
        if here in onward:
            open_ += reversed(onward[here])
        else:
            found[here] = None
    return list(found)
