"""What becomes of a remembered value: set, counted up, a list of texts that grows and shrinks. Pure."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

from app.core.comparing import decimal, fold
from app.core.lists import plain
from app.core.node import Text, setting
from app.core.sentence import Json, because
from app.errors import Permanent

LONGEST = 1000
"""Entries of a remembered list; the oldest go first."""

Name = Annotated[
    str, setting("Name", "What is remembered, such as points or last offer.", min_length=1, max_length=80)
]
"""Under which name something is remembered."""
Whose = Annotated[
    Text,
    setting(
        "For each",
        "Such as {{ customer.email }}; empty is for the whole shop.",
        "{{ customer.email }}",
        max_length=500,
    ),
]
"""Of whom it is remembered."""


HOW = {
    "set": "Keep the value",
    "add": "Add the number",
    "include": "Put it on the list",
    "exclude": "Take it off the list",
}
"""What can be done with it, by its label."""


def number_of(text: str) -> Json:
    """A text as the number to be added. Raises Permanent where it is none."""
    number = decimal(text)
    if number is None:
        raise Permanent(because("“{text}” is no number, so it can't be added", text=text[:80]))
    return plain(number)


def after(how: str, was: Json, value: Json) -> Json:
    """The value afterwards; None: nothing is remembered any more."""
    if how == "recall":
        return was
    if how == "forget":
        return None
    if how == "add":
        total = (decimal(was) or Decimal(0)) + (decimal(value) or Decimal(0))
        return (
            int(total) if total == total.to_integral_value() and abs(total) < 10**15 else format(total, "f")
        )
    if how in ("include", "exclude"):
        had = list(was) if isinstance(was, list) else [] if was is None else [was]
        others = [one for one in had if fold(one) != fold(value)]
        return [*others, value][-LONGEST:] if how == "include" else others
    return value
