"""Connecting Shopify by an app of the owner's: to the store's own page, where its owner agrees, and back.

What comes back must carry a state that was made for this sign-in and this connection, works once, and is young.
"""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from pydantic import ValidationError
from starlette.responses import RedirectResponse, Response

from app.connectors.shopify import install, scopes
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.core.sentence import Sentence, because
from app.engine import connecting, permissions
from app.engine.services import Services
from app.errors import InvalidInput, NotFound, Rejected, StepError
from app.store import connections, links
from app.store.tables import ConnectionRow
from app.store.types import new_id
from app.ui.connections import SHAPE, hook_url, keep, sentence, shown_page, tried
from app.ui.pages import page, redirect, services, visit
from app.web import allow

router = APIRouter()
BACK = "/connect/shopify/callback"
FIELDS = ("shop_domain", "client_id", "client_secret")


@router.get("/connect/shopify")
@allow("owner")
async def begin(request: Request, shop: str = "") -> Response:
    """Where Shopify leads to when the app is opened there: on to the store's page if it is known, else a form."""
    parts = services(request)
    for row in await parts.db.read(connections.list_all):
        if (
            row.kind == "shopify"
            and row.settings.get("client_id")
            and row.settings.get("shop_domain") == shop
        ):
            return redirect(f"/connect/shopify/{row.id}")
    return _form(request, {"id": new_id(), "shop_domain": shop})


@router.post("/connect/shopify")
@allow("owner")
async def create(request: Request) -> Response:
    """Keeps the app's keys; the token comes when the store's owner agrees."""
    form = await request.form()
    typed = {name: str(form.get(name, "")).strip() for name in (*FIELDS, "id", "name")}
    if not SHAPE.fullmatch(typed["id"]):
        raise InvalidInput(because("This form is not complete. Open the page again."))
    errors = _errors(typed)
    if errors:
        return _form(request, typed, errors, status=422)
    domain = ShopifySettings.plain_domain(typed["shop_domain"])
    values = {name: typed[name] for name in FIELDS}
    await keep(services(request), "shopify", typed["id"], typed["name"] or domain, values)
    return redirect(f"/connect/shopify/{typed['id']}")


@router.get(BACK)
@allow("owner")
async def callback(request: Request) -> Response:
    """The store's owner agreed: the code is changed into a token. Raises Rejected for what is not ours."""
    parts, now = services(request), datetime.now(UTC)
    state = request.query_params.get("state", "")
    subject = await parts.db.write(links.use_link, "shopify-install", state, now)
    session, _, connection = subject.partition("|")
    if session != visit(request).session:
        raise Rejected(because("This was begun in another sign-in, so nothing was changed. Begin anew."))
    row = await parts.db.read(connections.get, connection)
    settings = _settings(parts, row)
    code = install.verify(settings, request.query_params.multi_items())
    try:
        granted = await install.exchange(parts.http, settings, code)
    except StepError as error:
        said = sentence(error.sentence)
        await parts.db.write(connections.note_problem, connection, said)
        return await shown_page(request, connection, tested=(said, False), status=502)
    await connecting.change(parts, connection, settings={"access_token": granted.token})
    await parts.changed()
    await tried(parts, connection)
    return redirect(f"/connections/{connection}", "connection-added")


@router.get("/connect/shopify/{connection}")
@allow("owner")
async def show(request: Request, connection: str) -> Response:
    """What the store's owner will be asked for, and the way there."""
    parts = services(request)
    row = await _row(parts, connection)
    return page(
        request,
        "connect_shopify_there.html",
        row=row,
        back=hook_url(request, BACK),
        home=hook_url(request, "/connect/shopify"),
        asked=sorted(await _asked(parts, row)),
    )


@router.get("/connect/shopify/{connection}/go")
@allow("owner")
async def go(request: Request, connection: str) -> Response:
    """To the store's own page."""
    parts = services(request)
    row = await _row(parts, connection)
    subject = f"{visit(request).session}|{connection}"
    state = await parts.db.write(links.make_link, "shopify-install", subject, datetime.now(UTC))
    asked = await _asked(parts, row)
    there = install.authorize_url(_settings(parts, row), asked, hook_url(request, BACK), state)
    return RedirectResponse(there, 303)


async def _asked(parts: Services, row: ConnectionRow) -> frozenset[str]:
    """The permissions that workflows take which use this store, or may come to use it as the only one there is."""
    used = {need.permission for need in await permissions.used(parts.db, row, parts.catalogue)}
    return scopes.ALWAYS | used


async def _row(parts: Services, connection: str) -> ConnectionRow:
    row = await parts.db.read(connections.get, connection)
    if row.kind != Shopify.kind or not row.settings.get("client_id"):
        raise NotFound(because("This connection was not made by an app."))
    return row


def _settings(parts: Services, row: ConnectionRow) -> ShopifySettings:
    return ShopifySettings.model_validate({**row.settings, **parts.vault.unlock(row.secrets)})


def _errors(typed: dict[str, str]) -> dict[str, Sentence]:
    errors: dict[str, Sentence] = {}
    try:
        ShopifySettings.model_validate(
            {"shop_domain": typed["shop_domain"], "client_secret": typed["client_secret"] or "x"}
        )
    except ValidationError:
        errors["shop_domain"] = because("The shop address must end in .myshopify.com")
    if not typed["client_id"]:
        errors["client_id"] = because("Please paste the client ID of your app.")
    if not typed["client_secret"]:
        errors["client_secret"] = because("Please paste the client secret of your app.")
    return errors


def _form(
    request: Request, typed: dict[str, str], errors: dict[str, Sentence] | None = None, status: int = 200
) -> Response:
    return page(
        request,
        "connect_shopify_page.html",
        status,
        id=typed["id"],
        typed=typed,
        wrong=errors or {},
        back=hook_url(request, BACK),
        home=hook_url(request, "/connect/shopify"),
    )
