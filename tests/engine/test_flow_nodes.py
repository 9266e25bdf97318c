"""The real steps of time and flow on the real runner, killed at every write."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from app.core.document import Workflow
from app.core.events import Event
from app.core.fields import example
from app.core.graph import check, errors
from app.core.sentence import Json
from app.engine.world import World
from app.nodes import catalogue
from tests.core.drawings import Part, drawing
from tests.engine.lives import START, Outside, Story, plans

TAG: Part = ("t", "order.add_tags", {"tags": ["{{ item.title }}"]})


class Calling(Story):
    """A story in which workflows can call each other."""

    def world(self) -> World:
        async def live(workflow: str) -> int:
            return 1

        return replace(super().world(), live_version=live)


def event(name: str, number: int, minutes: int, email: str = "anna@example.com", **more: Json) -> Event:
    """Something that happened to an order."""
    order = {**example("Order"), "id": str(number), "name": f"#{number}", "financial_status": "pending"}
    data = {"order": order, "customer": {**example("Customer"), "email": email}, **more}
    return Event(name, f"order:{number}", START + timedelta(minutes=minutes), f"{name}-{number}", data)


def lived(events: list[Event], *documents: Workflow, kills: dict[int, str] | None = None) -> Story:
    """From the events to the end."""
    facts = {("order", e.data["order"]["id"]): {**e.data["order"], "tags": []} for e in events}
    return Calling([d.to_json() for d in documents], events, catalogue(), Outside(facts)).run(kills)


def ports(story: Story, step: str) -> list[tuple[str, str]]:
    """(subject, port) of a step in every run, in order of the subjects."""
    return sorted(
        (subject, port) for (_, subject, key), (port, _) in story.outcome()["steps"].items() if key == step
    )


def same_when_killed(events: list[Event], *documents: Workflow) -> Story:
    """The un-killed story, once every kill has come to the same."""
    for document in documents:
        assert errors(check(document, catalogue())) == []
    whole = lived(events, *documents)
    for plan in plans(whole.disk.writes, ("after",)):
        assert lived(events, *documents, kills=plan).outcome() == whole.outcome()
    return whole


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
