"""From nothing to a live workflow of five steps with a branch, tried before: at most 25 actions by mouse.

An action is a click, a drag or a filled field. The same journey by the keyboard alone, in both views.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.e2e.test_editor import READY, SAVED
from tests.e2e.test_editor import signed_in as _signed_in
from tests.support.server import Storeflow
from tests.support.waiting import wait

signed_in = _signed_in
MOST = 25


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storeflow]:
    """One Storeflow for this file."""
    with Storeflow(tmp_path_factory.mktemp("journey")) as storeflow:
        yield storeflow.start()


class Mouse:
    """Counts what a person does."""

    def __init__(self, page: Page) -> None:
        self.page, self.done = page, 0

    def click(self, where: str | Locator) -> None:
        self.done += 1
        (self.page.locator(where).first if isinstance(where, str) else where).click()

    def fill(self, where: str | Locator, text: str) -> None:
        self.done += 1
        (self.page.locator(where).first if isinstance(where, str) else where).fill(text)

    def choose(self, where: str, value: str) -> None:
        self.done += 1
        self.page.locator(where).select_option(value)


def field(page: Page, label: str) -> Locator:
    """A field of the settings in which values can stand."""
    return page.locator("#step-panel").get_by_role("textbox", name=label, exact=True)


def saved(page: Page, server: Storeflow) -> dict[str, Any]:
    """The drawing that the server has."""
    page.wait_for_function(SAVED)
    path = page.locator(".editor").get_attribute("data-base")
    found: dict[str, Any] = page.request.get(f"{server.url}{path}/graph").json()["graph"]
    return found


def arrows(graph: dict[str, Any]) -> set[str]:
    return {f"{edge['source']}.{edge['port']} {edge['target']}" for edge in graph["edges"]}


WANTED = {"start.next check", "check.then add_tags", "add_tags.next email", "check.otherwise wait"}


def test_by_mouse(new_page: Callable[..., Page], server: Storeflow, signed_in: Any) -> None:
    page = new_page(storage_state=signed_in)
    page.goto(f"{server.url}/")
    me = Mouse(page)
    me.click("a[href='/new-workflow']")
    me.click('form[action="/workflows"]:not(:has([name=starter])) button')
    page.wait_for_function(READY)
    me.click('.overview .offer[value="order.created"]')
    expect(page.locator('[data-node-id="start"]')).to_be_visible()

    me.click('.palette [data-flow-type="logic.check"]')
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "check")
    me.choose('[name="c.0.field"]', "order.total")
    page.locator('[name="c.0.operator"] option[value="greater_than"]').wait_for(state="attached")
    me.choose('[name="c.0.operator"]', "greater_than")
    me.fill('[name="c.0.value"]', "100")
    expect(page.locator(".verdict.yes")).to_contain_text(
        "The order total is €129.00, which is greater than 100"
    )

    me.click('.palette [data-flow-type="order.add_tags"]')
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "add_tags")
    me.fill(field(page, "Tags"), "big")

    me.click('.palette [data-flow-type="message.email"]')
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "email")
    me.fill(field(page, "Subject"), "Thank you, ")
    me.click("[data-values$='-subject']")
    me.fill("#values-q", "customer's first name")
    expect(page.locator("#values .value").first).to_have_attribute("data-path", "customer.first_name")
    me.click("#values .value")
    me.fill(field(page, "Text"), "Your order is on its way.")
    expect(page.locator("#preview-subject")).to_have_text("Thank you, Anna")

    me.click('.plus[data-source="check"][data-port="otherwise"]')
    me.fill("#picker-q", "wait")
    me.click('#picker .offer[value="time.wait"]')
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "wait")

    me.click("button:has-text('Try it')")
    expect(page.locator("[data-tried]")).to_have_count(4)
    expect(page.locator("[data-tried=email]")).to_contain_text("Thank you, Anna")
    mail = page.frame_locator("[data-tried=email] iframe")
    expect(mail.locator("body")).to_contain_text("Your order is on its way.")
    me.click("button:has-text('Publish and turn on')")
    expect(page.locator(".chip.good")).to_contain_text("On")
    graph = saved(page, server)
    assert arrows(graph) == WANTED
    print(f"{me.done} actions")
    assert me.done <= MOST
    runs = page.request.get(f"{server.url}/outbox").text()
    assert "Thank you, Anna" not in runs, "trying sends nothing"


def tab_to(page: Page, selector: str) -> None:
    """Tab until the focus is there, as one without a mouse would."""
    for _ in range(250):
        if page.evaluate("(what) => !!document.activeElement?.matches(what)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the Tab key never comes to {selector}")


@pytest.mark.parametrize("view", ["canvas", "list"])
def test_by_keyboard(new_page: Callable[..., Page], server: Storeflow, signed_in: Any, view: str) -> None:
    page = new_page(storage_state=signed_in)
    keys = page.keyboard
    page.goto(f"{server.url}/new-workflow")
    tab_to(page, 'form[action="/workflows"]:not(:has([name=starter])) button')
    keys.press("Enter")
    page.wait_for_function(READY)
    if view == "list":
        tab_to(page, ".views .to-list")
        keys.press("Enter")
    tab_to(page, '.overview .offer[value="order.created"]')
    keys.press("Enter")
    expect(page.locator("#status .saved-mark")).to_have_text("Saved")
    add(page, view, "start", "next", "check")
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "check")
    tab_to(page, '[name="c.0.field"]')
    keys.type("Order total")
    page.locator('[name="c.0.operator"] option[value="greater_than"]').wait_for(state="attached")
    tab_to(page, '[name="c.0.operator"]')
    keys.type("is greater")
    tab_to(page, '[name="c.0.value"]')
    keys.type("100")
    expect(page.locator(".verdict.yes")).to_be_visible()
    add(page, view, "check", "then", "add order tags")
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "add_tags")
    tab_to(page, "value-text:has([name=tags])")
    keys.type("big")
    add(page, view, "add_tags", "next", "send e-mail")
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "email")
    tab_to(page, "value-text:has([name=subject])")
    keys.type("Thank you, ")
    tab_to(page, "[data-values$='-subject']")
    keys.press("Enter")
    expect(page.locator("#values-q")).to_be_focused()
    keys.type("first name")
    expect(page.locator("#values .value").first).to_have_attribute("data-path", "customer.first_name")
    keys.press("Enter")
    keys.type("!")
    tab_to(page, "value-text:has([name=body])")
    keys.type("Hello")
    expect(page.locator("#preview-subject")).to_have_text("Thank you, Anna!")
    add(page, view, "check", "otherwise", "wait")
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "wait")
    tab_to(page, "form[action$='/test'] button")
    keys.press("Enter")
    expect(page.locator("[data-tried]")).to_have_count(4)
    tab_to(page, "form[action$='/publish'] button")
    keys.press("Enter")
    expect(page.locator(".chip.good")).to_contain_text("On")
    graph = saved(page, server)
    assert arrows(graph) == WANTED
    email = next(step for step in graph["steps"] if step["id"] == "email")
    assert email["summary"] == "“Thank you, [customer's first name]!”"


def walk_to(page: Page, node: str) -> None:
    """From wherever the canvas has its focus, up to the start and down again."""
    tab_to(page, ".flow-face")
    for key in ["ArrowUp"] * 6 + ["ArrowDown"] * 6:
        if key == "ArrowDown" and page.locator(f'[data-node-id="{node}"] .flow-face:focus').count():
            return
        page.keyboard.press(key)
    expect(page.locator(f'[data-node-id="{node}"] .flow-face')).to_be_focused()


def add(page: Page, view: str, source: str, port: str, words: str) -> None:
    """A step after another one, from its own ``+`` or from the list's line."""
    if view == "list":
        tab_to(page, f'.list-add[data-source="{source}"][data-port="{port}"]')
        page.keyboard.press("Enter")
    else:
        walk_to(page, source)
        if port == "otherwise":  # "a" means the first way; the panel names each
            page.keyboard.press("Enter")
            expect(page.locator("#step-panel")).to_have_attribute("data-step", source)
            tab_to(page, '#step-panel [data-pick][data-port="otherwise"]')
            page.keyboard.press("Enter")
        else:
            page.keyboard.press("a")
    expect(page.locator("#picker-q")).to_be_focused()
    page.keyboard.type(words)
    expect(page.locator("#picker .offer strong").first).to_have_text(
        words.capitalize().replace("e-mail", "e-mail")
    )
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#picker")).to_be_hidden()


def test_nothing_is_lost_when_the_page_is_left_while_typing(
    new_page: Callable[..., Page], server: Storeflow, signed_in: Any, browser: Browser
) -> None:
    page = new_page(storage_state=signed_in)
    page.goto(f"{server.url}/new-workflow")
    page.locator('form[action="/workflows"]:not(:has([name=starter])) button').first.click()
    page.wait_for_function(READY)
    page.locator('.overview .offer[value="order.created"]').click()
    page.locator('.palette [data-flow-type="order.add_tags"]').click()
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "add_tags")
    here = page.url.partition("?")[0]
    field(page, "Tags").click()
    page.keyboard.type("typed and gone")
    page.locator('[data-node-id="start"] .flow-face').click()
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "start")
    expect(page.locator('[data-node-id="add_tags"] .flow-summary')).to_have_text("Typed and gone")
    page.locator('[data-node-id="add_tags"] .flow-face').click()
    field(page, "Tags").click()
    page.keyboard.press("End")
    page.keyboard.type(" for good")
    page.goto(f"{server.url}/runs")

    def kept() -> bool:
        """What was sent as the page was left arrives a moment later."""
        page.goto(f"{here}?step=add_tags")
        return page.locator("[name=tags]").input_value() == "typed and gone for good"

    wait(kept)
