"""Tags as owners write them."""

from __future__ import annotations

from collections.abc import Iterable

from app.core.node import Context
from app.core.sentence import because
from app.errors import Missing


def filled(tags: Iterable[str], ctx: Context) -> tuple[str, ...]:
    """The tags with their values filled in: split at commas, without blanks and repetitions (case aside).

    Raises Missing where nothing is left, so that a step never reports that it set no tag.
    """
    found: dict[str, str] = {}
    for text in tags:
        for tag in ctx.text(text).split(","):
            if tag.strip():
                found.setdefault(tag.strip().casefold(), tag.strip())
    if not found:
        raise Missing(because("there is no tag to set: the text of the tags is empty for this order"))
    return tuple(found.values())
