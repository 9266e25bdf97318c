"""Templates: the gallery, a template's questions, what it would have done, and making a workflow of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache, partial

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.datastructures import FormData, QueryParams
from starlette.responses import Response

from app.core.document import Workflow
from app.core.graph import errors
from app.core.moments import zone_of
from app.core.sentence import Json, Sentence, because
from app.core.template import Template, Wrong, fill
from app.core.words import paragraph
from app.engine import publishing
from app.engine import templates as shelf
from app.engine.publishing import Unfit
from app.engine.services import Services
from app.engine.trial import Trial
from app.engine.trial import run as tried
from app.errors import NotFound
from app.i18n import gettext
from app.store import connections
from app.store.workflows import Saved
from app.ui import editor_sample, reading
from app.ui.editor_sample import Choice
from app.ui.pages import page, person, redirect, services, visit
from app.ui.picture import Picture, picture
from app.web import allow

router = APIRouter()
GOALS: Mapping[str, Sentence] = {
    "recover": because("Bring customers back"),
    "care": because("Look after customers"),
    "stock": because("Keep the shelves right"),
    "orders": because("Keep orders in order"),
    "protect": because("Stay clear of fraud and losses"),
    "plan": because("Plan sales and know your figures"),
}
ROLES: Mapping[str, Sentence] = {
    "owner": because("Owner"),
    "marketing": because("Marketing"),
    "support": because("Customer service"),
    "warehouse": because("Warehouse"),
    "finance": because("Accounts"),
    "purchasing": because("Purchasing"),
}
KINDS: Mapping[str, Sentence] = {
    "shopify": because("Shopify"), "woocommerce": because("WooCommerce"), "demo": because("the demo store"),
    "email": because("E-mail"), "chat": because("A chat"), "web_call": because("An address of its own"),
}  # fmt: skip
MOST_TRIED = 10
"""Recent events that a template is tried with before it is used."""


@dataclass(frozen=True, slots=True)
class Card:
    """A template in the gallery. ``lacks``: the kinds of connection that are not there yet."""

    template: Template
    picture: Picture
    lacks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What it would have done with a recent event. ``acts``: whether it would have done anything."""

    choice: Choice
    acts: bool
    because: Sentence
    doings: tuple[Sentence, ...]


@router.get("/templates")
@allow("viewer")
async def show(request: Request, q: str = "", goal: str = "", role: str = "") -> Response:
    """The gallery, by goal; searched by words of any language that the page is read in."""
    parts, who = services(request), visit(request)
    kinds = await _kinds(parts)
    reading.begin(who.locale, who.zone)
    words = q[:100].casefold().split()
    found = [
        card
        for card in (_card(one, parts, kinds) for one in shelf.templates().values())
        if (not goal or card.template.goal == goal)
        and (not role or role in card.template.roles)
        and all(word in _searched(card.template) for word in words)
    ]
    groups = [
        (name, title, [card for card in found if card.template.goal == name]) for name, title in GOALS.items()
    ]
    return page(
        request, "templates.html", q=q[:100], goal=goal, role=role, goals=GOALS, roles=ROLES, kinds=KINDS,
        groups=[group for group in groups if group[2]], count=len(found), every=len(shelf.templates()),
    )  # fmt: skip


@router.get("/templates/{template_id}")
@allow("viewer")
async def ask(request: Request, template_id: str) -> Response:
    """A template's card and its questions, with the answers that the address names, else what the shop tells."""
    parts = services(request)
    template = _found(template_id)
    answers = await _answers(parts, template, request.query_params)
    return await _asked(request, template, answers)


@router.get("/templates/{template_id}/preview")
@allow("editor")
async def preview(request: Request, template_id: str) -> Response:
    """The paragraph with the answers in it, and what it would have done lately. Nothing is kept by looking."""
    parts = services(request)
    template = _found(template_id)
    answers = await _answers(parts, template, request.query_params)
    try:
        document = _ready(parts, template, answers)
    except Wrong as error:
        return await _asked(request, template, answers, error.by_blank, 422)
    lately = await _lately(parts, document)
    problems = await publishing.problems_of(parts, document, await parts.db.read(_bound, document))
    return page(
        request, "template_preview.html", ready=template, answers=answers, lately=lately,
        words=paragraph(document, parts.catalogue), picture=picture(document, parts.catalogue),
        problems=errors(problems),
        acted=sum(one.acts for one in lately),
    )  # fmt: skip


@router.post("/templates/{template_id}/use")
@allow("editor")
async def use(request: Request, template_id: str) -> Response:
    """Makes a workflow of it: a draft, or on at once where ``do`` is ``on`` and nothing is missing."""
    parts = services(request)
    template = _found(template_id)
    form = await request.form()
    answers = await _answers(parts, template, form)
    try:
        document = _ready(parts, template, answers)
    except Wrong as error:
        return await _asked(request, template, answers, error.by_blank, 422)
    by = person(request).name
    saved = await publishing.create(parts, document, None, by)
    if form.get("do") == "on":
        try:
            await publishing.publish(parts, saved.id, by)
        except Unfit:
            return redirect(f"/workflows/{saved.id}", "template-draft")
        await parts.changed()
        return redirect(f"/workflows/{saved.id}", "template-on")
    return redirect(f"/workflows/{saved.id}", "template-kept")


async def _asked(
    request: Request,
    template: Template,
    answers: Mapping[str, Json],
    wrong: Mapping[str, Sentence] | None = None,
    status: int = 200,
) -> Response:
    parts = services(request)
    card = _card(template, parts, await _kinds(parts))
    try:
        told = fill(template, answers)
    except Wrong:
        told = _whole(template.id)
    return page(
        request, "template.html", status, card=card, ready=template, answers=answers, wrong=wrong or {},
        words=paragraph(told, parts.catalogue), goals=GOALS, roles=ROLES, kinds=KINDS,
        currency=parts.shop().get("currency"),
    )  # fmt: skip


def _found(template_id: str) -> Template:
    found = shelf.templates().get(template_id)
    if found is None:
        raise NotFound(because("There is no template with this address."))
    return found


def _ready(parts: Services, template: Template, answers: Mapping[str, Json]) -> Workflow:
    """The workflow with the answers in it. Raises Wrong, also for a day that is over."""
    document = fill(template, answers, _words(parts))
    today = datetime.now(UTC).astimezone(zone_of(str(parts.shop().get("zone") or "UTC"))).date().isoformat()
    days = [blank.id for blank in template.blanks if blank.kind == "date"]
    if over := [one for one in days if str(answers[one]) < today]:
        raise Wrong({one: because("This day is over; choose one to come.") for one in over})
    return document


def _words(parts: Services) -> Callable[[str], str]:
    """Puts a template's texts into the shop's language."""
    return partial(gettext, locale=str(parts.shop().get("locale") or "en"))


async def _answers(parts: Services, template: Template, given: QueryParams | FormData) -> dict[str, Json]:
    """What was answered; before anything was, what the shop tells and the template proposes."""
    if any(blank.id in given for blank in template.blanks):
        return {blank.id: str(given.get(blank.id, "")) for blank in template.blanks}
    return template.defaults(await parts.db.read(shelf.told, parts.shop(), datetime.now(UTC)))


async def _kinds(parts: Services) -> frozenset[str]:
    return frozenset(row.kind for row in await parts.db.read(connections.list_all))


@cache
def _whole(template_id: str) -> Workflow:
    """A template as it is with the answers that it proposes."""
    template = _found(template_id)
    return fill(template, template.defaults())


def _card(template: Template, parts: Services, kinds: frozenset[str]) -> Card:
    document = _whole(template.id)
    lacks = [slot.kind[0] for slot in document.slots.values() if not kinds & {*slot.kind}]
    return Card(template, picture(document, parts.catalogue), tuple(dict.fromkeys(lacks)))


def _searched(template: Template) -> str:
    said = (
        template.name,
        template.promise,
        *(str(ROLES[role]) for role in template.roles),
        str(GOALS[template.goal]),
    )
    return " ".join(word for text in said for word in (text, reading.gettext(text))).casefold()


def _bound(conn: Connection, document: Workflow) -> dict[str, str]:
    return publishing.fitting(document, None, connections.list_all(conn))


async def _lately(parts: Services, document: Workflow) -> list[Tried]:
    """What it would have done with the last events that it listens to."""
    now = datetime.now(UTC)
    saved = Saved(document.id, document.name, document, 1, None, False, {}, now, now, True)
    sample = await parts.db.read(editor_sample.sample, document, parts.catalogue, parts.shop(), "")
    found: list[Tried] = []
    for choice in sample.choices[:MOST_TRIED]:
        if choice.id == editor_sample.EXAMPLE and found:
            break
        one = await parts.db.read(editor_sample.sample, document, parts.catalogue, parts.shop(), choice.id)
        found.append(_told(choice, await tried(parts, saved, one.event)))
    return found


def _told(choice: Choice, trial: Trial) -> Tried:
    """Where nothing would have been done: what the last step says, which is why."""
    doings = tuple(effect.sentence() for _, effect in trial.noted if effect.kind != "read")
    said = [step.because for step in trial.run.steps if step.because] if trial.run is not None else []
    return Tried(choice, bool(doings), said[-1] if said else trial.because, doings)
