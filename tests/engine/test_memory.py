"""What workflows remember, count and write into tables, killed before and after every write."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from app.core.document import Workflow
from app.core.events import Event
from app.core.graph import check, errors
from app.nodes import catalogue
from app.store import memory, sheets
from tests.core.drawings import Part, drawing
from tests.engine.lives import Story, kills
from tests.engine.test_flow_nodes import event, ports, ready, tag
from tests.engine.test_kills import same

START: Part = ("s", "order.created", {})


def lives(events: list[Event], document: Workflow) -> Iterator[Story]:
    """The un-killed story, then one for a kill at every write: each must come to the same."""
    assert errors(check(document, catalogue())) == []
    for grouped in (False, True):
        whole = ready(events, document, grouped=grouped).run()
        yield whole
        for plan in kills(whole):
            killed = ready(events, document, grouped=grouped).run(plan)
            same(killed, whole)
            yield killed


def remembered(story: Story, name: str) -> dict[str, Any]:
    return dict(story.disk.look(lambda conn: memory.values_of(conn, name)))


def remember(step: str, how: str, value: str, whose: str = "{{ customer.email }}") -> Part:
    return step, "logic.remember", {"name": "kept", "whose": whose, "how": how, "value": value}


THREE = [
    event("order.created", 1, 0, total="129.50"),
    event("order.created", 2, 10, "ben@example.com", total="20.00"),
    event("order.created", 3, 20, total="10.25"),
]


def test_points_are_counted_once_for_each_run() -> None:
    document = drawing([START, remember("r", "add", "{{ order.total }}"), tag("t", "{{ steps.r.value }}")],
                       "s > r", "r > t")  # fmt: skip
    for story in lives(THREE, document):
        assert remembered(story, "kept") == {"anna@example.com": "139.75", "ben@example.com": 20}
        assert story.outcome()["facts"]["order", "3"][0] == ["139.75"]


def test_a_list_of_texts_grows_and_shrinks() -> None:
    document = drawing(
        [START, remember("i", "include", "{{ order.name }}", ""), remember("e", "exclude", "#2", "")],
        "s > i", "i > e",
    )  # fmt: skip
    for story in lives(THREE, document):
        assert remembered(story, "kept") == {"": ["#1", "#3"]}


def test_what_is_recalled_is_what_an_earlier_run_remembered() -> None:
    document = drawing(
        [START, ("c", "logic.recall", {"name": "kept"}), tag("k", "again {{ steps.c.value }}"),
         remember("r", "set", "{{ order.name }}")],
        "s > c", "c known> k", "c unknown> r",
    )  # fmt: skip
    for story in lives(THREE, document):
        assert ports(story, "c") == [("order:1", "unknown"), ("order:2", "unknown"), ("order:3", "known")]
        assert story.outcome()["facts"]["order", "3"][0] == ["again #1"]
        assert remembered(story, "kept") == {"anna@example.com": "#1", "ben@example.com": "#2"}


def test_what_is_forgotten_begins_anew() -> None:
    document = drawing(
        [START, remember("r", "add", "1", ""), ("c", "logic.check", {"all": [
            {"field": "steps.r.value", "operator": "at_least", "value": "2"}]}),
         ("f", "logic.forget", {"name": "kept", "whose": ""}), tag("t", "second {{ steps.f.was }}")],
        "s > r", "r > c", "c then> f", "f > t",
    )  # fmt: skip
    for story in lives(THREE, document):
        assert ports(story, "c") == [("order:1", "otherwise"), ("order:2", "then"), ("order:3", "otherwise")]
        assert story.outcome()["facts"]["order", "2"][0] == ["second 2"]
        assert remembered(story, "kept") == {"": 1}


def test_a_table_has_one_row_for_each_run_and_one_for_each_round_of_a_loop() -> None:
    document = drawing(
        [START, ("a", "data.add_row", {"sheet": "Orders", "cells": {"Order": "{{ order.name }}"}}),
         ("l", "logic.for_each", {"items": "order.line_items"}),
         ("b", "data.add_row", {"sheet": "Lines", "cells": {"Title": "{{ item.title }}"}}),
         tag("t", "row {{ steps.a.row }}")],
        "s > a", "a > l", "l each> b", "l after> t",
    )  # fmt: skip
    for story in lives(THREE[:2], document):
        rows = story.disk.look(lambda conn: sheets.rows_after(conn, "Orders", "", 100))
        assert [row.cells for row in rows] == [{"Order": "#1"}, {"Order": "#2"}]
        assert story.disk.look(lambda conn: {s.name: s.rows for s in sheets.sheets(conn)}) == {
            "Orders": 2,
            "Lines": 2 * len(THREE[0].data["order"]["line_items"]),
        }
        assert story.outcome()["facts"]["order", "2"][0] == ["row 2"]


ADDRESS = "{{ order.shipping_address.line1 }}, {{ order.shipping_address.postcode }}"


@pytest.mark.parametrize("per", ["{{ order.ip_address }}", ADDRESS], ids=["one IP", "one address"])
def test_more_than_so_many_orders_from_one_place_within_minutes(per: str) -> None:
    """The third and the fourth within ten minutes are stopped; somebody else and somebody later are not."""
    events = []
    for number, (minute, place) in enumerate(
        [(0, "a"), (2, "a"), (3, "b"), (4, "a"), (6, "a"), (30, "a")], 1
    ):
        one = event("order.created", number, minute, f"c{number}@example.com")
        one.data["order"].update(ip_address=place, shipping_address={"line1": place, "postcode": "1"})
        events.append(one)
    document = drawing(
        [START, ("n", "logic.count_events", {"per": per, "times": 3, "how": "from", "amount": 10, "unit": "minutes"}),
         tag("t", "suspicious {{ steps.n.count }}")],
        "s > n", "n then> t",
    )  # fmt: skip
    for story in lives(events, document):
        facts = story.outcome()["facts"]
        assert {id: tags for (_, id), (tags, _) in facts.items() if tags} == {
            "4": ["suspicious 3"],
            "5": ["suspicious 4"],
        }
        assert story.outcome()["marks"] == 6


def test_lists_are_counted_summed_grouped_sorted_and_put_into_words() -> None:
    lines = [
        {"title": "Tea", "quantity": 2, "total": "10.10"}, {"title": "Pot", "quantity": 1, "total": "89.00"},
        {"title": "tea", "quantity": 5, "total": "0.20"},
    ]  # fmt: skip
    one = event("order.created", 1, 0)
    one.data["order"]["line_items"] = lines
    items = {"items": "order.line_items"}
    document = drawing(
        [START, ("c", "data.count", items), ("m", "data.reckon", {**items, "field": "total"}),
         ("v", "data.reckon", {**items, "what": "average", "field": "quantity"}),
         ("g", "data.group_by", {**items, "field": "title", "amount": "quantity"}),
         ("o", "data.sort_list", {"items": "steps.g.groups", "field": "sum", "most": 1}),
         ("p", "data.calculate", {"a": "{{ steps.m.result }}", "sign": "percent", "b": "19"}),
         ("f", "data.format", {"text": "{{ steps.c.count }} {{ steps.m.result }} {{ steps.v.result }} "
                                       "{{ steps.o.items.first.key }} {{ steps.p.result }}"}),
         tag("t", "{{ steps.f.text }}")],
        "s > c", "c > m", "m > v", "v > g", "g > o", "o > p", "p > f", "f > t",
    )  # fmt: skip
    for story in lives([one], document):
        assert story.outcome()["facts"]["order", "1"][0] == ["3 99.3 2.6667 Tea 18.87"]
