"""Accessibility: axe over a page, with what it finds as lines that a person can act on."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


def violations(page: Page, within: str | None = None) -> list[str]:
    """WCAG 2.2 AA violations, one line per element: rule, place, what to do."""
    options = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
    found: list[dict[str, Any]] = Axe().run(page, context=within, options=options).response["violations"]
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for rule in found
        for node in rule["nodes"]
    ]


def check(page: Page, within: str | None = None) -> None:
    """Fail with all of them at once."""
    lines = violations(page, within)
    assert not lines, f"{len(lines)} accessibility violations on {page.url}:\n" + "\n".join(lines)
