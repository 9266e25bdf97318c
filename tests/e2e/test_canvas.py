"""The canvas in a real browser: several at once, clipboard, notes, ends of wires. What counts is what is saved."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.test_editor import LINE, READY, Editor, open_editor, server, signed_in

__all__ = ["open_editor", "server", "signed_in"]

Open = Callable[..., Editor]
CHAIN = (*LINE, {"op": "add", "type": "time.wait", "after": "vip"})
"""start -> check -(then)-> vip -> wait, check -(otherwise)-> small"""


def note(editor: Editor, **fields: Any) -> dict[str, Any]:
    """The only note on the canvas, as it is saved."""
    (found,) = editor.stored()["notes"]
    return dict(found)


def picked(editor: Editor, count: int) -> None:
    editor.page.wait_for_function(
        f"() => document.querySelector('flow-canvas').selection.keys.size === {count}"
    )


def menu(editor: Editor, name: str) -> None:
    editor.page.locator(".flow-menu [role=menuitem]", has_text=name).first.click()


def empty_spot(editor: Editor) -> tuple[float, float]:
    """Empty canvas beside the drawing."""
    box = editor.page.locator("flow-canvas").bounding_box()
    assert box
    return box["x"] + 30, box["y"] + 120


def test_a_frame_picks_several_and_they_move_together_in_one_entry(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    x, _ = empty_spot(editor)
    lower = editor.middle('[data-node-id="wait"] .flow-face')
    upper = editor.middle('[data-node-id="vip"] .flow-face')
    page.keyboard.down("Shift")
    editor.drag((x, upper[1] - 20), (lower[0], lower[1] + 20))
    page.keyboard.up("Shift")
    picked(editor, 2)
    expect(page.locator(".flow-bar")).to_contain_text("Chosen: 2")
    editor.drag(upper, (upper[0] - 40, upper[1] + 30))
    editor.eventually(lambda: editor.step("vip")["offset"] is not None)
    assert editor.step("vip")["offset"] == pytest.approx([-40, 30], abs=1)
    assert editor.step("wait")["offset"] == pytest.approx([-40, 30], abs=1)
    editor.face("vip").focus()
    page.keyboard.press("Control+z")
    editor.eventually(lambda: editor.step("wait")["offset"] is None)
    assert editor.step("vip")["offset"] is None


def test_shift_and_a_click_pick_more_and_all_of_it_goes_with_healing(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    editor.face("check").click()
    editor.face("vip").click(modifiers=["Shift"])
    picked(editor, 2)
    page.locator(".flow-bar button", has_text="Delete").click()
    editor.eventually(lambda: editor.arrows() == {"start.next wait"})
    assert "small" in editor.ids()  # it was not chosen
    page.locator("[data-log=undo] button").click()
    editor.eventually(lambda: "check" in editor.ids())


def test_by_keyboard_all_is_picked_copied_and_pasted_elsewhere(open_editor: Open) -> None:
    editor, other = open_editor(*CHAIN), open_editor()
    page, keys = editor.page, editor.page.keyboard
    editor.face("start").focus()
    keys.press("Control+a")
    picked(editor, 5)
    expect(page.locator("flow-canvas > [aria-live]")).to_have_text("Chosen: 5")
    keys.press("Control+c")
    text = page.evaluate("localStorage.getItem('storeflow-clipboard')")
    assert text
    assert '"settings":{"tags":["vip"]}' in text
    # Another browser: only the clipboard's text goes there.
    other.page.locator("flow-canvas").evaluate(
        """(canvas, text) => {
        const data = new DataTransfer();
        data.setData('text/plain', text);
        document.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true}));
    }""",
        text,
    )
    other.eventually(lambda: len(other.ids()) == 5)
    assert other.arrows() == editor.arrows()
    assert other.step("check")["summary"] == editor.step("check")["summary"]


def test_cut_and_paste_between_two_tabs(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    tab = page.context.new_page()
    elsewhere = Editor(tab, editor.server)
    elsewhere.draw({"op": "replace_trigger", "type": "order.created"})
    page.bring_to_front()
    editor.face("vip").click()
    page.keyboard.press("Shift+ArrowDown")
    picked(editor, 2)
    page.keyboard.press("Control+x")
    editor.eventually(lambda: "vip" not in editor.ids())
    assert "wait" not in editor.ids()
    tab.bring_to_front()
    elsewhere.face("start").click()
    tab.keyboard.press("Control+v")
    elsewhere.eventually(lambda: "start.next vip" in elsewhere.arrows())
    assert "vip.next wait" in elsewhere.arrows()
    elsewhere.face("vip").focus()
    tab.keyboard.press("m")
    menu(elsewhere, "Paste after it")
    elsewhere.eventually(lambda: "vip.next vip_2" in elsewhere.arrows())
    assert "wait_2.next wait" in elsewhere.arrows()
    picked(elsewhere, 2)


def test_several_are_duplicated_beside(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    editor.face("vip").focus()
    editor.page.keyboard.press("x")
    editor.face("wait").focus()
    editor.page.keyboard.press("Control+ ")
    picked(editor, 2)
    editor.page.locator(".flow-bar button", has_text="Duplicate").click()
    editor.eventually(lambda: "vip_2.next wait_2" in editor.arrows())
    assert editor.step("vip_2")["position"]
    assert editor.step("vip_2")["type"] == "order.add_tags"


def test_a_note_is_written_moved_changed_and_taken_away(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page, keys = editor.page, editor.page.keyboard
    x, y = empty_spot(editor)
    page.mouse.click(x, y, button="right")
    menu(editor, "Write a note here")
    keys.type("Ask Anna before this goes live")
    keys.press("Control+Enter")
    editor.eventually(lambda: len(editor.stored()["notes"]) == 1)
    assert note(editor)["text"] == "Ask Anna before this goes live"
    before = note(editor)["position"]
    at = editor.middle(".flow-note")
    editor.drag(at, (at[0] + 30, at[1] + 60))
    editor.eventually(lambda: note(editor)["position"] != before)
    assert note(editor)["position"] == pytest.approx([before[0] + 30, before[1] + 60], abs=1)
    page.locator(".flow-note").focus()
    keys.press("n")
    keys.press("Control+a")
    keys.type("Anna agreed")
    page.locator(".flow-writing button", has_text="Keep").click()
    editor.eventually(lambda: note(editor)["text"] == "Anna agreed")
    expect(page.locator(".flow-note")).to_be_focused()
    keys.press("Alt+ArrowLeft")
    keys.press("Delete")
    editor.eventually(lambda: editor.stored()["notes"] == [])
    keys.press("Control+z")


def test_a_note_on_a_step(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page, keys = editor.page, editor.page.keyboard
    editor.face("vip").focus()
    keys.press("n")
    keys.type("Only until May")
    keys.press("Control+Enter")
    editor.eventually(lambda: editor.step("vip")["note"] == "Only until May")
    expect(editor.face("vip")).to_be_focused()
    expect(editor.face("vip")).to_contain_text("Note: Only until May")
    page.locator('[data-node-id="vip"] .flow-noted').click()
    page.locator(".flow-writing button", has_text="Take it away").click()
    editor.eventually(lambda: editor.step("vip")["note"] is None)


def test_an_arrow_is_led_elsewhere_by_either_end_and_by_clicks(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page

    def choose(key: str) -> None:
        line = page.locator(f'.flow-hit[data-edge="{key}"]')
        for kind in ("pointerdown", "pointerup"):
            line.dispatch_event(kind, {"button": 0, "pointerId": 1})
        expect(page.locator(".flow-cut")).to_be_visible()

    choose("check.otherwise>small")
    editor.drag(editor.middle('[data-end="target"]'), editor.middle('[data-node-id="wait"] .flow-title'))
    editor.eventually(lambda: "check.otherwise wait" in editor.arrows())
    assert "check.otherwise small" not in editor.arrows()
    page.locator("[data-log=undo] button").click()
    editor.eventually(lambda: "check.otherwise small" in editor.arrows())
    choose("check.otherwise>small")
    editor.drag(editor.middle('[data-end="source"]'), editor.middle('[data-node-id="wait"] .flow-title'))
    editor.eventually(lambda: "wait.next small" in editor.arrows())
    choose("wait.next>small")
    page.locator(".flow-lead").click()
    expect(page.locator(".flow-hint")).to_contain_text("Choose the step")
    page.locator(".flow-hint button").click()
    expect(page.locator(".flow-hint")).to_be_hidden()
    choose("check.then>vip")
    page.locator(".flow-lead").click()
    editor.face("small").click()
    editor.eventually(lambda: "check.then small" in editor.arrows())


def test_a_wire_dropped_on_empty_canvas_opens_the_picker_connected(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    x, y = empty_spot(editor)
    editor.drag(editor.middle('[data-node-id="check"] [data-port="then"]'), (x, y + 200))
    page.locator('#picker .offer[value="order.add_tags"]').click()
    editor.eventually(lambda: "check.then add_tags" in editor.arrows())
    assert "check.then vip" in editor.arrows()  # beside it: both run
    assert "add_tags.next vip" not in editor.arrows()


def test_the_menu_of_a_step_swaps_moves_connects_and_deletes(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page, keys = editor.page, editor.page.keyboard
    page.locator('[data-node-id="check"]').hover()
    page.locator('[data-node-id="check"] .flow-more').click()
    menu(editor, "Swap the two ways")
    editor.eventually(lambda: "check.otherwise vip" in editor.arrows())
    editor.face("vip").focus()
    keys.press("m")
    page.locator(".flow-menu [aria-label='Move to the right']").click()
    page.locator(".flow-menu [aria-label='Move to the right']").click()
    keys.press("Escape")
    expect(editor.face("vip")).to_be_focused()
    editor.eventually(lambda: editor.step("vip")["offset"] == [48, 0])
    editor.face("small").focus()
    keys.press("m")
    keys.press("ArrowDown")
    keys.press("Enter")
    editor.face("wait").focus()
    keys.press("Enter")
    editor.eventually(lambda: "small.next wait" in editor.arrows())
    editor.face("wait").click(button="right")
    menu(editor, "Delete")
    editor.eventually(lambda: "wait" not in editor.ids())


def test_the_canvas_pans_while_something_is_dragged_at_its_edge(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    box = page.locator("flow-canvas").bounding_box()
    assert box
    before = page.evaluate("document.querySelector('flow-canvas').viewport.x")
    x, y = editor.middle('[data-node-id="small"] .flow-title')
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x + 10, y + 10)
    page.mouse.move(box["x"] + box["width"] - 6, y, steps=6)
    page.wait_for_function(f"() => document.querySelector('flow-canvas').viewport.x < {before} - 200")
    page.mouse.up()
    editor.eventually(lambda: editor.step("small")["offset"] is not None)
    assert editor.step("small")["offset"][0] > box["x"] + box["width"] - 6 - x + 150


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_nothing_of_it_keeps_anybody_out(open_editor: Open, axe: Callable[..., None], scheme: str) -> None:
    note = {"op": "note", "id": "note_1", "text": "Ask Anna", "position": [-260, 120]}
    marked = {"op": "note", "step": "vip", "text": "Only until May"}
    editor = open_editor(*CHAIN, note, marked, color_scheme=scheme)
    page = editor.page
    editor.face("start").focus()
    page.keyboard.press("Control+a")
    axe(page)
    page.keyboard.press("Escape")
    editor.face("check").focus()
    page.keyboard.press("m")
    axe(page)
    page.keyboard.press("Escape")
    page.keyboard.press("Control+f")
    page.keyboard.type("tags")
    expect(page.locator(".flow-search [role=status]")).to_contain_text("1 of 2")
    page.locator(".flow-tool[title=Overview]").click()
    axe(page)
    page.keyboard.press("Escape")
    editor.face("vip").focus()
    page.keyboard.press("f")
    expect(page.locator(".flow-folded")).to_be_visible()
    axe(page)
    page.keyboard.press("n")
    axe(page)


def test_high_contrast_still_motion_and_double_size(
    open_editor: Open, browser: Browser, new_page: Callable[..., Page]
) -> None:
    editor = open_editor(*CHAIN, forced_colors="active", reduced_motion="reduce")
    page = editor.page
    face = editor.face("vip")
    face.click()
    outline = face.evaluate("(face) => getComputedStyle(face).outlineStyle")
    assert outline == "solid"  # what a shadow says elsewhere
    page.set_viewport_size({"width": 720, "height": 450})  # 1440 x 900 at 200 %
    page.goto(f"{page.url.split('?')[0]}?view=canvas")
    page.wait_for_function(READY)
    assert page.evaluate("document.documentElement.scrollWidth") <= 720
    small = page.evaluate(
        """() => [...document.querySelectorAll('flow-canvas button')].filter((one) => {
        const box = one.getBoundingClientRect();
        return one.checkVisibility() && box.width && (box.width < 24 || box.height < 24);
    }).map((one) => one.className)"""
    )
    assert small == []
