"""From the gallery to a workflow that is on, in a real browser: at most six clicks."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.e2e.test_pages import set_up
from tests.support.server import Storeflow


def test_a_template_is_taken_up_in_three_clicks(storeflow: Storeflow, page: Page) -> None:
    set_up(page, storeflow)
    page.goto(f"{storeflow.url}/templates?goal=care")
    page.get_by_role("link", name="A VIP tag by what was spent").click()
    page.get_by_label("From what total on?").fill("1")
    page.get_by_role("button", name="See what it would have done").click()
    expect(page.get_by_role("heading", name="This is what it will do")).to_be_visible()
    page.get_by_role("button", name="Change the answers").click()
    expect(page.get_by_label("From what total on?")).to_have_value("1")
    page.go_back()
    page.get_by_role("button", name="Turn it on").click()
    expect(page.locator(".editor-status .chip.good")).to_contain_text("On")
    expect(page.locator("#name")).to_have_value("A VIP tag by what was spent")
