"""What the check knows of loops, waits and workflows that call each other."""

from collections.abc import Mapping
from typing import Any

import pytest

from app.core.calls import Callee, callee
from app.core.document import Retry, Workflow
from app.core.graph import check, errors
from app.core.plan import compile_flow
from app.core.words import paragraph
from app.nodes import catalogue
from tests.core.drawings import BIG, MAIL, TAG, Part, Steps, drawing

START: Part = ("s", "order.created", {})
LOOP: Part = ("l", "logic.for_each", {})


def codes(document: Workflow, **options: Any) -> list[tuple[str | None, str]]:
    return [(problem.step, problem.code) for problem in check(document, catalogue(), **options)]


def mail(step: str, text: str) -> Part:
    return (step, "message.email", {"to": "a@example.com", "subject": text, "body": "x"})


# --------------------------------------------------------------------------------------------------------- loops


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ item.title }} {{ index }} {{ order.name }}", ""),
        ("{{ item.titel }}", "no_field"),
        ("{{ item.properties[0].value }}", ""),
        ("{{ steps.o.x }}", "later"),
    ],
)
def test_inside_a_loop_the_item_has_a_shape(text: str, code: str) -> None:
    document = drawing([START, LOOP, mail("i", text), mail("o", "x")], "s > l", "l each> i", "l after> o")
    assert codes(document) == ([("i", code)] if code else [])


def test_what_is_inside_stays_inside() -> None:
    steps = [START, LOOP, ("i", "http.request", {"url": "https://e.example"}), mail("o", "{{ item.title }}")]
    assert codes(drawing(steps, "s > l", "l each> i", "l after> o")) == [("o", "inside_only")]
    steps[-1] = mail("o", "{{ steps.i.status }}")
    assert codes(drawing(steps, "s > l", "l each> i", "l after> o")) == [("o", "inside_only")]
    steps[-1] = mail("o", "{{ steps.l.count }}")
    assert codes(drawing(steps, "s > l", "l each> i", "l after> o")) == []


def test_conditions_know_the_item_too() -> None:
    wrong = {"all": [{"field": "item.price", "operator": "contains", "value": "x"}]}
    document = drawing([START, LOOP, ("c", "logic.check", wrong)], "s > l", "l each> c")
    assert codes(document) == [("c", "operator")]


def test_a_loop_in_a_loop_goes_through_the_items_of_the_item() -> None:
    steps = [
        START,
        LOOP,
        ("m", "logic.for_each", {"items": "item.properties"}),
        mail("i", "{{ item.value }}"),
    ]
    assert codes(drawing(steps, "s > l", "l each> m", "m each> i")) == []
    steps[-1] = mail("i", "{{ item.title }}")
    assert codes(drawing(steps, "s > l", "l each> m", "m each> i")) == [("i", "no_field")]


@pytest.mark.parametrize(
    ("items", "code"),
    [("order.tags", ""), ("order.total", "no_list"), ("order", "no_list"), ("order.nothing", "no_field"),
     ("steps.s.x", "")],
)  # fmt: skip
def test_only_lists_are_gone_through(items: str, code: str) -> None:
    steps = [START, ("l", "logic.for_each", {"items": items}), ("i", "order.add_tags", TAG)]
    assert codes(drawing(steps, "s > l", "l each> i")) == ([("l", code)] if code else [])


def test_the_arrow_that_crosses_a_loops_edge_is_named() -> None:
    steps: Steps = [START, LOOP, mail("i", "x"), mail("j", "x"), mail("o", "x")]
    out = drawing(steps, "s > l", "l each> i", "i > j", "l after> o", "j > o")
    [problem] = check(out, catalogue())
    assert problem.code == "body"
    assert problem.fix is not None
    assert problem.fix.op["source"] == "j"
    assert "hangs on its way “after”" in str(problem.because)
    into = drawing(steps, "s > l", "s > i", "l each> i", "i > j", "l after> o")
    [problem] = check(into, catalogue())
    assert problem.fix is not None
    assert (problem.step, problem.code, problem.fix.op["source"]) == ("i", "body", "s")
    inner = drawing(
        [*steps, ("m", "logic.for_each", {})],
        "s > l",
        "l each> m",
        "m each> i",
        "m after> j",
        "i > j",
        "l after> o",
    )
    [problem] = check(inner, catalogue())
    assert problem.fix is not None
    assert (problem.step, problem.fix.op["source"]) == ("j", "i")


def test_an_empty_loop_does_nothing() -> None:
    document = drawing([START, LOOP, mail("o", "x")], "s > l", "l after> o")
    assert codes(document) == [("l", "empty_loop")]
    assert errors(check(document, catalogue())) == []


def test_the_entries_of_a_list_are_there_by_their_own_name_inside_the_loop_only() -> None:
    refunds: Part = ("l", "logic.for_each", {"items": "order.refunds"})
    steps: Steps = [START, refunds, mail("i", "{{ refund.amount }}"), mail("o", "x")]
    assert codes(drawing(steps, "s > l", "l each> i", "l after> o")) == []
    outside = drawing([START, refunds, mail("i", "x"), mail("o", "{{ refund.amount }}")],
                      "s > l", "l each> i", "l after> o")  # fmt: skip
    assert codes(outside) == [("o", "no_name")]
    lines: Part = ("l", "logic.for_each", {"items": "order.line_items"})
    product: Part = ("i", "product.add_tags", TAG)
    assert codes(drawing([START, lines, product], "s > l", "l each> i")) == []
    assert codes(drawing([START, lines, product], "s > l", "l after> i")) == [
        ("l", "empty_loop"),
        ("i", "needs"),
    ]
    scheduled: Steps = [("s", "time.schedule", {}), ("l", "logic.for_each", {"items": "steps.s.orders"}),
                        ("i", "order.add_tags", TAG), mail("m", "{{ customer.email }}")]  # fmt: skip
    assert codes(drawing(scheduled, "s > l", "l each> i", "i > m")) == []


# --------------------------------------------------------------------------------------------------------- waits


def test_what_comes_with_an_event_is_there_only_when_it_happened() -> None:
    wait: Part = ("w", "time.wait_for", {"event": "refund.created"})
    steps = [START, wait, mail("m", "{{ refund.amount }}")]
    assert codes(drawing(steps, "s > w", "w happened> m")) == []
    assert codes(drawing(steps, "s > w", "w timed_out> m")) == [("m", "perhaps")]
    assert codes(drawing(steps, "s > w", "w timed_out> m", "w happened> m")) == [("m", "perhaps")]
    assert codes(drawing(steps, "s > w", "w next> m")) == [("w", "unknown_port"), ("m", "perhaps")]
    timed: Part = ("s", "time.schedule", {})
    assert codes(drawing([timed, wait], "s > w")) == [("w", "no_name")]


def test_ways_that_an_owner_named() -> None:
    switch: Part = (
        "w",
        "logic.switch",
        {"field": "order.total", "operator": "at_least", "cases": {"gold": "500"}},
    )
    steps = [START, switch, ("t", "order.add_tags", TAG)]
    assert codes(drawing(steps, "s > w", "w gold> t")) == []
    assert codes(drawing(steps, "s > w", "w silver> t")) == [("w", "unknown_port")]


# --------------------------------------------------------------------------------------------------------- calls

INNER = drawing(
    [("s", "logic.called", {"inputs": {"order": "Order", "why": "text"}}), ("t", "order.add_tags", TAG),
     ("g", "logic.give_back", {"values": {"who": "order.customer", "total": "order.total", "x": "steps.t.y"}})],
    "s > t", "t > g",
)  # fmt: skip
KNOWN: Mapping[str, Callee] = {
    "inner": callee(INNER, catalogue()),
    "plain": Callee("Plain"),
    "back": Callee("Back", {}, {}, frozenset({"far"})),
    "far": Callee("Far", {}, {}, frozenset({"w1", "inner"})),
}


def calling(workflow: str, inputs: Mapping[str, str], *more: Part) -> Workflow:
    steps = [START, ("c", "logic.call", {"workflow": workflow, "inputs": dict(inputs)}), *more]
    return drawing(steps, "s > c", *(f"c > {step[0]}" for step in more))


GOOD = {"order": "order", "why": "order.note"}


def test_a_workflow_as_others_see_it() -> None:
    assert codes(INNER) == []
    assert KNOWN["inner"] == Callee(
        "Test", {"order": "Order", "why": "text"}, {"who": "Customer", "total": "money", "x": ""}
    )
    assert callee(calling("inner", GOOD), catalogue()) == Callee("Test", None, {}, frozenset({"inner"}))


@pytest.mark.parametrize(
    ("workflow", "inputs", "said"),
    [
        ("inner", GOOD, []),
        ("inner", {"order": "order", "why": "order.total"}, []),
        ("gone", {}, ["the workflow that this step runs is not published"]),
        ("plain", {}, ["“Plain” does not start by being called, so no other workflow can run it"]),
        ("inner", {"order": "order"}, ["“Test” asks for why, and gets none"]),
        ("inner", {**GOOD, "more": "order.id"}, ["“Test” does not ask for more"]),
        ("inner", {**GOOD, "order": "customer"},
         ["“Test” asks for order to be an order, and customer is a customer"]),
        ("inner", {**GOOD, "why": "order.tags"}, ["“Test” asks for why to be a text, and order.tags is a list"]),
        ("inner", {**GOOD, "order": "ordre"}, ["there is no “ordre” in this workflow"]),
        ("w1", {}, ["these workflows call each other in a circle: Test → Test"]),
        ("back", {}, ["these workflows call each other in a circle: Test → Back → Far → Test"]),
    ],
)  # fmt: skip
def test_calls_are_checked_by_name_and_shape(workflow: str, inputs: dict[str, str], said: list[str]) -> None:
    document = calling(workflow, inputs)
    assert [str(p.because) for p in check(document, catalogue(), workflows=KNOWN)] == said
    assert [p for p in check(document, catalogue()) if p.code not in ("no_name",)] == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("{{ steps.c.total }} {{ steps.c.who.email }} {{ steps.c.x.y }}", ""),
        ("{{ steps.c.sum }}", "no_output"),
        ("{{ steps.c.who.emial }}", "no_field"),
    ],
)
def test_what_a_called_workflow_gives_back_is_known(text: str, code: str) -> None:
    document = calling("inner", GOOD, mail("m", text))
    assert codes(document, workflows=KNOWN) == ([("m", code)] if code else [])


def test_an_item_is_handed_over_with_its_shape() -> None:
    inner = {"inner": Callee("Inner", {"line": "LineItem"})}
    for path, wrong in (("item", []), ("order", [("c", "input_shape")])):
        call: Part = ("c", "logic.call", {"workflow": "inner", "inputs": {"line": path}})
        assert codes(drawing([START, LOOP, call], "s > l", "l each> c"), workflows=inner) == wrong


def test_half_finished_settings_break_no_check() -> None:
    steps: Steps = [START, ("c", "logic.call", {"inputs": 3}), ("w", "time.wait_for", {"event": "moon.full"}),
                    ("l", "logic.for_each", {"items": 7}), ("x", "logic.switch", {"cases": 5}),
                    ("p", "logic.split", {"shares": []}), ("o", "logic.once", {"amount": "many"}),
                    mail("m", "x")]  # fmt: skip
    document = drawing(
        steps, "s > c", "c > w", "w happened> l", "l each> x", "l after> p", "p a> o", "o then> m"
    )
    assert {code for _, code in codes(document, workflows=KNOWN)} >= {"settings"}
    callee(document, catalogue())


# ------------------------------------------------------------------------------------------------ words, policies


def test_a_paragraph_of_time_and_flow() -> None:
    document = drawing(
        [START, ("w", "time.wait_for", {"amount": 2}), LOOP, ("i", "order.add_tags", TAG),
         ("c", "logic.call", {"workflow": "inner"}), ("x", "logic.stop", {})],
        "s > w", "w happened> l", "l each> i", "l after> c", "w timed_out> x",
    )  # fmt: skip
    assert str(paragraph(document, catalogue(), {"inner": "Say thanks"})) == (
        "When an order is created, wait until the order is paid, at most 2 days. When that happens, go through the "
        "items. For each of them, add the tag vip to the order. After that, run the workflow “Say thanks”. If it does "
        "not happen in time, stop."
    )
    assert "run another workflow" in str(paragraph(document, catalogue()))


def test_a_step_may_say_how_it_tries_again() -> None:
    steps = [START, ("t", "order.add_tags", TAG), ("c", "logic.check", BIG), ("m", "message.email", MAIL)]
    plain = drawing(steps, "s > t", "t > c", "c then> m")
    assert compile_flow(plain, catalogue()).policies == {}
    assert "retry" not in str(plain.to_json())
    document = plain.model_copy(deep=True)
    document.steps[1].retry = Retry(tries=3, pause=60)
    read = Workflow.model_validate(document.to_json())
    assert compile_flow(read, catalogue()).policies == {"t": Retry(tries=3, pause=60)}
    for wrong in ({"tries": 0}, {"tries": 101}, {"tries": 2, "pause": -1}, {"tries": 2, "wait": 1}):
        with pytest.raises(ValueError, match=r"retry|tries|pause|wait"):
            Workflow.model_validate({"name": "x", "steps": [{"id": "a", "type": "a.b", "retry": wrong}]})
