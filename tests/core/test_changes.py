"""What differs between two documents: every operation says something, and equal documents say nothing."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import edit
from app.core.changes import changes
from app.core.document import Workflow
from app.errors import InvalidInput
from app.i18n.render import say
from app.nodes import catalogue
from tests.core.random_edits import operations
from tests.core.test_edit import CATALOGUE, line
from tests.core.test_edit_random import PORTS

BIG = {
    "name": "Thank",
    "slots": {
        "shop": {"kind": ["shopify", "woocommerce", "demo"]},
        "mail": {"kind": ["email"]},
    },
    "steps": [
        {"id": "start", "type": "order.created"},
        {"id": "big", "type": "logic.check",
         "settings": {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}},
        {"id": "tag", "type": "order.add_tags", "settings": {"tags": ["vip"]}},
        {"id": "wait", "type": "time.wait", "settings": {"amount": 2, "unit": "days"}},
        {"id": "mail", "type": "message.email",
         "settings": {"subject": "Thank you, {{ customer.first_name }}", "body": "Hello\n\nThere"}},
    ],
    "edges": [
        {"source": "start", "target": "big"}, {"source": "big", "port": "then", "target": "tag"},
        {"source": "tag", "target": "wait"}, {"source": "wait", "target": "mail"},
    ],
}  # fmt: skip


def document() -> Workflow:
    return Workflow.model_validate({**BIG, "id": "big"})


def told(before: Workflow, after: Workflow) -> list[str]:
    return [say(change.sentence) for change in changes(before, after, catalogue())]


def done(*ops: dict[str, Any]) -> list[str]:
    after = document()
    for op in ops:
        after = edit.apply(after, edit.operation(op), catalogue()).document
    return told(document(), after)


def test_nothing_changed_says_nothing() -> None:
    assert told(document(), document()) == []


@pytest.mark.parametrize(
    ("op", "said"),
    [
        ({"op": "rename", "name": "Big ones"}, ["It is called “Big ones”, not “Thank”."]),
        (
            {"op": "configure", "step": "wait", "settings": {"amount": 3, "unit": "days"}},
            ["“Wait”: “How long” is 3 days, not 2 days"],
        ),
        (
            {"op": "configure", "step": "tag", "settings": {"tags": ["vip", "{{ order.name }}"]}},
            ["“Add order tags”: “Tags” is vip and [order number], not vip"],
        ),
        (
            {"op": "configure", "step": "mail",
             "settings": {"subject": "Thanks", "body": "Hello\n\nYou", "to": "shop@example.com"}},
            ["“Send e-mail”: “To” is “shop@example.com”, not “customer”",
             "“Send e-mail”: “Subject” is “Thanks”, not “Thank you, [customer's first name]”",
             "“Send e-mail”: the words of “Text” changed"],
        ),
        (
            {"op": "configure", "step": "big",
             "settings": {"any": [{"field": "order.total", "operator": "greater_than", "value": "80"}]}},
            ["“Check”: it checks if the order total is greater than 80, no longer if "
             "the order total is greater than 100"],
        ),
        (
            {"op": "add", "type": "order.add_tags", "id": "new", "after": "big", "port": "otherwise",
             "settings": {"tags": ["small"]}},
            ["New after “Check”: “Add order tags” (small)",
             "After “Check”, by “Otherwise”, comes “Add order tags: small”"],
        ),
        (
            {"op": "delete", "step": "wait"},
            ["Gone: “Wait” (2 days)", "After “Add order tags” comes “Send e-mail”, no longer “Wait”"],
        ),
        (
            {"op": "swap", "step": "big"},
            ["After “Check”, by “Then”, nothing comes any more; it was “Add order tags”",
             "After “Check”, by “Otherwise”, comes “Add order tags”"],
        ),
        ({"op": "replace_trigger", "type": "order.paid"},
         ["“Order created” became “Order paid” (Every order that is paid in full)"]),
        ({"op": "note", "step": "tag", "text": "Why"}, ["The note on “Add order tags” changed"]),
        ({"op": "note", "text": "Why", "position": [1, 2]},
         ["Notes on the canvas changed",
          "Steps or notes were moved on the canvas; that changes nothing they do"]),
        ({"op": "move", "step": "tag", "offset": [24, 0]},
         ["Steps or notes were moved on the canvas; that changes nothing they do"]),
    ],
    ids=lambda value: value["op"] if isinstance(value, dict) else "",
)  # fmt: skip
def test_every_operation_in_words(op: dict[str, Any], said: list[str]) -> None:
    assert done(op) == said


def test_slots_and_one_at_a_time() -> None:
    after = document().model_copy(update={"one_at_a_time": "customer"})
    assert told(document(), after) == ["Runs about the same customer now go one after the other."]
    assert told(after, document()) == ["Runs no longer wait for each other."]
    assert done({"op": "delete", "step": "mail"})[0] == "It needs no connection any more: mail"


def test_retry_and_unknown_steps() -> None:
    after = document()
    after.steps[2] = after.steps[2].model_validate({**after.steps[2].model_dump(), "retry": {"tries": 5}})
    assert told(document(), after) == ["“Add order tags”: it is tried 5 times at most"]
    strange = document()
    strange.steps[2] = strange.steps[2].model_validate(
        {"id": "tag", "type": "shop.dance", "settings": {"a": 1}}
    )
    assert told(document(), strange) == ["“Add order tags” became “shop.dance”"]
    other = strange.model_copy(deep=True)
    other.steps[2].settings = {"a": 2}
    assert told(strange, other) == ["“shop.dance”: its settings changed"]


def test_unfinished_settings_are_told_too() -> None:
    assert done({"op": "configure", "step": "big", "settings": {}}) == ["“Check”: its conditions changed"]
    assert done({"op": "configure", "step": "tag", "settings": {}}) == [
        "“Add order tags”: “Tags” is empty, not vip"
    ]


@given(st.data())
def test_whatever_is_done_is_told_and_nothing_else(data: st.DataObject) -> None:
    first = document_ = edit.apply(line(), edit.operation({"op": "tidy"}), CATALOGUE).document
    for _ in range(data.draw(st.integers(1, 8))):
        try:
            document_ = edit.apply(
                document_, edit.operation(data.draw(operations(document_, list(CATALOGUE), PORTS))), CATALOGUE
            ).document
        except InvalidInput:
            continue
    assert bool(changes(first, document_, CATALOGUE)) == (first.to_json() != document_.to_json())
