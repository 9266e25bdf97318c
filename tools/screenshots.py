"""Takes the pictures of docs/ anew: a real server with its demo store, a real browser, each state of the editor.

python -m tools.screenshots [NAME ...]    all of them, or some; "connect" for those of connecting a store
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, ViewportSize, expect, sync_playwright

from tests.support.browser import ARGS, find_browser
from tests.support.server import Storeflow
from tools import screenshots_connect

DOCS = Path(__file__).resolve().parent.parent / "docs"
WIDE: ViewportSize = {"width": 1280, "height": 832}
PHONE: ViewportSize = {"width": 390, "height": 844}
OWNER = {
    "shop_name": "Leaf & Clay",
    "name": "Anna Meyer",
    "email": "anna@example.com",
    "password": "four quiet green teapots",
}
WORKFLOWS = json.loads((Path(__file__).parent / "pictured.json").read_text("utf-8"))
READY = "() => document.querySelector('flow-canvas')?.isReady"
HERE = "/workflows/big-orders"
SEND = """async (op) => {
  const headers = JSON.parse(document.body.getAttribute('hx-headers:inherited'));
  headers['content-type'] = 'application/json';
  const base = document.querySelector('.editor').dataset.base;
  return (await fetch(base + '/ops', {method: 'POST', headers, body: JSON.stringify({op})})).status;
}"""


class Studio:
    """A shop with orders and workflows, and somebody who looks at them."""

    def __init__(self, browser: Browser, server: Storeflow) -> None:
        self.browser, self.server = browser, server
        page = browser.new_page(viewport=WIDE, locale="en-GB", timezone_id="Europe/Berlin")
        page.goto(server.setup_link)
        for name, text in OWNER.items():
            page.fill(f"[name={name}]", text)
        page.select_option("[name=currency]", "EUR")
        page.click("main button.primary")
        page.wait_for_url("**/start?said=welcome")
        self.state: Any = page.context.storage_state()
        for document in WORKFLOWS:
            file = server.data.parent / f"{document['id']}.json"
            file.write_text(json.dumps(document), "utf-8")
            done = server.command("import", str(file), "--publish")
            if done.returncode:
                sys.exit(done.stderr + done.stdout)
        server.restart()  # the command wrote into its database
        for _ in range(4):
            page.goto(f"{server.url}/demo")
            page.click("button[name=act][value=order]")
        expect(
            page.locator(".came li", has_text="Look after big orders").locator(".chip").first
        ).to_be_visible()
        page.context.close()

    def open(self, path: str, **options: Any) -> Page:
        """A page of its own."""
        context = self.browser.new_context(
            **{
                "storage_state": self.state,
                "viewport": WIDE,
                "locale": "en-GB",
                "timezone_id": "Europe/Berlin",
            }
            | options
        )
        page = context.new_page()
        page.goto(self.server.url + path)
        if page.locator("flow-canvas").count():
            page.wait_for_function(READY)
        return page

    def changed(self) -> Page:
        """The draft differs from what is live: a step is gone, a setting and the name are others."""
        page = self.open(HERE)
        for op in (
            {"op": "delete", "step": "wait"},
            {"op": "configure", "step": "tag", "settings": {"tags": ["big order", "thanked"]}},
            {"op": "rename", "name": "Look after big orders"},
        ):
            page.evaluate(SEND, op)
        return page


def canvas(studio: Studio) -> Page:
    page = studio.open(f"{HERE}?view=canvas")
    expect(page.locator("#told")).to_be_visible()
    return page


def list_view(studio: Studio) -> Page:
    return studio.open(f"{HERE}?view=list&step=tag")


def phone(studio: Studio) -> Page:
    return studio.open(HERE, viewport=PHONE, has_touch=True, is_mobile=True)


def picker(studio: Studio) -> Page:
    page = studio.open(f"{HERE}?view=canvas")
    page.locator('.plus[data-source="small"]').first.click()
    expect(page.locator("#picker-q")).to_be_focused()
    return page


def values(studio: Studio) -> Page:
    page = studio.open(f"{HERE}?step=thank")
    page.locator("[data-values$='-subject']").click()
    expect(page.locator("#values-q")).to_be_visible()
    return page


def conditions(studio: Studio) -> Page:
    page = studio.open(f"{HERE}?step=big")
    expect(page.locator(".verdict").first).to_be_visible()
    page.locator(".panel").evaluate("(panel) => panel.scrollTo(0, 130)")
    return page


def mail(studio: Studio) -> Page:
    page = studio.open(f"{HERE}?step=thank")
    expect(page.frame_locator("#mail-preview").locator("p").first).to_be_visible()
    page.locator("#mail-preview").scroll_into_view_if_needed()
    return page


def schedule(studio: Studio) -> Page:
    page = studio.open("/workflows/monday?step=start")
    page.locator("#step-panel").get_by_text("The next times").scroll_into_view_if_needed()
    return page


def trying(studio: Studio) -> Page:
    page = studio.open(f"{HERE}/test?event=example", viewport={"width": 1280, "height": 1280})
    expect(page.locator("[data-tried=thank] iframe")).to_be_visible()
    return page


def clash(studio: Studio) -> Page:
    page = studio.open(f"{HERE}?view=canvas")
    studio.open(HERE).evaluate(SEND, {"op": "configure", "step": "tag", "settings": {"tags": ["large"]}})
    page.locator('[data-node-id="small"] .flow-face').focus()
    page.keyboard.press("Delete")
    expect(page.locator("#clash")).to_be_visible()
    return page


def dark(studio: Studio) -> Page:
    page = studio.open(f"{HERE}?view=canvas&step=big", color_scheme="dark")
    expect(page.locator(".verdict").first).to_be_visible()
    return page


def publish(studio: Studio) -> Page:
    studio.changed()
    return studio.open(f"{HERE}/publish")


def versions(studio: Studio) -> Page:
    page = studio.changed()
    page.goto(f"{studio.server.url}{HERE}/publish")
    page.locator("form[action$='/publish'] button.primary").click()
    return studio.open(f"{HERE}/versions?old=1&new=2")


def run(studio: Studio) -> Page:
    page = studio.open("/demo")
    page.locator(".came li", has_text="Look after big orders").locator("a").first.click()
    page.set_viewport_size({"width": 1280, "height": 1180})
    page.wait_for_function(READY)
    return page


PICTURES: dict[str, Callable[[Studio], Page]] = {
    "editor": canvas, "list": list_view, "phone": phone, "picker": picker, "values": values,
    "conditions": conditions, "mail": mail, "schedule": schedule, "try": trying, "run": run, "dark": dark,
    "clash": clash, "publish": publish, "versions": versions,
}  # fmt: skip
"""By name, in this order: the last ones change what there is to see."""


def main(names: Sequence[str]) -> int:
    """Writes docs/NAME.png of each."""
    DOCS.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, Storeflow(Path(folder) / "data") as server:
        server.start()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=find_browser(), args=list(ARGS))
            studio = Studio(browser, server)
            for name, work in PICTURES.items():
                if names and name not in names:
                    continue
                page = work(studio)
                page.wait_for_load_state("networkidle")
                target = DOCS / f"{name}.png"
                page.screenshot(path=target, animations="disabled", caret="hide")
                page.context.close()
                print(
                    f"{target.relative_to(DOCS.parent)}: {target.stat().st_size / 1024:.0f} KiB", flush=True
                )
            browser.close()
            if not names or "connect" in names:
                screenshots_connect.pictures(playwright)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
