"""What a step would do with the sample event, while it is being set: verdicts, the mail, the next times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Protocol, runtime_checkable

from pydantic import ValidationError

from app.core import conditions
from app.core.condition_parts import Group, tests_of
from app.core.conditions import Verdict
from app.core.effects.message import SendEmail
from app.core.node import Ask, Context, Node, Trigger
from app.core.sentence import Json, Sentence, because
from app.core.visible import Visible
from app.errors import AppError
from app.ui.editor_sample import Sample

TIMES = 5


@runtime_checkable
class ByTheClock(Protocol):
    """A trigger that knows when it is due next."""

    def following(self, after: datetime, zone: str) -> datetime | None:
        """The first time after a moment. In UTC."""
        ...


@dataclass(frozen=True, slots=True)
class Live:
    """How it comes out. ``would``: what the step would do; ``trouble``: why it could not; ``times``: when it is due."""

    would: Sentence | None = None
    trouble: Sentence | None = None
    mail: SendEmail | None = None
    times: tuple[datetime, ...] = ()


def live(node: Node | None, ctx: Context) -> Live:
    """The step's first turn with the sample event, nothing of it done. ``node`` None: its settings are not finished."""
    if node is None:
        return Live()
    if isinstance(node, Trigger):
        due = times(node, ctx.now, ctx.zone)
        past = isinstance(node, ByTheClock) and not due
        return Live(times=due, trouble=because("That time is past, so it starts no more.") if past else None)
    try:
        first = node.decide(ctx)
    except AppError as error:
        return Live(trouble=error.sentence if isinstance(error.sentence, Sentence) else None)
    mail = first.want if isinstance(first, Ask) and isinstance(first.want, SendEmail) else None
    return Live(would=first.because, mail=mail)


def times(node: Node, after: datetime, zone: str) -> tuple[datetime, ...]:
    """The next times of a trigger that goes by the clock, of others none."""
    found: list[datetime] = []
    at: datetime | None = after
    while isinstance(node, ByTheClock) and len(found) < TIMES:
        at = node.following(at, zone) if at else None
        if at is None:
            break
        found.append(at)
    return tuple(found)


def judge(sample: Sample, seen: Visible) -> Callable[[Mapping[str, Json]], Verdict | None]:
    """Says how an item of a condition comes out for the sample event; None while it can't be read."""
    now = datetime.now(UTC)
    names = sample.names(seen, now)
    item = seen.shapes.get("item", "")

    def verdict(test: Mapping[str, Json]) -> Verdict | None:
        try:
            group = Group.model_validate({"all": [test]})
            return conditions.decide(*tests_of(group), names, now=now, zone=sample.zone, item=item)
        except (ValidationError, RecursionError):
            return None

    return verdict
