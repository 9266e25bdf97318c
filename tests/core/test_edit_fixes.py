"""The button beside a problem: for each kind of problem that has one, pressing it takes that problem away, no more."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from app.core import graph
from app.core.document import Edge, Workflow
from app.core.edit import apply, operation
from tests.core.drawings import BIG, CATALOGUE, MAIL, TAG, Part, drawing

START: Part = ("start", "order.created", {})
CHECK = ("big", "logic.check", BIG)
VIP = ("vip", "order.add_tags", TAG)
THANK = ("thank", "message.email", MAIL)
LOOP: Part = ("loop", "x.each", {})

BAD: Mapping[str, tuple[str, Workflow]] = {
    "two starts": ("two_triggers", drawing([START, ("again", "order.paid", {}), VIP], "start > vip")),
    "the second start is drawn, too": (
        "two_triggers",
        drawing([START, ("again", "order.refunded", {}), VIP, THANK],
                "start > vip", "again > vip", "again failed> thank", "start > thank"),
    ),
    "an arrow from nowhere": ("unknown_step", drawing([START, VIP], "start > vip", "gone > vip")),
    "an arrow to nowhere": ("unknown_step", drawing([START, VIP], "start > vip", "vip > gone")),
    "an arrow from nowhere to nowhere": ("unknown_step", drawing([START, VIP], "start > vip", "lost > gone")),
    "the same arrow twice": ("duplicate_edge", drawing([START, VIP], "start > vip", "start > vip")),
    "the same arrow to nowhere twice": (
        "duplicate_edge", drawing([START, VIP], "start > vip", "vip > gone", "vip > gone")
    ),
    "into the start": ("into_trigger", drawing([START, CHECK, VIP], "start > big", "big then> vip", "vip > start")),
    "a way that is none": ("unknown_port", drawing([START, VIP, THANK], "start > vip", "vip maybe> thank",
                                                   "start > thank")),
    "into a loop": ("body", drawing([START, LOOP, VIP, THANK], "start > loop", "loop each> vip", "start > vip",
                                    "loop after> thank")),
    "out of a loop": ("body", drawing([START, LOOP, VIP, THANK], "start > loop", "loop each> vip", "vip > thank",
                                      "loop after> thank")),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_fix_takes_its_own_problem_away_and_nothing_else(name: str) -> None:
    code, bad = BAD[name]
    before = graph.check(bad, CATALOGUE)
    problem = next(one for one in before if one.code == code)
    assert problem.fix
    fixed = apply(bad, operation(dict(problem.fix.op)), CATALOGUE).document
    after = graph.check(fixed, CATALOGUE)
    told = [(one.code, one.step) for one in before]
    told.remove((code, problem.step))
    # With the second start its arrows go; what else there was to say stays said, and nothing is new.
    assert {(one.code, one.step) for one in after} <= set(told)
    if problem.fix.op["op"] == "delete":
        gone = problem.fix.op["step"]
        assert fixed.steps == [step for step in bad.steps if step.id != gone]
        assert fixed.edges == [edge for edge in bad.edges if gone not in (edge.source, edge.target)]
    else:
        left = list(bad.edges)
        left.remove(Edge.model_validate({key: value for key, value in problem.fix.op.items() if key != "op"}))
        assert fixed.steps == bad.steps
        assert sorted(map(str, fixed.edges)) == sorted(map(str, left))


def test_every_kind_of_problem_with_a_fix_is_tried() -> None:
    """Whoever gives another problem a button puts a bad drawing here."""
    given = {code for code, _ in BAD.values()}
    offered = {one.code for _, bad in BAD.values() for one in graph.check(bad, CATALOGUE) if one.fix}
    assert offered == given
