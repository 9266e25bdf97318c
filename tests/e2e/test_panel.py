"""The settings panel in a real browser: chips, verdicts, previews, and whose change counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect

from tests.e2e.test_editor import LINE, READY, Editor
from tests.e2e.test_editor import open_editor as _open_editor
from tests.e2e.test_editor import signed_in as _signed_in
from tests.support.server import Storeflow
from tests.support.waiting import wait

signed_in, open_editor = _signed_in, _open_editor
MAIL = (*LINE, {"op": "add", "type": "message.email", "after": "vip"})
LIQUID = "Hi {{ customer.first_name }}, thanks for {{ order.name }}"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storeflow]:
    """One Storeflow for this file."""
    with Storeflow(tmp_path_factory.mktemp("panel")) as storeflow:
        yield storeflow.start()


def settings(editor: Editor, step: str) -> dict[str, Any]:
    """The settings that the server has."""
    path = f"/api/v1{editor.path}"
    token = TOKENS.setdefault(
        editor.server.url, editor.server.command("token", "create", "test").stdout.strip()
    )
    found = editor.page.request.get(
        f"{editor.server.url}{path}", headers={"authorization": f"Bearer {token}"}
    ).json()
    mine: dict[str, Any] = next(s for s in found["document"]["steps"] if s["id"] == step)["settings"]
    return mine


TOKENS: dict[str, str] = {}


def is_saved(page: Page) -> None:
    expect(page.locator("#step-panel .settings:not([data-unsaved]) [role=status]")).to_contain_text("Saved")


def test_values_read_as_chips_and_are_liquid_underneath(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*MAIL)
    page, keys = editor.page, editor.page.keyboard
    editor.face("email").click()
    editor.field("Text").fill("Hello")
    subject = editor.field("Subject")
    subject.click()
    keys.type("Hi {{ customer.first_name }}, thanks for ")
    page.locator("[data-values$='-subject']").click()
    page.locator("#values-q").fill("order number")
    expect(page.locator("#values .value").first).to_contain_text("#1001")
    expect(page.locator("#values .value").first).to_contain_text("Order number")
    page.locator("#values .value").first.click()
    expect(page.locator("#values")).to_be_hidden()
    expect(page.locator("[name=subject]")).to_have_value(LIQUID)
    expect(subject.locator(".chip")).to_have_text(["customer first name", "Order number"])
    expect(page.locator("#preview-subject")).to_have_text("Hi Anna, thanks for #1001")
    assert settings(editor, "email")["subject"] == LIQUID
    page.reload()
    page.wait_for_function(READY)
    expect(editor.field("Subject").locator(".chip")).to_have_text(["Customer's first name", "Order number"])
    editor.field("Subject").click()
    keys.press("End")
    keys.press("Backspace")
    expect(editor.field("Subject").locator(".chip")).to_have_count(1)
    expect(page.locator("#preview-subject")).to_have_text("Hi Anna, thanks for")
    assert settings(editor, "email")["subject"] == "Hi {{ customer.first_name }}, thanks for"


def test_a_text_of_many_lines_is_typed_and_pasted(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*MAIL)
    page, keys = editor.page, editor.page.keyboard
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    editor.face("email").click()
    editor.field("Subject").fill("Thanks")
    body = editor.field("Text")
    body.click()
    keys.type("Hello")
    keys.press("Enter")
    keys.press("Enter")
    keys.type("it is ")
    page.evaluate("navigator.clipboard.writeText('{{ order.name }}\\nBye')")
    keys.press("Control+v")
    keys.type("!")
    whole = "Hello\n\nit is {{ order.name }}\nBye!"
    expect(page.locator("[name=body]")).to_have_value(whole)
    expect(body.locator(".chip")).to_have_count(1)
    is_saved(page)
    mail = page.frame_locator("#mail-preview")
    expect(mail.locator("p")).to_have_text(["Hello", "it is #1001 Bye!"])
    assert settings(editor, "email")["body"] == whole
    keys.press("Control+a")
    keys.press("Control+c")
    assert page.evaluate("navigator.clipboard.readText()") == whole
    keys.type("New")
    expect(mail.locator("p")).to_have_text(["New"])


def test_what_is_typed_by_keyboard_alone_is_judged_at_once(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE)
    page, keys = editor.page, editor.page.keyboard
    editor.face("check").focus()
    keys.press("Enter")
    expect(page.locator(".verdict")).to_contain_text("True: The order total is €129.00")
    page.locator('[name="c.0.value"]').focus()
    keys.press("Control+a")
    keys.type("500")
    expect(page.locator(".verdict.no")).to_contain_text("which is not greater than 500")
    expect(page.locator('[name="c.0.value"]')).to_be_focused()
    expect(page.locator("#told")).to_contain_text("check if the order total is greater than 500")
    assert settings(editor, "check")["all"][0]["value"] == "500"


def test_the_sample_is_chosen_among_recent_events(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE)
    page = editor.page
    for _ in range(2):  # the first one is #1001, as in the example
        page.goto(f"{editor.server.url}/demo")
        page.locator("form:has([name=act][value=order]) button, button[name=act][value=order]").first.click()
        page.wait_for_load_state()
    page.goto(f"{editor.server.url}{editor.path}")
    page.wait_for_function(READY)
    editor.face("vip").click()
    choice = page.locator("#step-panel select[name=event]")
    expect(choice.locator("option")).to_have_count(3)
    expect(page.locator(".would-be")).to_contain_text("#1002")
    choice.select_option("example")
    expect(page.locator(".would-be")).to_contain_text("#1001")
    page.locator("button:has-text('Try it')").click()
    expect(page.locator("#event")).to_have_value("example")


def test_two_windows_at_one_step(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE)
    page = editor.page
    editor.face("vip").click()
    elsewhere = Editor.__new__(Editor)
    elsewhere.page, elsewhere.server, elsewhere.path = page.context.new_page(), editor.server, editor.path
    elsewhere.page.goto(f"{editor.server.url}{editor.path}?step=vip")
    elsewhere.page.wait_for_function(READY)
    expect(editor.field("Tags")).to_have_text("vip")
    elsewhere.field("Tags").fill("theirs")
    is_saved(elsewhere.page)
    editor.field("Tags").fill("mine")
    clash = page.locator("#step-panel .clash")
    expect(clash).to_contain_text("You changed these settings meanwhile, in another window.")
    expect(clash).to_contain_text("“Tags” is theirs, not mine")
    assert settings(editor, "vip")["tags"] == ["theirs"]
    page.locator("button:has-text('Keep mine')").click()
    expect(clash).to_be_hidden()
    assert settings(editor, "vip")["tags"] == ["mine"]
    elsewhere.field("Tags").fill("again theirs")
    expect(elsewhere.page.locator("#step-panel .clash")).to_be_visible()
    elsewhere.page.locator("a:has-text('Take theirs')").click()
    expect(elsewhere.field("Tags")).to_have_text("mine")
    assert settings(editor, "vip")["tags"] == ["mine"]


def test_typing_fast_in_one_window_asks_nobody(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*MAIL)
    page, keys = editor.page, editor.page.keyboard
    editor.face("email").click()
    for _ in range(3):
        editor.field("Subject").click()
        keys.press("End")
        keys.type("a")
        editor.field("Text").click()
        keys.press("End")
        keys.type("b")
    is_saved(page)
    expect(page.locator("#step-panel .clash")).to_have_count(0)
    page.locator("#step-panel button.primary").click()
    is_saved(page)
    expect(page.locator("#preview-subject")).to_have_text("aaa")
    saved = {"to": "customer", "subject": "aaa", "body": "bbb", "purpose": "order"}
    assert settings(editor, "email") == saved


def test_a_late_answer_puts_no_older_words_back(open_editor: Callable[..., Editor]) -> None:
    """Each answer is held until more has been typed elsewhere, as on a slow line."""
    editor = open_editor(*MAIL)
    page, keys = editor.page, editor.page.keyboard
    editor.face("email").click()
    held: list[tuple[Route, APIResponse]] = []

    def hold(route: Route) -> None:
        if route.request.method == "POST":
            held.append((route, route.fetch()))
        else:
            route.continue_()

    def answer() -> None:
        wait(lambda: page.wait_for_timeout(10) or bool(held))  # the page's events are heard while it waits
        route, response = held.pop()
        route.fulfill(response=response)

    page.route("**/steps/email", hold)
    for field, key in (("Subject", "a"), ("Subject", "b"), ("Text", "c"), ("Subject", "d")):
        editor.field(field).click()
        keys.press("End")
        keys.type(key)
        if key in "ac":
            editor.field("Text" if key == "a" else "Subject").click()
            wait(lambda: page.wait_for_timeout(10) or bool(held))
        else:
            editor.field("Text").click()
            answer()
    page.unroute("**/steps/email")
    while held:
        answer()
    is_saved(page)
    expect(editor.field("Subject")).to_have_text("abd")
    saved = settings(editor, "email")
    assert (saved["subject"], saved["body"]) == ("abd", "c")


def test_published_changed_compared_and_brought_back(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE)
    page = editor.page
    page.locator("button:has-text('Publish and turn on')").click()
    expect(page.locator(".chip.good")).to_contain_text("On")
    editor.face("vip").click()
    editor.field("Tags").fill("huge")
    page.locator("button:has-text('Publish …')").click()
    expect(page.locator(".changes")).to_contain_text("“Tags” is huge, not vip")
    expect(page.locator("#inside")).to_contain_text("No run is inside.")
    page.locator("main button.primary").click()
    expect(page.locator(".state-line")).to_contain_text("Version 2 is live")
    page.locator(".state-line a").click()
    page.locator("form[action$='/versions/1/restore'] button").click()
    page.wait_for_function(READY)
    expect(page.locator(".state-line")).to_contain_text("Changes not published")
    assert settings(editor, "vip")["tags"] == ["vip"]


def test_groups_and_lists_of_a_condition_and_a_schedule(open_editor: Callable[..., Editor]) -> None:
    editor = open_editor(*LINE)
    page = editor.page
    editor.face("check").click()
    page.locator("button[name=do][value='group:c']").click()
    page.locator("[name='c.1.join']").select_option("any")
    for row, city in (("c.1.0", "Berlin"), ("c.1.1", "Madrid")):
        if row == "c.1.1":
            page.locator("button[name=do][value='add:c.1']").click()
        page.locator(f"[name='{row}.field']").select_option("order.shipping_address.city")
        page.locator(f"[name='{row}.operator'] option[value=equals]").wait_for(state="attached")
        page.locator(f"[name='{row}.value']").fill(city)
        page.locator(f"[name='{row}.value']").press("Tab")
        is_saved(page)
    page.locator("button[name=do][value='list:c']").click()
    page.locator("[name='c.2.list']").select_option("order.line_items")
    page.locator("[name='c.2.0.field'] option[value='item.quantity']").wait_for(state="attached")
    page.locator("[name='c.2.quantifier']").select_option("all")
    page.locator("[name='c.2.0.field']").select_option("item.quantity")
    page.locator("[name='c.2.0.operator'] option[value=greater_than]").wait_for(state="attached")
    page.locator("[name='c.2.0.operator']").select_option("greater_than")
    page.locator("[name='c.2.0.value']").fill("0")
    page.locator("#step-panel button.primary").click()
    expect(page.locator(".verdict", has_text="All in all")).to_be_visible()
    total, cities, items = settings(editor, "check")["all"]
    assert total == {"field": "order.total", "operator": "greater_than", "value": "100"}
    assert [test["value"] for test in cities["any"]] == ["Berlin", "Madrid"]
    assert items == {"list": "order.line_items", "quantifier": "all",
                     "all": [{"field": "item.quantity", "operator": "greater_than", "value": "0"}]}  # fmt: skip

    editor.draw({"op": "replace_trigger", "type": "time.schedule"})
    editor.face("start").click()
    page.locator("[name=every]").select_option("days")
    page.locator("[name=weekdays][value=friday]").check()
    page.locator("[name=weekdays][value=monday]").uncheck()
    page.locator("[name=at]").fill("17:30")
    page.locator("#step-panel button.primary").click()
    expect(page.locator(".times li")).to_have_count(5)
    expect(page.locator(".times li").first).to_contain_text("5:30")
    expect(page.locator("#told")).to_contain_text("Friday")
    assert settings(editor, "start")["weekdays"] == ["friday"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_keeps_anybody_out(
    open_editor: Callable[..., Editor], axe: Callable[..., None], scheme: str
) -> None:
    editor = open_editor(*MAIL, color_scheme=scheme)
    page = editor.page
    page.goto(f"{editor.server.url}{editor.path}?step=email")
    page.wait_for_function(READY)
    editor.field("Subject").fill(LIQUID)
    editor.field("Text").fill("Hello")
    is_saved(page)
    axe(page)
    page.locator("[data-values$='-subject']").click()
    expect(page.locator("#values-q")).to_be_visible()
    axe(page)
    page.keyboard.press("Escape")
    page.goto(f"{editor.server.url}{editor.path}?step=check")
    page.wait_for_function(READY)
    expect(page.locator(".verdict")).to_be_visible()
    axe(page)
    for part in ("test", "publish", "versions", "steps/email/values"):
        page.goto(f"{editor.server.url}{editor.path}/{part}")
        axe(page)
    page.set_viewport_size({"width": 360, "height": 780})
    for part in ("test", "publish", "versions", "steps/email/values"):
        page.goto(f"{editor.server.url}{editor.path}/{part}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 360, part
