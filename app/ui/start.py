"""The way in: where orders come from, the last of them, what is to be done with them. It can be left and taken up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import Sentence, because
from app.engine.demo import demo_store
from app.errors import NotFound
from app.store import connections, events, workflows
from app.store.events import EventView
from app.store.tables import ConnectionRow
from app.ui.gallery import GOALS
from app.ui.pages import page, redirect, services
from app.web import allow

router = APIRouter()
DEMO = "demo"
SHOPS = ("shopify", "woocommerce")
SHOWN = 3
"""Of the last orders."""
AT_FIRST = 3
"""Demo orders, so that there is something to see."""
TOLD: Mapping[str, Sentence] = {
    "recover": because("Remind of baskets, win back who stays away"),
    "care": because("Thank, ask, reward: letters that fit the order"),
    "stock": because("Hear what runs low, reorder, say what is sold out"),
    "orders": because("Tag, hold, hand on: each order where it belongs"),
    "protect": because("Risky orders held, payments looked at"),
    "plan": because("Sales that begin and end by themselves, daily figures"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """How far somebody has come. ``stores``: real ones; ``orders``: the last, from them or from the demo store."""

    stores: tuple[ConnectionRow, ...]
    demo: bool
    orders: tuple[EventView, ...]
    on: int


@router.get("/start")
@allow("editor")
async def show(request: Request) -> Response:
    """All of the way on one page, with what comes next."""
    parts = services(request)
    way = await parts.db.read(_way)
    here = 1 if not way.stores and not way.orders else 2 if not way.orders else 3
    return page(request, "start.html", way=way, here=here, goals=GOALS, told=TOLD)


@router.post("/start/demo")
@allow("editor")
async def try_demo(request: Request) -> Response:
    """A few orders in the demo store, by the same door that a real store's come through."""
    store = await demo_store(services(request))
    if store is None:
        raise NotFound(because("The demo store is closed. It can be opened again on its page."))
    for _ in range(AT_FIRST):
        await store.place_order()
    return redirect("/start", "demo-orders")


def _way(conn: Connection) -> Way:
    rows = connections.list_all(conn)
    stores = tuple(row for row in rows if row.kind in SHOPS)
    found: list[EventView] = []
    for row in stores or [row for row in rows if row.kind == DEMO]:
        found += events.list_events(conn, name="order.created", connection=row.id, limit=SHOWN).items
    found.sort(key=lambda one: one.id, reverse=True)
    on = sum(1 for saved in workflows.list_all(conn) if saved.on)
    whole = tuple(events.get_event(conn, one.id) for one in found[:SHOWN])
    return Way(stores, any(row.kind == DEMO for row in rows), whole, on)
