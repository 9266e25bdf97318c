"""Real things of the store as samples for an editor where nothing has happened yet: what is kept of it tells them."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from itertools import islice

from sqlalchemy import Connection

from app.core.milestones import Milestone, read_off, updated
from app.core.sentence import Json
from app.errors import NotFound
from app.store import connections, mirror, workflows
from app.store.events import EventView
from app.store.mirror import THINGS
from app.store.types import EPOCH

LOOKED_AT = 60
"""Things of a kind that are looked at, the newest first."""
LONGEST = 64
"""Characters of an id that a choice may have."""


def shops(conn: Connection, workflow: str) -> list[str]:
    """The store that a workflow is bound to; where it is bound to none, all connections, the demo store last."""
    try:
        bound = workflows.get(conn, workflow).bindings.get("shop")
    except NotFound:
        bound = None
    rows = sorted(connections.list_all(conn), key=lambda row: row.kind == "demo")
    return [bound] if bound else [row.id for row in rows]


def happened(conn: Connection, workflow: str, listens: Collection[str], limit: int) -> list[EventView]:
    """What would have started the workflow, the newest first."""
    for shop in shops(conn, workflow):
        found = list(islice(_of_shop(conn, shop, listens), limit))
        if found:
            return sorted(found, key=lambda one: one.at, reverse=True)
    return []


def _of_shop(conn: Connection, shop: str, listens: Collection[str]) -> Iterator[EventView]:
    for thing in THINGS:
        for fact in mirror.recent(conn, shop, thing, LOOKED_AT) if _tells(thing, listens) else ():
            changed = updated(thing, fact)
            told = [*read_off(thing, fact)]
            told += [Milestone(changed.name, changed.at, changed.data)] if changed else []
            for one in told:
                made = f"kept:{one.name}:{fact['id']}:{_of(one)}"
                if one.name in listens and len(made) <= LONGEST:
                    at = one.at or EPOCH
                    yield EventView(made, shop, one.name, f"{thing}:{fact['id']}", at, at, dict(one.data))


def _tells(thing: str, listens: Collection[str]) -> bool:
    """Whether things of this kind can tell of such an event: orders tell of refunds and fulfilments too."""
    about = {name.partition(".")[0] for name in listens}
    return thing in about or (thing == "order" and bool(about & {"refund", "fulfilment"}))


def _of(one: Milestone) -> Json:
    """What tells it from others of its order."""
    part = one.data.get(one.name.partition(".")[0])
    return part.get("id") if isinstance(part, dict) else ""
