"""One step as the panel beside the canvas shows it: its settings, its ways out, what can be done with it."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import orjson

from app.core.document import Edge, Step
from app.core.drawing import Catalogue, Drawing, ways
from app.core.edit_order import can_shift
from app.core.node import FAILED, Node
from app.core.ports import port_words
from app.core.problems import Problem
from app.core.sentence import Json, Sentence, because
from app.core.visible import visible_at
from app.errors import NotFound
from app.ui import editor_view, forms
from app.ui.editor_blocks import KINDS
from app.ui.editor_live import Live, judge, live
from app.ui.editor_sample import Sample
from app.ui.editor_view import Draft, Offer

SHIFTS: tuple[Literal["up", "down"], ...] = ("up", "down")


@dataclass(frozen=True, slots=True)
class Exit:
    """A way out of the chosen step: where it leads, and where else it could lead."""

    port: str
    label: Sentence
    leads: tuple[tuple[Edge, Sentence], ...]
    quiet: bool


@dataclass(frozen=True, slots=True)
class Panel:
    """All that the panel shows of a step. ``was``: a digest of the settings that the form was made from.

    ``saved``: ``saved``, ``unfinished`` (kept, but it can't run so) or ``typed`` (not kept yet). ``clash``: who changed
    it meanwhile; then ``theirs`` says how the settings differ, and ``over`` is what saving would replace. ``acts``:
    whether it asks a service for something, and so may have to try again.
    """

    step: Step
    offer: Offer | None
    kind: Sentence
    controls: tuple[forms.Control, ...]
    problems: tuple[Problem, ...]
    exits: tuple[Exit, ...]
    targets: tuple[tuple[str, Sentence], ...]
    keeps: tuple[tuple[str, Sentence], ...]
    was: str
    sample: Sample
    live: Live
    shifts: tuple[str, ...] = ()
    acts: bool = False
    strict: bool = False
    saved: str = ""
    clash: Sentence | None = None
    theirs: tuple[Sentence, ...] = ()
    over: str = ""
    second_start: bool = False
    """Only a file can hold one: it may be deleted, as the first one may not."""


def of(
    draft: Draft,
    step_id: str,
    catalogue: Catalogue,
    sample: Sample,
    values: Mapping[str, Json] | None = None,
    strict: bool = False,
    was: str = "",
    **more: Any,
) -> Panel:
    """The panel of a step, with what was typed where that is not saved. Raises NotFound.

    ``strict``: every error is shown; else only those of fields in which something stands.
    """
    step = draft.document.step(step_id)
    if step is None:
        raise NotFound(because("There is no step “{step}” here any more.", step=step_id))
    model = catalogue.get(step.type)
    seen = visible_at(draft.document, step_id, catalogue)
    shown = step.settings if values is None else values
    verdict = forms.judged(model, shown) if model else forms.Judged(None)
    errors = verdict.errors if strict else _quiet(verdict.errors, shown)
    drawn = [
        port
        for port in ways(step, catalogue)
        if any(_leaves(edge, step, port) for edge in draft.document.edges)
    ]
    trigger = model is not None and model.kind == "trigger"
    start = Drawing(draft.document, catalogue).trigger
    return Panel(
        step=step,
        offer=editor_view.offer(step.type, model) if model else None,
        kind=KINDS[model.kind] if model else because("Unknown kind of step"),
        controls=tuple(
            forms.controls(
                model,
                shown,
                errors,
                seen.shapes,
                judge(sample, seen),
                f"/workflows/{draft.saved.id}/steps/{step_id}/values",
                draft.callable,
                seen.outputs,
                draft.saved.id,
            )
        )
        if model
        else (),
        problems=tuple(problem for problem in draft.problems if problem.step == step_id),
        exits=tuple(_exits(draft, step, catalogue)),
        targets=tuple(_targets(draft, step, catalogue)),
        keeps=() if trigger or len(drawn) < 2 else tuple((port, port_words(port)) for port in drawn),
        shifts=()
        if trigger
        else tuple(by for by in SHIFTS if can_shift(Drawing(draft.document, catalogue), step, by)),
        was=was or digest(step),
        sample=sample,
        live=live(
            verdict.model if isinstance(verdict.model, Node) else None,
            sample.context(seen, step_id, draft.saved.id),
        ),
        acts=model is not None and bool(model.effects),
        strict=strict,
        second_start=trigger and start is not None and start.id != step_id,
        **more,
    )


def _quiet(errors: Mapping[str, Sentence], values: Mapping[str, Json]) -> dict[str, Sentence]:
    """While somebody is still typing, what is empty is not wrong yet; rows of conditions have words of their own."""
    return {
        name: said
        for name, said in errors.items()
        if name.partition(".")[0] not in ("", "all", "any") and values.get(name.partition(".")[0])
    }


def digest(step: Step) -> str:
    """Tells whether somebody changed a step's settings since."""
    return hashlib.sha256(orjson.dumps(step.settings, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def _leaves(edge: Edge, step: Step, port: str) -> bool:
    return edge.source == step.id and edge.port == port


def _exits(draft: Draft, step: Step, catalogue: Catalogue) -> list[Exit]:
    edges = draft.document.edges
    return [
        Exit(
            port,
            port_words(port),
            tuple((edge, draft.steps[edge.target]) for edge in edges if _leaves(edge, step, port)),
            port == FAILED,
        )
        for port in ways(step, catalogue)
    ]


def _targets(draft: Draft, step: Step, catalogue: Catalogue) -> list[tuple[str, Sentence]]:
    """The steps that an arrow from here may lead to: no start, nothing that leads here."""
    drawing = Drawing(draft.document, catalogue)
    above = {other.id for other in draft.document.steps if drawing.path(other.id, step.id)}
    return [
        (other.id, because("{title} ({id})", title=draft.steps[other.id], id=other.id))
        for other in draft.document.steps
        if other.id not in above and not drawing.is_trigger(other)
    ]
