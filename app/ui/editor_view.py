"""What the editor's page shows of a draft: problems, palette, its connections."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import networkx
from sqlalchemy import Connection

from app.core import graph
from app.core.abilities import works_with
from app.core.calls import quietly
from app.core.document import Workflow
from app.core.drawing import Catalogue, node_of
from app.core.node import Node
from app.core.placeholders import spoken
from app.core.problems import Problem
from app.core.sentence import Sentence, because
from app.core.unsettled import problems as unsettled_problems
from app.core.words import paragraph
from app.engine.abilities import abilities
from app.engine.callees import callees
from app.store import connections, runs, unsettled, workflows
from app.store.workflows import Saved
from app.ui.editor_blocks import KINDS

FEW = 8
"""So many kinds need no drawers."""
REAL = ("shopify", "woocommerce")
SHOPS = (*REAL, "demo")
GROUPS: Mapping[str, Sentence] = {
    "order": because("Orders"), "fulfilment": because("Sending and parcels"), "customer": because("Customers"),
    "cart": because("Carts and checkouts"), "product": because("Products and stock"), "draft": because("Draft orders"),
    "discount": because("Discounts"), "subscription": because("Subscriptions"), "company": because("Companies"),
    "message": because("Messages"), "time": because("Time"), "logic": because("Flow and memory"),
    "data": because("Look up and reckon"), "http": because("Other programs"), "shopify": because("Shopify only"),
    "woocommerce": because("WooCommerce only"),
}  # fmt: skip
"""What the folders of nodes are called on screen, in the order shown."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A kind of step to choose. ``words``: what else it may be searched by; ``only``: the stores that it works with,
    where it does not work with every one."""

    type: str
    title: str
    about: str
    icon: str
    kind: str
    words: str
    often: bool = False
    only: tuple[str, ...] = ()

    @property
    def group(self) -> str:
        """Where its file lies."""
        return self.type.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Slot:
    """A place for a connection: what it is called, what is in it, what would fit."""

    name: str
    label: Sentence
    bound: str
    fitting: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Draft:
    """All that the page needs of a workflow, read at once."""

    saved: Saved
    problems: tuple[Problem, ...]
    told: Sentence
    slots: tuple[Slot, ...]
    steps: Mapping[str, Sentence] = field(default_factory=dict)
    names: Mapping[str, Sentence] = field(default_factory=dict)
    """The steps' titles, with more where several have the same one."""
    callable: tuple[tuple[str, str], ...] = ()
    """The workflows that a step here can run, by id, with their names."""
    held: int = 0
    """Runs that are held because there were more than expected."""

    @property
    def document(self) -> Workflow:
        """The draft's drawing."""
        return self.saved.document

    @property
    def errors(self) -> tuple[Problem, ...]:
        """What keeps it from being published."""
        return tuple(graph.errors(self.problems))

    @property
    def troubles(self) -> tuple[tuple[Problem, ...], ...]:
        """The problems, those together that say the same about several steps."""
        found: dict[Any, list[Problem]] = {}
        for n, one in enumerate(self.problems):
            same = (one.severity, str(one.because)) if one.step and not one.fix else n
            found.setdefault(same, []).append(one)
        return tuple(tuple(together) for together in found.values())


SLOTS: Mapping[str, Sentence] = {
    "shop": because("Shop"),
    "mail": because("E-mail"),
    "call": because("Calls from outside"),
    "chat": because("Chat"),
    "sms": because("SMS and WhatsApp"),
    "signing": because("Signing key"),
}


def draft(conn: Connection, workflow_id: str, catalogue: Catalogue) -> Draft:
    """Reads a workflow with its problems. Raises NotFound."""
    return of_saved(conn, workflows.get(conn, workflow_id), catalogue)


def of_saved(conn: Connection, saved: Saved, catalogue: Catalogue) -> Draft:
    """The same for one that was read already."""
    rows = connections.list_all(conn)
    kinds = {row.id: row.kind for row in rows}
    bound = {slot: kinds[ident] for slot, ident in saved.bindings.items() if ident in kinds}
    slots = tuple(
        Slot(
            name,
            SLOTS.get(name, because("{name}", name=name)),
            saved.bindings.get(name, "") if saved.bindings.get(name, "") in kinds else "",
            tuple((row.id, row.name) for row in rows if row.kind in slot.kind),
        )
        for name, slot in saved.document.slots.items()
    )
    document = saved.document
    known = callees(conn, document, catalogue)
    return Draft(
        saved,
        (
            *graph.check(document, catalogue, bound=bound, workflows=known, can=abilities()),
            *unsettled_problems(document, unsettled.waiting(conn, saved.id), catalogue),
        ),
        paragraph(document, catalogue, {ident: other.name for ident, other in known.items()}),
        slots,
        steps={step.id: graph.title_of(step, catalogue) for step in document.steps},
        names=_names(document, catalogue),
        callable=tuple((ident, other.name) for ident, other in known.items() if other.inputs is not None),
        held=runs.held(conn).get(saved.id, 0),
    )


def _names(document: Workflow, catalogue: Catalogue) -> dict[str, Sentence]:
    titles = {step.id: graph.title_of(step, catalogue) for step in document.steps}
    names: dict[str, Sentence] = {}
    for step in document.steps:
        title = titles[step.id]
        alike = [other for other in titles if titles[other] == title]
        node = node_of(step, catalogue)
        summary = quietly(node.summary) if node and len(alike) > 1 else None
        if len(alike) == 1:
            names[step.id] = title
        elif summary:
            names[step.id] = because("{step} ({what})", step=title, what=spoken(summary))
        else:
            names[step.id] = because("{step} ({what})", step=title, what=str(alike.index(step.id) + 1))
    return names


def bind_only_fitting(conn: Connection, saved: Saved) -> None:
    """Puts the connection into each empty slot that only one connection fits into."""
    rows = connections.list_all(conn)
    known = {row.id for row in rows}
    for name, slot in saved.document.slots.items():
        fitting = [row.id for row in rows if row.kind in slot.kind]
        if len(fitting) == 1 and saved.bindings.get(name) not in known:
            workflows.bind(conn, saved.id, name, fitting[0])


def offers(catalogue: Catalogue) -> list[Offer]:
    """Every kind of step, in the order of the palette."""
    return [offer(name, node) for name, node in catalogue.items()]


def starts(catalogue: Catalogue) -> list[Offer]:
    """The triggers that are used often: what a new workflow may begin with at once."""
    return [one for one in offers(catalogue) if one.kind == "trigger" and one.often]


def offer(name: str, node: type[Node]) -> Offer:
    """One kind of step, in message ids; its sentence is the first paragraph of its docstring."""
    about = " ".join((node.__doc__ or "").split("\n\n")[0].split())
    return Offer(
        name, node.meta.title, about, node.meta.icon, node.kind, node.meta.words, node.meta.often, only(node)
    )


@cache
def only(node: type[Node]) -> tuple[str, ...]:
    """The stores that a step works with, by their titles; none where it works with each of them."""
    stores = {name: abilities()[name] for name in SHOPS}
    can = works_with(node, stores)
    return () if not can or set(can) >= set(REAL) else tuple(stores[name].title for name in can)


@dataclass(frozen=True, slots=True)
class Shelf:
    """A part of the palette: Start when, Check if, Do this. What is used often lies on top, all else in drawers."""

    kind: str
    label: Sentence
    often: tuple[Offer, ...]
    drawers: tuple[tuple[Sentence, tuple[Offer, ...]], ...]


def palette(catalogue: Catalogue) -> list[Shelf]:
    """The kinds of steps in three parts."""
    return [_shelf(kind, label, offers(catalogue)) for kind, label in KINDS.items()]


def _shelf(kind: str, label: Sentence, all_: list[Offer]) -> Shelf:
    mine = [one for one in all_ if one.kind == kind]
    often = tuple(one for one in mine if one.often)
    rest = [one for one in mine if not one.often]
    if len(mine) <= FEW:
        return Shelf(kind, label, tuple(mine), ())
    names = sorted({one.group for one in rest}, key=lambda name: [*GROUPS, name].index(name))
    drawers = tuple(
        (GROUPS.get(name, because("{name}", name=name)), tuple(one for one in rest if one.group == name))
        for name in names
    )
    return Shelf(kind, label, often, drawers)


def found(all_: list[Offer], query: str, say: Mapping[str, str], kind: str = "") -> list[Offer]:
    """The offers that a search finds: every word somewhere in title, sentence or other words; titles first.

    ``say``: each text in the reader's language, so that one may search in it.
    """
    words = query.casefold().split()
    hits: list[tuple[int, Offer]] = []
    for one in all_:
        if (kind == "trigger") != (one.kind == "trigger"):
            continue
        title = f"{one.title} {say.get(one.title, '')}".casefold()
        rest = (
            f"{one.about} {one.words} {say.get(one.about, '')} {say.get(one.words, '')} {one.type}".casefold()
        )
        if all(word in title or word in rest for word in words):
            exact = query.casefold().strip() in (one.title.casefold(), say.get(one.title, "").casefold())
            hits.append((0 if exact else 1 if all(word in title for word in words) else 2, one))
    return [one for _, one in sorted(hits, key=lambda hit: hit[0])]


def picked(all_: list[Offer], *, searched: bool) -> list[tuple[Sentence, list[Offer]]]:
    """What the picker lists: what a search finds; without one what is used often, then all by what it is about."""
    if searched:
        return [(label, [one for one in all_ if one.kind == kind]) for kind, label in KINDS.items()]
    often = [one for one in all_ if one.often or one.kind == "condition"]
    rest = [one for one in all_ if one not in often]
    names = sorted({one.group for one in rest}, key=lambda name: [*GROUPS, name].index(name))
    groups = [
        (GROUPS.get(n, because("{name}", name=n)), [one for one in rest if one.group == n]) for n in names
    ]
    return [(because("Often used"), often), *groups]


def facts_at(document: Workflow, step_id: str, catalogue: Catalogue) -> dict[str, str]:
    """Names with their shapes that are there when the step runs: what its forms offer. Loose steps see the start's."""
    drawn = document.graph()
    above = networkx.ancestors(drawn, step_id) if step_id in drawn else set()
    facts: dict[str, str] = {}
    for step in document.steps:
        kind, node = catalogue.get(step.type), node_of(step, catalogue)
        if kind is None or node is None or (step.id not in above and kind.kind != "trigger"):
            continue
        facts |= given(node)
    return facts


def given(node: Node) -> Mapping[str, str]:
    """What the step adds for later ones; nothing where its settings are not finished."""
    try:
        return node.gives()
    except Exception:  # unfinished settings may hold anything, and have a problem of their own
        return {}
