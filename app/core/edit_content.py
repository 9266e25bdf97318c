"""Operations that change what a step says or where it stands, but not what leads to what."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import Field

from app.core.document import MOST_PAUSE, MOST_TRIES, Name, Note, Part, Retry, Rule, StepId
from app.core.drawing import Drawing
from app.core.edit_shape import Done
from app.core.sentence import because, span
from app.errors import InvalidInput

Spot = tuple[float, float]


class Move(Part):
    """Moves a step: ``offset`` from its automatic place, or for a loose step its ``position``."""

    op: Literal["move"] = "move"
    step: StepId
    offset: Spot | None = None
    position: Spot | None = None

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        step = drawing.step(self.step)
        loose = not drawing.is_trigger(step) and not drawing.entering(step.id)
        if (self.position if loose else self.offset) is None:
            raise InvalidInput(
                because("“{step}” is not connected: say its position.", step=drawing.title(step))
                if loose
                else because("“{step}” is connected: say its offset.", step=drawing.title(step))
            )
        step.position = self.position if loose else None
        step.offset = None if loose or self.offset == (0, 0) else self.offset
        return because("moved “{step}”", step=drawing.title(step)), step.id


class Tidy(Part):
    """Puts every connected step back on its automatic place."""

    op: Literal["tidy"] = "tidy"

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        for step in drawing.document.steps:
            step.offset = None
        return because("tidied up"), ""


class Configure(Part):
    """Changes a step's settings. A draft may be unfinished, so they are checked by ``graph.check``, not here.

    Arrows that left by a way that the new settings no longer have go too.
    """

    op: Literal["configure"] = "configure"
    step: StepId
    settings: dict[str, Any]

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        step = drawing.step(self.step)
        before = set(drawing.ways(step))
        step.settings = self.settings
        gone = before.difference(drawing.ways(step))
        for edge in drawing.leaving(step.id):
            if edge.port in gone:
                drawing.cut(edge)
        return because("changed the settings of “{step}”", step=drawing.title(step)), step.id


class SetRetry(Part):
    """Says how often a step tries when its service does not answer, and the seconds in between.

    Without ``tries`` Storeflow decides; without ``pause`` the pauses grow from try to try.
    """

    op: Literal["set_retry"] = "set_retry"
    step: StepId
    tries: int | None = None
    pause: float | None = None

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        step = drawing.step(self.step)
        title = drawing.title(step)
        if not drawing.kind(step.type).effects:
            raise InvalidInput(
                because("“{step}” asks no service for anything, so it is not tried again.", step=title)
            )
        if self.tries is None:
            if self.pause is not None:
                raise InvalidInput(because("Say how many times it is tried, too."))
            step.retry = None
            return because("left it to Storeflow how often “{step}” is tried", step=title), step.id
        if not 1 <= self.tries <= MOST_TRIES:
            raise InvalidInput(because("It can be tried between 1 and {n} times.", n=MOST_TRIES))
        if self.pause is not None and not 0 <= self.pause <= MOST_PAUSE:
            raise InvalidInput(
                because("It can pause for {span} at most.", span=span(MOST_PAUSE // 3600, "hours"))
            )
        step.retry = Retry(tries=self.tries, pause=self.pause)
        return because("changed how often “{step}” is tried", step=title), step.id


class Rename(Part):
    """Gives the workflow another name."""

    op: Literal["rename"] = "rename"
    name: Name

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        drawing.document.name = self.name
        return because("renamed the workflow to “{name}”", name=self.name), ""


class InTurn(Part):
    """Says whether runs about the same thing, or of the same customer, wait for each other."""

    op: Literal["in_turn"] = "in_turn"
    by: Literal["subject", "customer"] | None = None

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        drawing.document.one_at_a_time = self.by
        if self.by is None:
            return because("runs no longer wait for each other"), ""
        if self.by == "customer":
            return because("runs of the same customer now go one at a time"), ""
        return because("runs about the same thing now go one at a time"), ""


class SetStops(Part):
    """Says by which stop rules a run ends by itself; without ``rules`` Storeflow goes by what starts the workflow."""

    op: Literal["stops"] = "stops"
    rules: list[Rule] | None = Field(default=None, max_length=4)

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        drawing.document.stops = self.rules
        return because("changed when runs stop by themselves"), ""


class NoteOp(Part):
    """Writes a note: on a ``step``, or on the canvas (``id``, with a ``position``). An empty text takes it away."""

    op: Literal["note"] = "note"
    text: str = Field(max_length=2000)
    step: StepId | None = None
    id: StepId | None = None
    position: Spot | None = None

    def do(self, drawing: Drawing) -> Done:
        """See ``apply``."""
        if self.step:
            step = drawing.step(self.step)
            step.note = self.text or None
            return because("changed the note on “{step}”", step=drawing.title(step)), step.id
        notes = drawing.document.notes
        found = next((note for note in notes if note.id == self.id), None)
        if not self.text:
            drawing.document.notes = [note for note in notes if note.id != self.id]
            return because("took a note away"), ""
        if found:
            found.text, found.position = self.text, self.position or found.position
        else:
            used = {note.id for note in notes}
            free = next(f"note_{n}" for n in range(1, len(used) + 2) if f"note_{n}" not in used)
            notes.append(Note(id=self.id or free, text=self.text, position=self.position or (0, 0)))
        return because("changed a note"), ""
