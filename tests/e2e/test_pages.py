"""The pages in a real browser: the first minutes of a newcomer, a phone, the keyboard, other languages."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.support.server import Storeflow

PASSWORD = "four quiet green teapots"
NewPage = Callable[..., Page]
Axe = Callable[..., None]


def set_up(page: Page, storeflow: Storeflow) -> None:
    """As the owner does it at the very first start."""
    page.goto(storeflow.setup_link)
    page.get_by_label("Name of your shop").fill("Leaf & Clay")
    page.get_by_label("Your name").fill("Anna Meyer")
    page.get_by_label("E-mail address").fill("anna@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Set up Storeflow").click()
    expect(page.get_by_role("heading", name="Begin", level=1)).to_be_visible()
    page.get_by_role("link", name="To the workflows").click()
    expect(page.get_by_role("heading", name="Workflows", level=1)).to_be_visible()


def happenings(page: Page, storeflow: Storeflow) -> None:
    """Something of every kind, until it has come to rest."""
    for name in ("Place an order", "Abandon a cart", "Sell out a product", "Ask for a refund"):
        page.goto(f"{storeflow.url}/demo")
        page.get_by_role("button", name=name).click()
    expect(page.locator(".came .chip.good").first).to_be_visible()


def test_a_newcomer_sees_a_workflow_run_within_a_minute(
    storeflow: Storeflow, new_page: NewPage, axe: Axe
) -> None:
    page = new_page(timezone_id="Asia/Kolkata")
    page.goto(storeflow.url)
    expect(page.get_by_text("Storeflow is not set up yet.")).to_be_visible()
    axe(page)
    page.goto(storeflow.setup_link)
    expect(page.get_by_label("Time zone")).to_have_value("Asia/Kolkata")
    axe(page)
    set_up(page, storeflow)
    page.get_by_role("link", name="Demo store").click()
    page.get_by_role("button", name="Place an order").click()
    expect(page.locator(".came .chip.good").first).to_be_visible()
    page.locator(".came a").first.click()
    expect(page.get_by_role("heading", name="Step by step")).to_be_visible()
    expect(page.locator("flow-canvas [data-node-id]").first).to_be_visible()
    axe(page)
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_text("You are signed out.")).to_be_visible()
    axe(page)
    page.go_back()
    page.reload()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.get_by_label("E-mail address").fill("anna@example.com")
    page.get_by_label("Password").fill("a wrong password")
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("alert")).to_contain_text("don't belong together")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Step by step")).to_be_visible()


def small_targets(page: Page) -> list[str]:
    """Buttons, fields and links outside running text that are smaller than 24 px (WCAG 2.5.8)."""
    found: list[dict[str, Any]] = page.evaluate(
        """(what) => [...document.querySelectorAll(what)]
            .filter((e) => e.checkVisibility() && !e.closest('.hidden-visually'))
            .map((e) => ({what: e.outerHTML.slice(0, 80), box: e.getBoundingClientRect().toJSON()}))""",
        "button:enabled, input:not([type=hidden]), select, textarea, summary, "
        ".nav a, .tabs a, a.title, a.button, a.trail",
    )
    return [one["what"] for one in found if min(one["box"]["width"], one["box"]["height"]) < 24]


def test_the_menu_of_a_phone(storeflow: Storeflow, new_page: NewPage, axe: Axe) -> None:
    page = new_page(viewport={"width": 360, "height": 740}, has_touch=True)
    set_up(page, storeflow)
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()
    page.get_by_role("button", name="Menu").tap()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    axe(page)
    page.get_by_role("link", name="Runs").tap()
    expect(page.get_by_role("heading", name="Runs", level=1)).to_be_visible()


def test_the_keyboard_reaches_the_content_and_the_switch(storeflow: Storeflow, page: Page) -> None:
    set_up(page, storeflow)
    page.goto(storeflow.url)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
    page.keyboard.press("Enter")
    switch = page.get_by_role("switch").first
    expect(switch).to_have_attribute("aria-checked", "true")
    switch.focus()
    page.keyboard.press("Space")
    expect(page.get_by_role("switch").first).to_have_attribute("aria-checked", "false")


def test_waiting_for_the_first_message_ends_by_itself(storeflow: Storeflow, page: Page) -> None:
    set_up(page, storeflow)
    page.goto(f"{storeflow.url}/connections/new/woocommerce")
    page.get_by_label("Name", exact=True).fill("My shop")
    page.locator('[name="url"]').fill("https://shop.example")
    page.locator('[name="webhook_secret"]').fill("a very secret secret")
    page.get_by_role("button", name="Save the connection").click()
    expect(page.get_by_text("Waiting for the first message.")).to_be_visible()
    hook = page.locator("#hook").inner_text()
    assert re.fullmatch(rf"{storeflow.url}/hooks/\w{{26}}", hook)
    page.request.post(hook, data="{}", headers={"content-type": "application/json"})
    expect(page.get_by_text("signature was missing or wrong")).to_be_visible()


def test_a_mail_can_do_nothing_in_its_frame(storeflow: Storeflow, page: Page) -> None:
    set_up(page, storeflow)
    happenings(page, storeflow)
    page.goto(f"{storeflow.url}/outbox")
    page.locator("ul.rows a.title").first.click()
    expect(page.frame_locator("iframe.mail").locator("p").first).to_be_visible()
    frame = next(each for each in page.frames if each.url.endswith("/body"))
    assert frame.evaluate("window.origin") == "null"


@pytest.mark.parametrize("locale", ["hi", "gu"])
def test_other_languages_and_colours(storeflow: Storeflow, page: Page, axe: Axe, locale: str) -> None:
    set_up(page, storeflow)
    page.goto(f"{storeflow.url}/settings")
    page.locator("#own-locale").select_option(locale)
    page.locator("#theme").select_option("dark")
    page.locator('form[action="/settings/look"] button').click()
    expect(page.locator("html")).to_have_attribute("lang", locale)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(19, 22, 27)"
    axe(page)
