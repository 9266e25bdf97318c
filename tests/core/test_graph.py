"""The check of a drawing: all problems at once, each at its step."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import edit
from app.core.certain import Certainty
from app.core.document import Step, Workflow
from app.core.edit import operation
from app.core.graph import check, errors, title_of
from app.core.plan import compile_flow, ready
from app.core.problems import Problem
from tests.core.drawings import BIG, CATALOGUE, MAIL, TAG, Part, drawing


def found(document: Workflow, **options: Any) -> list[Problem]:
    return check(document, CATALOGUE, **options)


def codes(document: Workflow, **options: Any) -> list[tuple[str | None, str]]:
    return [(problem.step, problem.code) for problem in found(document, **options)]


def good() -> Workflow:
    return drawing(
        [("start", "order.created", {}), ("big", "logic.check", BIG), ("tag", "order.add_tags", TAG),
         ("mail", "message.email", MAIL)],
        "start > big", "big then> tag", "tag > mail", "big otherwise> mail",
    )  # fmt: skip


def test_a_right_drawing_has_no_problem() -> None:
    assert found(good(), bound={"shop": "demo", "mail": "email"}) == []
    assert found(good()) == []


def test_a_trigger_is_needed_and_one_is_enough() -> None:
    assert codes(drawing([])) == [(None, "no_trigger")]
    assert codes(drawing([("tag", "order.add_tags", TAG)])) == [(None, "no_trigger")]
    two = drawing([("a", "order.created", {}), ("b", "order.paid", {})])
    [problem] = found(two)
    assert (problem.step, problem.code) == ("b", "two_triggers")
    assert str(problem.because) == "a workflow has one trigger, and “Order created” is it already"


def test_a_circle_is_named_step_by_step() -> None:
    circle = drawing(
        [("start", "order.created", {}), ("a", "order.add_tags", TAG), ("b", "time.wait", {}),
         ("c", "logic.check", BIG)],
        "start > a", "a > b", "b > c", "c then> a",
    )  # fmt: skip
    [problem] = found(circle)
    assert (problem.step, problem.code) == ("a", "cycle")
    told = "these steps go round in a circle: Add order tags → Wait → Check → Add order tags"
    assert str(problem.because) == told
    self_made = drawing([("start", "order.created", {}), ("a", "time.wait", {})], "start > a", "a > a")
    assert [str(p.because) for p in found(self_made)] == ["these steps go round in a circle: Wait → Wait"]


def test_arrows_that_can_not_be() -> None:
    wrong = drawing(
        [("start", "order.created", {}), ("tag", "order.add_tags", TAG), ("odd", "no.such", {})],
        "start > tag", "start > tag", "tag sideways> odd", "tag > gone", "gone > tag", "gone > away", "tag > start",
        "odd any> tag",
    )  # fmt: skip
    seen = codes(wrong)
    for expected in [
        (None, "unknown_step"), ("start", "duplicate_edge"), ("start", "into_trigger"), ("tag", "unknown_port"),
        ("tag", "unknown_step"), ("odd", "unknown_type"),
    ]:  # fmt: skip
        assert expected in seen
    assert seen.count(("tag", "unknown_step")) == 2


def test_a_fix_is_an_operation_that_helps() -> None:
    wrong = drawing(
        [("start", "order.created", {}), ("two", "order.paid", {}), ("tag", "order.add_tags", TAG)],
        "start > tag",
        "tag x> tag",
    )
    [extra] = [p for p in found(wrong) if p.code == "two_triggers"]
    assert extra.fix is not None
    [port] = [p for p in found(wrong) if p.code == "unknown_port"]
    assert port.fix is not None
    after = edit.apply(wrong, operation(dict(port.fix.op)), CATALOGUE).document
    assert "unknown_port" not in [p.code for p in found(after)]


def test_duplicate_ids_and_unknown_types_are_named() -> None:
    twice = drawing([("a", "order.created", {}), ("b", "no.such", {}), ("b", "time.wait", {})], "a > b")
    assert ("b", "duplicate_step") in codes(twice)
    unknown = drawing([("a", "order.created", {}), ("b", "no.such", {"kept": 1})], "a > b")
    assert [(p.code, p.severity, "no.such" in str(p.because)) for p in found(unknown)] == [
        ("unknown_type", "error", True)
    ]
    assert str(title_of(Step(id="x", type="no.such"), CATALOGUE)) == "no.such"


def test_settings_have_their_problems_at_the_field() -> None:
    bad = drawing(
        [
            ("start", "order.created", {"surprise": 1}),
            ("tag", "order.add_tags", {"tags": []}),
            ("wait", "time.wait", {"amount": 0, "unit": "moons"}),
            ("check", "logic.check", {"all": [{"field": "order.total", "operator": "greater_than", "value": "much"}]}),
            ("mail", "message.email", {"subject": "{{ order.name | shout }}", "body": "{% include 'x' %}"}),
            ("call", "http.request", {"headers": 3, "url": "x" * 5000, "method": "BREW", "body": 4}),
        ],
        "start > tag", "tag > wait", "wait > check", "check then> mail", "mail > call",
    )  # fmt: skip
    told = {(p.step, p.field): str(p.because) for p in found(bad) if p.code in ("settings", "text")}
    assert told == {
        ("start", "surprise"): "there is no setting called surprise",
        ("tag", "tags"): "“Tags” has to be filled in",
        ("wait", "amount"): "“How long” has to be at least 1",
        ("wait", "unit"): "“Unit” is none of the choices",
        ("check", "all.0"): "much is not a number",
        ("mail", "subject"): "line 1, character 17: there is no filter called shout",
        ("mail", "body"): "line 1, character 4: unexpected tag 'include'",
        ("call", "headers"): "“Headers” is not put together as it should be",
        ("call", "url"): "“Address” is too long: at most 4000",
        ("call", "method"): "“Method” is none of the choices",
        ("call", "body"): "“Body” has to be a text",
    }


def test_loose_steps_warn_and_break_nothing() -> None:
    loose = drawing(
        [("start", "order.created", {}), ("tag", "order.add_tags", {}), ("odd", "no.such", {})], slots={}
    )
    problems = found(loose)
    assert {p.severity for p in problems} == {"warning"}
    assert [p.step for p in problems if p.code == "loose"] == ["tag", "odd"]
    assert errors(problems) == []
    assert compile_flow(loose, CATALOGUE).main.order == ("start",)


def test_connections() -> None:
    document = good()
    assert codes(document, bound={}) == [("tag", "not_connected"), ("mail", "outbox")]
    assert [p.severity for p in found(document, bound={"shop": "demo"})] == ["warning"]
    assert codes(document, bound={"shop": "email", "mail": "outbox"}) == [("tag", "wrong_connection")]
    nameless = drawing([("s", "order.created", {}), ("t", "order.add_tags", TAG)], "s > t", slots={})
    assert codes(nameless) == [("t", "no_slot")]


def test_a_step_that_needs_an_order_where_none_is() -> None:
    [problem] = found(drawing([("s", "time.schedule", {}), ("t", "order.add_tags", TAG)], "s > t"))
    assert (problem.step, problem.code) == ("t", "needs")
    assert str(problem.because) == "this step needs an order, and no step before it gives one"
    assert (
        found(
            drawing([("s", "time.schedule", {}), ("t", "order.add_tags", TAG)], "s > t"),
            facts={"order": "Order"},
        )
        == []
    )
    perhaps = drawing(
        [("s", "order.created", {}), ("c", "logic.check", BIG), ("f", "x.fetch", {}), ("n", "x.needs", {})],
        "s > c", "c then> f", "f > n", "c otherwise> n",
    )  # fmt: skip
    assert codes(perhaps) == [("n", "needs_perhaps")]
    certain = drawing(
        [("s", "order.created", {}), ("f", "x.fetch", {}), ("n", "x.needs", {})], "s > f", "f > n"
    )
    assert codes(certain) == []


def subject(text: str) -> dict[str, str]:
    return {"to": "a@example.com", "subject": text, "body": "x"}


@pytest.mark.parametrize(
    ("text", "code", "severity"),
    [
        ("{{ order.total }} {{ shop.name }} {{ event.at }} {{ now }} {{ steps.tag.tags }}", "", ""),
        ("{{ order.totl }}", "no_field", "error"),
        ("{{ ordre.total }}", "no_name", "error"),
        ("{{ refund.id }}", "later", "error"),
        ("{{ item.title }}", "inside_only", "error"),
        ("{{ steps.gone.x }}", "no_step", "error"),
        ("{{ steps }}", "no_step", "error"),
        ("{{ steps.after.x }}", "later", "error"),
        ("{{ steps.mail.x }}", "later", "error"),
        ("{{ steps.side.x }}", "perhaps", "warning"),
        ("{{ order.line_items.first.title }}", "", ""),
    ],
)
def test_names_are_certain_perhaps_later_or_unknown(text: str, code: str, severity: str) -> None:
    document = drawing(
        [
            ("start", "order.created", {}),
            ("tag", "order.add_tags", TAG),
            ("check", "logic.check", BIG),
            ("side", "order.add_tags", TAG),
            ("mail", "message.email", subject(text)),
            ("after", "x.fetch", {}),
        ],
        "start > tag", "tag > check", "check then> side", "side > mail", "check otherwise> mail", "mail > after",
    )  # fmt: skip
    problems = found(document)
    assert [(p.step, p.field, p.code, p.severity) for p in problems] == (
        [("mail", "subject", code, severity)] if code else []
    )
    assert all("sentence" in p.to_json() for p in problems)


def test_a_fact_of_one_branch_may_be_missing_after_it() -> None:
    document = drawing(
        [("s", "order.created", {}), ("c", "logic.check", BIG), ("f", "x.fetch", {}),
         ("m", "message.email", subject("{{ refund.id }}{{ thing.any }}"))],
        "s > c", "c then> f", "f > m", "c otherwise> m",
    )  # fmt: skip
    assert codes(document) == [("m", "perhaps"), ("m", "perhaps")]


def test_what_failed_has_given_nothing() -> None:
    steps = [
        ("s", "order.created", {}),
        ("h", "http.request", {"url": "https://e.example"}),
        ("m", "message.email", subject("{{ steps.h.status }}")),
    ]
    assert codes(drawing(steps, "s > h", "h > m")) == []
    assert codes(drawing(steps, "s > h", "h failed> m")) == [("m", "perhaps")]
    assert codes(drawing(steps, "s > h", "h > m", "h failed> m")) == [("m", "perhaps")]


def test_conditions_are_checked_like_any_setting() -> None:
    tests = [
        {"field": "order.totl", "operator": "empty"},
        {"field": "order.name", "operator": "greater_than", "value": 3},
        {
            "list": "order.line_items",
            "quantifier": "all",
            "all": [{"field": "item.title", "operator": "not_empty"}],
        },
    ]
    document = drawing([("s", "order.created", {}), ("c", "logic.check", {"all": tests})], "s > c")
    assert [(p.field, p.code) for p in found(document)] == [
        ("all", "no_field"),
        ("all.1.operator", "operator"),
    ]


def test_the_body_of_a_loop_is_closed() -> None:
    steps = [
        ("s", "order.created", {}),
        ("l", "x.each", {}),
        ("i", "message.email", subject("{{ item.title }} {{ index }}")),
        ("o", "message.email", MAIL),
    ]
    assert codes(drawing(steps, "s > l", "l each> i", "l after> o")) == []
    assert codes(drawing(steps, "s > l", "l each> i", "l after> o", "i > o")) == [("o", "body")]
    crossing = drawing(steps, "s > l", "s > i", "l each> i", "l after> o")
    assert ("i", "body") in codes(crossing)


def test_a_node_with_unfinished_settings_is_asked_nothing() -> None:
    document = drawing(
        [("s", "order.created", {}), ("f", "x.fetch", {"gives_it": False}), ("n", "x.needs", {})],
        "s > f",
        "f > n",
    )
    assert codes(document) == [("n", "needs")]


# ------------------------------------------------------------------------------------------------ certainty


@given(st.data())
def test_certainly_run_is_never_wrong(data: st.DataObject) -> None:
    """Every way through a small random drawing is tried: who surely ran before, did."""
    count = data.draw(st.integers(2, 7))
    kinds = [data.draw(st.sampled_from(["time.wait", "logic.check"])) for _ in range(count)]
    steps: list[Part] = [("s0", "order.created", {})]
    steps += [(f"s{n + 1}", kind, {} if kind == "time.wait" else BIG) for n, kind in enumerate(kinds)]
    arrows = set()
    for target in range(1, count + 1):
        for source in data.draw(st.sets(st.integers(0, target - 1), min_size=1, max_size=3)):
            port = (
                "next"
                if source == 0 or kinds[source - 1] == "time.wait"
                else data.draw(st.sampled_from(["then", "otherwise"]))
            )
            arrows.add(f"s{source} {port}> s{target}")
    document = drawing(steps, *sorted(arrows))
    flow = compile_flow(document, CATALOGUE)
    certainty = Certainty(document, "s0", {step: node.all_ports() for step, node in flow.steps.items()})
    claims = {step: certainty.surely_before(step) for step in flow.steps}

    seen: set[frozenset[tuple[str, str]]] = set()
    todo: list[dict[str, str]] = [{}]
    while todo and len(seen) < 3000:
        went = todo.pop()
        if frozenset(went.items()) not in seen:
            seen.add(frozenset(went.items()))
            for step in ready(flow.main, went):
                assert claims[step] <= set(went)
                todo += [{**went, step: port} for port in flow.steps[step].ports()]
