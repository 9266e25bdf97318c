"""The sample event of a workflow's editor: a recent one that would start it, what is kept of the store tells, or the
example of its trigger.

Values, verdicts and previews are shown for it. Which one was chosen stands in a cookie of the workflow's own pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

from fastapi import Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core import match
from app.core.calls import quietly
from app.core.document import Workflow
from app.core.drawing import Catalogue, Drawing, node_of
from app.core.events import Event
from app.core.fields import FACTS, example_names
from app.core.node import Context, Trigger
from app.core.sentence import Json, Sentence, because, money
from app.core.text import look_up
from app.core.visible import Visible, visible_at
from app.errors import NotFound
from app.store import events
from app.store.events import EventView
from app.ui import editor_kept
from app.ui.states import event_word

COOKIE = "sample"
EXAMPLE = "example"
"""Stands for the node's example where an event's id would stand."""
RECENT = 12


@dataclass(frozen=True, slots=True)
class Choice:
    """An event to choose. ``facts`` is what a person knows it by; ``at``: when it happened, None for the example."""

    id: str
    word: Sentence
    facts: tuple[Json, ...] = ()
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """The event that was chosen, and those that could be. ``zone`` is the store's."""

    id: str
    event: Event
    choices: tuple[Choice, ...]
    shop: Mapping[str, Json] = field(default_factory=dict)

    @property
    def real(self) -> bool:
        """Whether it happened, and is no example."""
        return self.id != EXAMPLE

    @property
    def choice(self) -> Choice:
        """The one that was chosen."""
        return next(one for one in self.choices if one.id == self.id)

    @property
    def zone(self) -> str:
        """The store's time zone, in which the sample's moments are shown."""
        return str(self.shop.get("zone") or "UTC")

    def names(self, seen: Visible, now: datetime) -> dict[str, Json]:
        """What a step would see of it: the event's facts, and examples of what only earlier steps would give."""
        found = {**examples(seen.shapes), **match.names(self.event, self.shop), "now": now.isoformat()}
        if seen.item_of:
            things = look_up(found, seen.item_of)
            if isinstance(things, list) and things:
                found["item"], found["index"] = things[0], 1
        return found

    def context(self, seen: Visible, step: str, workflow: str) -> Context:
        """A run of it as the step would know it."""
        now = datetime.now(UTC)
        return Context(now, "sample", step, f"{workflow}/{step}", 0, self.names(seen, now), self.zone)


def chosen(request: Request, named: str = "") -> str:
    """The event that was chosen last, or is named now; "" for none."""
    return (named or request.cookies.get(COOKIE, ""))[:64]


def remember(response: Response, workflow: str, event: str) -> Response:
    """Keeps the choice for this workflow's pages, until the browser is closed."""
    response.set_cookie(COOKIE, event, path=f"/workflows/{workflow}", httponly=True, samesite="lax")
    return response


def sample(
    conn: Connection, document: Workflow, catalogue: Catalogue, shop: Mapping[str, Json], wanted: str
) -> Sample:
    """The wanted event where it could start the workflow, else the newest that could, else the example."""
    step = Drawing(document, catalogue).trigger
    node = node_of(step, catalogue) if step else None
    listens = node.listens if isinstance(node, Trigger) else ()
    about = f"workflow:{document.id}"
    found: list[EventView] = []
    for name in listens:
        subject = about if name == "schedule.due" else None
        found += events.list_events(conn, name=name, subject=subject, limit=RECENT).items
    found.sort(key=lambda one: one.id, reverse=True)
    whole = [events.get_event(conn, one.id) for one in found[:RECENT]]
    whole = whole or editor_kept.happened(conn, document.id, listens, RECENT)
    if wanted and wanted != EXAMPLE and wanted not in {one.id for one in whole}:
        whole += _older(conn, wanted, listens)
    choices = [Choice(one.id, event_word(one.name), _facts(one.data), one.at) for one in whole]
    made = _example(document, node)
    choices.append(Choice(EXAMPLE, because("An example"), _facts(made.data)))
    known = {one.id: one.event() for one in whole}
    ident = wanted if wanted in known or wanted == EXAMPLE else next(iter(known), EXAMPLE)
    return Sample(ident, known.get(ident, made), tuple(choices), shop)


def at_step(document: Workflow, step: str, catalogue: Catalogue) -> Visible:
    """See ``visible_at``."""
    return visible_at(document, step, catalogue)


def _older(conn: Connection, wanted: str, listens: tuple[str, ...]) -> list[EventView]:
    try:
        found = events.get_event(conn, wanted)
    except NotFound:
        return []
    return [found] if found.name in listens else []


def _example(document: Workflow, node: object) -> Event:
    """An event as the trigger would give it."""
    now = datetime.now(UTC)
    if not isinstance(node, Trigger):
        return Event("", "", now, "example", examples(FACTS))
    data = examples(quietly(node.gives) or {})
    name = node.listens[0] if node.listens else ""
    thing = next((key for key in data if isinstance(data[key], dict) and data[key].get("id")), "")
    subject = f"{thing}:{data[thing]['id']}" if thing else f"workflow:{document.id}"
    return Event(name, subject, now, "example", data)


_PLAIN: Mapping[str, Json] = {
    "text": "example", "number": 3, "money": "129.00", "moment": "2026-11-23T09:00:00+00:00", "yes_no": True,
    "choice": "example", "list": [],
}  # fmt: skip


def examples(shapes: Mapping[str, str]) -> dict[str, Json]:
    """One example of each name."""
    plain = {name: _PLAIN[shape] for name, shape in shapes.items() if shape in _PLAIN}
    return {**plain, **example_names(shapes)}


def _facts(data: Json) -> tuple[Json, ...]:
    """What a person knows an event by: the order's number, the amount, who it was."""
    found: list[Json] = []
    for path, coin in (
        ("order.name", ""), ("order.total", "order.currency"), ("checkout.total", "checkout.currency"),
        ("refund.amount", "refund.currency"), ("product.title", ""), ("variant.title", ""),
        ("customer.name", ""), ("order.customer.name", ""), ("checkout.email", ""),
    ):  # fmt: skip
        value = look_up(data or {}, path)
        if value is None or value == "":
            continue
        shown = money(str(value), str(look_up(data, coin) or "")) if coin else str(value)
        if shown not in found:
            found.append(shown)
    return tuple(found[:3])
