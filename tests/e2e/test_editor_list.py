"""The list view in a real browser: the same drawing as the canvas, on a desk, on a phone and at double size."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.test_canvas import CHAIN, Open
from tests.e2e.test_editor import LINE, READY, Editor, open_editor, server, signed_in

__all__ = ["open_editor", "server", "signed_in"]

SMALL = """() => [...document.querySelectorAll('main :is(a, button, input, select, summary)')].filter((one) => {
    const box = one.getBoundingClientRect();
    const inText = one.matches('a') && getComputedStyle(one).display === 'inline';
    const labelled = one.matches('[type=checkbox], [type=radio]') && one.closest('label');
    const seen = one.checkVisibility({visibilityProperty: true}) && box.width > 1 && !inText && !labelled;
    return seen && (box.width < 24 || box.height < 24);
}).map((one) => one.outerHTML.slice(0, 120))"""
"""What can be pressed and is smaller than 24 pixels; links within a text may be."""


def listed(editor: Editor) -> list[str]:
    """The steps of the list, from top to bottom."""
    found: list[str] = editor.page.locator(".outline .list-face").evaluate_all(
        "(faces) => faces.map((face) => face.dataset.step)"
    )
    return found


def add(editor: Editor, source: str, port: str, type_: str) -> None:
    """A step at a way out, by the list."""
    editor.page.locator(f'.list-add[data-source="{source}"][data-port="{port}"]').click()
    here = f'#picker form:has([name=after][value="{source}"]):has([name=port][value="{port}"])'
    editor.page.locator(f'{here} .offer[value="{type_}"]').click()


def test_what_one_view_does_the_other_shows(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    page.locator(".to-list").click()
    assert listed(editor) == ["start", "check", "vip", "wait", "small"]
    add(editor, "check", "otherwise", "time.wait")  # at the head of a way that has steps
    editor.eventually(lambda: {"check.otherwise wait_2", "wait_2.next small"} <= editor.arrows())
    editor.eventually(lambda: listed(editor) == ["start", "check", "vip", "wait", "wait_2", "small"])
    add(editor, "small", "next", "logic.stop")
    editor.eventually(lambda: "small.next stop" in editor.arrows())
    expect(page.locator('.list-add[data-source="stop"]')).to_have_count(0)
    page.locator('.list-face[data-step="vip"]').click()
    page.locator("#step-panel .step-actions button", has_text="Delete").click()
    editor.eventually(lambda: "check.then wait" in editor.arrows())
    editor.eventually(lambda: "vip" not in listed(editor))

    page.locator(".to-canvas").click()
    for step in editor.ids():
        expect(page.locator(f'[data-node-id="{step}"]')).to_be_visible()
    expect(page.locator(".flow-node")).to_have_count(len(listed(editor)))
    editor.face("wait_2").focus()
    page.keyboard.press("Delete")
    editor.eventually(lambda: "check.otherwise small" in editor.arrows())
    editor.face("wait").focus()
    page.keyboard.press("n")
    page.keyboard.type("Only until May")
    page.keyboard.press("Control+Enter")
    editor.eventually(lambda: editor.step("wait")["note"] == "Only until May")
    page.locator(".to-list").click()
    editor.eventually(lambda: listed(editor) == ["start", "check", "wait", "small", "stop"])
    expect(page.locator(".list-note")).to_have_text("Only until May")


def test_without_javascript_the_list_has_room_wherever_a_way_is_open(
    open_editor: Open, browser: Browser, signed_in: Any
) -> None:
    editor = open_editor(*LINE, {"op": "add", "type": "logic.stop", "after": "small"})
    context = browser.new_context(storage_state=signed_in, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{editor.server.url}{editor.path}")
    places = page.locator(".outline .list-add").evaluate_all(
        "(adds) => adds.map((add) => `${add.dataset.source}.${add.dataset.port}`)"
    )
    assert places == ["start.next", "check.then", "vip.next", "check.otherwise", "small.next"]
    page.locator('.outline .list-add[data-source="check"][data-port="then"]').click()
    page.locator('.offer[value="time.wait"]').click()
    assert {"check.then wait", "wait.next vip"} <= editor.arrows()
    seen = page.locator("[data-log=undo] [name=rev]").input_value()
    editor.draw({"op": "delete", "step": "vip"})
    page.locator("[data-log=undo] button").click()
    expect(page.locator(".notice.bad").first).to_contain_text(
        "changed this workflow meanwhile, in another window: deleted “Add order tags”"
    )
    assert "vip" not in editor.ids()
    assert page.locator("[data-log=undo] [name=rev]").input_value() != seen
    page.locator("[data-log=undo] button").click()
    assert "vip" in editor.ids()
    context.close()


def test_on_a_phone_everything_is_done_with_a_thumb(open_editor: Open) -> None:
    editor = open_editor(*LINE, viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    page = editor.page
    expect(page.locator("flow-canvas")).to_be_hidden()
    page.locator('.list-add[data-source="vip"]').tap()
    page.locator("#picker-q").fill("wait")
    expect(page.locator("#picker .offer").first).to_have_attribute("value", "time.wait")
    page.locator("#picker .offer").first.tap()
    editor.eventually(lambda: "vip.next wait" in editor.arrows())
    amount = page.locator("#step-panel [name=amount]")
    amount.fill("3")
    page.locator("#step-panel button.primary").tap()
    editor.eventually(lambda: editor.step("wait")["summary"] == "3 days")
    page.locator('.list-face[data-step="wait"]').tap()
    page.locator("#step-panel .step-actions button", has_text="Move up").tap()
    editor.eventually(lambda: "wait.next vip" in editor.arrows())
    page.locator('.list-face[data-step="check"]').tap()
    page.locator("#step-panel summary", has_text="Delete").tap()
    page.locator("#step-panel button[name=keep][value=otherwise]").tap()
    editor.eventually(lambda: editor.arrows() == {"start.next small"})
    page.locator("[data-log=undo] button").tap()
    editor.eventually(lambda: "wait" in editor.ids())
    page.locator("[aria-label='A new note']").fill("Ask Anna")
    page.locator(".list-notes button", has_text="Add the note").tap()
    editor.eventually(lambda: [note["text"] for note in editor.stored()["notes"]] == ["Ask Anna"])
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_the_list_keeps_nobody_out(open_editor: Open, axe: Callable[..., None], scheme: str) -> None:
    """On a desk, and at 200 %: half as many pixels of the layout, nothing to scroll sideways, nothing too small."""
    meet = {"op": "connect", "source": "small", "port": "next", "target": "wait"}
    loose = {"op": "add", "type": "order.add_tags", "position": [900, 0]}
    side = {"op": "add", "type": "time.wait", "after": "start", "beside": True}
    editor = open_editor(*CHAIN, meet, loose, side, color_scheme=scheme)
    page = editor.page
    for width, height in ((1440, 900), (720, 450)):
        page.set_viewport_size({"width": width, "height": height})
        for where in ("view=list", "view=list&step=check", "view=canvas&step=vip"):
            page.goto(f"{editor.server.url}{editor.path}?{where}")
            page.wait_for_function(READY)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, where
            assert page.evaluate(SMALL) == [], where
            axe(page)


def test_publishing_asks_about_a_step_that_is_gone(open_editor: Open) -> None:
    wait = {"op": "add", "type": "time.wait", "after": "start", "settings": {"amount": 2}}
    editor = open_editor(LINE[0], wait)
    page = editor.page
    page.locator("button:has-text('Publish and turn on')").click()
    expect(page.locator(".chip.good")).to_contain_text("On")
    live = page.url
    page.goto(f"{editor.server.url}/demo")
    page.locator("form:has([name=act][value=order]) button, button[name=act][value=order]").first.click()
    page.wait_for_load_state()

    def ask() -> bool:
        page.goto(f"{editor.server.url}{editor.path}/publish")
        return page.locator("#inside").get_by_text("1 of them waits at “Wait”").count() > 0

    page.goto(live)
    editor.draw({"op": "delete", "step": "wait"})
    editor.eventually(ask)
    page.locator("[name='left:wait'][value=cancel]").check()
    page.locator("main button.primary").click()
    expect(page.locator(".state-line")).to_contain_text("Version 2 is live")
    page.goto(f"{editor.server.url}/runs")
    expect(page.locator("main")).to_contain_text("Cancelled")


def test_a_connection_counts_as_soon_as_it_is_chosen(open_editor: Open) -> None:
    editor = open_editor(*LINE)
    page = editor.page
    page.evaluate("() => { window.same = true; }")
    shop = page.locator("#facts #slot-shop")
    chosen = shop.input_value()
    assert chosen
    shop.select_option("")
    expect(page.locator("#problems")).to_contain_text("connection")
    expect(page.locator("#status .count")).to_be_visible()
    shop.select_option(chosen)
    expect(page.locator("#problems")).not_to_contain_text("connection")
    expect(page.locator("#status .count")).to_have_count(0)
    assert page.evaluate("() => window.same"), "the page stayed"
    page.reload()
    expect(shop).to_have_value(chosen)
