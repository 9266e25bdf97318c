"""Forms of a step whose fields follow from what was chosen, and how often a step tries, in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.e2e.test_editor import LINE, Editor
from tests.e2e.test_editor import open_editor as _open_editor
from tests.e2e.test_editor import signed_in as _signed_in
from tests.support.server import Storeflow

signed_in, open_editor = _signed_in, _open_editor
DAILY = ({"op": "replace_trigger", "type": "time.schedule"},)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Storeflow]:
    """One Storeflow for this file."""
    with Storeflow(tmp_path_factory.mktemp("settings")) as storeflow:
        yield storeflow.start()


@pytest.fixture(scope="module")
def token(server: Storeflow) -> str:
    """Reads what the server has."""
    return server.command("token", "create", "test").stdout.strip()


def saved(editor: Editor, token: str, step: str) -> dict[str, Any]:
    """The step as it lies in the draft."""
    url = f"{editor.server.url}/api/v1{editor.path}"
    document = editor.page.request.get(url, headers={"authorization": f"Bearer {token}"}).json()["document"]
    return next(one for one in document["steps"] if one["id"] == step)


def test_a_schedule_asks_only_for_what_its_kind_needs(
    open_editor: Callable[..., Editor], axe: Callable[..., None], token: str
) -> None:
    editor = open_editor(*DAILY)
    page, panel = editor.page, editor.page.locator("#step-panel")
    editor.face("start").click()
    often = panel.locator("[name=every]")
    for kind, fields in (("days", {"weekdays", "at"}), ("minutes", {"minutes", "at"}), ("cron", {"cron"})):
        often.select_option(kind)
        for name in ("weekdays", "minutes", "cron", "at"):
            expect(panel.locator(f"[name={name}]")).to_have_count(
                0 if name not in fields else 7 if name == "weekdays" else 1
            )
        axe(page, "#step-panel")
    panel.locator("[name=cron]").fill("*/15 8-17 * * 1-5")
    expect(panel.locator(".times li")).to_have_count(5)
    editor.eventually(
        lambda: saved(editor, token, "start")["settings"] == {"every": "cron", "cron": "*/15 8-17 * * 1-5"}
    )
    often.select_option("days")
    panel.get_by_label("Friday").check()
    expect(page.locator("#step-panel .settings [role=status]")).to_contain_text("Saved")
    editor.eventually(
        lambda: saved(editor, token, "start")["settings"].get("weekdays") == ["monday", "friday"]
    )


def test_how_often_a_step_tries_is_said_in_its_panel(
    open_editor: Callable[..., Editor], axe: Callable[..., None], token: str
) -> None:
    editor = open_editor(*LINE)
    panel = editor.page.locator("#step-panel")
    editor.face("vip").click()
    panel.get_by_text("When the service does not answer").click()
    panel.get_by_label("How many tries").fill("3")
    panel.get_by_label("Pause in between").fill("30")
    axe(editor.page, "#step-panel")
    panel.locator(".step-retry button").click()
    editor.eventually(lambda: saved(editor, token, "vip").get("retry") == {"tries": 3, "pause": 30})
    expect(panel.get_by_label("How many tries")).to_have_value("3")
    panel.get_by_label("How many tries").fill("")
    panel.get_by_label("Pause in between").fill("")
    panel.locator(".step-retry button").click()
    editor.eventually(lambda: "retry" not in saved(editor, token, "vip"))
