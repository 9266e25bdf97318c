"""Steps one up and one down: along straight lines, and back again by the other way."""

from __future__ import annotations

import pytest

from app.core.changes import changes
from app.core.document import Workflow
from app.core.drawing import Drawing
from app.core.edit import apply, operation
from app.core.edit_order import can_shift
from app.errors import InvalidInput
from app.nodes import catalogue


def drawn(*edges: str, **steps: str) -> Workflow:
    arrows = [
        {"source": e.split(".")[0], "port": e.split(".")[1].split()[0], "target": e.split()[1]} for e in edges
    ]
    return Workflow.model_validate(
        {"name": "T", "steps": [{"id": name, "type": kind} for name, kind in steps.items()], "edges": arrows}
    )


LINE = drawn(
    "start.next a", "a.next b", "b.next check", "check.then c", "check.otherwise d", "c.next e",
    start="order.created", a="order.add_tags", b="time.wait", check="logic.check", c="order.add_tags",
    d="time.wait", e="message.email",
)  # fmt: skip


def shifted(document: Workflow, step: str, by: str) -> set[str]:
    found = apply(document, operation({"op": "shift", "step": step, "by": by}), catalogue())
    return {f"{edge.source}.{edge.port} {edge.target}" for edge in found.document.edges}


def test_one_up_and_one_down() -> None:
    up = shifted(LINE, "b", "up")
    assert {"start.next b", "b.next a", "a.next check"} <= up
    assert shifted(LINE, "a", "down") == up


def test_a_condition_takes_its_other_ways_along() -> None:
    up = shifted(LINE, "check", "up")
    assert up == {
        "start.next a", "a.next check", "check.then b", "b.next c", "check.otherwise d", "c.next e"
    }  # fmt: skip
    assert shifted(LINE, "b", "down") == up


@pytest.mark.parametrize(
    ("step", "by"), [("a", "up"), ("c", "up"), ("d", "up"), ("e", "down"), ("start", "down")]
)
def test_nobody_slips_past_the_start_or_out_of_a_way(step: str, by: str) -> None:
    with pytest.raises(InvalidInput, match="can't go further"):
        shifted(LINE, step, by)


def test_a_condition_goes_down_only_where_its_first_way_is_straight() -> None:
    with pytest.raises(InvalidInput):
        shifted(LINE, "check", "down")


@pytest.mark.parametrize("step", ["a", "b", "check", "c", "d", "e", "start"])
def test_what_is_offered_can_be_done_and_taken_back(step: str) -> None:
    for by, back in (("up", "down"), ("down", "up")):
        drawing = Drawing(LINE, catalogue())
        if not can_shift(drawing, LINE.step(step), by):  # type: ignore[arg-type]
            with pytest.raises(InvalidInput):
                shifted(LINE, step, by)
            continue
        there = apply(LINE, operation({"op": "shift", "step": step, "by": by}), catalogue()).document
        assert changes(LINE, there, catalogue())
        if (step != "check" and by == "up") or step == "a":
            assert shifted(there, step, back) == {f"{e.source}.{e.port} {e.target}" for e in LINE.edges}


def test_one_that_ends_the_path_stays_at_its_end() -> None:
    line = drawn("start.next a", "a.next stop", start="order.created", a="time.wait", stop="logic.stop")
    with pytest.raises(InvalidInput):
        shifted(line, "stop", "up")
