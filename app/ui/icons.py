"""Icons as SVG inside the page: no font, no script. ``icons.txt`` names the ones that we use."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from markupsafe import Markup

FOLDER = Path(__file__).resolve().parent / "vendor" / "icons"
INSTEAD = "workflow"
"""Shown for a name that we don't have, so that a new node with an unknown icon breaks no page."""


@cache
def icon(name: str, extra: str = "") -> Markup:
    """The SVG of an icon, hidden from screen readers: a word always stands beside it. ``extra``: more classes."""
    path = FOLDER / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        return Markup("") if name == INSTEAD else icon(INSTEAD, extra)
    inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text("utf-8"), re.S)
    assert inner, f"{path.name} is no SVG"
    shape = re.sub(r"\s+", " ", inner[1]).strip()
    classes = Markup("icon {}").format(extra) if extra else Markup("icon")
    return Markup(
        '<svg class="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" aria-hidden="true" focusable="false">{}</svg>'
    ).format(classes, Markup(shape))  # noqa: S704 - the file came with the build, from a locked package
