"""Every problem as its owner reads it: where it stands, how much it weighs, its sentence, and what mends it."""

from typing import Any

import pytest

from app.core.document import Workflow
from app.core.graph import check
from tests.core.drawings import CATALOGUE, MAIL, TAG, Part, drawing

START: Part = ("start", "order.created", {})
DRAWN = (START, ("tag", "order.add_tags", TAG))
LOOP: tuple[Part, ...] = (START, ("loop", "x.each", {}), ("in", "time.wait", {}), ("out", "time.wait", {}))


def told(document: Workflow, **options: Any) -> list[tuple[str | None, str, str, str]]:
    return [(p.step, p.code, p.severity, str(p.because)) for p in check(document, CATALOGUE, **options)]


def fixes(document: Workflow) -> list[tuple[str, dict[str, Any]]]:
    return [(str(p.fix.label), dict(p.fix.op)) for p in check(document, CATALOGUE) if p.fix is not None]


def cut(source: str, port: str, target: str) -> tuple[str, dict[str, Any]]:
    return "Take the arrow away", {"op": "disconnect", "source": source, "port": port, "target": target}


def test_nothing_starts_it() -> None:
    assert told(drawing([])) == [
        (None, "no_trigger", "error", "nothing starts this workflow yet: add a trigger")
    ]


def test_a_second_trigger_can_be_deleted() -> None:
    two = drawing([START, ("second", "order.paid", {})])
    why = "a workflow has one trigger, and “Order created” is it already"
    assert told(two) == [("second", "two_triggers", "error", why)]
    assert fixes(two) == [("Delete this trigger", {"op": "delete", "step": "second"})]


def test_two_steps_of_one_id() -> None:
    twice = drawing([START, ("tag", "order.add_tags", TAG), ("tag", "order.add_tags", TAG)], "start > tag")
    assert told(twice) == [("tag", "duplicate_step", "error", "2 steps have the same id: tag")]


def test_a_loose_step_only_warns() -> None:
    why = "nothing leads to this step, so it never runs"
    assert told(drawing(DRAWN)) == [("tag", "loose", "warning", why)]


@pytest.mark.parametrize(
    ("arrows", "step", "code", "why", "taken_away"),
    [
        (["start > tag"], "start", "duplicate_edge", "the same arrow to “Add order tags” is drawn twice",
         cut("start", "next", "tag")),
        (["gone > tag"], "tag", "unknown_step", "an arrow comes from a step that is not there: gone",
         cut("gone", "next", "tag")),
        (["tag > gone"], "tag", "unknown_step", "an arrow leads to a step that is not there: gone",
         cut("tag", "next", "gone")),
        (["gone > away"], None, "unknown_step", "an arrow comes from a step that is not there: gone",
         cut("gone", "next", "away")),
        (["tag sideways> other"], "tag", "unknown_port", "this step has no way out called “sideways”",
         cut("tag", "sideways", "other")),
    ],
)  # fmt: skip
def test_an_arrow_that_can_not_be(
    arrows: list[str], step: str | None, code: str, why: str, taken_away: tuple[str, dict[str, Any]]
) -> None:
    document = drawing([*DRAWN, ("other", "time.wait", {})], "start > tag", "tag > other", *arrows)
    assert told(document) == [(step, code, "error", why)]
    assert fixes(document) == [taken_away]


def test_nothing_leads_to_a_trigger() -> None:
    into = drawing(DRAWN, "start > tag", "tag > start")
    why = "this step starts the workflow, so nothing can lead to it"
    assert ("start", "into_trigger", "error", why) in told(into)
    assert cut("tag", "next", "start") in fixes(into)


def test_a_duplicate_of_an_arrow_into_nowhere_names_the_id() -> None:
    document = drawing(DRAWN, "start > tag", "tag > gone", "tag > gone")
    assert told(document)[1][3] == "the same arrow to “gone” is drawn twice"


def test_each_circle_is_named_from_its_first_step_on() -> None:
    steps: list[Part] = [START, ("a", "order.add_tags", TAG), ("b", "time.wait", {}), ("c", "time.wait", {})]
    two = drawing(steps, "start > a", "a > b", "b > a", "start > c", "c > c")
    assert told(two) == [
        ("a", "cycle", "error", "these steps go round in a circle: Add order tags → Wait → Add order tags"),
        ("c", "cycle", "error", "these steps go round in a circle: Wait → Wait"),
    ]
    later = drawing(steps, "start > b", "a > b", "b > c", "c > a")
    assert [(step, code) for step, code, *_ in told(later)] == [("a", "cycle")]


def test_a_kind_of_step_that_is_not_known_is_kept() -> None:
    why = "this version of Storeflow has no step of the kind no.such; it is kept as it is"
    steps = [START, ("odd", "no.such", {})]
    assert told(drawing(steps, "start > odd")) == [("odd", "unknown_type", "error", why)]
    loose = told(drawing(steps))
    assert ("odd", "unknown_type", "warning", why) in loose


def test_a_connection_that_is_not_named_not_chosen_or_not_fitting() -> None:
    document = drawing([*DRAWN, ("mail", "message.email", MAIL)], "start > tag", "tag > mail")
    nameless = drawing(DRAWN, "start > tag", slots={})
    not_named = "this step acts through the connection “shop”, which the workflow does not name"
    assert told(nameless) == [("tag", "no_slot", "error", not_named)]
    assert told(document, bound={}) == [
        ("tag", "not_connected", "error",
         "this step needs a connection: choose the one that “shop” means"),
        ("mail", "outbox", "warning", "no e-mail connection is chosen, so messages wait in the outbox"),
    ]  # fmt: skip
    assert told(document, bound={"shop": "outbox", "mail": "demo"}) == [
        ("tag", "wrong_connection", "error",
         "a connection of the kind outbox does not fit here; shopify, woocommerce, demo would"),
        ("mail", "wrong_connection", "error", "a connection of the kind demo does not fit here; email would"),
    ]  # fmt: skip
    assert told(document, bound={"shop": "demo", "mail": "outbox"}) == []


def test_what_a_loose_step_lacks_breaks_nothing() -> None:
    bad = {"to": "a@example.com", "subject": "{{ order.name | shout }}", "body": "x"}
    steps: list[Part] = [*DRAWN, ("set", "order.add_tags", {"tags": []}), ("mail", "message.email", bad)]
    for bound, slots in (({}, None), ({"shop": "email"}, None), ({}, {})):
        document = drawing(steps, **({} if slots is None else {"slots": slots}))
        found = told(document, bound=bound)
        assert {step for step, *_ in found} == {"tag", "set", "mail"}
        assert {severity for _, _, severity, _ in found} == {"warning"}
    reached = drawing(steps, "start > set", "set > mail")
    assert [(s, c, w) for s, c, w, _ in told(reached) if c in ("settings", "text")] == [
        ("set", "settings", "error"),
        ("mail", "text", "error"),
    ]


def test_problems_come_in_the_order_of_the_steps_those_of_the_whole_first() -> None:
    steps: list[Part] = [("b", "order.add_tags", {"tags": []}), START, ("a", "no.such", {})]
    found = told(drawing(steps, "start > a", "start > b", "gone > away"))
    assert [step for step, *_ in found] == [None, "b", "a"]


def test_the_steps_inside_a_loop_are_its_own() -> None:
    closed = drawing(LOOP, "start > loop", "loop each> in", "loop after> out")
    assert told(closed) == []
    from_outside = drawing(LOOP, "start > loop", "loop each> in", "loop after> out", "start > in")
    assert [(s, c, w) for s, c, w, _ in told(from_outside)] == [("in", "body", "error")]
    assert fixes(from_outside) == [cut("start", "next", "in")]
    empty = drawing(LOOP[:2], "start > loop")
    assert told(empty) == [
        ("loop", "empty_loop", "warning", "no step is drawn inside “Other”, so it does nothing")
    ]
