"""Accessibility: axe over a page, with what it finds as lines that a person can act on."""

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
COLOURS = ["color-contrast", "link-in-text-block"]
"""The rules that another set of colours can break, and nothing else can."""
AXE = Axe()


def violations(page: Page, within: str | None = None, *, colours: bool = False) -> list[str]:
    """WCAG 2.2 AA violations, one line per element: rule, place, what to do. ``colours``: only of the colours."""
    only = {"type": "rule", "values": COLOURS} if colours else {"type": "tag", "values": TAGS}
    if not page.evaluate("'axe' in window"):  # reading half a megabyte again takes longer than looking
        page.evaluate(AXE.axe_script)
    found: list[dict[str, Any]] = page.evaluate(
        "([within, options]) => axe.run(within ?? document, options).then((told) => told.violations)",
        [within, {"runOnly": only, "resultTypes": ["violations"]}],
    )
    return [
        f"{rule['id']} at {' '.join(map(str, node['target']))}: {' '.join(node['failureSummary'].split())}"
        for rule in found
        for node in rule["nodes"]
    ]


def check(page: Page, within: str | None = None, *, colours: bool = False) -> None:
    """Fail with all of them at once."""
    lines = violations(page, within, colours=colours)
    assert not lines, f"{len(lines)} accessibility violations on {page.url}:\n" + "\n".join(lines)
