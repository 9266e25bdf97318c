"""The value picker: the fields that are certain at a step, by plain name, each with its value in a recent event."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import HTMLResponse, Response

from app.core import condition_words as words
from app.core.calls import quietly
from app.core.comparing import View
from app.core.drawing import Catalogue
from app.core.fields import SHAPES, FieldInfo, fields
from app.core.node import Node
from app.core.placeholders import COMMON, title_of
from app.core.sentence import Json, Sentence, because
from app.core.text import look_up
from app.core.visible import Output, Visible, visible_at
from app.errors import NotFound
from app.ui import editor_sample, editor_view
from app.ui.editor_live import live
from app.ui.editor_sample import Sample
from app.ui.editor_view import Draft
from app.ui.pages import is_htmx, page, services, visit
from app.ui.reading import begin, gettext, say
from app.web import allow
from app.web.headers import FRAME_POLICY

router = APIRouter()
FILTERS: Mapping[str, str] = {"money": " | money", "moment": " | date", "list[text]": ' | join: ", "'}
"""How a value of a type is put into a text, so that it reads well."""
GROUPS: Mapping[str, Sentence] = {
    "order": because("Order"), "draft_order": because("Draft order"), "customer": because("Customer"),
    "product": because("Product"), "variant": because("Variant"), "inventory": because("Stock"),
    "inventory_item": because("Stock"), "checkout": because("Checkout"), "cart": because("Cart"),
    "refund": because("Refund"), "fulfilment": because("Parcel"), "return": because("Return"),
    "transaction": because("Transaction"), "tender_transaction": because("Transaction"),
    "fulfilment_event": because("News of the parcel"), "fulfilment_order": because("What is to be sent"),
    "dispute": because("Dispute"), "payment_schedule": because("Payment"), "discount": because("Discount"),
    "collection": because("Collection"), "transfer": because("Transfer"), "company": because("Company"),
    "company_contact": because("Contact"), "company_location": because("Branch"),
    "payment_method": because("Saved payment method"), "subscription": because("Subscription"),
    "billing_attempt": because("Bill"), "selling_plan": because("Selling plan"), "entry": because("Entry"),
    "item": because("The item"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Value:
    """A field to put into a text. ``liquid``: as it stands there; ``value``: what it is in the sample event."""

    path: str
    title: Sentence
    liquid: str
    value: Json
    about: str


@dataclass(frozen=True, slots=True)
class Values:
    """The fields of one fact."""

    title: Sentence
    values: tuple[Value, ...]


@router.get("/workflows/{workflow_id}/steps/{step_id}/values")
@allow("viewer")
async def show(request: Request, workflow_id: str, step_id: str, q: str = "", into: str = "") -> Response:
    """The list, searched by words of titles and values. ``into``: the id of the field that the value is for."""
    parts, who = services(request), visit(request)
    draft, sample = await parts.db.read(
        load, workflow_id, parts.catalogue, parts.shop(), editor_sample.chosen(request)
    )
    if draft.document.step(step_id) is None:
        raise NotFound(because("There is no step “{step}” here any more.", step=step_id))
    begin(who.locale, who.zone)
    groups = [*offered(sample, visible_at(draft.document, step_id, parts.catalogue))]
    values: dict[str, Any] = {
        "draft": draft, "saved": draft.saved, "sample": sample, "groups": found(groups, q[:200]), "q": q,
        "into": into, "step": step_id,
    }  # fmt: skip
    return page(request, "editor/values.html" if is_htmx(request) else "editor/values_page.html", **values)


@router.get("/workflows/{workflow_id}/steps/{step_id}/mail")
@allow("viewer")
async def mail(request: Request, workflow_id: str, step_id: str) -> Response:
    """The e-mail that the step would write for the sample event, for the frame: on a null origin, without scripts."""
    parts = services(request)
    draft, sample = await parts.db.read(
        load, workflow_id, parts.catalogue, parts.shop(), editor_sample.chosen(request)
    )
    step = draft.document.step(step_id)
    node = finished(draft, step_id, parts.catalogue) if step else None
    ctx = sample.context(visible_at(draft.document, step_id, parts.catalogue), step_id, workflow_id)
    message = live(node, ctx).mail
    if message is None:
        raise NotFound(because("There is no message to show."))
    return HTMLResponse(message.html or message.text, headers={"Content-Security-Policy": FRAME_POLICY})


def load(
    conn: Connection, workflow_id: str, catalogue: Catalogue, shop: Mapping[str, Json], wanted: str
) -> tuple[Draft, Sample]:
    """The draft with its sample event."""
    draft = editor_view.draft(conn, workflow_id, catalogue)
    return draft, editor_sample.sample(conn, draft.document, catalogue, shop, wanted)


def finished(draft: Draft, step_id: str, catalogue: Catalogue) -> Node | None:
    """The step's node where its settings are finished."""
    step = draft.document.step(step_id)
    kind = catalogue.get(step.type) if step else None
    if step is None or kind is None:
        return None
    return quietly(lambda: kind.model_validate(step.settings))


def offered(sample: Sample, seen: Visible) -> Iterator[Values]:
    """The fields by fact, the most asked for first; those without a value in the sample come too."""
    now = datetime.now(UTC)
    names = sample.names(seen, now)
    ordered = sorted(seen.shapes.items(), key=lambda one: one[0] != "item")
    for name, shape in ordered:
        title = GROUPS.get(name) or because("{name}", name=name.replace("_", " ").capitalize())
        if shape in SHAPES:
            listed = [
                _value(name, info, names, View(info.type, now, sample.zone))
                for info in sorted(fields(shape).values(), key=_wanted)
                if info.type not in ("shape", "list") and not _twice(name, info, seen)
            ]
        else:
            listed = [_plain(name, title_of(name), shape, names, View(shape, now, sample.zone))]
        yield Values(title, tuple(listed))
    for key in dict.fromkeys((one.step, one.id) for one in seen.outputs):
        given = [one for one in seen.outputs if (one.step, one.id) == key and one.shape != "list"]
        title = because("{title} ({id})", title=because(key[0]), id=key[1]) if key[1] else because(key[0])
        if given:
            yield Values(title, tuple(_given(one) for one in given))
    common = [
        _plain(path, because(title), kind, names, View(kind, now, sample.zone))
        for path, (title, kind) in COMMON.items()
    ]
    yield Values(because("Shop and event"), tuple(common))


WANTED = ("name", "title", "first_name", "last_name", "email", "total", "quantity", "price", "phone")
"""What messages mostly hold, by the last part of its path."""


def _wanted(info: FieldInfo) -> int:
    """A field's place in the list: what people want first, the numbers of machines last."""
    last = info.path.rpartition(".")[2]
    if info.path in WANTED:
        return WANTED.index(info.path)
    return len(WANTED) + (last in ("id", "handle") or last.endswith("_id"))


def _value(fact: str, info: FieldInfo, names: Mapping[str, Json], view: View) -> Value:
    path = f"{fact}.{info.path}"
    title = because(info.title)
    if info.within:
        title = title_of(path) if fact != "item" else because(info.title)
    raw = look_up(names, path)
    labels = info.choices
    shown = because(labels[raw]).pack() if isinstance(raw, str) and raw in labels else None
    value = {"said": shown} if shown else words.shown(raw, view, words.currency(path, names))
    liquid = "{{ " + path + FILTERS.get(info.type, "") + " }}"
    return Value(path, title, liquid, value, info.description)


def _plain(path: str, title: Sentence, kind: str, names: Mapping[str, Json], view: View) -> Value:
    value = words.shown(look_up(names, path), view, words.currency(path, names))
    return Value(path, title, "{{ " + path + FILTERS.get(kind, "") + " }}", value, "")


def _given(one: Output) -> Value:
    """What an earlier step gives; what that will be nobody knows yet."""
    return Value(one.path, because(one.title), "{{ " + one.path + FILTERS.get(one.shape, "") + " }}", "", "")


def _twice(fact: str, info: FieldInfo, seen: Visible) -> bool:
    """The order's customer is the customer."""
    return fact != "customer" and info.path.startswith("customer.") and "customer" in seen.shapes


def found(groups: list[Values], query: str) -> list[Values]:
    """Those in whose title, sentence or path every word of the query is found, in the reader's language.

    What has all words in its title comes first.
    """
    asked = query.casefold().split()
    kept: list[tuple[int, Values]] = []
    for group in groups:
        hits = [one for one in group.values if all(word in _text(group, one) for word in asked)]
        ranks = {one.path: _rank(one, asked) for one in hits}
        if hits:
            ordered = sorted(hits, key=lambda one: ranks[one.path])
            kept.append((min(ranks.values()), Values(group.title, tuple(ordered))))
    return [group for _, group in sorted(kept, key=lambda one: one[0])]


def _rank(one: Value, asked: list[str]) -> int:
    """All words in the title, then those that lie deeper, then what only tells of them."""
    if not asked:
        return 0
    if not all(word in say(one.title).casefold() for word in asked):
        return 2
    return 1 if one.path.count(".") > 1 else 0


def _text(group: Values, one: Value) -> str:
    told = f"{say(group.title)} {say(one.title)} {gettext(one.about) if one.about else ''} {one.path}"
    return told.casefold()
