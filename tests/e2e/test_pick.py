"""Names of the store are chosen in a real browser: behind those that stand there already, by mouse and by keys."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from playwright.sync_api import expect

from app.core.fields import example
from app.store import connections, mirror
from app.store.database import open_database
from tests.e2e.test_editor import LINE, Editor
from tests.e2e.test_editor import open_editor as _open_editor
from tests.e2e.test_editor import signed_in as _signed_in
from tests.e2e.test_panel import is_saved, settings
from tests.support.server import Storeflow

signed_in, open_editor = _signed_in, _open_editor
FIND = (*LINE, {"op": "add", "type": "data.find_product", "after": "vip"})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storeflow]:
    """One Storeflow for this file, whose store has told of an order."""
    with Storeflow(tmp_path_factory.mktemp("pick")) as storeflow:
        storeflow.start()
        with ThreadPoolExecutor(1) as aside:  # Playwright's loop runs in this thread
            aside.submit(asyncio.run, told(storeflow)).result()
        yield storeflow


async def told(server: Storeflow) -> None:
    """What messages of the store would bring."""
    db = open_database(server.data)
    try:
        [shop] = await db.read(connections.list_all)
        await db.write(mirror.keep, shop.id, "order", [example("Order") | {"tags": ["Big", "Wholesale"]}])
    finally:
        await db.close()


def test_tags_are_chosen_behind_what_is_there(
    open_editor: Callable[..., Editor], axe: Callable[..., None]
) -> None:
    editor = open_editor(*LINE)
    page = editor.page
    editor.face("vip").click()
    page.locator("[data-several]").click()
    expect(page.locator("#values [data-name]")).to_have_count(2)
    axe(page)
    page.locator("#values-q").fill("whole")
    expect(page.locator("#values [data-name]")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator("#values")).to_be_hidden()
    expect(page.locator("[name=tags]")).to_have_value("vip, Wholesale")
    is_saved(page)
    assert settings(editor, "vip")["tags"] == ["vip", "Wholesale"]


def test_a_product_takes_the_place_of_what_stood_there(open_editor: Callable[..., Editor]) -> None:
    """Nothing of the store's products was told, so the store itself is asked."""
    editor = open_editor(*FIND)
    page = editor.page
    editor.face("find_product").click()
    for n in (0, 1):
        page.locator("[href*='/pick/product']").click()
        chosen = page.locator("#values [data-name]").nth(n)
        name = str(chosen.get_attribute("data-name"))
        chosen.click()
        expect(page.locator("[name=name]").last).to_have_value(name)
        is_saved(page)
    assert settings(editor, "find_product")["name"] == name
