"""Editing operations at random, as people and programs may send them: most can be done, some are refused."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import strategies as st

from app.core.document import Workflow

Draw = st.DrawFn
SPOT = st.tuples(st.integers(-500, 500), st.integers(-500, 500))
NOTE = st.sampled_from(["note_1", "note_2", "mine"])
WORDS = st.sampled_from(["", "x", "Ask Anna"])
KINDS = (
    "add", "add", "add", "connect", "connect", "disconnect", "reconnect", "delete", "replace_trigger", "swap", "move",
    "tidy", "configure", "rename", "in_turn", "stops", "note", "duplicate", "paste", "move_all", "delete_all", "shift",
)  # fmt: skip


@st.composite
def operations(
    draw: Draw,
    document: Workflow,
    types: Sequence[str],
    ports: Sequence[str],
    settings: Sequence[Mapping[str, Any]] = ({}, {"cases": ["eu"]}, {"cases": 1}),
) -> dict[str, Any]:
    """Any operation on the document. ``types``, ``ports`` and ``settings``: what the operations choose from."""
    kind = draw(st.sampled_from(KINDS))
    steps = st.sampled_from([*(step.id for step in document.steps), "gone"])
    port = st.sampled_from(ports)
    edges = [edge.model_dump() for edge in document.edges]
    edge = draw(st.sampled_from(edges)) if edges else {"source": "a", "port": "next", "target": "b"}
    op: dict[str, Any] = {"op": kind}
    match kind:
        case "add":
            place = draw(st.sampled_from(["edge", "after", "beside", "position", "nowhere"]))
            return op | {"type": draw(st.sampled_from(types))} | _place(draw, place, edge, steps, port)
        case "connect":
            return op | {"source": draw(steps), "port": draw(port), "target": draw(steps)}
        case "disconnect":
            return op | edge | {"position": draw(st.none() | SPOT)}
        case "reconnect":
            end = draw(st.sampled_from(["source", "target", "port"]))
            return op | {"edge": edge, end: draw(port if end == "port" else steps)}
        case "delete":
            return op | {"step": draw(steps), "keep": draw(st.sampled_from([None, "none", *ports]))}
        case "replace_trigger":
            return op | {"type": draw(st.sampled_from(types))}
        case "swap" | "duplicate":
            return op | {"step": draw(steps)}
        case "move":
            return op | {"step": draw(steps), "offset": draw(SPOT), "position": draw(SPOT)}
        case "configure":
            return op | {"step": draw(steps), "settings": dict(draw(st.sampled_from(settings)))}
        case "rename":
            return op | {"name": draw(st.sampled_from(["Thanks", " Spare  ", "नमस्ते", "x" * 120]))}
        case "in_turn":
            return op | {"by": draw(st.sampled_from([None, "subject", "customer"]))}
        case "stops":
            return op | {
                "rules": draw(st.sampled_from([None, [], ["cancelled"], ["bought", "unsubscribed"]]))
            }
        case "note":
            return op | {"text": draw(WORDS)} | _noted(draw, steps)
        case "paste":
            return op | _pasted(draw, document, edges, edge, steps, port)
        case "move_all":
            moved = [{"step": s.id, "offset": draw(SPOT), "position": draw(SPOT)} for s in document.steps[:4]]
            notes = [{"id": note.id, "position": draw(SPOT)} for note in document.notes]
            return op | {"steps": moved, "notes": notes}
        case "delete_all":
            return op | {
                "steps": draw(st.lists(steps, max_size=3)),
                "notes": draw(st.lists(NOTE, max_size=2)),
            }
        case "shift":
            return op | {"step": draw(steps), "by": draw(st.sampled_from(["up", "down"]))}
    return op


def _place(
    draw: Draw,
    place: str,
    edge: Mapping[str, Any],
    steps: st.SearchStrategy[str],
    port: st.SearchStrategy[str],
) -> dict[str, Any]:
    if place == "edge":
        return {"edge": edge}
    if place in ("after", "beside"):
        return {"after": draw(steps), "port": draw(st.none() | port), "beside": place == "beside"}
    return {"position": draw(SPOT)} if place == "position" else {}


def _noted(draw: Draw, steps: st.SearchStrategy[str]) -> dict[str, Any]:
    if draw(st.booleans()):
        return {"step": draw(steps)}
    return {"id": draw(st.none() | NOTE), "position": draw(st.none() | SPOT)}


def _pasted(
    draw: Draw,
    document: Workflow,
    edges: Sequence[Mapping[str, Any]],
    edge: Mapping[str, Any],
    steps: st.SearchStrategy[str],
    port: st.SearchStrategy[str],
) -> dict[str, Any]:
    """Copied steps with the arrows between them, and now and then a note."""
    chosen = st.lists(st.sampled_from(document.steps), min_size=1, max_size=4, unique_by=lambda step: step.id)
    notes = [{"id": "note_1", "text": "copied", "position": draw(SPOT)}] if draw(st.booleans()) else []
    place = _place(draw, draw(st.sampled_from(["edge", "after", "position", "nowhere"])), edge, steps, port)
    place.pop("beside", None)
    return {
        "steps": [step.model_dump() for step in draw(chosen)] if document.steps else [],
        "edges": edges,
        "notes": notes,
    } | place
