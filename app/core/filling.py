"""What owners typed, once its values are filled in: a text that may not be empty, names, whole numbers."""

from __future__ import annotations

import re
from collections.abc import Iterable

from app.core.node import Context
from app.core.sentence import Sentence, because
from app.errors import Missing, Permanent

_WHOLE = re.compile(r"[+-]?[0-9]{1,9}").fullmatch


def required(text: str, setting: Sentence) -> str:
    """The text without outer blanks. Raises Missing where nothing is left, which names the ``setting``."""
    if not text.strip():
        raise Missing(because("“{setting}” is empty here", setting=setting))
    return text.strip()


def names(texts: Iterable[str], ctx: Context, setting: Sentence) -> tuple[str, ...]:
    """Names, each as it is, without blanks and repetitions (case aside). Raises Missing where nothing is left."""
    found: dict[str, str] = {}
    for text in texts:
        name = ctx.text(text).strip()
        if name:
            found.setdefault(name.casefold(), name)
    if not found:
        raise Missing(because("“{setting}” is empty here", setting=setting))
    return tuple(found.values())


def quantity(text: str) -> int:
    """A whole number; 5.0, as a value may come, is one. Raises Permanent."""
    plain = re.sub(r"\.0+$", "", text.strip())
    if not _WHOLE(plain):
        raise Permanent(because("“{text}” is no whole number", text=text.strip()[:60]))
    return int(plain)
