"""The real steps and the shipped workflows on the real runner, killed before and after every write."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import pytest

from app.core.document import Workflow
from app.core.events import Event
from app.core.fields import example, example_names
from app.core.graph import check, errors
from app.core.sentence import Json
from app.engine.world import World
from app.nodes import catalogue
from tests.core.drawings import BIG, SLOTS, Part, drawing
from tests.engine.lives import START, Outside, Story, kills
from tests.engine.test_kills import dearer, same, without_chance

SHIPPED = sorted((Path(__file__).resolve().parent.parent.parent / "workflows").glob("*.json"))
TAG: Part = ("t", "order.add_tags", {"tags": ["{{ item.title }}"]})


class Calling(Story):
    """A story in which workflows can call each other."""

    def world(self) -> World:
        async def live(workflow: str) -> int:
            return 1

        return replace(super().world(), live_version=live)


def event(
    name: str, number: int, minutes: int, email: str = "anna@example.com", total: str = "129.00", **more: Json
) -> Event:
    """Something that happened to an order."""
    order = {**example("Order"), "id": str(number), "name": f"#{number}", "financial_status": "pending"}
    order["total"] = total
    data = {"order": order, "customer": {**example("Customer"), "email": email}, **more}
    return Event(name, f"order:{number}", START + timedelta(minutes=minutes), f"{name}-{number}", data)


def ready(events: list[Event], *documents: Workflow, **options: Any) -> Story:
    """Workflows, and a shop in which everything is that the events tell of."""
    facts = {
        (name, fact["id"]): {"total": "0.00", **fact, "tags": []}
        for event in events
        for name, fact in event.data.items()
        if isinstance(fact, dict) and "id" in fact
    }
    return Calling([d.to_json() for d in documents], events, catalogue(), Outside(facts), **options)


def ports(story: Story, step: str) -> list[tuple[str, str]]:
    """(subject, port) of a step in every run, in order of the subjects."""
    return sorted(
        (subject, port) for (_, subject, key), (port, _) in story.outcome()["steps"].items() if key == step
    )


def same_when_killed(events: list[Event], *documents: Workflow) -> Story:
    """The un-killed story, once every kill has come to the same, with each write by itself and with lazy ones lost."""
    for document in documents:
        assert errors(check(document, catalogue())) == []
    wholes = [ready(events, *documents, grouped=grouped).run() for grouped in (False, True)]
    for whole in wholes:
        assert without_chance(whole.outcome()) == without_chance(wholes[0].outcome())
        for plan in kills(whole):
            same(ready(events, *documents, grouped=whole.grouped).run(plan), whole)
    return wholes[0]


def goes_one_way_when_the_shop_moves(events: list[Event], *documents: Workflow) -> None:
    """Killed at every write, with every total changed between two lives: what was decided stays decided."""
    for grouped in (False, True):
        for plan in kills(ready(events, *documents, grouped=grouped).run()):
            killed = ready(events, *documents, grouped=grouped, between=dearer).run(plan)
            outcome = killed.outcome()
            assert outcome["waits"] == []
            assert {status for *_, status in outcome["status"]} <= {"done", "stopped", "doubt"}
            keys = [key for key, _ in killed.outside.mails]
            assert len(keys) == len(set(keys)), "a mail was sent twice"
            assert [wrong for document in documents for wrong in both_ways(document, outcome["steps"])] == []


def both_ways(document: Workflow, done: dict[tuple[str, str, str], tuple[str, str]]) -> list[str]:
    """Steps that were done although the only arrow to them leaves by a way that was not taken."""
    wrong = []
    for (workflow, subject, step), (port, _) in done.items():
        for edge in document.edges:
            into = [one for one in document.edges if one.target == edge.target]
            if workflow == document.id and (edge.source, len(into)) == (step, 1) and edge.port != port:
                wrong += [f"{subject}: {edge.target}"] if (workflow, subject, edge.target) in done else []
    return wrong


def tag(step: str, *tags: str) -> Part:
    return step, "order.add_tags", {"tags": list(tags)}


HELLO = {"subject": "Order {{ order.name }}", "body": "Hello {{ customer.first_name }}"}
CALL = {"url": "https://example.com/hook", "body": '{"order": {{ order.name | json }}}'}
TWO = [event("order.created", 1, 0), event("order.created", 2, 1, total="20.00")]
FOUR = [event("order.created", n, n, f"customer{n}@example.com", total) for n, total in
        enumerate(("700.00", "129.00", "100.00", "20.00"), start=1)]  # fmt: skip
DUE = Event("schedule.due", "workflow:w1", START, f"w1:{START.isoformat()}", {})
SCENES: dict[str, tuple[list[Event], Workflow]] = {
    "logic.check": (TWO, drawing(
        [("s", "order.created", {}), ("c", "logic.check", BIG), tag("b", "big"), tag("o", "small")],
        "s > c", "c then> b", "c otherwise> o")),
    "logic.check after a wait": (TWO, drawing(
        [("s", "order.created", {}), ("w", "time.wait", {"amount": 2, "unit": "days"}),
         ("c", "logic.check", BIG), tag("b", "big"), tag("o", "small")],
        "s > w", "w > c", "c then> b", "c otherwise> o")),
    "logic.switch": (FOUR, drawing(
        [("s", "order.created", {}),
         ("c", "logic.switch", {"field": "order.total", "operator": "at_least",
                                "cases": {"gold": "500", "silver": "100"}}),
         tag("g", "gold"), tag("i", "silver"), tag("o", "none")],
        "s > c", "c gold> g", "c silver> i", "c otherwise> o")),
    "logic.split": (FOUR, drawing(
        [("s", "order.created", {}), ("c", "logic.split", {"shares": {"a": 50, "b": 50}}),
         tag("x", "a"), tag("y", "b")],
        "s > c", "c a> x", "c b> y")),
    "message.email": (TWO, drawing(
        [("s", "order.created", {}), ("m", "message.email", HELLO), tag("t", "mailed")],
        "s > m", "m > t")),
    "message.email, failure drawn": (TWO, drawing(
        [("s", "order.created", {}), ("c", "logic.check", BIG), ("m", "message.email", HELLO),
         tag("t", "mailed"), tag("f", "not mailed")],
        "s > c", "c then> m", "m > t", "m failed> f")),
    "http.request": (TWO, drawing(
        [("s", "order.created", {}), ("h", "http.request", CALL), tag("t", "{{ steps.h.status }}"),
         ("i", "http.request", {**CALL, "method": "PUT"})],
        "s > h", "h > t", "t > i")),
    "order.remove_tags": (TWO, drawing(
        [("s", "order.created", {}), tag("t", "new", "seen"), ("w", "time.wait", {"amount": 3, "unit": "hours"}),
         ("r", "order.remove_tags", {"tags": ["new"]}),
         ("c", "logic.check", {"all": [{"field": "order.tags", "operator": "includes", "value": "new"}]}),
         tag("b", "still there"), tag("o", "gone")],
        "s > t", "t > w", "w > r", "r > c", "c then> b", "c otherwise> o")),
    "time.schedule": ([DUE], drawing(
        [("s", "time.schedule", {"every": "day", "at": "09:00"}), ("h", "http.request", {**CALL, "body": ""}),
         ("w", "time.wait", {"amount": 1, "unit": "hours"}),
         ("m", "message.email", {"to": "team@example.com", "subject": "Good morning", "body": "Hello"})],
        "s > h", "h > w", "w > m")),
    "time.business_hours": (TWO, drawing(
        [("s", "order.created", {}), ("n", "time.business_hours", {}), tag("a", "at once"),
         ("l", "time.business_hours", {"friday": "14:00-17:00"}), tag("b", "later")],
        "s > n", "n > a", "a > l", "l > b")),
}  # fmt: skip
"""A scene for each step that decides, acts or waits; those with a story of their own stand below."""
ENDS: dict[str, Callable[[Story], object]] = {
    "logic.check": lambda story: ports(story, "c"),
    "logic.check after a wait": lambda story: ports(story, "c"),
    "logic.switch": lambda story: [port for _, port in ports(story, "c")],
    "logic.split": lambda story: {port for _, port in ports(story, "c")},
    "message.email": lambda story: sorted(text for _, text in story.outside.mails),
    "message.email, failure drawn": lambda story: ports(story, "m"),
    "http.request": lambda story: len(story.outside.calls),
    "order.remove_tags": lambda story: story.outcome()["facts"]["order", "1"][0],
    "time.schedule": lambda story: [text for _, text in story.outside.mails],
    "time.business_hours": lambda story: story.outcome()["facts"]["order", "1"][0],
}
CAME: dict[str, object] = {
    "logic.check": [("order:1", "then"), ("order:2", "otherwise")],
    "logic.check after a wait": [("order:1", "then"), ("order:2", "otherwise")],
    "logic.switch": ["gold", "silver", "silver", "otherwise"],
    "logic.split": {"a", "b"},
    "message.email": ["anna@example.com: Order #1", "anna@example.com: Order #2"],
    "message.email, failure drawn": [("order:1", "next")],
    "http.request": 4,
    "order.remove_tags": ["gone", "seen"],
    "time.schedule": ["team@example.com: Good morning"],
    "time.business_hours": ["at once", "later"],
}
"""What comes of each scene that nobody kills."""


@pytest.mark.parametrize("name", SCENES)
def test_a_step_killed_at_every_write(name: str) -> None:
    events, document = SCENES[name]
    assert ENDS[name](same_when_killed(events, document)) == CAME[name]


@pytest.mark.parametrize("name", SCENES)
def test_what_a_step_decided_stays_decided_though_the_shop_moved(name: str) -> None:
    events, document = SCENES[name]
    goes_one_way_when_the_shop_moves(events, document)


def happening(document: Workflow) -> Event:
    """What starts a workflow, made of its trigger's own examples: the facts that it gives, and those of the example."""
    start = next(step for step in document.steps if catalogue()[step.type].kind == "trigger")
    trigger: Any = catalogue()[start.type].model_validate(start.settings)
    name = trigger.listens[0]
    facts = example_names({**trigger.gives(), "customer": "Customer"})
    shown = next((one for one in trigger.examples if dict(one.settings) == start.settings), None)
    facts |= dict(shown.names) if shown else {}
    thing = name.partition(".")[0]
    about = document.id if thing == "schedule" else facts[thing]["id"] if thing in facts else "1"
    kind = {"schedule": "workflow", "workflow": "run"}.get(thing, thing)
    return Event(name, f"{kind}:{about}", START, f"{name}-{about}", facts)


STORIES = {"logic.call", "logic.called", "logic.give_back", "logic.for_each"}
"""Steps that are nothing without another workflow, or without a body; they have a story of their own below."""
STARTS = [(kind, one.settings) for kind, node in catalogue().items() if node.kind == "trigger"
          for one in node.examples if kind not in STORIES]  # fmt: skip
"""Every start by every example of its own."""


@pytest.mark.parametrize("kind", sorted(catalogue().keys() - STORIES))
def test_every_step_there_is_killed_at_every_write(kind: str) -> None:
    """Its own example behind the first start that gives what it needs; a start by itself."""
    node = catalogue()[kind]
    alone = [(kind, one.settings) for one in node.examples]
    slots = {**SLOTS, **({node.meta.connection: {"kind": ["demo"]}} if node.meta.connection else {})}
    drawings = [
        drawing([("s", *start)], slots=slots) if node.kind == "trigger"
        else drawing([("s", *start), ("x", *alone[0])], "s > x", slots=slots)
        for start in (alone if node.kind == "trigger" else STARTS)
    ]  # fmt: skip
    inside = [("s", "order.created", {}), ("l", "logic.for_each", {}), ("x", *alone[0])]
    drawings += [drawing(inside, "s > l", "l each> x", slots=slots)]  # where it speaks of an item
    fitting = (one for one in drawings if errors(check(one, catalogue())) == [])
    started = (one for one in fitting if ready([happening(one)], one).run().outcome()["status"])
    document = next(started, None)
    assert document, "no start gives what it needs"
    story = same_when_killed([happening(document)], document)
    assert len(story.outcome()["status"]) == 1


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_workflow_killed_at_every_write(path: Path) -> None:
    document = Workflow.model_validate(orjson.loads(path.read_bytes()))
    events = [happening(document)]
    whole = same_when_killed(events, document)
    assert whole.outcome()["status"], "it never began"
    goes_one_way_when_the_shop_moves(events, document)


def test_a_loop_over_the_items_of_an_order() -> None:
    steps: list[Part] = [
        ("s", "order.created", {}), ("l", "logic.for_each", {"at_once": 2}), TAG,
        ("w", "time.wait", {"amount": 1, "unit": "hours"}), ("a", "order.add_tags", {"tags": ["{{ steps.l.count }}"]}),
    ]  # fmt: skip
    story = same_when_killed(
        [event("order.created", 1, 0)], drawing(steps, "s > l", "l each> w", "w > t", "l after> a")
    )
    titles = {line["title"] for line in example("Order")["line_items"]}
    assert set(story.outside.facts["order", "1"]["tags"]) == {
        *titles,
        str(len(example("Order")["line_items"])),
    }


def test_a_workflow_that_another_one_calls() -> None:
    inner = drawing(
        [("s", "logic.called", {"inputs": {"order": "Order", "word": "text"}}),
         ("w", "time.wait_until", {"at": "03:00"}), ("t", "order.add_tags", {"tags": ["{{ word }}"]}),
         ("g", "logic.give_back", {"values": {"name": "order.name"}})],
        "s > w", "w > t", "t > g",
    ).model_copy(update={"id": "inner"})  # fmt: skip
    outer = drawing(
        [("s", "order.created", {}),
         ("c", "logic.call", {"workflow": "inner", "inputs": {"order": "order", "word": "customer.first_name"}}),
         ("t", "order.add_tags", {"tags": ["{{ steps.c.name }}"]})],
        "s > c", "c > t",
    )  # fmt: skip
    story = same_when_killed([event("order.created", 1, 0)], outer, inner)
    assert set(story.outside.facts["order", "1"]["tags"]) == {example("Customer")["first_name"], "#1"}


def test_waiting_for_a_payment_and_for_a_refund() -> None:
    document = drawing(
        [("s", "order.created", {}), ("p", "time.wait_for", {"amount": 2, "unit": "days"}),
         ("r", "time.wait_for", {"event": "refund.created", "amount": 1, "unit": "weeks"}),
         ("t", "order.add_tags", {"tags": ["{{ refund.reason }}"]}), ("x", "logic.stop", {})],
        "s > p", "p happened> r", "r happened> t", "p timed_out> x",
    )  # fmt: skip
    refund = {**example("Refund"), "order_id": "1", "reason": "broken"}
    events = [
        event("order.created", 1, 0), event("order.created", 2, 1), event("order.paid", 1, 30),
        event("refund.created", 1, 90, refund=refund),
    ]  # fmt: skip
    story = same_when_killed(events, document)
    assert ports(story, "p") == [("order:1", "happened"), ("order:2", "timed_out")]
    assert story.outside.facts["order", "1"]["tags"] == ["broken"]


def test_counting_and_letting_through_once() -> None:
    document = drawing(
        [("s", "order.created", {}), ("n", "logic.count_events", {"times": 3, "amount": 1, "unit": "hours"}),
         ("o", "logic.once", {"amount": 2, "unit": "hours"})],
        "s > n", "s > o",
    )  # fmt: skip
    minutes = [0, 10, 20, 30, 200]
    story = same_when_killed([event("order.created", n + 1, m) for n, m in enumerate(minutes)], document)
    assert [port for _, port in ports(story, "n")] == [
        "otherwise",
        "otherwise",
        "then",
        "otherwise",
        "otherwise",
    ]
    assert [port for _, port in ports(story, "o")].count("then") == 2


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe"])
def test_sleepers_wake_at_their_hour_through_summer_time(zone: str) -> None:
    steps: list[Part] = [
        ("s", "order.created", {}),
        ("w", "time.wait_until", {"at": "09:00"}),
        ("x", "logic.stop", {}),
    ]
    document = drawing(steps, "s > w", "w > x")
    for day in range(0, 400, 40):
        events = [replace(event("order.created", 1, 0), at=START + timedelta(days=day))]
        story: Any = Story(
            [document.to_json()], events, catalogue(), zone=zone, now=START + timedelta(days=day, hours=3)
        )
        begun: datetime = story.now
        story.run()
        assert begun <= story.now <= begun + timedelta(hours=25)
        assert story.now.astimezone(ZoneInfo(zone)).strftime("%H:%M") == "09:00"
