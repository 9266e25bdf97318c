"""What is wrong with a drawing, as a value: tied to its step, with the way out where there is one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from app.core.sentence import Json, Sentence

Severity = Literal["error", "warning"]


@dataclass(frozen=True, slots=True)
class Fix:
    """What would put it right: the words of a button, and an editing operation as ``edit.operation`` reads it."""

    label: Sentence
    op: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Problem:
    """``step``: where it belongs, None for the workflow as a whole; ``field``: the setting, ``all.0.value`` in lists.

    An error keeps a workflow from being published; a warning is shown and no more.
    """

    step: str | None
    field: str | None
    because: Sentence
    code: str
    severity: Severity = "error"
    fix: Fix | None = None

    def to_json(self) -> dict[str, Json]:
        """As JSON, with its message in plain English; ``sentence`` is for who shows it in another language."""
        return {
            "step": self.step,
            "field": self.field,
            "code": self.code,
            "severity": self.severity,
            "message": str(self.because),
            "sentence": self.because.pack(),
        }


def errors(problems: Iterable[Problem]) -> list[Problem]:
    """Those that keep a workflow from being published."""
    return [problem for problem in problems if problem.severity == "error"]
