"""What earlier steps give is offered where it can be chosen: lists, fields of conditions, values of texts."""

from __future__ import annotations

import re
from html import unescape

import pytest

from tests.ui.conftest import House
from tests.ui.test_editor import BIG, HTMX, op, stored
from tests.ui.test_editor_panel import rows
from tests.web.asking import Browser


def options(page: str, name: str) -> dict[str, str]:
    """What a select offers: its labels by value."""
    found = re.search(rf'<select[^>]*name="{re.escape(name)}".*?</select>', page, re.S)
    assert found, name
    listed = re.findall(r'<option value="([^"]*)"[^>]*>(.*?)</option>', found[0])
    return {path: unescape(label) for path, label in listed}


@pytest.fixture
async def drawn(house: House, owner: Browser) -> Browser:
    """Orders are got, counted, and gone through."""
    await op(owner, None, op="add", type="data.get_orders", id="g", after="start", settings={"most": 5})
    await op(
        owner, None, op="add", type="data.count", id="n", after="g", settings={"items": "steps.g.orders"}
    )
    await op(owner, None, op="add", type="logic.for_each", id="each", after="n", settings={})
    return owner


async def test_a_loop_offers_the_lists_that_are_there(drawn: Browser) -> None:
    page = (await drawn.get(f"{BIG}/steps/each", **HTMX)).text
    offered = options(page, "items")
    assert offered["steps.g.orders"] == "Orders"
    assert offered["order.line_items"] == "Order › Items"
    assert "steps.n.count" not in offered
    assert '<optgroup label="Get orders">' in page
    assert "steps.g.orders" not in options((await drawn.get(f"{BIG}/steps/g", **HTMX)).text, "status")


async def test_a_list_that_is_not_offered_can_be_written_down(house: House, drawn: Browser) -> None:
    form = {
        "items": "order.line_items",
        "items.typed": "steps.g.orders",
        "at_once": "1",
        "on_failure": "stop",
    }
    reply = await drawn.post(f"{BIG}/steps/each", {**form, "save": "1"}, **HTMX)
    assert reply.status == 200
    kept = next(step for step in (await stored(house)).steps if step.id == "each")
    assert kept.settings["items"] == "steps.g.orders"
    assert '<option value="steps.g.orders" selected>' in reply.text
    await drawn.post(f"{BIG}/steps/each", {**form, "items.typed": "call.body.rows", "save": "1"}, **HTMX)
    page = (await drawn.get(f"{BIG}/steps/each", **HTMX)).text
    assert options(page, "items")["call.body.rows"] == "call.body.rows"


async def test_values_of_earlier_steps_are_listed_by_their_names(drawn: Browser) -> None:
    page = (await drawn.get(f"{BIG}/steps/thank/values")).text
    listed = rows(page)
    assert listed["steps.g.count"] == "How many: "
    assert listed["steps.n.count"] == "How many: "
    assert "steps.g.orders" not in listed
    assert "<h3>Get orders</h3>" in page
    assert 'data-insert="{{ steps.n.count }}"' in page
    assert "steps.n.count" not in (await drawn.get(f"{BIG}/steps/g/values")).text
    hits = rows((await drawn.get(f"{BIG}/steps/thank/values?q=how+many")).text)
    assert list(hits)[:2] == ["steps.g.count", "steps.n.count"]
    assert "steps.each.count" not in hits, "the loop that it is in has not ended"


async def test_a_condition_compares_what_an_earlier_step_gave_as_what_it_is(drawn: Browser) -> None:
    settings = {"all": [{"field": "steps.n.count", "operator": "at_least", "value": "3"}]}
    await op(
        drawn, None, op="add", type="logic.check", id="many", after="each", port="after", settings=settings
    )
    page = (await drawn.get(f"{BIG}/steps/many", **HTMX)).text
    assert options(page, "c.0.field")["steps.n.count"] == "How many"
    assert "at_least" in options(page, "c.0.operator"), "it is a number"
    assert "contains" not in options(page, "c.0.operator")


async def test_steps_of_one_kind_are_told_apart(drawn: Browser) -> None:
    await op(drawn, None, op="add", type="data.get_orders", id="h", after="g", settings={})
    offered = options((await drawn.get(f"{BIG}/steps/each", **HTMX)).text, "items")
    assert offered["steps.g.orders"] == "Orders › g"
    assert offered["steps.h.orders"] == "Orders › h"
    assert "<h3>Get orders (h)</h3>" in (await drawn.get(f"{BIG}/steps/thank/values")).text
