"""“Why didn't it?”: for an order or a customer, what every workflow did about each event, or why it did nothing."""

from __future__ import annotations

from dataclasses import dataclass, replace

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.match import outcomes
from app.core.sentence import Sentence, because
from app.engine.flows import Candidate
from app.engine.services import Services
from app.store import events, finding, runs, workflows
from app.store.events import EventView
from app.store.runs import RunLine
from app.store.workflows import Saved
from app.ui.pages import page, services
from app.web import allow

router = APIRouter()
THINGS, EVENTS = 5, 12
"""Things that are shown of those that fit, and the last events of each."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What one workflow made of an event. ``fits``: it listens to such events at all."""

    id: str
    name: str
    run: RunLine | None
    because: Sentence
    fits: bool


@dataclass(frozen=True, slots=True)
class Told:
    """An event, with the answers: those that fit first."""

    event: EventView
    answers: tuple[Answer, ...]
    others: tuple[Answer, ...]


@router.get("/why")
@allow("viewer")
async def show(request: Request, q: str = "") -> Response:
    """Asked in the words that an order, a customer or an article is known by."""
    parts = services(request)
    found = await parts.db.read(finding.subjects, q[:200]) if q.strip() else None
    shown = [(subject, await _of(parts, subject)) for subject in (found or [])[:THINGS]]
    return page(
        request,
        "why.html",
        q=q[:200],
        shown=shown,
        more=len(found or []) - len(shown),
        asked=found is not None,
    )


async def _of(parts: Services, subject: str) -> list[Told]:
    happened, made, saved = await parts.db.read(_kept, subject)
    live = await parts.flows.live()
    return [_told(parts, event, made, saved, live) for event in happened]


def _kept(conn: Connection, subject: str) -> tuple[list[EventView], list[RunLine], list[Saved]]:
    found = events.list_events(conn, subject=subject, limit=EVENTS).items
    whole = [events.get_event(conn, one.id) for one in found]
    shown = {one.id for one in whole}
    made = [run for run in runs.list_runs(conn, subject=subject, limit=200).items if run.event in shown]
    return whole, [_decided(conn, run) for run in made], workflows.list_all(conn)


def _decided(conn: Connection, run: RunLine) -> RunLine:
    """The run with what its last step says, where it has no reason of its own: the value that decided."""
    said = [step.because for step in runs.get_run(conn, run.id).steps if step.because]
    return run if run.because or not said else replace(run, because=said[-1])


def _told(
    parts: Services, event: EventView, made: list[RunLine], saved: list[Saved], live: list[Candidate]
) -> Told:
    """The workflows as they are now; a run that there was then says what it did."""
    started = {run.workflow: run for run in made if run.event == event.id}
    about = [one for one in live if one.bound in (None, event.connection)]
    why = {one.candidate.id: one for one in outcomes(event.event(), about, parts.shop())}
    answers: list[Answer] = []
    for one in saved:
        run, outcome = started.get(one.id), why.get(one.id)
        if run is not None:
            answers.append(Answer(one.id, one.name, run, run.because or because("it ran"), True))
        elif not one.on:
            off = (
                because("it is off")
                if one.live is not None
                else because("it is a draft that was never published")
            )
            answers.append(Answer(one.id, one.name, None, off, False))
        elif outcome is None:
            answers.append(Answer(one.id, one.name, None, because("it is about another store"), False))
        elif outcome.starts:
            late = because("it would start now; it was not on yet, or another, when this happened")
            answers.append(Answer(one.id, one.name, None, late, True))
        else:
            answers.append(Answer(one.id, one.name, None, outcome.because, outcome.fits))
    fits = tuple(one for one in answers if one.fits)
    return Told(event, fits, tuple(one for one in answers if not one.fits))
