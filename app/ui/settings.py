"""Settings: the shop's, and one's own: language, colours, password."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.core.sentence import Sentence, because
from app.errors import AppError, InvalidInput
from app.i18n import LOCALES
from app.store import sessions, users
from app.store.preferences import THEMES as KNOWN_THEMES
from app.store.preferences import Shop, set_shop
from app.ui.choices import THEMES, currency_choices, languages, zone_choices
from app.ui.pages import page, person, redirect, services, visit
from app.web import allow
from app.web.cookies import clear_cookie
from app.web.passwords import fits, hash_password, judge

router = APIRouter()
Field = Annotated[str, Form()]


@router.get("/settings")
@allow("viewer")
async def show(request: Request) -> Response:
    """All of it on one page."""
    return _shown(request)


@router.post("/settings/shop")
@allow("owner")
async def save_shop(
    request: Request, name: Field = "", locale: Field = "en", zone: Field = "UTC", currency: Field = "EUR"
) -> Response:
    """The shop's name, language, zone and currency; runs that have begun see them too."""
    try:
        await services(request).db.write(set_shop, Shop(name, zone, locale, currency))
    except InvalidInput as error:
        return _shown(request, {"shop": error.sentence}, shop=Shop(name, zone, locale, currency))
    await services(request).changed()
    return redirect("/settings", "saved")


@router.post("/settings/look")
@allow("viewer")
async def save_look(request: Request, locale: Field = "", theme: Field = "") -> Response:
    """One's own language and colours."""
    if locale not in ("", *LOCALES) or theme not in KNOWN_THEMES:
        raise InvalidInput(because("This can't be chosen."))
    await services(request).db.write(users.set_look, person(request).id, locale=locale, theme=theme)
    return redirect("/settings", "saved")


@router.post("/settings/password")
@allow("viewer")
async def save_password(request: Request, old: Field = "", password: Field = "") -> Response:
    """One's own password. Every browser has to sign in again, so that a stolen session ends too."""
    parts, who = services(request), person(request)
    wrong: dict[str, Sentence | str] = {}
    if not await fits(await parts.db.read(users.password_of, who.id), old):
        wrong["old"] = because("This is not your password.")
    try:
        judge(password)
    except AppError as error:
        wrong["password"] = error.sentence
    if wrong:
        return _shown(request, wrong)
    await parts.db.write(users.set_password, who.id, await hash_password(password))
    response = redirect("/sign-in", "password-set")
    clear_cookie(response, parts.settings)
    return response


@router.post("/settings/sign-out-everywhere")
@allow("viewer")
async def sign_out_everywhere(request: Request) -> Response:
    """Ends every session of this person."""
    parts = services(request)
    await parts.db.write(sessions.close_sessions, person(request).id)
    response = redirect("/sign-in", "signed-out-everywhere")
    clear_cookie(response, parts.settings)
    return response


def _shown(
    request: Request, wrong: dict[str, Sentence | str] | None = None, *, shop: Shop | None = None
) -> Response:
    who = visit(request)
    return page(
        request,
        "settings.html",
        422 if wrong else 200,
        wrong=wrong or {},
        edited=shop or who.shop,
        languages=languages(),
        zones=zone_choices(who.shop.zone),
        currencies=currency_choices(who.locale),
        themes=THEMES,
    )
