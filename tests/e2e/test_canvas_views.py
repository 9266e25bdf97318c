"""The canvas as something to look at: searching, folding, the overview, fingers, and large drawings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_editor import LINE, READY, Editor, open_editor, server, signed_in

__all__ = ["open_editor", "server", "signed_in"]

Open = Callable[..., Editor]
CHAIN = (*LINE, {"op": "add", "type": "time.wait", "after": "vip"})
"""start -> check -(then)-> vip -> wait, check -(otherwise)-> small"""
SEEN = "() => document.querySelectorAll('.flow-node').length"


def large(size: int) -> dict[str, Any]:
    """A long line of steps, pasted in one go."""
    steps = [
        {"id": f"tag_{n}", "type": "order.add_tags", "settings": {"tags": [f"t{n}"]}} for n in range(size)
    ]
    edges = [{"source": f"tag_{n}", "port": "next", "target": f"tag_{n + 1}"} for n in range(size - 1)]
    return {"op": "paste", "after": "start", "steps": steps, "edges": edges}


def test_a_step_is_found_and_comes_to_the_middle(open_editor: Open) -> None:
    editor = open_editor(LINE[0], large(60))
    page, keys = editor.page, editor.page.keyboard
    editor.face("start").focus()
    keys.press("Control+f")
    keys.type("t57")
    expect(page.locator(".flow-search [role=status]")).to_have_text("1 of 1: Add order tags")
    x, y = editor.middle('[data-node-id="tag_57"] .flow-face')
    box = page.locator("flow-canvas").bounding_box()
    assert box
    assert (x, y) == pytest.approx((box["x"] + box["width"] / 2, box["y"] + box["height"] / 2), abs=3)
    keys.press("Escape")
    expect(editor.face("tag_57")).to_be_focused()
    page.locator(".flow-tool[title='Find a step']").click()
    keys.press("Control+a")
    keys.type("tags")
    keys.press("ArrowUp")
    expect(page.locator(".flow-search [role=status]")).to_contain_text("60 of 60")
    keys.press("Enter")
    expect(editor.face("tag_59")).to_be_focused()
    keys.press("Delete")
    editor.eventually(lambda: len(editor.ids()) == 60)


def test_a_branch_is_folded_away_and_nothing_of_it_is_changed(open_editor: Open) -> None:
    editor = open_editor(
        *CHAIN,
        {"op": "connect", "source": "small", "port": "next", "target": "wait"},
        {"op": "add", "type": "time.wait", "id": "again", "after": "vip"},
    )
    page = editor.page
    before = editor.stored()
    editor.face("check").click(button="right")
    page.locator(".flow-menu button", has_text="Fold “Then” away (2)").click()
    expect(page.locator('[data-node-id="again"]')).to_have_count(0)
    expect(page.locator(".flow-folded")).to_have_text("▸ 2 Show what is folded away after “Check”: 2")
    expect(page.locator('[data-node-id="wait"]')).to_be_visible()  # other ways lead there too
    assert editor.stored() == before
    page.reload()
    page.wait_for_function(READY)
    expect(page.locator('[data-node-id="vip"]')).to_have_count(0)
    editor.face("check").focus()
    page.keyboard.press("Control+f")
    page.keyboard.type("again")
    expect(page.locator('[data-node-id="again"]')).to_be_visible()  # what is found is shown
    page.keyboard.press("Escape")
    editor.face("check").focus()
    page.keyboard.press("f")
    expect(page.locator(".flow-folded")).to_have_count(2)
    page.locator(".flow-folded").first.click()
    page.locator(".flow-folded").first.click()
    expect(page.locator(".flow-node")).to_have_count(6)


def test_of_a_large_drawing_only_what_is_near_has_elements(open_editor: Open) -> None:
    editor = open_editor(LINE[0], large(300))
    page, keys = editor.page, editor.page.keyboard
    assert page.evaluate(SEEN) < 60
    expect(page.locator(".flow-overview")).to_be_visible()
    box = page.locator(".flow-overview").bounding_box()
    assert box
    for _ in range(12):
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] - 4)
    expect(page.locator('[data-node-id="tag_299"]')).to_be_visible()
    expect(page.locator('[data-node-id="tag_2"]')).to_have_count(0)
    editor.face("tag_299").focus()
    for n in range(298, 288, -1):
        keys.press("ArrowUp")
        expect(editor.face(f"tag_{n}")).to_be_focused()
    keys.press("Delete")
    editor.eventually(lambda: "tag_289" not in editor.ids())
    assert "tag_288.next tag_290" in editor.arrows()
    expect(editor.face("tag_288")).to_be_focused()
    page.locator(".flow-tool[title=Overview]").click()
    expect(page.locator(".flow-overview")).to_be_hidden()


def test_zoomed_far_out_only_shape_and_title_are_left(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    for _ in range(5):
        page.locator(".flow-tool[title='Zoom out']").click()
    expect(page.locator('[data-node-id="vip"] .flow-title')).to_be_visible()
    expect(page.locator('[data-node-id="vip"] .flow-summary')).to_be_hidden()
    page.locator(".flow-tool[title='Show everything']").click()
    expect(page.locator('[data-node-id="vip"] .flow-summary')).to_be_visible()


def test_fingers_pick_several_and_pan(open_editor: Open) -> None:
    editor = open_editor(*CHAIN, has_touch=True)
    page, swipe = editor.page, editor.swipe
    box = page.locator("flow-canvas").bounding_box()
    assert box
    corner = (box["x"] + 30, box["y"] + 200)
    before = page.evaluate("document.querySelector('flow-canvas').viewport.y")
    swipe(corner, (corner[0], corner[1] - 60))
    assert page.evaluate("document.querySelector('flow-canvas').viewport.y") == pytest.approx(
        before - 60, abs=6
    )
    page.locator(".flow-tool[title='Choose several']").click()
    expect(page.locator(".flow-tool[title='Choose several']")).to_have_attribute("aria-pressed", "true")
    upper, lower = editor.middle('[data-node-id="vip"]'), editor.middle('[data-node-id="wait"]')
    swipe((corner[0], upper[1] - 10), lower)
    expect(page.locator(".flow-bar")).to_contain_text("Chosen: 2")
    editor.face("small").click()
    expect(page.locator(".flow-bar")).to_contain_text("Chosen: 3")
    page.locator(".flow-bar button", has_text="Delete").click()
    editor.eventually(lambda: editor.ids() == ["start", "check"])


def test_only_looking_changes_nothing(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    page.evaluate("document.querySelector('flow-canvas').setAttribute('readonly', '')")
    page.evaluate(
        """() => {
        const old = document.querySelector('flow-canvas');
        const seen = document.createElement('flow-canvas');
        seen.setAttribute('readonly', '');
        seen.id = 'seen';
        for (const block of old.querySelectorAll('script')) seen.append(block.cloneNode(true));
        old.replaceWith(seen);
    }"""
    )
    page.wait_for_function(READY)
    before = editor.stored()
    editor.face("vip").focus()
    for key in ("Delete", "a", "c", "x", "n", "Control+x", "Control+v", "Alt+ArrowRight", "Control+a"):
        page.keyboard.press(key)
    editor.face("vip").click(button="right")
    expect(page.locator(".flow-menu")).to_be_hidden()
    expect(page.locator(".plus")).to_have_count(0)
    page.keyboard.press("Control+f")
    page.keyboard.type("small")
    expect(page.locator(".flow-search [role=status]")).to_contain_text("1 of 1")
    assert editor.stored() == before
