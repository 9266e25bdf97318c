"""``python -m tools.parity``: Shopify Flow's triggers, operators and actions beside ours, as ``docs/shopify-flow.md``.

The rows stand in ``flow_parity.txt``; a test holds that every step and operator named there exists, and that the page
is what this makes of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.core.operators import OPERATORS
from app.nodes import catalogue

ROOT = Path(__file__).resolve().parent.parent
ROWS = Path(__file__).with_name("flow_parity.txt")
PAGE = ROOT / "docs" / "shopify-flow.md"
SAID = {"have": "yes", "better": "yes, and more", "not": "no"}
QUANTIFIERS = {
    "at_least_one": "At least one",
    "all": "All of these",
    "none": "None",
    "any": "Any of these",
}
"""What conditions offer besides operators."""


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of Flow's. ``ours``: types of steps, or names of operators; ``verdict``: have, better, not."""

    section: str
    theirs: str
    ours: tuple[str, ...]
    verdict: str
    because: str


def rows() -> Iterator[Row]:
    """All rows in order."""
    section = ""
    for line in ROWS.read_text("utf-8").splitlines():
        if line.startswith("## "):
            section = line.removeprefix("## ")
        elif line and not line.startswith("#"):
            theirs, ours, verdict, why = [part.strip() for part in (line + " |").split("|")][:4]
            named = tuple(name.strip() for name in ours.split(",") if name.strip())
            yield Row(section, theirs, named, verdict, why)


def title(row: Row, name: str) -> str:
    """What the screen calls it. Raises KeyError for what does not exist."""
    if row.section == "Operators":
        return OPERATORS[name].label if name in OPERATORS else QUANTIFIERS[name]
    return catalogue()[name].meta.title


def page() -> str:
    """The page as Markdown."""
    found = list(rows())
    lines = [
        "# Storeflow beside Shopify Flow",
        "",
        "Made by `python -m tools.parity` from the catalogue. What a step does stands on its page under *All steps*.",
        "",
    ]
    for section in dict.fromkeys(row.section for row in found):
        mine = [row for row in found if row.section == section]
        had = sum(row.verdict != "not" for row in mine)
        more = sum(row.verdict == "better" for row in mine)
        lines += [
            f"## {section}",
            "",
            f"Of Flow's {len(mine)}, Storeflow has {had}, {more} of them with more; {len(mine) - had} it has not.",
            "",
            "| Shopify Flow | Storeflow | has it | because |",
            "|---|---|---|---|",
        ]
        for row in mine:
            ours = ", ".join(title(row, name) for name in row.ours) or "–"
            lines.append(f"| {row.theirs} | {ours} | {SAID[row.verdict]} | {row.because or ' '} |")
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    PAGE.write_text(page(), "utf-8")
