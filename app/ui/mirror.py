"""What is kept of a store, on its connection's page: how far back, how much, how far the filling is, and its end."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import Sentence, because, because_n, span
from app.errors import InvalidInput
from app.store import connections, mirror, mirror_parts
from app.store.mirror import Size
from app.store.mirror_parts import MONTHS, Part
from app.store.types import EPOCH
from app.ui.pages import page, redirect, services, visit
from app.ui.states import State
from app.ui.storage import size_of
from app.web import allow

router = APIRouter()
USUAL = 12
"""Months that the form offers first."""
THINGS: Mapping[str, Sentence] = {
    "order": because("Orders"), "customer": because("Customers"), "product": because("Products"),
    "inventory": because("Stock at locations"),
}  # fmt: skip
STATES: Mapping[str, State] = {
    "going": State(because("Being fetched"), "refresh-cw", "busy"),
    "paused": State(because("Paused"), "pause", "warn"),
    "done": State(because("Complete"), "circle-check", "good"),
    "cancelled": State(because("Ended before it was complete"), "ban"),
    "failed": State(because("Failed"), "circle-x", "bad"),
}
CHOICES: Mapping[int, Sentence] = {
    months: because_n("The last month", "The last {n} months", months) for months in MONTHS if months
} | {0: because("Everything")}


@dataclass(frozen=True, slots=True)
class Line:
    """One kind of things: how many are kept and since when, and how its filling stands."""

    title: Sentence
    state: State | None
    came: Sentence | None
    share: float | None
    since: datetime | None
    because: Sentence | None


@router.get("/connections/{connection}/mirror")
@allow("viewer")
async def show(request: Request, connection: str) -> Response:
    """The part of the page that watches how far it is. Raises NotFound."""
    row = await services(request).db.read(connections.get, connection)
    return page(request, "connection_mirror.html", row=row, kept=await kept(request, connection))


@router.post("/connections/{connection}/mirror")
@allow("owner")
async def begin(request: Request, connection: str, months: Annotated[str, Form()] = "") -> Response:
    """Begins to fetch what the store has had for so many months. Raises NotFound, InvalidInput."""
    if months not in {str(one) for one in MONTHS}:
        raise InvalidInput(because("This can't be chosen."))
    parts = services(request)
    if not await parts.backfilling.things(connection):
        raise InvalidInput(
            because("This store can't be asked for what it has: its connection has no keys for that.")
        )
    await parts.backfilling.begin(connection, int(months))
    return redirect(f"/connections/{connection}#mirror")


@router.post("/connections/{connection}/mirror/switch")
@allow("owner")
async def switch(request: Request, connection: str, to: Annotated[str, Form()] = "") -> Response:
    """Pauses it, lets it go on, or ends it. Raises Conflict, InvalidInput."""
    if to not in ("paused", "going", "cancelled"):
        raise InvalidInput(because("This can't be chosen."))
    await services(request).backfilling.switch(connection, to)
    return redirect(f"/connections/{connection}#mirror")


@router.post("/connections/{connection}/mirror/forget")
@allow("owner")
async def forget(request: Request, connection: str) -> Response:
    """Forgets all that is kept of the store, and keeps nothing more of it. Raises NotFound."""
    parts = services(request)
    await parts.db.read(connections.get, connection)
    await parts.backfilling.forget(connection)
    return redirect(f"/connections/{connection}", "mirror-forgotten")


async def kept(request: Request, connection: str) -> dict[str, Any]:
    """What the page shows of it."""
    parts = services(request)
    found, sizes, consents, off = await parts.db.read(_read, connection)
    now, by_thing = parts.world.now(), {part.thing: part for part in found}
    under_way = [part for part in found if part.state in ("going", "paused", "failed")]
    months = next((part.months for part in found if part.thing == "order"), USUAL)
    counts = {size.thing: size.count for size in sizes}
    return {
        "lines": [_line(thing, by_thing.get(thing), counts.get(thing, 0), now)
                  for thing in THINGS if thing in by_thing or thing in counts],
        "going": any(part.state == "going" for part in found),
        "stands": any(part.state in ("paused", "failed") for part in under_way),
        "left": _left([part for part in found if part.state == "going"], now),
        "size": size_of(sum(size.bytes for size in sizes), visit(request).locale) if sizes else "",
        "agreed": consents.get("subscribed", 0), "customers": counts.get("customer", 0),
        "can": bool(await parts.backfilling.things(connection)),
        "months": months, "choices": CHOICES, "off": off,
    }  # fmt: skip


def _read(conn: Connection, connection: str) -> tuple[list[Part], list[Size], Mapping[str, int], bool]:
    return (
        mirror_parts.of_store(conn, connection),
        mirror.sizes(conn, connection),
        mirror.consents(conn, connection),
        mirror.is_off(conn, connection),
    )


def _line(thing: str, part: Part | None, count: int, now: datetime) -> Line:
    if part is None:
        return Line(THINGS[thing], None, because_n("{n} kept", "{n} kept", count), None, None, None)
    since = part.since if part.since != EPOCH else None
    if part.state == "done":
        came = because_n("{n} kept", "{n} kept", count)
    elif part.total:
        came = because("{n} of {all} fetched", n=min(part.count, part.total), all=part.total)
    else:
        came = because_n("{n} fetched", "{n} fetched", part.count)
    share = part.share(now) if part.state in ("going", "paused") else None
    return Line(THINGS[thing], STATES.get(part.state), came, share, since, part.because)


def _left(parts: list[Part], now: datetime) -> Sentence | None:
    """How long it will take from now on; None where nobody can say."""
    waits = [part.left(now) for part in parts]
    known = [wait for wait in waits if wait is not None]
    if not known:
        return None
    minutes = math.ceil(sum(known) / 60)
    more = len(known) < len(waits)
    if more:
        return because("About {span} for this, then what follows it.", span=span(minutes, "minutes"))
    return because("About {span} left.", span=span(minutes, "minutes"))
