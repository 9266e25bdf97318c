"""What the runner needs of the world around it, as one value: so that a test run is the same runner elsewhere."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from app.core.effects import Effect
from app.core.plan import Flow
from app.core.sentence import Json, because
from app.errors import Permanent


class Performer(Protocol):
    """Carries effects out: a connector, or the recording one of a test run."""

    async def perform(self, effect: Effect, key: str) -> Json:
        """Raises Temporary or Permanent."""
        ...


@dataclass(frozen=True, slots=True)
class LiveFlow:
    """A version of a workflow with what stands beside it: the connection that each slot is bound to."""

    flow: Flow
    bindings: Mapping[str, str] = field(default_factory=dict)


async def _nobody(workflow: str) -> int:
    raise Permanent(because("The workflow that this step calls is not published."))


@dataclass(frozen=True, slots=True)
class World:
    """``performer``: slot's connection id ("" for none) -> who carries out; raises Permanent where there is none.

    ``now`` is the clock, ``dice`` a number from 0 to 1 for jitter, ``shop`` what Liquid sees as ``shop``
    (name, currency, zone).
    """

    flow: Callable[[str, int], Awaitable[LiveFlow]]
    performer: Callable[[str, str], Awaitable[Performer]]
    now: Callable[[], datetime]
    dice: Callable[[], float]
    shop: Callable[[], Mapping[str, Json]]
    live_version: Callable[[str], Awaitable[int]] = _nobody
    """The live version of a workflow that is called. Raises Permanent where there is none."""
    stopped: Callable[[], bool] = lambda: False
    """Whether somebody pressed the red button: nothing runs, nothing leaves."""
    quiet: Callable[[], bool] = lambda: False
    """Whether that is because this may be a copy: then nothing that is due is begun either, as it may be overdue."""
    assumed: bool = False
    """Effects are only noted (test run, rehearsal)."""
