"""The first page of all: who owns this Storeflow, and which shop it is for. Opened by the one-time link only."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import Sentence, because
from app.errors import AppError, Rejected
from app.i18n import language
from app.store import sessions, users
from app.store.links import read_link, use_link
from app.store.preferences import Shop, set_shop
from app.ui.choices import currency_choices, languages, zone_choices
from app.ui.pages import page, redirect, services, visit
from app.web import Trouble, setting_up
from app.web.answers import answer
from app.web.cookies import set_cookie
from app.web.passwords import hash_password, judge

router = APIRouter()
Field = Annotated[str, Form()]
FIRST = {"shop_name": "", "locale": "en", "zone": "UTC", "currency": "EUR", "name": "", "email": ""}


@router.get("/set-up")
@setting_up
async def show(request: Request, link: str = "") -> Response:
    """The form, for who has the link."""
    if await services(request).db.read(read_link, "set-up", link, datetime.now(UTC)) is None:
        return answer(request, _no_link())
    return _form(request, link, {**FIRST, "locale": language(visit(request).locale)}, guess=True)


@router.post("/set-up")
@setting_up
async def create(
    request: Request,
    link: Field = "",
    shop_name: Field = "",
    locale: Field = "en",
    zone: Field = "UTC",
    currency: Field = "EUR",
    name: Field = "",
    email: Field = "",
    password: Field = "",
) -> Response:
    """Makes the owner and signs in. What is wrong is said under its field, and what was typed stays."""
    typed = {
        "shop_name": shop_name,
        "locale": locale,
        "zone": zone,
        "currency": currency,
        "name": name,
        "email": email,
    }
    parts = services(request)
    now = datetime.now(UTC)
    if await parts.db.read(read_link, "set-up", link, now) is None:
        return answer(request, _no_link())
    shop = Shop(shop_name, zone, locale, currency)
    wrong = _wrong(shop, name, email, password)
    if wrong:
        return _form(request, link, typed, wrong, status=422)
    hashed = await hash_password(password)

    def settle(conn: Connection) -> str:
        use_link(conn, "set-up", link, now)
        if users.owner_exists(conn):
            raise Rejected(because("Storeflow is set up already."))
        set_shop(conn, shop)
        owner = users.create(conn, email=email, name=name, password=hashed, role="owner", now=now)
        return sessions.open_session(conn, owner.id, now)

    cookie = await parts.db.write(settle)
    await parts.changed()
    response = redirect("/start", "welcome")
    set_cookie(response, parts.settings, cookie)
    return response


def _wrong(shop: Shop, name: str, email: str, password: str) -> dict[str, Sentence | str]:
    """Everything that is wrong, by field, all at once."""
    wrong: dict[str, Sentence | str] = {}

    def tried(field: str, act: object) -> None:
        try:
            act()  # type: ignore[operator]
        except AppError as error:
            wrong[field] = error.sentence

    tried("email", lambda: users.tidy_email(email))
    tried("password", lambda: judge(password))
    if not name.strip():
        wrong["name"] = because("Please give your name.")
    if not shop.name.strip():
        wrong["shop_name"] = because("Please give your shop's name.")
    return wrong


def _form(
    request: Request,
    link: str,
    typed: dict[str, str],
    wrong: dict[str, Sentence | str] | None = None,
    *,
    status: int = 200,
    guess: bool = False,
) -> Response:
    chosen = replace(visit(request).shop, locale=visit(request).locale)
    return page(
        request,
        "setup.html",
        status,
        link=link,
        typed=typed,
        wrong=wrong or {},
        guess=guess,
        languages=languages(),
        zones=zone_choices(),
        currencies=currency_choices(chosen.locale),
    )


def _no_link() -> Trouble:
    return Trouble(
        403,
        "not_set_up",
        because("This set-up link doesn't work (any more)."),
        because(
            "Start Storeflow again: it prints a new link where it was started. Only the newest one works."
        ),
    )
