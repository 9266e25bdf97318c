"""The editor in a real browser. What counts is the drawing that the server has, not what the page shows."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.support.server import Storeflow

WORKFLOW = "/workflows/thank-big-orders"
READY = "() => document.querySelector('flow-canvas')?.isReady"
OWNERS: dict[str, Any] = {}
SAVED = "() => document.querySelector('#saved-mark')?.textContent === 'Saved'"


@pytest.fixture(scope="module")
def server(editor_server: Storeflow) -> Storeflow:
    """Each test makes a workflow of its own. A file that needs a Storeflow of its own has another one here."""
    return editor_server


@pytest.fixture(scope="module")
def signed_in(server: Storeflow, browser: Browser) -> Any:
    """The cookies of an owner who has just set it up."""
    if server.url in OWNERS:
        return OWNERS[server.url]
    context = browser.new_context()
    page = context.new_page()
    page.goto(server.setup_link)
    fields = {
        "shop_name": "Leaf & Clay",
        "name": "Anna",
        "email": "anna@example.com",
        "password": "correct horse 1",
    }
    for name, value in fields.items():
        page.fill(f"[name={name}]", value)
    page.click("main button.primary")
    page.wait_for_url("**/start?said=welcome")
    state = OWNERS[server.url] = context.storage_state()
    context.close()
    return state


class Editor:
    """A person at the editor."""

    cdp: CDPSession | None = None

    def __init__(self, page: Page, server: Storeflow) -> None:
        self.page, self.server = page, server
        page.goto(f"{server.url}/new-workflow")
        page.locator('form[action="/workflows"]:not(:has([name=starter])) button').first.click()
        page.wait_for_url("**/workflows/*")
        self.path = page.url.removeprefix(server.url)
        page.wait_for_function(READY)

    def draw(self, *ops: dict[str, Any]) -> None:
        """Operations by the same door as the canvas's, then the page anew."""
        send = """async (op) => {
            const headers = JSON.parse(document.body.getAttribute('hx-headers:inherited'));
            headers['content-type'] = 'application/json';
            const base = document.querySelector('.editor').dataset.base;
            const answer = await fetch(base + '/ops', {method: 'POST', headers, body: JSON.stringify({op})});
            return [answer.status, await answer.text()];
        }"""
        for op in ops:
            status, said = self.page.evaluate(send, op)
            assert status == 200, said
        self.page.goto(self.server.url + self.path)
        self.page.wait_for_function(READY)

    def stored(self) -> dict[str, Any]:
        """The drawing that the server has, once nothing is on its way there."""
        self.page.wait_for_function(SAVED)
        found: dict[str, Any] = self.page.request.get(f"{self.server.url}{self.path}/graph").json()["graph"]
        return found

    def arrows(self) -> set[str]:
        return {f"{e['source']}.{e['port']} {e['target']}" for e in self.stored()["edges"]}

    def ids(self) -> list[str]:
        return [step["id"] for step in self.stored()["steps"]]

    def step(self, ident: str) -> dict[str, Any]:
        return next(step for step in self.stored()["steps"] if step["id"] == ident)

    def middle(self, selector: str) -> tuple[float, float]:
        self.page.wait_for_function("() => !document.querySelector('.flow-plane.moving')")
        box = self.page.locator(selector).bounding_box()
        assert box, selector
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def drag(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """A nudge first, then many steps: a single jump never starts a drag."""
        mouse = self.page.mouse
        mouse.move(*start)
        mouse.down()
        mouse.move(start[0] + 8, start[1] + 8)
        mouse.move(*end, steps=12)
        mouse.up()

    def touch(self, kind: str, *points: tuple[float, float]) -> None:
        """Fingers at these places: ``touchStart``, ``touchMove``, ``touchEnd``."""
        self.cdp = self.cdp or self.page.context.new_cdp_session(self.page)
        at = [{"x": x, "y": y, "id": n} for n, (x, y) in enumerate(points)]
        self.cdp.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})

    def swipe(self, start: tuple[float, float], end: tuple[float, float]) -> None:
        """One finger from a place to another."""
        self.touch("touchStart", start)
        for n in range(1, 9):
            self.touch("touchMove", tuple(a + (b - a) * n / 8 for a, b in zip(start, end, strict=True)))  # type: ignore[arg-type]
        self.touch("touchEnd")

    def eventually(self, check: Callable[[], bool]) -> None:
        """Once the page has sent what the last gesture said."""
        for _ in range(600):  # frames; a busy machine is slow, not wrong
            if check():
                return
            self.page.evaluate("() => new Promise(requestAnimationFrame)")
        assert check()

    def field(self, label: str) -> Any:
        """A field of the settings in which values can stand."""
        return self.page.locator("#step-panel").get_by_role("textbox", name=label, exact=True)

    def face(self, ident: str) -> Any:
        return self.page.locator(f'[data-node-id="{ident}"] .flow-face')


LINE = (
    {"op": "replace_trigger", "type": "order.created"},
    {"op": "add", "type": "logic.check", "after": "start",
     "settings": {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}},
    {"op": "add", "type": "order.add_tags", "id": "vip", "after": "check", "settings": {"tags": ["vip"]}},
    {"op": "add", "type": "order.add_tags", "id": "small", "after": "check", "port": "otherwise",
     "settings": {"tags": ["small"]}},
)  # fmt: skip


@pytest.fixture
def open_editor(new_page: Callable[..., Page], server: Storeflow, signed_in: Any) -> Callable[..., Editor]:
    def start(*ops: dict[str, Any], **options: Any) -> Editor:
        editor = Editor(new_page(storage_state=signed_in, **options), server)
        if ops:
            editor.draw(*ops)
        return editor

    return start


def test_from_an_empty_canvas_to_a_published_workflow(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor()
    page = editor.page
    page.locator('.overview .offer[value="order.created"]').click()
    editor.eventually(lambda: editor.ids() == ["start"])
    page.locator('.plus[data-source="start"]').click()
    page.locator("#picker-q").fill("tag")
    page.locator('#picker .offer[value="order.add_tags"]').click()
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "add_tags")
    editor.field("Tags").fill("new, thanked")
    page.locator("#step-panel button.primary").click()
    expect(page.locator('[data-node-id="add_tags"] .flow-summary')).to_contain_text("thanked")
    page.locator("#name").fill("Tag every order")
    page.locator("#name").press("Tab")
    page.locator("button:has-text('Publish and turn on')").click()
    expect(page.locator(".chip.good")).to_contain_text("On")
    assert editor.arrows() == {"start.next add_tags"}
    assert page.title().startswith("Tag every order")


def test_the_palette_is_dragged_onto_a_wire_a_step_and_empty_canvas(
    open_editor: Callable[..., Editor],
) -> None:
    editor = open_editor(*LINE)
    tags = '.palette [data-flow-type="order.add_tags"]'
    editor.page.locator(tags).scroll_into_view_if_needed()
    editor.drag(editor.middle(tags), editor.middle('.plus[data-edge="start.next>check"]'))
    editor.eventually(lambda: "start.next add_tags" in editor.arrows())
    assert "add_tags.next check" in editor.arrows()
    box = editor.page.locator("flow-canvas").bounding_box()
    assert box
    editor.drag(editor.middle(tags), (box["x"] + box["width"] - 160, box["y"] + 300))
    editor.eventually(lambda: "add_tags_2" in editor.ids())
    assert editor.step("add_tags_2")["position"]
    expect(editor.page.locator('[data-node-id="add_tags_2"] .flow-state')).to_have_text("Not connected")
    editor.drag(
        editor.middle('[data-node-id="vip"] [data-port="next"]'), editor.middle('[data-node-id="add_tags_2"]')
    )
    editor.eventually(lambda: "vip.next add_tags_2" in editor.arrows())
    assert editor.step("add_tags_2")["position"] is None


def test_a_wire_is_drawn_and_a_loop_is_refused(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE, {"op": "add", "type": "time.wait", "after": "vip"})
    editor.drag(
        editor.middle('[data-node-id="small"] [data-port="next"]'), editor.middle('[data-node-id="wait"]')
    )
    editor.eventually(lambda: "small.next wait" in editor.arrows())
    editor.drag(
        editor.middle('[data-node-id="wait"] [data-port="next"]'), editor.middle('[data-node-id="check"]')
    )
    expect(editor.page.locator("#trouble")).to_contain_text(
        "That would make a loop: Wait → Check → Add order tags → Wait"
    )
    assert "wait.next check" not in editor.arrows()
    editor.page.locator('.flow-hit[data-edge="small.next>wait"]').dispatch_event(
        "pointerdown", {"button": 0, "pointerId": 1}
    )
    editor.page.locator('.flow-hit[data-edge="small.next>wait"]').dispatch_event(
        "pointerup", {"button": 0, "pointerId": 1}
    )
    editor.page.locator(".flow-cut").click()
    editor.eventually(lambda: "small.next wait" not in editor.arrows())


def apart(editor: Editor) -> tuple[float, float]:
    """How far one step stands from another."""
    (x1, y1), (x2, y2) = (editor.middle(f'[data-node-id="{ident}"] .flow-face') for ident in ("vip", "small"))
    return x2 - x1, y2 - y1


def test_a_drag_leaves_an_offset_that_survives_and_tidies_away(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE)
    before = apart(editor)
    x, y = editor.middle('[data-node-id="small"] .flow-title')
    editor.drag((x, y), (x + 60, y + 48))
    editor.eventually(lambda: editor.step("small")["offset"] is not None)
    assert editor.step("small")["offset"] == pytest.approx([60, 48], abs=1)
    editor.page.reload()
    editor.page.wait_for_function(READY)
    assert apart(editor) == pytest.approx((before[0] + 60, before[1] + 48), abs=2)
    editor.page.locator("[data-canvas=layout]").click()
    editor.eventually(lambda: editor.step("small")["offset"] is None)
    editor.page.locator("[data-log=undo] button").click()
    editor.eventually(lambda: editor.step("small")["offset"] is not None)


def test_everything_by_keyboard(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE)
    page, keys = editor.page, editor.page.keyboard
    editor.face("start").focus()
    for key, ident in (
        ("ArrowDown", "check"),
        ("ArrowDown", "vip"),
        ("ArrowRight", "small"),
        ("ArrowUp", "check"),
    ):
        keys.press(key)
        expect(editor.face(ident)).to_be_focused()
    keys.press("ArrowDown")
    keys.press("a")
    expect(page.locator("#picker-q")).to_be_focused()
    keys.type("wait")
    expect(page.locator("#picker .offer").first).to_have_attribute("value", "time.wait")
    keys.press("Tab")
    keys.press("Enter")
    expect(editor.face("wait")).to_be_focused()
    editor.eventually(lambda: "vip.next wait" in editor.arrows())
    editor.face("small").focus()
    keys.press("c")
    editor.face("wait").focus()
    keys.press("Enter")
    editor.eventually(lambda: "small.next wait" in editor.arrows())
    keys.press("Alt+ArrowRight")
    keys.press("Alt+ArrowRight")
    editor.eventually(lambda: editor.step("wait")["offset"] == [48, 0])
    keys.press("Delete")
    editor.eventually(lambda: "wait" not in editor.ids())
    expect(page.locator("flow-canvas [aria-live]")).to_contain_text("eleted “Wait”")
    keys.press("Control+z")
    editor.eventually(lambda: "wait" in editor.ids())
    keys.press("Control+Shift+z")
    editor.eventually(lambda: "wait" not in editor.ids())
    editor.face("check").focus()
    keys.press("Delete")
    expect(page.locator("#ask-delete")).to_be_visible()
    keys.press("Enter")
    editor.eventually(lambda: editor.arrows() == {"start.next vip"})
    editor.face("vip").focus()
    keys.press("Enter")
    expect(page.locator("#step-panel")).to_have_attribute("data-step", "vip")
    keys.press("F6")
    expect(page.locator(".panel")).to_be_focused()


def test_what_is_typed_stays_while_another_field_is_saved(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE, {"op": "add", "type": "message.email", "after": "vip"})
    page = editor.page
    editor.face("email").click()
    editor.field("Subject").fill("Thanks")
    editor.field("Text").fill("Hello")
    with page.expect_response(lambda reply: reply.url.endswith("/steps/email")):
        editor.field("Subject").click()
        editor.field("Subject").fill("Thank you 777")
    expect(page.locator("#step-panel .settings [role=status]")).to_have_text("Saved")
    expect(page.locator("[name=subject]")).to_have_value("Thank you 777")
    editor.field("Text").fill("")
    page.locator("#step-panel button.primary").click()
    expect(page.locator("#step-panel .error")).to_contain_text("“Text” has to be filled in")
    expect(page.locator("[name=subject]")).to_have_value("Thank you 777")


def test_a_condition_is_built_row_by_row(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE)
    page = editor.page
    editor.face("check").click()
    page.locator("button:has-text('Add a line')").click()
    page.locator('[name="c.1.field"]').select_option("order.tags")
    page.locator('[name="c.1.operator"] option[value="includes"]').wait_for(state="attached")
    page.locator('[name="c.1.operator"]').select_option("includes")
    page.locator('[name="c.1.value"]').fill("wholesale")
    page.locator('[name="c.1.value"]').press("Enter")
    expect(page.locator("#step-panel [role=status]")).to_have_text("Saved")
    summary = editor.step("check")["summary"]
    assert summary == "The order total is greater than 100 and the order tags include wholesale"
    page.locator('button[value="remove:c.0"]').click()
    expect(page.locator(".rows .row")).to_have_count(1)


def test_a_change_by_somebody_else_is_put_to_the_person(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE)
    page = editor.page
    elsewhere = page.context.new_page()
    elsewhere.goto(page.url)
    elsewhere.wait_for_function(READY)
    elsewhere.locator('[data-node-id="small"] .flow-face').focus()
    elsewhere.keyboard.press("Delete")
    editor.eventually(lambda: "small" not in editor.ids())
    editor.face("vip").focus()
    page.keyboard.press("Delete")
    expect(page.locator("#clash")).to_contain_text("deleted “Add order tags”")
    page.locator("#clash button[value=again]:visible").click()
    editor.eventually(lambda: editor.ids() == ["start", "check"])
    expect(page.locator(".flow-node")).to_have_count(2)


def test_fingers_drag_and_pinch(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE, has_touch=True)
    page, touch = editor.page, editor.touch
    x, y = editor.middle('[data-node-id="small"] .flow-title')
    editor.swipe((x, y), (x + 48, y + 40))
    editor.eventually(lambda: editor.step("small")["offset"] is not None)
    assert editor.step("small")["offset"] == pytest.approx([48, 40], abs=2)
    box = page.locator("flow-canvas").bounding_box()
    assert box
    middle = (box["x"] + box["width"] / 2, box["y"] + box["height"] - 150)
    before = page.evaluate("document.querySelector('flow-canvas').viewport.k")
    touch("touchStart", (middle[0] - 40, middle[1]), (middle[0] + 40, middle[1]))
    for n in range(1, 7):
        touch("touchMove", (middle[0] - 40 - 7 * n, middle[1]), (middle[0] + 40 + 7 * n, middle[1]))
    touch("touchEnd")
    assert page.evaluate("document.querySelector('flow-canvas').viewport.k") > before * 1.5
    assert editor.step("small")["offset"] == pytest.approx([48, 40], abs=2)


@pytest.mark.parametrize("scheme", ["light", pytest.param("dark", marks=pytest.mark.long)])
@pytest.mark.parametrize("width", [1440, 360])
def test_nothing_keeps_anybody_out(
    open_editor: Callable[..., Editor], axe: Callable[..., None], scheme: str, width: int
) -> None:
    editor = open_editor(*LINE, color_scheme=scheme, viewport={"width": width, "height": 800})
    page = editor.page
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.goto(f"{page.url}?step=check")
    page.wait_for_function(READY)
    axe(page)
    page.locator(".plus:visible, .list-add:visible").first.click()
    expect(page.locator("#picker-q")).to_be_visible()
    axe(page)


def test_without_javascript_everything_is_a_form(
    open_editor: Callable[..., Editor], browser: Browser, signed_in: Any
) -> None:
    editor = open_editor(*LINE)
    context = browser.new_context(storage_state=signed_in, java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{editor.server.url}{editor.path}")
    page.locator(".outline a:has-text('Add a step here')").first.click()
    page.locator('.offer[value="time.wait"]').click()
    page.locator("[name=amount]").fill("3")
    page.locator("#step-panel button.primary").click()
    expect(page.locator(".notice.good").first).to_contain_text("Saved")
    context.close()
    assert "start.next wait" in editor.arrows()
    assert editor.step("wait")["summary"] == "3 days"
