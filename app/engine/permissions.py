"""What a store must let us do for the workflows that use it, and what of that it does not: named by step."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.connectors.base import ShopConnector
from app.core.abilities import SHOP
from app.core.calls import quietly
from app.core.changed import READ_OFF
from app.core.document import Workflow
from app.core.drawing import node_of
from app.core.node import Node, Trigger
from app.core.problems import Problem
from app.core.sentence import Sentence, because
from app.engine.connections import Open, kinds
from app.store import subscriptions, workflows
from app.store.database import Database
from app.store.tables import ConnectionRow

if TYPE_CHECKING:
    from app.engine.services import Services


@dataclass(frozen=True, slots=True)
class Need:
    """That a step takes a permission."""

    workflow: str
    step: str
    title: str
    permission: str

    def sentence(self) -> Sentence:
        """In words."""
        return because(
            "The step “{step}” in “{workflow}” needs the permission {permission}.",
            step=because(self.title),
            workflow=self.workflow,
            permission=self.permission,
        )


def needs(
    document: Workflow, kind: type[ShopConnector], catalogue: Mapping[str, type[Node]]
) -> Iterator[Need]:
    """The permissions that a drawing takes, step by step."""
    for step in document.steps:
        node = node_of(step, catalogue)
        if node is None:
            continue
        listens = node.listens if isinstance(node, Trigger) else ()
        events = {
            READ_OFF.get(name, name) for name in (*listens, *(quietly(node.awaits) or ()))
        } & kind.tells()
        effects = [one for one in node.effects if one.slot == SHOP]
        for permission in sorted(kind.takes(effects, events, _thing(step.type, node))):
            yield Need(document.name, step.id, type(node).meta.title, permission)


async def used(db: Database, row: ConnectionRow, catalogue: Mapping[str, type[Node]]) -> list[Need]:
    """What the workflows that are bound to a store take, live or drawn."""
    kind = kinds().get(row.kind)
    if kind is None or not issubclass(kind, ShopConnector):
        return []
    found: dict[Need, None] = {}
    for saved in await db.read(workflows.list_all):
        if saved.bindings.get(SHOP) != row.id:
            continue
        documents = [saved.document]
        if saved.live is not None:
            documents.append((await db.read(workflows.version, saved.id, saved.live)).document)
        found |= {need: None for document in documents for need in needs(document, kind, catalogue)}
    return list(found)


async def lacking(
    db: Database, row: ConnectionRow, catalogue: Mapping[str, type[Node]], may: frozenset[str] | None
) -> list[Need]:
    """What of that the store does not let us do; nothing where it is not known what it does."""
    if may is None:
        return []
    return [need for need in await used(db, row, catalogue) if need.permission not in may]


async def lacks(services: Services, opened: Open) -> list[Sentence]:
    """The same in words, as the store says it now. Raises Temporary or Permanent."""
    if not isinstance(opened.connector, ShopConnector):
        return []
    may = await opened.connector.permissions()
    await services.db.write(subscriptions.note_permissions, opened.row.id, may, services.world.now())
    return [need.sentence() for need in await lacking(services.db, opened.row, services.catalogue, may)]


async def problems(
    db: Database, row: ConnectionRow, document: Workflow, catalogue: Mapping[str, type[Node]]
) -> list[Problem]:
    """The same of one drawing, by what the store said when it was asked last."""
    kind = kinds().get(row.kind)
    if kind is None or not issubclass(kind, ShopConnector):
        return []
    may = (await db.read(subscriptions.get, row.id)).may
    if may is None:
        return []
    return [
        Problem(
            need.step,
            None,
            because(
                "{shop} does not give the permission {permission}", shop=row.name, permission=need.permission
            ),
            "permission",
            "warning",
        )
        for need in needs(document, kind, catalogue)
        if need.permission not in may
    ]


def _thing(type_: str, node: Node) -> str:
    """What the effects of a step are about, where these could be about anything."""
    group, _, name = type_.partition(".")
    if group == "data":
        return next((thing for thing in _LISTED if thing in name), "")
    return group if group in _THINGS else min(type(node).meta.needs, default="")


_THINGS = frozenset({"order", "customer", "product"})
"""Groups of steps that are about one kind of thing, which they are named after."""
_LISTED = ("draft_order", "customer", "product", "variant", "collection", "order")
"""Things that steps read many of, those first whose name holds another's."""
