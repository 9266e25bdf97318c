"""Ways out that an owner names: by the value of a field, or by chance."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated

from pydantic import AfterValidator, ValidationError

from app.core.condition_parts import FieldTest, SettingError
from app.core.refusals import refusals
from app.core.sentence import because

OWN = frozenset({"next", "then", "otherwise", "each", "after", "happened", "timed_out", "failed"})
"""Ways that mean something already."""


def _way(name: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", name):
        raise SettingError(
            because("“{name}” can't be the name of a way: letters, digits, - and _ only", name=name[:80])
        )
    if name in OWN:
        raise SettingError(because("“{name}” means another way already", name=name))
    return name


WayName = Annotated[str, AfterValidator(_way)]
"""It stands in arrows, so it holds letters, digits, ``-`` and ``_`` only."""


def side(shares: Mapping[str, int], chance: float) -> str:
    """The way that a number from 0 up to 1 falls to, by shares that add up to 100."""
    reached = 0
    for name, share in shares.items():
        reached += share
        if chance * 100 < reached:
            return name
    return list(shares)[-1]


def tests(field: str, operator: str, cases: Mapping[str, str]) -> list[tuple[str, FieldTest]]:
    """Each way with the test that opens it. Raises SettingError, with a sentence, for a value that can't be."""
    try:
        return [(way, FieldTest(field=field, operator=operator, value=value)) for way, value in cases.items()]
    except ValidationError as error:
        raise SettingError(refusals(error)[0][1]) from error
