"""Choosing what a workflow is run on by hand, seeing how many that are, starting it: the same for pages and API."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import cast

from app.connectors.base import ShopConnector
from app.core.by_hand import Thing, name_of, thing_of
from app.core.effects.records import MOST, GetRecords
from app.core.match import trigger_of
from app.core.records import RecordKind, Where
from app.core.sentence import Json, Sentence, because
from app.engine.connections import kinds
from app.engine.flows import Candidate
from app.engine.services import Services
from app.errors import Conflict, InvalidInput, NotFound, Temporary
from app.store import backfills, connections, workflows
from app.store.backfills import Backfill
from app.store.workflows import Saved

SHOWN = 5
"""Things that are shown by name before it begins."""
NAMES = 100
"""Things that may be chosen one by one."""
COUNTED = 40
"""Pages that are counted before it begins; of more it is said that there are more."""
PATIENCE = 15.0
"""Seconds that counting may take."""


@dataclass(frozen=True, slots=True)
class Offer:
    """What a workflow can be run on. ``why_not``: why it can't be just now; ``acts``: what its steps will do."""

    saved: Saved
    thing: Thing
    stores: tuple[tuple[str, str], ...]
    acts: tuple[Sentence, ...] = ()
    why_not: Sentence | None = None

    def store(self, asked: str = "") -> str:
        """The connection that is meant. Raises InvalidInput where it is none of those that fit."""
        known = [id for id, _ in self.stores]
        if asked and asked not in known:
            raise InvalidInput(because("This store can't be chosen for this workflow."))
        if asked or self.thing == "none":
            return asked
        if not known:
            raise InvalidInput(because("There is no store to take anything from. Connect one first."))
        return known[0]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be run on. ``more``: there are more than were counted; ``missing``: names that nothing is called."""

    where: Where
    count: int
    more: bool = False
    first: tuple[str, ...] = ()
    missing: tuple[str, ...] = field(default_factory=tuple)


async def offer(services: Services, workflow: str) -> Offer:
    """What can be done with a workflow. Raises NotFound."""
    saved = await services.db.read(workflows.get, workflow)
    live = next((one for one in await services.flows.live() if one.id == workflow), None)
    if live is None:
        why = because("Turn the workflow on first.") if saved.live else because("Publish the workflow first.")
        return Offer(saved, "", (), why_not=why)
    thing = thing_of(trigger_of(live.live.flow))
    if not thing:
        why = because(
            "This workflow starts with more than an order, a customer, a product or a draft order, so it can only run "
            "when that happens."
        )
        return Offer(saved, thing, (), why_not=why)
    return Offer(saved, thing, await _stores(services, live), tuple(_acts(live)))


async def _stores(services: Services, live: Candidate) -> tuple[tuple[str, str], ...]:
    """The store that the workflow is bound to; where it is bound to none, all, the real ones first."""
    rows = [
        row
        for row in await services.db.read(connections.list_all)
        if (kind := kinds().get(row.kind))
        and issubclass(kind, ShopConnector)
        and GetRecords in kind.performs()
    ]
    bound = live.live.bindings.get("shop")
    fit = (
        [row for row in rows if row.id == bound]
        if bound
        else sorted(rows, key=lambda row: row.kind == "demo")
    )
    return tuple((row.id, row.name) for row in fit)


def _acts(live: Candidate) -> Iterator[Sentence]:
    for node in live.live.flow.steps.values():
        if any(effect.kind == "write" for effect in node.effects):
            yield node.told()


async def preview(
    services: Services,
    offered: Offer,
    store: str,
    *,
    where: Where | None = None,
    names: Sequence[str] = (),
    most: int = MOST,
) -> Preview:
    """How many that are, and the first of them by name. Raises StepError where the store can't say, InvalidInput."""
    if offered.thing == "none":
        return Preview(Where(), 1)
    if names:
        return await _named(services, offered, store, names)
    asked = where or Where()
    count, more, first = 0, False, list[str]()
    until = time.monotonic() + PATIENCE
    pages = 0
    try:
        async for items, following in _pages(services, offered, store, asked, most):
            first += [name_of(item) for item in items[: SHOWN - len(first)]]
            count, pages = count + len(items), pages + 1
            if count >= most:
                return Preview(asked, most, first=tuple(first))
            if following and (pages >= COUNTED or time.monotonic() > until):
                more = True
                break
    except Temporary:
        if not pages:
            raise
        more = True
    return Preview(asked, count, more, tuple(first))


async def _named(services: Services, offered: Offer, store: str, names: Sequence[str]) -> Preview:
    if len(names) > NAMES:
        raise InvalidInput(because("Choose at most {n} at once by name.", n=NAMES))
    ids: dict[str, str] = {}
    missing: list[str] = []
    for name in names:
        fact = await _find(services, offered, store, name)
        if fact is None:
            missing.append(name)
        else:
            ids[str(fact["id"])] = name_of(fact)
    return Preview(Where(ids=tuple(ids)), len(ids), False, tuple(ids.values())[:SHOWN], tuple(missing))


async def _find(services: Services, offered: Offer, store: str, name: str) -> Mapping[str, Json] | None:
    """The newest thing that is called so: by its e-mail address, or its number or title."""
    by = Where(email=name) if "@" in name else Where(name=name)
    number = name.lstrip("#")
    tries = [by.model_copy(update={"ids": (number,)})] if number.isdecimal() else []
    for where in (*tries, by):  # most stores know a thing by its number at once
        pages = 0
        async for items, _ in _pages(services, offered, store, where, 1):
            if items:
                return items[0]
            pages += 1
            if pages >= COUNTED:
                break
    return None


async def _pages(
    services: Services, offered: Offer, store: str, where: Where, most: int
) -> AsyncIterator[tuple[list[Mapping[str, Json]], str | None]]:
    performer = await services.world.performer("shop", store)
    cursor: str | None = ""
    while cursor is not None:
        effect = GetRecords(thing=cast(RecordKind, offered.thing), where=where, most=most, cursor=cursor)
        answer = await performer.perform(effect, f"preview.{cursor}")
        cursor = answer.get("next")
        yield list(answer["items"]), cursor


async def start(
    services: Services,
    offered: Offer,
    store: str,
    where: Where,
    *,
    most: int = MOST,
    about: int | None = None,
    by: str = "",
) -> Backfill:
    """Begins. Raises Conflict where the workflow can't be run by hand, InvalidInput."""
    if offered.why_not is not None:
        raise Conflict(offered.why_not)
    if not 1 <= most <= MOST:
        raise InvalidInput(because("Choose from 1 to {n} at once.", n=MOST))
    now: datetime = services.world.now()
    if offered.thing == "order" and where.created_before is None and not where.ids:
        where = where.model_copy(
            update={"created_before": now}
        )  # what comes in meanwhile starts it by itself
    row = await services.db.write(
        backfills.begin,
        offered.saved.id,
        store,
        offered.thing,
        where.model_dump(mode="json"),
        most,
        about,
        by,
        now,
    )
    await services.backfills.look()
    return await services.db.read(backfills.get, row.id)


async def get(services: Services, workflow: str, id: str) -> Backfill:
    """One of this workflow. Raises NotFound."""
    row = await services.db.read(backfills.get, id)
    if row.workflow != workflow:
        raise NotFound(because("There is no such run by hand."))
    return row


async def switch(services: Services, workflow: str, id: str, to: str) -> Backfill:
    """Pauses one (``paused``), lets it go on (``going``), ends it (``cancelled``). Raises NotFound, Conflict."""
    await get(services, workflow, id)
    await services.db.write(backfills.switch, id, to, services.world.now())
    if to == "going":
        await services.backfills.look()
    return await services.db.read(backfills.get, id)
