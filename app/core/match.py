"""Which workflows an event starts, and why not the others. Pure: live workflows come in, the chosen go out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from app.core.events import Event
from app.core.node import Context, Node, Trigger
from app.core.plan import Flow
from app.core.sentence import Json, Sentence, because


class Live(Protocol):
    """A workflow that is on, as it is carried about."""

    @property
    def flow(self) -> Flow:
        """Its live version."""
        ...


class Candidate(Protocol):
    """A workflow that is on, as far as matching looks at it."""

    @property
    def id(self) -> str:
        """The workflow's id, by which an event about itself is known."""
        ...

    @property
    def live(self) -> Live:
        """Its live version, with what stands beside it."""
        ...


C = TypeVar("C", bound=Candidate)


@dataclass(frozen=True, slots=True)
class Outcome(Generic[C]):
    """Whether an event starts a workflow. ``fits``: its trigger listens for such events; ``because`` says the rest."""

    candidate: C
    starts: bool
    fits: bool
    because: Sentence


def matches(event: Event, candidates: Iterable[C], shop: Mapping[str, Json] | None = None) -> list[C]:
    """The workflows that the event starts, in the order given."""
    return [
        candidate
        for candidate in candidates
        if event.name in (trigger := trigger_of(candidate.live.flow)).listens
        and _meant(event, candidate.id)
        and trigger.refuses(_context(event, candidate.live.flow, shop)) is None
    ]


def outcomes(
    event: Event, candidates: Iterable[C], shop: Mapping[str, Json] | None = None
) -> list[Outcome[C]]:
    """Every workflow with its reason, for "why didn't it start?"."""
    return [_outcome(event, candidate, shop) for candidate in candidates]


def _outcome(event: Event, candidate: C, shop: Mapping[str, Json] | None) -> Outcome[C]:
    flow = candidate.live.flow
    trigger = trigger_of(flow)
    if event.name not in trigger.listens:
        return Outcome(
            candidate,
            False,
            False,
            because(
                "it starts when {trigger}, and this was {event}", trigger=trigger.told(), event=event.name
            ),
        )
    if not _meant(event, candidate.id):
        return Outcome(candidate, False, False, because("this was another workflow's time"))
    refused = trigger.refuses(_context(event, flow, shop))
    if refused is not None:
        return Outcome(candidate, False, True, refused)
    return Outcome(candidate, True, True, because("it starts when {trigger}", trigger=trigger.told()))


def trigger_of(flow: Flow) -> Trigger:
    """The step that starts a workflow."""
    head: Node = flow.steps[next(iter(flow.main.heads))]
    if not isinstance(head, Trigger):  # compile_flow chooses a trigger
        raise TypeError(f"{type(head).__name__} is no trigger")
    return head


def _meant(event: Event, workflow: str) -> bool:
    """An event about a workflow (a schedule that is due) is meant for that one only."""
    kind, _, about = event.subject.partition(":")
    return kind != "workflow" or about == workflow


def names(event: Event, shop: Mapping[str, Json] | None = None) -> dict[str, Json]:
    """What a run sees first: the event's facts, the event itself and the shop."""
    happened = {"name": event.name, "subject": event.subject, "at": event.at.isoformat()}
    return {
        **event.data,
        "event": happened,
        "shop": dict(shop or {}),
        "steps": {},
        "now": event.at.isoformat(),
    }


def _context(event: Event, flow: Flow, shop: Mapping[str, Json] | None) -> Context:
    step = next(iter(flow.main.heads))
    zone = str((shop or {}).get("zone") or "UTC")
    return Context(event.at, "", step, f"{flow.id}/{step}", 0, names(event, shop), zone)
