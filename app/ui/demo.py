"""The demo store: buttons that make things happen in it, and what came of each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import dataclass, field
from typing import Annotated, Any, cast

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import Json, because
from app.engine.demo import DemoStore, demo_store, open_demo
from app.errors import AppError, NotFound
from app.store import connections, events, runs
from app.store.events import EventView
from app.store.runs import RunLine
from app.ui.pages import page, redirect, services
from app.web import allow

router = APIRouter()
ACTS: dict[str, Callable[[DemoStore], Coroutine[Any, Any, int]]] = {
    "order": DemoStore.place_order,
    "cart": DemoStore.abandon_cart,
    "sold-out": DemoStore.sell_out,
    "refund": DemoStore.ask_refund,
}
LATEST = 60
"""Events that are looked at for the list; those of one order, cart or product are one entry."""
ENTRIES = 12
TRIES = 6
"""How often the list asks again by itself after a button, until every run has come to rest."""


@dataclass(slots=True)
class Happening:
    """Something of the demo store, with everything that happened to it and the workflows that started."""

    subject: str
    last: EventView
    names: list[str] = field(default_factory=list)
    thing: Json = None
    runs: list[RunLine] = field(default_factory=list)


@dataclass(slots=True)
class Progress:
    """How far a busy day is. ``task`` is kept, so that nobody collects it halfway."""

    done: int = 0
    total: int = 0
    task: asyncio.Task[None] | None = None
    failed: AppError | None = None

    @property
    def busy(self) -> bool:
        """Whether it is still going on."""
        return self.task is not None and not self.task.done()

    def hear(self, done: int, total: int) -> None:
        """Told after each message."""
        self.done, self.total = done, total


@router.get("/demo")
@allow("viewer")
async def show(request: Request, after: int = 0) -> Response:
    """The buttons and the list. ``after``: how often the list will ask again."""
    store = await demo_store(services(request))
    if store is None:
        return page(request, "demo_closed.html")
    return page(request, "demo.html", **await _latest(request, store, after), progress=_progress(request))


@router.get("/demo/latest")
@allow("viewer")
async def show_latest(request: Request, after: int = 0) -> Response:
    """The list alone, for the page that watches."""
    return page(request, "parts/demo_latest.html", **await _latest(request, await _store(request), after))


@router.get("/demo/progress")
@allow("viewer")
async def show_progress(request: Request) -> Response:
    """How far the busy day is."""
    return page(request, "parts/demo_progress.html", progress=_progress(request))


@router.post("/demo")
@allow("editor")
async def act(request: Request, act: Annotated[str, Form()]) -> Response:
    """One of the buttons."""
    store = await _store(request)
    if act == "busy-day":
        _begin_busy_day(request, store)
    elif act in ACTS:
        await ACTS[act](store)
    else:
        raise NotFound(because("The demo store has no such button."))
    return redirect(f"/demo?after={TRIES}")


@router.post("/demo/open")
@allow("owner")
async def reopen(request: Request) -> Response:
    """Opens a demo store again that was removed."""
    await open_demo(services(request))
    await services(request).changed()
    return redirect("/demo")


async def _store(request: Request) -> DemoStore:
    store = await demo_store(services(request))
    if store is None:
        raise NotFound(because("The demo store was removed."))
    return store


def _progress(request: Request) -> Progress:
    """One busy day at a time, whoever watches it."""
    state = request.app.state
    if not hasattr(state, "busy_day"):
        state.busy_day = Progress()
    return cast(Progress, state.busy_day)


def _begin_busy_day(request: Request, store: DemoStore) -> None:
    if _progress(request).busy:
        return
    progress = request.app.state.busy_day = Progress()

    async def run() -> None:
        try:
            await store.busy_day(progress.hear)
        except AppError as error:
            progress.failed = error

    progress.task = asyncio.get_running_loop().create_task(run(), name="busy day")


async def _latest(request: Request, store: DemoStore, after: int) -> dict[str, Any]:
    orders = {f"order:{order['id']}": order for order in await store.orders(LATEST)}
    products = {f"product:{product['id']}": product for product in await store.products()}
    found = await services(request).db.read(_happenings)
    for happening in found:
        happening.thing = orders.get(happening.subject) or products.get(happening.subject) or happening.thing
    going = any(run.status in ("ready", "running") for happening in found for run in happening.runs)
    return {"happenings": found, "after": min(after, TRIES), "going": going}


def _fact(event: EventView) -> Json:
    """The fact that an event is about, as it was told with it."""
    return (event.data or {}).get(event.subject.partition(":")[0])


def _happenings(conn: Connection) -> list[Happening]:
    demo = next((row.id for row in connections.list_all(conn) if row.kind == "demo"), "")
    found: dict[str, Happening] = {}
    for event in events.list_events(conn, connection=demo, limit=LATEST).items:
        happening = found.get(event.subject)
        if happening is None:
            if len(found) == ENTRIES:
                continue
            happening = found[event.subject] = Happening(event.subject, event)
        if event.name not in happening.names:
            happening.names.append(event.name)
    for happening in found.values():
        happening.names.reverse()
        happening.thing = _fact(events.get_event(conn, happening.last.id))
        happening.runs = runs.list_runs(conn, subject=happening.subject, limit=6).items
    return list(found.values())
