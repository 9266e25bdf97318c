"""Documents and events: the format's version 1."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest
from pydantic import Field, ValidationError

from app.core.document import MAX_STEPS, Workflow
from app.core.events import Event
from app.core.problems import Problem
from app.core.refusals import refusals
from app.core.sentence import because
from tests.core.drawings import BIG, drawing

WHOLE: dict[str, Any] = {
    "version": 1, "id": "8f14e45f", "name": "Thank customers for big orders",
    "notes": [{"id": "n", "text": "hello", "position": [1, 2]}],
    "slots": {"shop": {"kind": ["shopify", "woocommerce", "demo"]}},
    "steps": [
        {"id": "start", "type": "order.created", "settings": {}},
        {"id": "big", "type": "logic.check", "settings": BIG, "note": "why"},
        {"id": "tag", "type": "order.add_tags", "settings": {"tags": ["vip"]}, "offset": [3.5, -2]},
    ],
    "edges": [{"source": "start", "port": "next", "target": "big"}, {"source": "big", "port": "then", "target": "tag"}],
}  # fmt: skip


def test_comes_back_as_it_went() -> None:
    document = Workflow.model_validate(json.loads(json.dumps(WHOLE)))
    assert document.to_json() == WHOLE
    assert Workflow.model_validate(document.to_json()) == document


def test_what_may_be_left_out() -> None:
    small = Workflow.model_validate(
        {"name": " A ", "steps": [{"id": "a", "type": "order.created"}], "edges": []}
    )
    assert small.name == "A"
    assert len(small.id) == 36
    assert small.to_json()["steps"] == [{"id": "a", "type": "order.created", "settings": {}}]
    assert "notes" not in small.to_json()
    assert (
        Workflow.model_validate({"name": "A", "edges": [{"source": "a", "target": "b"}]}).edges[0].port
        == "next"
    )


@pytest.mark.parametrize(
    "change",
    [
        {"version": 2}, {"name": "  "}, {"name": "x" * 121}, {"surprise": 1}, {"id": "a/b"},
        {"slots": {"shop": {"kind": []}}},
        {"steps": [{"id": "a b", "type": "order.created"}]}, {"steps": [{"id": "a", "type": "Order"}]},
        {"steps": [{"id": "a", "type": "order.created", "secret": 1}]}, {"edges": [{"source": "a"}]},
        {"steps": [{"id": f"s{n}", "type": "a.b"} for n in range(MAX_STEPS + 1)]},
    ],
)  # fmt: skip
def test_what_is_no_document(change: dict[str, Any]) -> None:
    with pytest.raises(ValidationError) as refused:
        Workflow.model_validate({**WHOLE, **change})
    assert all(str(why) for _field, why in refusals(refused.value, Workflow))


def test_steps_and_graph() -> None:
    document = drawing([("a", "order.created", {}), ("b", "time.wait", {})], "a > b", "a failed> b")
    found = document.step("b")
    assert found is not None
    assert found.type == "time.wait"
    assert document.step("c") is None
    assert list(document.graph().edges(keys=True)) == [("a", "b", "next"), ("a", "b", "failed")]


def test_an_event_is_a_value() -> None:
    event = Event("order.created", "order:1", datetime(2026, 1, 1, tzinfo=UTC), "k")
    assert event.data == {}
    assert event == Event("order.created", "order:1", datetime(2026, 1, 1, tzinfo=UTC), "k", {})


def test_a_problem_as_json() -> None:
    problem = Problem("a", "tags", because("no {x}", x="tag"), "settings")
    assert problem.to_json() == {
        "step": "a", "field": "tags", "code": "settings", "severity": "error", "message": "no tag",
        "sentence": ["no {x}", {"x": "tag"}],
    }  # fmt: skip


def test_every_refusal_of_pydantic_has_words() -> None:
    class Odd(Workflow):
        number: int = 0
        ratio: float = 0
        yes: bool = False
        many: list[int] = []
        low: int = Field(5, le=9)
        other: date | None = None

    wrong = {**WHOLE, "number": "x", "ratio": "x", "yes": "x", "many": 3, "id": 4, "low": 10, "other": "x"}
    with pytest.raises(ValidationError) as refused:
        Odd.model_validate(wrong)
    told = {field: str(why) for field, why in refusals(refused.value, Odd)}
    assert told == {
        "id": "“id” has to be a text", "number": "“number” has to be a whole number",
        "ratio": "“ratio” has to be a number",
        "yes": "“yes” is yes or no", "many": "“many” has to be a list",
        "low": "“low” can be at most 9",
        "other": "“other” can't be taken: Input should be a valid date or datetime, input is too short",
    }  # fmt: skip
    with pytest.raises(ValidationError) as refused:
        Workflow.model_validate({})
    assert [(f, str(w)) for f, w in refusals(refused.value)] == [("name", "“name” has to be filled in")]
