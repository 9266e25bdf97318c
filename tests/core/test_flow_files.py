"""Files of Shopify Flow: nothing of them is lost, a broken one is refused by a sentence, what is written comes back."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import pytest

from app.core import flow
from app.core.flow.kinds import ACTIONS, SEEN, TRIGGERS
from app.errors import InvalidInput
from app.nodes import catalogue

HERE = Path(__file__).parents[1] / "fixtures" / "flow"
REAL = Path(__file__).parents[3] / "shared" / "fixtures" / "shopify-flow-files"


def step(ident: str, kind: str, task: str, **fields: str) -> dict[str, Any]:
    return {
        "step_id": ident, "step_position": [0, 0], "task_id": task, "task_version": "0.1", "task_type": kind,
        "config_field_values": [{"config_field_id": name, "value": value} for name, value in fields.items()],
        "description": None, "note": None, "name": None,
    }  # fmt: skip


def arrow(source: str, target: str, port: str = "output") -> dict[str, str]:
    return {"from_step_id": source, "from_port_id": port, "to_step_id": target, "to_port_id": "input"}


def body(steps: list[Any], links: list[Any], digest: str = "own", **more: Any) -> bytes:
    root = {"steps": steps, "links": links, "workflow_name": "Try", **more}
    line = json.dumps({"__metadata": {"version": 0.1}, "root": root}).encode()
    start = {"own": hashlib.sha256(line).hexdigest() + ":", "wrong": "0" * 64 + ":", "none": ""}[digest]
    return start.encode() + line


def leaf(field: str, operator: str, value: str) -> dict[str, Any]:
    return {
        "uuid": "a", "lhs": {"value": field, "comparison_value_type": "EnvironmentValue"}, "operator": operator,
        "rhs": {"value": value, "comparison_value_type": "LiteralValue"}, "operation_type": "Comparison",
        "value_type": "EnvironmentScalarDefinition:String",
    }  # fmt: skip


def of_start(*tests: dict[str, Any], operator: str = "AND") -> bytes:
    tree = {"operator": operator, "operation_type": "LogicalExpression", "lhs": tests[0]}
    for test in tests[1:]:
        tree = {**tree, "rhs": test} if "rhs" not in tree else {**tree, "lhs": tree, "rhs": test}
    steps = [step("1", "TRIGGER", "shopify::admin::order_created"),
             step("2", "CONDITION", "shopify::flow::condition", condition=json.dumps(tree))]  # fmt: skip
    return body(steps, [arrow("1", "2")])


def right(reading: flow.Reading) -> None:
    """All steps are of kinds that are here with settings that fit, or are kept and told."""
    missing = {line.step for line in reading.report.of("missing")}
    for one in reading.document.steps:
        if one.type.startswith("flow."):
            assert one.id in missing
            assert one.type not in catalogue()
        else:
            assert one.type in catalogue(), one.type
    assert {line.step for line in reading.report.lines if line.step} == {s.id for s in reading.document.steps}


def every_value(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return [value] if inside is None else [leaf for one in inside for leaf in every_value(one)]


@pytest.mark.parametrize("path", sorted(HERE.glob("*.flow")), ids=lambda path: path.stem)
def test_files_of_ours(path: Path) -> None:
    reading = flow.read(path.read_bytes(), path.name)
    right(reading)
    assert reading.report.of("same")


@pytest.mark.skipif(not REAL.exists(), reason="the real exports are not beside this tree")
def test_the_real_exports() -> None:
    paths = sorted(REAL.glob("*.flow"))
    assert paths
    for path in paths:
        reading = flow.read(path.read_bytes(), path.name)
        right(reading)
        lines = [line for line in reading.report.of("also") if "check sum" not in str(line.sentence)]
        assert lines == []


def test_a_condition_is_the_same_here() -> None:
    item = {"operator": "ANY", "operation_type": "ArrayExpression",
            "array_path": {"value": "Order.lineItems", "comparison_value_type": "EnvironmentValue"},
            "array_item_key": {"value": "lineItems_item", "comparison_value_type": "EnvironmentValue"},
            "operation": leaf("lineItems_item.sku", "include?", "WOM")}  # fmt: skip
    reading = flow.read(
        of_start(leaf("order.totalPriceSet.shopMoney.amount", ">", "50"), item, operator="OR")
    )
    assert reading.document.steps[1].settings == {
        "any": [
            {"field": "order.total", "operator": "greater_than", "value": "50"},
            {"list": "order.line_items", "quantifier": "at_least_one",
             "all": [{"field": "item.sku", "operator": "contains", "value": "WOM"}]},
        ]
    }  # fmt: skip
    catalogue()["logic.check"].model_validate(reading.document.steps[1].settings)


def test_text_around_values_is_not_touched() -> None:
    text = "order.totalPrice {{ order.name }} {% for one in order.lineItems %}{{ one.name }}, {% endfor %}"
    steps = [step("1", "TRIGGER", "shopify::admin::order_created"),
             step("2", "ACTION", "shopify::flow::log_output", output=text)]  # fmt: skip
    reading = flow.read(body(steps, [arrow("1", "2")]))
    assert reading.document.steps[1].settings == {
        "text": "order.totalPrice {{ order.name }} "
        "{% for one in order.line_items %}{{ one.title }}, {% endfor %}"
    }


@pytest.mark.parametrize("name", sorted(TRIGGERS))
def test_every_trigger(name: str) -> None:
    reading = flow.read(body([step("1", "TRIGGER", f"shopify::admin::{name}")], []))
    right(reading)
    kind = catalogue()[reading.document.steps[0].type]
    assert kind.kind == "trigger"
    kind.model_validate(reading.document.steps[0].settings)


@pytest.mark.parametrize("name", sorted(ACTIONS))
def test_every_action_and_back(name: str) -> None:
    _kind, thing, names = ACTIONS[name]
    values = {"tags": '["a", "{{ shop.name }}"]', "overwrite_target": "true"}
    fields = {**({f"{thing}_id": f'{{"value":"","default_value":"{"draftOrder" if "draft" in thing else thing}.id"}}'}
                 if thing else {}), **{field: values.get(field, "/x") for field in names}}  # fmt: skip
    start = step("start", "TRIGGER", "shopify::admin::order_created")
    reading = flow.read(
        body([start, step("act", "ACTION", f"shopify::admin::{name}", **fields)], [arrow("start", "act")])
    )
    assert reading.report.of("missing") == ()
    act = reading.document.steps[1]
    catalogue()[act.type].model_validate(act.settings)
    if name not in SEEN:
        with pytest.raises(flow.Unwritable, match="is not known for sure"):
            flow.write(reading.document)
        return
    again = flow.read(flow.write(reading.document)).document
    assert (again.steps, again.edges) == (reading.document.steps, reading.document.edges)


def test_what_has_no_equal_is_kept_whole_and_comes_out_again() -> None:
    odd = {
        **step("2", "ACTION", "b99ddae5-0000-4000-8000-000000000000", row="[1]"),
        "extra": {"deep": [1, "x"]},
    }
    reading = flow.read(body([step("1", "TRIGGER", "shopify::admin::order_created"), odd], [arrow("1", "2")]))
    kept = reading.document.steps[1]
    assert kept.type == "flow.app_step"
    assert kept.settings["original"] == {
        k: v for k, v in odd.items() if k not in ("step_id", "step_position")
    }
    again = flow.read(flow.write(reading.document)).document
    assert again.steps == reading.document.steps


def test_random_files_lose_nothing() -> None:
    """What is neither in the draft's kept steps nor told must have been mapped; broken ones are refused in words."""
    chance, refused = random.Random(7), list[str]()
    tasks = ["order_created", "add_order_tags", "capture_payment", "run_code", "nonsense"]
    for _ in range(300):
        count = chance.randint(1, 8)
        steps = [step(str(n), chance.choice(["TRIGGER", "ACTION", "WAIT", "CONDITION", "FOREACH"]),
                      f"shopify::admin::{chance.choice(tasks)}", **{chance.choice("ab"): f"mark{n}"})
                 for n in range(count)]  # fmt: skip
        links = [arrow(str(chance.randrange(count)), str(chance.randrange(count))) for _ in range(count - 1)]
        sent = body(steps, links, chance.choice(["own", "wrong", "none"]), odd={"x": [f"more{count}"]})
        try:
            reading = flow.read(sent)
        except InvalidInput as error:
            refused.append(str(error))
            continue
        right(reading)
        said = json.dumps(reading.document.to_json()) + " ".join(
            str(line) for line in reading.report.sentences()
        )
        for value in every_value(json.loads(sent[65:] if sent[64:65] == b":" else sent)):
            if isinstance(value, str) and value.startswith(("mark", "more")):
                assert value in said
    assert refused
    assert all("circle" in said for said in refused)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        (b"", "no JSON"),
        (b"[]", "no steps"),
        (b"null", "no steps"),
        (b'{"root": {"steps": 3}}', "damaged"),
        (b'{"root": {"steps": [{}]}}', "does not say what it is"),
        (b"\xff\xfe", "UTF-8"),
        (b"[" * 5000 + b"]" * 5000, "levels deep"),
        (body([step("1", "TRIGGER", "x"), step("1", "TRIGGER", "x")], []), "same id"),
        (
            body([step("1", "ACTION", "x"), step("2", "ACTION", "x")], [arrow("1", "2"), arrow("2", "1")]),
            "circle",
        ),
        (body([step("1", "TRIGGER", "x")], [arrow("1", "9")]), "not there"),
    ],
)
def test_a_broken_file_is_refused_in_words(sent: bytes, said: str) -> None:
    with pytest.raises(InvalidInput, match=said):
        flow.read(sent, "mine.flow")


def test_what_flow_has_not_is_named() -> None:
    document = flow.read(body([step("start", "TRIGGER", "shopify::admin::order_created")], [])).document
    steps = [*document.steps, document.steps[0].model_copy(update={"id": "ask", "type": "logic.ask_person"})]
    with pytest.raises(flow.Unwritable, match="ask: there is no such step in Flow"):
        flow.write(document.model_copy(update={"steps": steps}))
