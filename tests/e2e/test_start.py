"""The ten-minute journey: from the set-up link to a workflow that is on, by mouse, by keys alone, on a phone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.server import Storeflow

NewPage = Callable[..., Page]
MOST = 60
"""Actions: a click, a key that does something, a field that is filled."""


class Hand:
    """Somebody who uses the mouse, or the keyboard alone. ``done``: how much they had to do."""

    def __init__(self, page: Page, keys: bool) -> None:
        self.page, self.keys, self.done = page, keys, 0

    def goes(self, place: Locator) -> None:
        """By the mouse with a click; by keys to where the focus comes with Tab, then Enter."""
        expect(place).to_be_visible()
        if self.keys:
            self.tabs_to(place)
            self.page.keyboard.press("Enter")
        else:
            place.click()
        self.done += 1

    def tabs_to(self, place: Locator) -> None:
        """Every step of the way is one that Tab takes by itself."""
        for _ in range(120):
            if place.evaluate("one => one === document.activeElement"):
                return
            self.page.keyboard.press("Tab")
        raise AssertionError(f"Tab never comes to {place}")

    def writes(self, field: Locator, text: str) -> None:
        """Fills a field."""
        if self.keys:
            self.tabs_to(field)
            self.page.keyboard.press("ControlOrMeta+a")
            self.page.keyboard.type(text)
        else:
            field.fill(text)
        self.done += 1


@pytest.mark.parametrize(("keys", "width"), [(False, 390), (True, 1280)])
def test_from_the_link_to_a_first_workflow(
    storeflow: Storeflow, new_page: NewPage, keys: bool, width: int
) -> None:
    page = new_page(viewport={"width": width, "height": 800})
    hand = Hand(page, keys)
    page.goto(storeflow.setup_link)
    for label, text in (
        ("Name of your shop", "Leaf & Clay"),
        ("Your name", "Anna Meyer"),
        ("E-mail address", "anna@example.com"),
        ("Password", "a long enough password"),
    ):
        hand.writes(page.get_by_label(label), text)
    hand.goes(page.get_by_role("button", name="Set up Storeflow"))
    hand.goes(page.get_by_role("button", name="Try with the demo store"))
    expect(page.get_by_text("#1003")).to_be_visible()
    hand.goes(page.get_by_role("link", name="Look after customers"))
    hand.goes(page.get_by_role("link", name="A VIP tag by what was spent"))
    hand.writes(page.get_by_label("From what total on?"), "10")
    hand.goes(page.get_by_role("button", name="See what it would have done"))
    expect(page.get_by_text("When an order is paid, check if the total spent is at least")).to_be_visible()
    expect(page.get_by_text("3 of the last 3 times")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    hand.goes(page.get_by_role("button", name="Turn it on"))
    expect(page.locator(".editor-status .chip.good")).to_contain_text("On")
    assert hand.done <= MOST
