"""Documents that come in: kept as drafts, all of them or none, with what waits for a person's look; and copied."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from sqlalchemy import Connection

from app.core.abilities import SHOP
from app.core.document import Slot, Workflow
from app.core.graph import Problem
from app.core.unsettled import Unsettled, addresses_of, choices_of
from app.engine.publishing import fitting, problems_of, replace
from app.engine.services import Services
from app.errors import NotFound
from app.store import connections, unsettled, workflows
from app.store.workflows import Saved


@dataclass(frozen=True, slots=True)
class Report:
    """What came of an import. ``addresses``: the web addresses that its steps would call (rule R14)."""

    saved: Saved
    created: bool
    addresses: list[str]
    problems: list[Problem]


@dataclass(frozen=True, slots=True)
class Coming:
    """A document as somebody wants it. ``bindings``: slot to connection; ``approved``: the addresses that may be
    called; ``anew``: kept as a workflow of its own, whatever is here already."""

    document: Workflow
    bindings: Mapping[str, str] = field(default_factory=dict)
    approved: Collection[str] = ()
    anew: bool = False


async def take_over(services: Services, coming: Sequence[Coming], by: str = "") -> list[Report]:
    """Imports documents as drafts, all of them or none; one whose id is here already gets it as its new draft.

    Addresses that stood in that workflow before and were not waiting are approved already. Raises InvalidInput.
    """

    def work(conn: Connection) -> list[tuple[Saved, bool]]:
        return [_kept(conn, one, by) for one in coming]

    kept = await services.db.write(work)
    services.flows.changed()
    return [
        Report(
            saved,
            created,
            list(dict.fromkeys(one.value for one in addresses_of(saved.document))),
            await problems_of(services, saved.document, saved.bindings),
        )
        for saved, created in kept
    ]


def _kept(conn: Connection, one: Coming, by: str) -> tuple[Saved, bool]:
    document = one.document.model_copy(update={"id": str(uuid4())}) if one.anew else one.document
    mine = {slot: bound for slot, bound in one.bindings.items() if slot in document.slots}
    known: set[str] = set(one.approved)
    try:
        before = workflows.get(conn, document.id)
        asked = {old.value for old in unsettled.waiting(conn, document.id)}
        known |= {old.value for old in addresses_of(before.document)} - asked
        saved, created = replace(conn, document.id, document, mine, by, None), False
    except NotFound:
        bound = fitting(document, mine, connections.list_all(conn))
        saved, created = workflows.create(conn, document, bound, by), True
    found = addresses_of(saved.document)
    unsettled.settle(conn, saved.id, [address for address in found if address.value in known])
    unsettled.wait_for(conn, saved.id, [address for address in found if address.value not in known])
    return saved, created


async def copy(services: Services, workflow: str, connection: str, by: str = "") -> Saved:
    """Copies a workflow to another store, as a draft. What was chosen from the first store waits for a look there.

    Raises NotFound for a workflow or a connection that is not here.
    """

    def work(conn: Connection) -> Saved:
        saved, store = workflows.get(conn, workflow), connections.get(conn, connection)
        document, waits = copied(
            saved.document, store.kind, store.name, choices_of(saved.document, services.catalogue)
        )
        bound = {**saved.bindings, SHOP: store.id}
        made = workflows.create(conn, document, fitting(document, bound, connections.list_all(conn)), by)
        still = [one for one in unsettled.waiting(conn, workflow) if one.kind == "address"]
        unsettled.wait_for(conn, made.id, [*still, *waits])
        return made

    return await services.db.write(work)


def copied(
    document: Workflow, kind: str, store: str, chosen: Sequence[Unsettled]
) -> tuple[Workflow, Sequence[Unsettled]]:
    """The copy for a store of that kind, and what must be chosen anew."""
    place = document.slots.get(SHOP)
    slots = {**document.slots, SHOP: Slot(kind=list(dict.fromkeys([*(place.kind if place else ()), kind])))}
    name = f"{document.name[:80]} ({store[:30]})"
    return document.model_copy(update={"id": str(uuid4()), "name": name, "slots": slots}), chosen
