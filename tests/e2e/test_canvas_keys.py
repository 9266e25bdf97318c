"""Hands that change between mouse, keys and fingers, and two windows at one drawing. What counts is what is saved."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.test_canvas import CHAIN, Open, empty_spot, picked
from tests.e2e.test_editor import READY, Editor, open_editor, server, signed_in

__all__ = ["open_editor", "server", "signed_in"]

ON_WIRE = """(line) => {
    for (let part = 0.02; part < 1; part += 0.02) {
        const at = line.getPointAtLength(line.getTotalLength() * part);
        const { x, y } = new DOMPoint(at.x, at.y).matrixTransform(line.getScreenCTM());
        if (document.elementFromPoint(x, y) === line) return [x, y];
    }
}"""


def click_wire(editor: Editor, key: str) -> None:
    """A real click on an arrow, beside its plus."""
    editor.middle("flow-canvas")
    editor.page.mouse.click(*editor.page.locator(f'.flow-hit[data-edge="{key}"]').evaluate(ON_WIRE))
    expect(editor.page.locator(".flow-cut")).to_be_visible()


def frame_two(editor: Editor) -> None:
    """A frame around the last two steps of the first branch."""
    upper, lower = editor.middle('[data-node-id="vip"]'), editor.middle('[data-node-id="wait"]')
    editor.page.keyboard.down("Shift")
    editor.drag((empty_spot(editor)[0], upper[1] - 20), (lower[0], lower[1] + 20))
    editor.page.keyboard.up("Shift")
    picked(editor, 2)


def beside(editor: Editor) -> Editor:
    """The same workflow in another window."""
    other = Editor.__new__(Editor)
    other.page, other.server, other.path = editor.page.context.new_page(), editor.server, editor.path
    other.page.goto(editor.page.url.split("?")[0])
    other.page.wait_for_function(READY)
    return other


def test_keys_work_after_every_gesture_of_the_mouse(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page, keys = editor.page, editor.page.keyboard
    frame_two(editor)
    keys.press("Alt+ArrowLeft")
    keys.press("Alt+ArrowLeft")
    editor.eventually(lambda: editor.step("vip")["offset"] == [-48, 0])
    keys.press("Delete")
    editor.eventually(lambda: editor.ids() == ["start", "check", "small"])
    keys.press("Control+z")
    editor.eventually(lambda: "wait" in editor.ids())

    page.mouse.click(*empty_spot(editor))
    keys.press("Control+a")
    picked(editor, 5)
    keys.press("Control+c")
    expect(page.locator("flow-canvas > [aria-live]")).to_have_text("Copied: 5")
    page.mouse.click(*empty_spot(editor))
    picked(editor, 0)
    keys.press("Control+v")
    editor.eventually(lambda: "check_2.then vip_2" in editor.arrows())
    picked(editor, 4)  # the start is there once
    keys.press("Delete")
    editor.eventually(lambda: len(editor.ids()) == 5)

    click_wire(editor, "check.otherwise>small")
    keys.press("Delete")
    editor.eventually(lambda: "check.otherwise small" not in editor.arrows())
    assert "small" in editor.ids()
    click_wire(editor, "check.then>vip")
    keys.press("Backspace")
    editor.eventually(lambda: "check.then vip" not in editor.arrows())
    keys.press("Control+z")
    editor.eventually(lambda: "check.then vip" in editor.arrows())
    page.mouse.click(*empty_spot(editor))
    keys.press("Control+f")
    expect(page.locator(".flow-search input")).to_be_focused()
    keys.press("Escape")
    frame_two(editor)
    page.locator(".flow-bar button", has_text="Choose nothing").click()
    keys.press("Control+a")
    picked(editor, 5)


def test_a_step_that_was_moved_a_moment_ago_can_be_deleted(open_editor: Open) -> None:
    """The presses of a burst are one move, sent a little later; another gesture does not cut it off."""
    editor = open_editor(*CHAIN)
    keys = editor.page.keyboard
    editor.face("wait").focus()
    keys.press("Alt+ArrowDown")
    keys.press("Delete")
    editor.eventually(lambda: "wait" not in editor.ids())
    expect(editor.page.locator('[data-node-id="wait"]')).to_have_count(0)
    keys.press("Control+z")
    editor.eventually(lambda: "wait" in editor.ids())
    assert editor.step("wait")["offset"] == [0, 24]


def test_what_keys_reach_is_seen_and_the_frame_never_scrolls(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    scrolled = (
        "() => { const it = document.querySelector('flow-canvas'); return [it.scrollLeft, it.scrollTop]; }"
    )
    page.evaluate("() => document.querySelector('flow-canvas').viewport.pan(0, -3000)")
    page.locator('[data-node-id="wait"]').evaluate("(step) => step.scrollIntoView()")
    assert page.evaluate(scrolled) == [0, 0]
    page.locator(".to-canvas").focus()
    while not page.evaluate("() => !!document.activeElement.closest('.flow-node')"):
        page.keyboard.press("Tab")
    assert page.evaluate(scrolled) == [0, 0]
    expect(page.locator(".flow-node:focus-within")).to_be_in_viewport(ratio=1)


def test_a_step_that_goes_while_somebody_types_into_it_says_so(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    other = beside(editor)
    editor.face("small").click()
    expect(editor.field("Tags")).to_be_visible()
    other.face("small").focus()
    other.page.keyboard.press("Delete")
    other.eventually(lambda: "small" not in other.ids())
    editor.field("Tags").fill("late")
    page.keyboard.press("Tab")
    expect(page.locator("#trouble")).to_have_text(
        "This step was taken away meanwhile. What you typed into it was not kept."
    )
    expect(page.locator('[data-node-id="small"]')).to_have_count(0)
    expect(page.locator("#facts")).to_be_visible()


def test_undo_is_kept_by_the_server_and_asks_before_it_undoes_others(
    open_editor: Open, axe: Callable[..., None]
) -> None:
    editor = open_editor(*CHAIN)
    page, keys = editor.page, editor.page.keyboard
    editor.face("wait").focus()
    keys.press("Delete")
    editor.eventually(lambda: "wait" not in editor.ids())
    page.reload()
    page.wait_for_function(READY)
    page.locator("[data-log=undo] button").click()
    editor.eventually(lambda: "wait" in editor.ids())

    other = beside(editor)
    other.face("small").focus()
    other.page.keyboard.press("Delete")
    other.eventually(lambda: "small" not in other.ids())
    page.mouse.click(*empty_spot(editor))
    keys.press("Control+z")
    clash = page.locator("#clash")
    expect(clash).to_contain_text(
        "You changed this workflow meanwhile, in another window: deleted “Add order tags”."
    )
    expect(clash).to_contain_text("To undo would now take that change back, not yours.")
    expect(clash.locator("button:visible")).to_have_count(2)
    axe(page)
    clash.locator("button:visible", has_text="Leave it as it is").click()
    expect(page.locator('[data-node-id="small"]')).to_have_count(0)  # it is shown, and was not taken back
    assert "small" not in editor.ids()
    keys.press("Control+z")  # now it is known
    editor.eventually(lambda: "small" in editor.ids())
    other.face("check").focus()
    other.page.keyboard.press("Control+Shift+z")
    other.page.locator("#clash button:visible", has_text="Redo it all the same").click()
    other.eventually(lambda: "small" not in other.ids())


def test_what_is_typed_is_no_change_by_somebody_else(open_editor: Open) -> None:
    """Settings save themselves: an undo right after them waits, and takes them back without a question."""
    editor = open_editor(*CHAIN)
    page = editor.page
    editor.face("vip").click()
    editor.field("Tags").fill("typed")
    page.locator("#step-panel select").first.focus()  # leaving the field sends it
    page.locator("[data-log=undo] button").click()
    expect(editor.field("Tags")).to_have_text("vip")
    expect(page.locator("#clash")).to_be_hidden()
    assert editor.step("vip")["summary"] == "Vip"


def test_the_path_of_a_trial_is_painted(open_editor: Open) -> None:
    editor = open_editor(*CHAIN)
    page = editor.page
    page.locator("button:has-text('Try it')").click()
    page.wait_for_function(READY)
    found = {
        step: page.locator(f'[data-node-id="{step}"]').get_attribute("data-status")
        for step in ("start", "check", "vip", "small")
    }
    assert found == {"start": "done", "check": "done", "vip": "done", "small": "skipped"}
    taken = page.locator(".flow-wire.taken").evaluate_all("(lines) => lines.map((line) => line.dataset.edge)")
    assert {"start.next>check", "check.then>vip", "vip.next>wait"} == set(taken)
    expect(page.locator('[data-node-id="small"] .flow-face')).to_contain_text("Small")


def test_fingers_drag_from_the_palette_draw_wires_and_open_menus(open_editor: Open) -> None:
    editor = open_editor(*CHAIN, has_touch=True)
    page = editor.page
    tags = '.palette [data-flow-type="order.add_tags"]'
    page.locator(tags).scroll_into_view_if_needed()
    editor.swipe(editor.middle(tags), editor.middle('.plus[data-edge="start.next>check"]'))
    editor.eventually(lambda: "add_tags.next check" in editor.arrows())
    editor.swipe(
        editor.middle('[data-node-id="small"] [data-port="next"]'),
        editor.middle('[data-node-id="wait"] .flow-title'),
    )
    editor.eventually(lambda: "small.next wait" in editor.arrows())
    editor.touch("touchStart", editor.middle('[data-node-id="vip"] .flow-title'))
    expect(page.locator(".flow-menu")).to_be_visible()  # a long press
    editor.touch("touchEnd")
    page.locator(".flow-menu [role=menuitem]", has_text="Delete").tap()
    editor.eventually(lambda: "vip" not in editor.ids())


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
def test_questions_keep_nobody_out(open_editor: Open, axe: Callable[..., None], scheme: str) -> None:
    editor = open_editor(*CHAIN, color_scheme=scheme)
    page = editor.page
    editor.face("check").focus()
    page.keyboard.press("Delete")
    expect(page.locator("#ask-delete")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    other = beside(editor)
    other.face("wait").focus()
    other.page.keyboard.press("Delete")
    other.eventually(lambda: "wait" not in other.ids())
    editor.face("small").focus()
    page.keyboard.press("Delete")
    expect(page.locator("#clash")).to_be_visible()
    expect(page.locator("#clash")).to_contain_text("Your change, not saved yet: deleted “Add order tags”.")
    axe(page)
    page.locator("#clash button:visible", has_text="Leave mine out").click()
    expect(page.locator('[data-node-id="wait"]')).to_have_count(0)
    editor.face("vip").click()
    editor.field("Tags").click()
    other.page.goto(f"{other.page.url.split('?')[0]}?step=vip")
    other.page.wait_for_function(READY)
    other.field("Tags").fill("theirs")
    other.page.locator("#step-panel button.primary").click()
    editor.eventually(lambda: editor.step("vip")["summary"] == "Theirs")
    editor.field("Tags").fill("mine")
    expect(page.locator("#step-panel .clash")).to_be_visible()
    axe(page)


def test_who_wants_no_motion_gets_none(open_editor: Open, new_page: Callable[..., Page]) -> None:
    moving = "() => getComputedStyle(document.querySelector('.flow-plane .flow-node')).transitionDuration"
    lasts = {}
    for motion in ("no-preference", "reduce"):
        editor = open_editor(*CHAIN, reduced_motion=motion)
        editor.page.evaluate("document.querySelector('.flow-plane').classList.add('moving')")
        lasts[motion] = editor.page.evaluate(moving)
    assert lasts == {"no-preference": "0.22s", "reduce": "0.001s"}
