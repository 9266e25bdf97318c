"""Discount codes: letters that nobody mixes up, the same for one step of one run however often it is tried."""

from __future__ import annotations

import hashlib
import re

from app.core.node import Context
from app.core.sentence import because
from app.errors import Permanent

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Without 0 and O, 1, I and L."""
LENGTH = 10
"""Letters that can't be guessed: 31 to the tenth is about a thousand million million."""
_FIT = re.compile(r"[A-Z0-9_-]{0,40}").fullmatch


def code_for(ctx: Context, prefix: str) -> str:
    """A code that begins with the prefix. Raises Permanent for a prefix that is none.

    It is made of the run's id, which nobody outside learns, and not of chance: a retry must give the same one.
    """
    plain = re.sub(r"\s+", "", prefix).upper()
    if not _FIT(plain):
        raise Permanent(
            because("a code holds letters, digits and hyphens; “{text}” does not fit", text=prefix[:60])
        )
    digest = hashlib.sha256(f"code|{ctx.run}|{ctx.seed}|{ctx.step}".encode()).digest()
    number, made = int.from_bytes(digest, "big"), ""
    for _ in range(LENGTH):
        number, at = divmod(number, len(LETTERS))
        made += LETTERS[at]
    return f"{plain}{made}"
