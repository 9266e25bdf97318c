"""The pictures of docs/connect-your-store.md: its steps, gone in a real browser as the tests go them."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, Playwright, expect, sync_playwright

from tests.support.connecting import shopify_by_app, stage, woocommerce_by_click, woocommerce_by_keys

DOCS = Path(__file__).resolve().parent.parent / "docs"
WHOLE = ("woocommerce-keys", "shopify-app")
"""What is longer than the window."""


def shot(page: Page, name: str) -> None:
    """Writes docs/connect-NAME.png."""
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement?.blur(), scrollTo(0, 0)")
    target = DOCS / f"connect-{name}.png"
    page.screenshot(path=target, animations="disabled", caret="hide", full_page=name in WHOLE)
    print(f"{target.relative_to(DOCS.parent)}: {target.stat().st_size / 1024:.0f} KiB", flush=True)


def pictures(playwright: Playwright) -> None:
    """All of them."""
    with tempfile.TemporaryDirectory() as folder, stage(Path(folder), playwright.chromium, public=True) as on:
        shot(woocommerce_by_click(on, shot), "woocommerce-connected")
    with (
        tempfile.TemporaryDirectory() as folder,
        stage(Path(folder), playwright.chromium, public=False) as on,
    ):
        page = woocommerce_by_keys(on, shot)
        expect(page.get_by_text("Storeflow asks your store every minute.")).to_be_visible()
        shot(page, "woocommerce-asked")
        shot(shopify_by_app(on, on.shopify(), shot), "shopify-connected")


if __name__ == "__main__":
    with sync_playwright() as started:
        pictures(started)
    sys.exit(0)
