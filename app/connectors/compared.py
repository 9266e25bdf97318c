"""Comparing before setting: what a step wrote is taken back only where nobody has changed it since."""

from __future__ import annotations

from collections.abc import Mapping

from app.core.effects.base import Effect
from app.core.sentence import Json, because
from app.errors import Permanent


def unless_changed(effect: Effect, now: Json, expected: Json | None) -> None:
    """Raises Permanent where something else stands there than is ``expected``; None: whatever stands there."""
    if expected is not None and _plain(now) != _plain(expected):
        raise Permanent(
            because("{what}: left as it is, because it was changed meanwhile", what=effect.sentence())
        )


def _plain(value: Json) -> Json:
    """Nothing and an empty text are one idea, and so are the line ends of different systems."""
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value or ""
