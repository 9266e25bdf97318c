"""Connecting a WooCommerce store by its own page: its owner agrees there, and the store itself brings the keys.

The connection is made before, without keys, and a one-time state (rule R13) says which one the keys are for. They come
from the store's server, which has no cookie of ours: the state is all that it must show, and keys are all that it can
bring (rule R20).
"""

from __future__ import annotations

import secrets
from datetime import UTC, datetime

import orjson
from fastapi import APIRouter, Request
from starlette.responses import JSONResponse, Response

from app.connectors.woocommerce.connecting import authorize_url, look, posted_keys
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from app.core.sentence import because
from app.engine import connecting
from app.errors import InvalidInput, NotFound, StepError
from app.store import connections
from app.store.links import make_link, use_link
from app.store.tables import ConnectionRow
from app.ui.connections import SHAPE, hook_url, keep, new_page, reachable, sentence, shown_page, tried
from app.ui.forms import judged
from app.ui.pages import page, services
from app.web import allow, public

router = APIRouter()
KEYS = "/connect/woocommerce/keys"
LONGEST = 4096
"""Bytes of what a store posts; the real thing has some 250."""


@router.post("/connections/new/woocommerce/ask")
@allow("owner")
async def begin(request: Request) -> Response:
    """Looks whether a store is there, makes the connection, and leads to the store's own page."""
    form, parts = await request.form(), services(request)
    ident, shop = str(form.get("id", "")), str(form.get("shop", "")).strip()
    if not SHAPE.fullmatch(ident) or not reachable(hook_url(request, KEYS)):
        raise InvalidInput(because("This form is not complete. Open the page again."))
    values = {"url": shop, "webhook_secret": secrets.token_urlsafe(32)}
    found = judged(WooCommerceSettings, values)
    if not isinstance(found.model, WooCommerceSettings):
        return new_page(request, WooCommerce, ident, asked=(shop, found.errors["url"]), status=422)
    try:
        store = await look(found.model.url, parts.http)
    except StepError as error:
        return new_page(request, WooCommerce, ident, asked=(shop, sentence(error.sentence)), status=422)
    await keep(parts, "woocommerce", ident, store.name or store.url, {**values, "url": store.url})
    return await _lead(request, await parts.db.read(connections.get, ident))


@router.post("/connections/{connection}/keys")
@allow("owner")
async def again(request: Request, connection: str) -> Response:
    """Leads to the store's own page once more, for a connection without keys, or whose keys open nothing any more."""
    row = await services(request).db.read(connections.get, connection)
    if row.kind != "woocommerce" or not reachable(hook_url(request, KEYS)):
        raise NotFound(because("This can't be connected by a click."))
    return await _lead(request, row)


async def _lead(request: Request, row: ConnectionRow) -> Response:
    state = await services(request).db.write(make_link, "woocommerce-keys", row.id, datetime.now(UTC))
    back = hook_url(request, f"/connections/{row.id}/back")
    there = authorize_url(row.settings["url"], state, back, hook_url(request, KEYS))
    return page(request, "connect_woocommerce_there.html", row=row, there=there)


@router.post(KEYS)
@public
async def take_keys(request: Request) -> Response:
    """The store's server brings the keys. Unless the answer is 200, it throws them away again."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > LONGEST:
            return JSONResponse({"status": "refused"}, 413)
    try:
        brought = posted_keys(orjson.loads(body))
    except orjson.JSONDecodeError:
        brought = None
    if brought is None:
        return JSONResponse({"status": "refused"}, 400)
    parts, (state, keys) = services(request), brought
    connection = await parts.db.write(use_link, "woocommerce-keys", state, datetime.now(UTC))
    await connecting.change(parts, connection, settings=keys)
    await parts.changed()
    return JSONResponse({"status": "kept"})


@router.get("/connections/{connection}/back")
@allow("owner")
async def come_back(request: Request, connection: str, success: str = "") -> Response:
    """The store leads its owner back here: the connection is tried, or it says why there are no keys."""
    parts = services(request)
    opened = await parts.connections.get(connection)
    if success == "1" and isinstance(opened.connector, WooCommerce) and opened.connector.asks():
        return await shown_page(request, connection, tested=await tried(parts, connection))
    said = because("The store gave no keys, as its page was left by “Deny”. You can ask it once more.")
    return await shown_page(request, connection, tested=(said, False))
