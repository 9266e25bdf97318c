"""Running a workflow by hand: what it is run on is chosen, seen, started; then how far it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.core.by_hand import ABOUT
from app.core.effects.records import MOST
from app.core.records import Where
from app.core.sentence import Sentence, because
from app.engine import by_hand
from app.engine.by_hand import Offer, Preview
from app.errors import InvalidInput, StepError
from app.store import backfills
from app.ui.pages import page, person, redirect, services, visit
from app.ui.states import State
from app.web import allow

router = APIRouter()
Field = Annotated[str, Form()]
USUAL = 1000
"""How many are offered at first."""
STATES: Mapping[str, State] = {
    "going": State(because("Going on"), "circle-play", "busy"),
    "paused": State(because("Paused"), "pause", "warn"),
    "done": State(because("Done"), "circle-check", "good"),
    "cancelled": State(because("Cancelled"), "ban"),
    "failed": State(because("Failed"), "circle-x", "bad"),
}
MANY: Mapping[str, Sentence] = {
    "order": because("Orders"),
    "draft_order": because("Draft orders"),
    "customer": because("Customers"),
    "product": because("Products"),
    "variant": because("Variants of products"),
}
NAMED: Mapping[str, Sentence] = {
    "order": because(
        "Numbers of orders or e-mail addresses of customers, one a line. Empty: all that fit below."
    ),
    "draft_order": because(
        "Numbers of draft orders or e-mail addresses of customers, one a line. Empty: all that fit below."
    ),
    "customer": because("E-mail addresses or names of customers, one a line. Empty: all that fit below."),
    "product": because("Titles of products, one a line. Empty: all that fit below."),
    "variant": because("SKUs or titles of variants, one a line. Empty: all that fit below."),
}
SINCE = frozenset({"order", "draft_order", "customer", "product"})
TAGGED = frozenset({"order", "draft_order", "customer", "product"})


@dataclass(frozen=True, slots=True)
class Typed:
    """What is in the form."""

    names: str = ""
    since: str = ""
    tag: str = ""
    most: str = str(USUAL)
    store: str = ""


@router.get("/workflows/{workflow_id}/run")
@allow("editor")
async def show(request: Request, workflow_id: str) -> Response:
    """The form, and what was run by hand before."""
    return await _shown(request, await by_hand.offer(services(request), workflow_id), Typed())


@router.get("/workflows/{workflow_id}/run/progress")
@allow("editor")
async def show_progress(request: Request, workflow_id: str) -> Response:
    """How far it is, for the page that watches."""
    return page(request, "parts/run_on_progress.html", **await _progress(request, workflow_id))


@router.post("/workflows/{workflow_id}/run")
@allow("editor")
async def choose(
    request: Request,
    workflow_id: str,
    act: Annotated[str, Form()] = "look",
    names: Field = "",
    since: Field = "",
    tag: Field = "",
    most: Field = str(USUAL),
    store: Field = "",
) -> Response:
    """Counts what was chosen and shows it; ``act`` "start" then starts it."""
    parts = services(request)
    offered = await by_hand.offer(parts, workflow_id)
    typed = Typed(names, since, tag, most, store)
    wrong: dict[str, Sentence | str] = {}
    where, number = _where(request, offered, typed, wrong), _number(typed, wrong)
    if wrong or offered.why_not is not None:
        return await _shown(request, offered, typed, wrong, status=422)
    listed = [name.strip() for name in names.splitlines() if name.strip()]
    try:
        chosen = offered.store(store)
        seen = await by_hand.preview(parts, offered, chosen, where=where, names=listed, most=number)
    except (StepError, InvalidInput) as error:
        return await _shown(request, offered, typed, {"": error.sentence}, status=422)
    if act != "start" or not seen.count:
        return await _shown(request, offered, typed, seen=seen)
    about = None if seen.more else seen.count
    await by_hand.start(parts, offered, chosen, seen.where, most=number, about=about, by=person(request).name)
    return redirect(f"/workflows/{workflow_id}/run", "run-by-hand")


@router.post("/workflows/{workflow_id}/run/{backfill_id}")
@allow("editor")
async def switch(
    request: Request, workflow_id: str, backfill_id: str, to: Annotated[str, Form()] = ""
) -> Response:
    """Pauses it, lets it go on, or ends it."""
    if to not in ("paused", "going", "cancelled"):
        raise InvalidInput(because("This can't be chosen."))
    await by_hand.switch(services(request), workflow_id, backfill_id, to)
    return redirect(f"/workflows/{workflow_id}/run")


def _where(request: Request, offered: Offer, typed: Typed, wrong: dict[str, Sentence | str]) -> Where:
    since: datetime | None = None
    if typed.since.strip():
        try:
            day = date.fromisoformat(typed.since.strip())
            since = datetime.combine(day, time(), ZoneInfo(visit(request).zone))
        except ValueError:
            wrong["since"] = because("Please give a date, such as 2026-12-24.")
    return Where(created_after=since, tag=typed.tag.strip())


def _number(typed: Typed, wrong: dict[str, Sentence | str]) -> int:
    text = typed.most.strip()
    number = int(text) if text.isdecimal() and len(text) < 9 else 0
    if not 1 <= number <= MOST:
        wrong["most"] = because("Choose from 1 to {n} at once.", n=MOST)
    return number


async def _progress(request: Request, workflow: str) -> dict[str, Any]:
    rows = await services(request).db.read(backfills.of_workflow, workflow)
    return {
        "rows": rows,
        "workflow": workflow,
        "states": STATES,
        "going": any(row.state == "going" for row in rows),
        "told": {
            row.id: Where.model_validate(row.chosen).model_copy(update={"ids": ()}).told() for row in rows
        },
    }


async def _shown(
    request: Request,
    offered: Offer,
    typed: Typed,
    wrong: Mapping[str, Sentence | str] | None = None,
    *,
    seen: Preview | None = None,
    status: int = 200,
) -> Response:
    return page(
        request,
        "run_on.html",
        status,
        offer=offered,
        saved=offered.saved,
        typed=typed,
        wrong=wrong or {},
        seen=seen,
        many=MANY.get(offered.thing),
        about=ABOUT.get(offered.thing),
        named=NAMED.get(offered.thing),
        dated=offered.thing in SINCE,
        tagged=offered.thing in TAGGED,
        **await _progress(request, offered.saved.id),
    )
