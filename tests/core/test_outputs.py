"""What steps give to later steps: declared, true, checked, offered where it can be chosen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.core.effects import Answer
from app.core.example import context
from app.core.graph import check
from app.core.node import Example, Go, Node
from app.core.visible import visible_at
from app.nodes import catalogue
from tests.core.drawings import Part, drawing

DECLARING = [
    (kind, node, example)
    for kind, node in sorted(catalogue().items())
    for example in node.examples
    if node.model_validate(dict(example.settings)).outputs()
]


@pytest.mark.parametrize(
    ("kind", "node", "example"), DECLARING, ids=[f"{kind}-{n}" for n, (kind, *_) in enumerate(DECLARING)]
)
def test_what_a_step_declares_is_all_that_it_gives(kind: str, node: type[Node], example: Example) -> None:
    made = node.model_validate(dict(example.settings))
    ctx = context(example)
    said = made.decide(ctx)
    if not isinstance(said, Go):
        answer = example.answer if example.answer is not None else _assumed(said.want)
        said = made.settle(replace(ctx, turn=1), Answer(answer, because=said.because))
    if isinstance(said, Go):
        assert set(said.output) <= set(made.outputs())


def _assumed(want: Any) -> Any:
    return want.assume().value


def test_every_step_about_lists_and_memory_declares_what_it_gives() -> None:
    expected = {
        "data.add_row", "data.calculate", "data.count", "data.format", "data.get_collections", "data.get_customers",
        "data.get_draft_orders", "data.get_orders", "data.get_products", "data.get_variants", "data.group_by",
        "data.reckon", "data.sort_list", "http.request", "logic.count_events", "logic.for_each", "logic.forget",
        "logic.log", "logic.recall", "logic.remember",
    }  # fmt: skip
    assert expected <= {kind for kind, *_ in DECLARING}


STEPS: list[Part] = [
    ("s", "order.created", {}), ("g", "data.get_orders", {}), ("c", "data.count", {"items": "steps.g.orders"}),
    ("l", "logic.for_each", {"items": "steps.g.orders"}), ("i", "data.count", {"items": "order.line_items"}),
]  # fmt: skip
ARROWS = ("s > g", "g > c", "c > l", "l each> i", "l after> t")


def mail(text: str) -> Part:
    return "t", "message.email", {"to": "team@example.com", "subject": "x", "body": text}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ steps.g.count }} {{ steps.g.more }} {{ steps.c.count }} {{ steps.l.failed }}", ""),
        ("{% for one in steps.g.orders %}{{ one.name }}{% endfor %}", ""),
        ("{{ steps.g.ordres }}", "no_output"),
        ("{{ steps.c.number }}", "no_output"),
        ("{{ steps.i.count }}", "inside_only"),
    ],
)
def test_what_a_step_does_not_give_is_said(text: str, code: str) -> None:
    found = check(drawing([*STEPS, mail(text)], *ARROWS), catalogue())
    assert [problem.code for problem in found] == ([code] if code else [])
    if code == "no_output":
        assert "gives no" in str(found[0].because)


def test_what_is_there_for_certain_is_offered_in_order() -> None:
    document = drawing([*STEPS, mail("Hello")], *ARROWS)
    seen = visible_at(document, "t", catalogue()).outputs
    assert [(one.path, one.step, one.title, one.shape, one.id) for one in seen] == [
        ("steps.g.orders", "Get orders", "Orders", "list", ""),
        ("steps.g.count", "Get orders", "How many", "number", ""),
        ("steps.g.more", "Get orders", "Whether there are more", "yes_no", ""),
        ("steps.c.count", "Count", "How many", "number", ""),
        ("steps.l.count", "For each", "How many", "number", ""),
        ("steps.l.failed", "For each", "How many failed", "number", ""),
    ]
    assert [one.path for one in visible_at(document, "c", catalogue()).outputs] == [
        "steps.g.orders",
        "steps.g.count",
        "steps.g.more",
    ]
    assert visible_at(document, "g", catalogue()).outputs == ()


def test_steps_of_one_kind_are_told_apart() -> None:
    steps: list[Part] = [
        ("s", "order.created", {}),
        ("a", "data.count", {}),
        ("b", "data.count", {}),
        mail("x"),
    ]
    seen = visible_at(drawing(steps, "s > a", "a > b", "b > t"), "t", catalogue()).outputs
    assert [(one.title, one.id) for one in seen] == [("How many", "a"), ("How many", "b")]
