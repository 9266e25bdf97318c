"""A new owner's first journey, from the set-up link to the reasons of a run; and that nothing leaves when stopped.

What counts is asked of the API, as a program would: the document that is saved, the run that there was.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import APIRequestContext, Page, expect

from tests.e2e.test_pages import set_up
from tests.support.server import Storeflow

NewPage = Callable[..., Page]
Axe = Callable[..., None]
READY = "() => document.querySelector('flow-canvas')?.isReady"
SAVED = "() => document.querySelector('#saved-mark')?.textContent === 'Saved'"
STILL = "() => !document.querySelector('.flow-plane.moving')"


class Api:
    """The API with a token of its own."""

    def __init__(self, page: Page, storeflow: Storeflow) -> None:
        self.url = f"{storeflow.url}/api/v1"
        self.ask: APIRequestContext = page.request
        token = storeflow.command("token", "create", "journey").stdout.strip()
        self.headers = {"authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        answer = self.ask.get(self.url + path, headers=self.headers)
        assert answer.ok, answer.text()
        return answer.json()

    def post(self, path: str) -> Any:
        answer = self.ask.post(self.url + path, headers=self.headers)
        assert answer.ok, answer.text()
        return answer.json()


def drag(page: Page, source: str, target: str) -> None:
    """A nudge first, then many steps: a single jump never starts a drag."""
    page.wait_for_function(STILL)
    page.locator(source).scroll_into_view_if_needed()
    page.locator(target).hover(trial=True)  # it stands still, and nothing covers it
    boxes = [page.locator(selector).bounding_box() for selector in (source, target)]
    (x, y), (to_x, to_y) = ((b["x"] + b["width"] / 2, b["y"] + b["height"] / 2) for b in boxes if b)
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 8, y + 8)
    page.mouse.move(to_x, to_y, steps=12)
    page.mouse.up()


def blank(page: Page, storeflow: Storeflow) -> str:
    """An empty canvas; the workflow's id."""
    page.goto(f"{storeflow.url}/new-workflow")
    page.get_by_role("button", name="Start empty").click()
    page.wait_for_function(READY)
    return page.url.rpartition("/")[2]


def test_from_the_set_up_link_to_the_reasons_of_a_run(storeflow: Storeflow, page: Page, axe: Axe) -> None:
    set_up(page, storeflow)
    api = Api(page, storeflow)
    page.get_by_role("button", name="Place a demo order").click()
    expect(page.locator(".came .chip").first).to_be_visible()
    workflow = blank(page, storeflow)
    page.locator('.overview .offer[value="order.created"]').click()
    drag(page, '.palette [data-flow-type="logic.check"]', '.plus[data-source="start"]')
    face = page.locator('[data-node-id="check"] .flow-face')
    expect(face).to_be_visible()
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "check")
    drag(page, '.palette [data-flow-type="order.add_tags"]', '.plus[data-source="check"][data-port="then"]')
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "add_tags")
    page.locator("#step-panel").get_by_role("textbox", name="Tags", exact=True).fill("journey")
    page.locator("#step-panel button.primary").click()
    expect(page.locator("#step-panel [role=status]")).to_have_text("Saved")
    face.click()
    page.locator('#step-panel [name="c.0.field"]').select_option("order.total")
    page.locator('#step-panel [name="c.0.operator"] option[value="greater_than"]').wait_for(state="attached")
    page.locator('#step-panel [name="c.0.operator"]').select_option("greater_than")
    page.locator('#step-panel [name="c.0.value"]').fill("0")
    page.locator("#step-panel button.primary").click()
    expect(page.locator("#step-panel [role=status]")).to_have_text("Saved")
    axe(page)
    page.locator("#name").fill("Tag every order")
    page.locator("#name").press("Tab")
    page.wait_for_function(SAVED)
    page.get_by_role("button", name="Publish and turn on").click()
    expect(page.locator(".editor-status .chip.good")).to_contain_text("On")
    saved = api.get(f"/workflows/{workflow}")
    assert saved["state"] == "on"
    document = saved["document"]
    assert document["name"] == "Tag every order"
    assert {step["id"]: step["type"] for step in document["steps"]} == {
        "start": "order.created",
        "check": "logic.check",
        "add_tags": "order.add_tags",
    }
    assert [(e["source"], e["port"], e["target"]) for e in document["edges"]] == [
        ("start", "next", "check"),
        ("check", "then", "add_tags"),
    ]
    page.goto(f"{storeflow.url}/demo")
    page.get_by_role("button", name="Place an order").click()
    line = page.locator(".came li", has_text="Tag every order")
    expect(line.locator(".chip.good")).to_be_visible()
    line.locator("a").click()
    expect(page.locator(".story")).to_contain_text("which is greater than 0")
    expect(page.locator(".story")).to_contain_text("Adds journey to #")
    [run] = api.get(f"/runs?workflow={workflow}")["items"]
    assert run["id"] in page.url
    assert [step["status"] for step in api.get(f"/runs/{run['id']}")["steps"]] == ["done"] * 3


def test_by_keyboard_alone_from_blank_to_published(storeflow: Storeflow, page: Page) -> None:
    set_up(page, storeflow)
    workflow = blank(page, storeflow)
    keys = page.keyboard
    page.locator('.overview .offer[value="order.created"]').focus()
    keys.press("Enter")
    start = page.locator('[data-node-id="start"] .flow-face')
    start.focus()
    keys.press("a")
    expect(page.locator("#picker-q")).to_be_focused()
    keys.type("stop")
    expect(page.locator("#picker .offer").first).to_have_attribute("value", "logic.stop")
    keys.press("Tab")
    keys.press("Enter")
    expect(page.locator('[data-node-id="stop"] .flow-face')).to_be_focused()
    page.wait_for_function(SAVED)
    page.get_by_role("button", name="Publish and turn on").focus()
    keys.press("Enter")
    expect(page.locator(".editor-status .chip.good")).to_contain_text("On")
    document = Api(page, storeflow).get(f"/workflows/{workflow}")["document"]
    assert [step["type"] for step in document["steps"]] == ["order.created", "logic.stop"]


def test_the_red_button_in_the_browser(storeflow: Storeflow, page: Page) -> None:
    set_up(page, storeflow)
    api = Api(page, storeflow)
    page.get_by_role("link", name="Stop everything").click()
    page.get_by_role("button", name="Stop everything now").click()
    banner = page.get_by_role("complementary", name="Everything is stopped")
    expect(banner).to_contain_text("Anna Meyer stopped everything")
    page.goto(f"{storeflow.url}/demo")
    page.get_by_role("button", name="Place an order").click()
    expect(page.locator(".came .chip", has_text="Paused").first).to_be_visible()
    assert api.get("/outbox")["items"] == []
    standing = api.get("/stop")
    assert standing["stopped"]
    assert standing["runs"] == len(api.get("/runs?status=paused")["items"])
    page.goto(f"{storeflow.url}/runs?status=paused")
    page.locator("ul.rows a.title").first.click()
    expect(page.get_by_text("Everything was stopped")).to_be_visible()
    page.locator("details summary").last.focus()
    api.post("/go-on")
    expect(page.get_by_text("Everything was stopped")).to_be_hidden()
    expect(page.locator(".run-now .story > li").first).to_be_visible()
    expect(page.locator("details summary").last).to_be_focused()
    expect(
        page.locator("flow-canvas .flow-node .flow-state, flow-canvas [data-node-id]").first
    ).to_be_visible()
    page.reload()
    expect(banner).to_be_hidden()


@pytest.mark.long
@pytest.mark.parametrize(("scheme", "width"), [("light", 1440), ("dark", 1440), ("dark", 360)])
def test_the_new_pages_are_for_everybody(
    storeflow: Storeflow, new_page: NewPage, axe: Axe, scheme: str, width: int
) -> None:
    page = new_page(color_scheme=scheme, viewport={"width": width, "height": 800})
    set_up(page, storeflow)
    axe(page)
    page.get_by_role("button", name="Place a demo order").click()
    expect(page.locator(".came .chip").first).to_be_visible()
    page.locator(".came a").first.click()
    page.wait_for_function(READY)
    axe(page)
    workflow = f"{storeflow.url}/workflows/thank-big-orders"
    page.goto(f"{workflow}/picker?source=start&port=next")
    axe(page)
    for path in ("?view=list", "?view=canvas", "?step=check", "/settings"):
        page.goto(workflow + path)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
    page.goto(f"{storeflow.url}/stop")
    axe(page)
    page.get_by_role("button", name="Stop everything now").click()
    axe(page)
