"""Operations that put copies of steps into a drawing: ids are made new, and texts follow them."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from app.core.document import Edge, Note, Part, Step, StepId
from app.core.drawing import Drawing, rewritten
from app.core.edit_shape import Done, put_in
from app.core.sentence import because, because_n
from app.errors import InvalidInput


class Duplicate(Part):
    """Puts a copy of a step right after it."""

    op: Literal["duplicate"] = "duplicate"
    step: StepId

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        step = drawing.step(self.step)
        if drawing.is_trigger(step):
            raise InvalidInput(because("A workflow has one start, so it can't be duplicated."))
        copy = step.model_copy(
            update={"id": drawing.free_id(step.id), "offset": None, "position": None}, deep=True
        )
        drawing.put(copy, step.id)
        put_in(drawing, copy, copy, None, step.id if drawing.main_way(step) else None, None)
        return because("duplicated “{step}”", step=drawing.title(step)), copy.id


class Paste(Part):
    """Puts copied steps in, with the arrows between them: on an arrow, at a way out, or loose at a ``position``.

    ``position`` is where the first step comes to stand; loose ones and notes keep their distance to it. A start is
    taken only where there is none yet.
    """

    op: Literal["paste"] = "paste"
    steps: list[Step] = Field(default_factory=list, max_length=2000)
    edges: list[Edge] = Field(default_factory=list, max_length=8000)
    notes: list[Note] = Field(default_factory=list, max_length=200)
    edge: Edge | None = None
    after: StepId | None = None
    port: StepId | None = None
    position: tuple[float, float] | None = None

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        taken = None if drawing.trigger else next((s for s in self.steps if drawing.is_trigger(s)), None)
        copied = [step for step in self.steps if step is taken or not drawing.is_trigger(step)]
        if not copied and not self.notes:
            raise InvalidInput(because("A workflow has one start, so another one can't be pasted."))
        ids: dict[str, str] = {}
        for step in copied:
            if step.id in ids:
                raise InvalidInput(because("Two of the copied steps are called “{step}”.", step=step.id))
            ids[step.id] = drawing.free_id(step.id, ids.values())
        inner = [edge for edge in self.edges if edge.source in ids and edge.target in ids]
        led_to = {edge.target for edge in inner}
        start = taken or next((step for step in copied if step.id not in led_to), None)
        if copied and start is None:
            raise InvalidInput(because("The copied steps lead in a circle, so they can't be pasted."))
        origin = (start.position if start else self.notes[0].position) or (0, 0)
        source = self.edge.source if self.edge else self.after
        behind = source
        for step in copied:
            fields = {"id": ids[step.id], "settings": rewritten(step.settings, ids), "offset": None}
            new = step.model_copy(
                update={**fields, "position": self._place(step.position, origin)}, deep=True
            )
            drawing.put(new, behind)
            behind = new.id
        for edge in inner:
            drawing.connect(ids[edge.source], edge.port, ids[edge.target])
        self._put_notes(drawing, origin)
        focus = ids[start.id] if start else ""
        if start and start is not taken:
            head = drawing.step(focus)
            put_in(drawing, head, self._tail(drawing, head), self.edge, self.after, self.port)
        if not copied:
            return because_n("pasted {n} note", "pasted {n} notes", len(self.notes)), focus
        return because_n("pasted {n} step", "pasted {n} steps", len(copied)), focus

    def _place(
        self, spot: tuple[float, float] | None, origin: tuple[float, float]
    ) -> tuple[float, float] | None:
        if self.position is None:
            return None
        x, y = spot or origin
        return self.position[0] + x - origin[0], self.position[1] + y - origin[1]

    def _put_notes(self, drawing: Drawing, origin: tuple[float, float]) -> None:
        notes = drawing.document.notes
        for note in self.notes:
            used = {other.id for other in notes}
            free = next(f"note_{n}" for n in range(1, len(used) + 2) if f"note_{n}" not in used)
            place = self._place(note.position, origin) or (note.position[0] + 40, note.position[1] + 40)
            notes.append(note.model_copy(update={"id": free, "position": place}))

    @staticmethod
    def _tail(drawing: Drawing, head: Step) -> Step:
        """The step at the end of the first way down, where what followed before goes on."""
        here = head
        while (way := drawing.main_way(here)) and (arrows := drawing.leaving(here.id, way)):
            here = drawing.step(arrows[0].target)
        return here
