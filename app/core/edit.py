"""Every editing operation on a drawing. Canvas, list view and API share them; each is a value that says what to do.

``apply`` answers the changed document, what was done in words, and the step to look at next. What can't be is refused
with a sentence (InvalidInput), and then nothing has changed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

from app.core.document import Workflow
from app.core.drawing import Catalogue, Drawing
from app.core.edit_content import Configure, InTurn, Move, NoteOp, Rename, SetRetry, SetStops, Tidy
from app.core.edit_copy import Duplicate, Paste
from app.core.edit_many import DeleteAll, MoveAll
from app.core.edit_order import Shift
from app.core.edit_shape import Add, Connect, Delete, Disconnect, Reconnect, ReplaceTrigger, Swap
from app.core.sentence import Sentence, because
from app.errors import InvalidInput

Operation = Annotated[
    Add
    | Connect
    | Disconnect
    | Reconnect
    | Delete
    | ReplaceTrigger
    | Swap
    | Shift
    | Move
    | Tidy
    | Configure
    | SetRetry
    | Rename
    | InTurn
    | SetStops
    | NoteOp
    | Duplicate
    | Paste
    | MoveAll
    | DeleteAll,
    Field(discriminator="op"),
]
OPERATION: TypeAdapter[Operation] = TypeAdapter(Operation)


@dataclass(frozen=True, slots=True)
class Edited:
    """The document after an operation. ``focus``: the step to look at next, "" for none."""

    document: Workflow
    because: Sentence
    focus: str = ""


def operation(raw: Any) -> Operation:
    """An operation from JSON. Raises InvalidInput, which names the field that can't be taken."""
    try:
        return OPERATION.validate_python(raw)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "op"
        raise InvalidInput(
            because("This change can't be read: {where}: {what}.", where=where, what=first["msg"])
        ) from error


def apply(document: Workflow, op: Operation, catalogue: Catalogue) -> Edited:
    """The document after the operation; the one handed in stays as it is. Raises InvalidInput."""
    drawing = Drawing(document, catalogue)
    said, focus = op.do(drawing)
    return Edited(drawing.finish(), said, focus)
