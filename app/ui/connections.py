"""Connections: to shops, whose messages start workflows, and to a mail server.

A shop is tried as soon as it is saved: what is in the way then stands on its page, in a sentence with the way out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.connectors.base import Connector, ShopConnector
from app.connectors.woocommerce.connecting import to_make_keys
from app.core.sentence import Json, Sentence, because
from app.engine import connecting, permissions
from app.engine.connections import kinds
from app.engine.counts import counts_of
from app.engine.services import Services
from app.errors import InvalidInput, NotFound, StepError
from app.store import connections, events
from app.store.connections import Refused, Traffic
from app.store.events import EventView
from app.store.tables import ConnectionRow
from app.store.types import new_id
from app.ui import connection_form, mirror
from app.ui.connection_messages import about_messages
from app.ui.pages import page, redirect, services
from app.ui.states import REFUSALS
from app.web import allow
from app.web.hosts import is_loopback

router = APIRouter()
SHAPE = re.compile(r"[0-9a-z]{26}")
"""An id as we make them: the form carries the one whose address it showed."""


@router.get("/connections")
@allow("viewer")
async def show_list(request: Request) -> Response:
    """All of them with what came in, and what can be connected."""
    parts = services(request)
    lines = await parts.db.read(_lines)
    listened = reachable(hook_url(request, ""))
    asked = set() if listened else {row.id for row, *_ in lines if await _asks(parts, row)}
    return page(request, "connections.html", lines=lines, asked=asked, kinds=kinds(), offered=offered())


@router.get("/connections/new/{kind}")
@allow("owner")
async def show_new(request: Request, kind: str) -> Response:
    """The form. A shop's address for messages stands there already, as shops show their secret only then."""
    return new_page(request, _offered(kind), new_id())


@router.post("/connections/new/{kind}")
@allow("owner")
async def create(request: Request, kind: str) -> Response:
    """Saves it, or says what is wrong under each field."""
    connector, parts, form = _offered(kind), services(request), await request.form()
    ident, name = str(form.get("id", "")), str(form.get("name", ""))
    if not SHAPE.fullmatch(ident):
        raise InvalidInput(because("This form is not complete. Open the page again."))
    filled = connection_form.read(connector, form, whole=_whole(request))
    if not name.strip() or filled.errors:
        return new_page(request, connector, ident, filled, name, status=422)
    if not await keep(parts, kind, ident, name, filled.values):
        return redirect(f"/connections/{ident}")  # the form was sent twice
    await _tried_if_asked(parts, ident)
    return redirect(f"/connections/{ident}", "connection-added")


async def keep(parts: Services, kind: str, ident: str, name: str, values: Mapping[str, Json]) -> bool:
    """Saves a new connection under the id whose address its form showed; False where it is there already."""
    shown, secrets = connecting.validated(parts, kind, values)
    if ident in {row.id for row in await parts.db.read(connections.list_all)}:
        return False
    await parts.db.write(
        connections.create,
        kind=kind,
        name=name,
        settings=shown,
        secrets=secrets,
        now=datetime.now(UTC),
        id=ident,
    )
    await parts.changed()
    return True


@router.get("/connections/{connection}")
@allow("viewer")
async def show(request: Request, connection: str) -> Response:
    """One connection: its address, what came by it, what was refused, its settings."""
    return await shown_page(request, connection)


@router.get("/connections/{connection}/traffic")
@allow("viewer")
async def show_traffic(request: Request, connection: str) -> Response:
    """The part that waits for the first message."""
    return page(request, "parts/traffic.html", **await _came(request, connection))


@router.post("/connections/{connection}/test")
@allow("editor")
async def test(request: Request, connection: str) -> Response:
    """Speaks to the service and says what it found."""
    return await shown_page(request, connection, tested=await tried(services(request), connection))


async def tried(parts: Services, connection: str) -> tuple[Sentence, bool]:
    """Tries a connection: what it found, and whether that is good. What is not stands on its page from then on."""
    opened = await parts.connections.get(connection)
    try:
        said, good = await opened.connector.check(), True
        lacks = await permissions.lacks(parts, opened)
        if lacks:
            said, good = lacks[0], False
    except StepError as error:
        said, good = sentence(error.sentence), False
    await parts.db.write(connections.note_problem, connection, None if good else said)
    return said, good


async def _tried_if_asked(parts: Services, connection: str) -> None:
    if await _asks(parts, await parts.db.read(connections.get, connection)):
        await tried(parts, connection)


async def _asks(parts: Services, row: ConnectionRow) -> bool:
    """Whether it is a shop that we have keys of."""
    if row.kind not in kinds():
        return False
    connector = (await parts.connections.get(row.id)).connector
    return isinstance(connector, ShopConnector) and connector.asks()


@router.post("/connections/{connection}")
@allow("owner")
async def change(request: Request, connection: str) -> Response:
    """Changes name and settings; a secret that is left empty stays as it is."""
    parts, form = services(request), await request.form()
    row = await parts.db.read(connections.get, connection)
    name = str(form.get("name", ""))
    filled = connection_form.read(
        kinds()[row.kind],
        form,
        keep={**row.settings, **parts.vault.unlock(row.secrets)},
        whole=_whole(request),
    )
    if not name.strip() or filled.errors:
        return await shown_page(request, connection, filled=filled, name=name, status=422)
    await connecting.change(parts, connection, name, filled.values)
    await parts.changed()
    await _tried_if_asked(parts, connection)
    return redirect(f"/connections/{connection}", "connection-saved")


@router.post("/connections/{connection}/remove")
@allow("owner")
async def remove(request: Request, connection: str) -> Response:
    """Forgets it and its secrets, unless a workflow that is on needs it."""
    await connecting.remove(services(request), connection)
    await services(request).changed()
    return redirect("/connections", "connection-removed")


def offered() -> list[type[Connector]]:
    """What a person can connect: everything but the demo store, which has a page of its own."""
    found = [kinds()[kind] for kind in connecting.connectable() if kind != "demo"]
    return sorted(found, key=lambda kind: kind.slot != "shop")


def _offered(kind: str) -> type[Connector]:
    found = next((each for each in offered() if each.kind == kind), None)
    if found is None:
        raise NotFound(because("This can't be connected yet."))
    return found


def new_page(
    request: Request,
    kind: type[Connector],
    ident: str,
    filled: connection_form.Filled | None = None,
    name: str = "",
    *,
    asked: tuple[str, Sentence | None] = ("", None),
    status: int = 200,
) -> Response:
    """The form. ``asked``: the shop's address that was typed for the short way, and what is wrong with it."""
    url = hook_url(request, f"/hooks/{ident}") if kind.slot == "shop" else ""
    return page(
        request,
        "connection_new.html",
        status,
        kind=kind,
        id=ident,
        name=name,
        unnamed=because("Please give it a name.") if filled is not None and not name.strip() else None,
        controls=connection_form.controls(kind, filled, whole=_whole(request)),
        steps=_instructions(kind, url),
        keys=to_make_keys() if kind.kind == "woocommerce" else [],
        asked=asked,
        url=url,
        reachable=reachable(url),
    )


async def shown_page(
    request: Request,
    connection: str,
    *,
    filled: connection_form.Filled | None = None,
    name: str = "",
    tested: tuple[Sentence, bool] | None = None,
    status: int = 200,
) -> Response:
    """A connection's page. ``tested``: what a try has found just now, and whether that is good."""
    whole = await _came(request, connection)
    row, kind, url = whole["row"], whole["kind"], whole["url"]
    return page(
        request,
        "connection.html",
        status,
        **whole,
        steps=_instructions(kind, url) if kind and url else [],
        controls=connection_form.controls(kind, filled, row.settings, whole=_whole(request))
        if kind and kind.kind != "demo"
        else [],
        name=name or row.name,
        tested=tested,
        kept=await mirror.kept(request, connection) if kind and kind.slot == "shop" else None,
        counts=await counts_of(services(request), row) if kind else None,
        about=await about_messages(services(request), row),
        used_by=await services(request).db.read(connections.used_by, connection),
    )


async def _came(request: Request, connection: str) -> dict[str, Any]:
    """What came in by a connection, and how anything can: by messages to our address, by asking, or by both."""
    parts = services(request)
    whole = await parts.db.read(_traffic, connection)
    kind, path = kinds().get(whole["row"].kind), connecting.hook_path(whole["row"])
    url = hook_url(request, path) if path and kind and kind.kind != "demo" else ""
    asks = await _asks(parts, whole["row"])
    return {**whole, "kind": kind, "url": url, "reachable": reachable(url), "asks": asks}


def hook_url(request: Request, path: str) -> str:
    """The whole address that a shop sends its messages to."""
    base = services(request).settings.public_url or str(request.base_url)
    return f"{base.rstrip('/')}{path}"


def reachable(url: str) -> bool:
    """Whether a shop on the internet could reach this address at all."""
    return not is_loopback(urlsplit(url).hostname or "") and url.startswith("https://")


def _whole(request: Request) -> bool:
    return bool(services(request).settings.allow_private_addresses)


def _instructions(kind: type[Connector], url: str) -> list[Sentence]:
    if not issubclass(kind, ShopConnector):
        return []
    return kind.instructions(kind.__new__(kind), url)  # they need the address, no settings


def sentence(said: Sentence | str) -> Sentence:
    """What an error says, as a sentence."""
    return said if isinstance(said, Sentence) else because("{text}", text=said)


def _lines(conn: Connection) -> list[tuple[ConnectionRow, Traffic, int]]:
    now = datetime.now(UTC)
    return [
        (
            row,
            connections.traffic(conn, row.id),
            sum(each.count for each in connections.refused(conn, row.id, now)),
        )
        for row in connections.list_all(conn)
    ]


def _traffic(conn: Connection, connection: str) -> dict[str, Any]:
    row = connections.get(conn, connection)
    seen: list[EventView] = events.list_events(conn, connection=connection, limit=5).items
    refused: list[Refused] = connections.refused(conn, connection, datetime.now(UTC))
    return {
        "row": row,
        "traffic": connections.traffic(conn, connection),
        "events": seen,
        "refused": refused,
        "refusals": REFUSALS,
    }
