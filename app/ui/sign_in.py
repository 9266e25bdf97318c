"""In and out: signing in, signing out, and setting a password by a one-time link."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, cast

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import Sentence, because
from app.errors import AppError, Rejected
from app.store import sessions, users
from app.store.links import Purpose, read_link, use_link
from app.ui.pages import page, redirect, services, visit
from app.web import Trouble, allow, public
from app.web.answers import answer
from app.web.cookies import clear_cookie, read_cookie, set_cookie
from app.web.passwords import fits, hash_password, judge
from app.web.throttle import Throttle

router = APIRouter()
Field = Annotated[str, Form()]
PURPOSES: tuple[Purpose, ...] = ("owner-reset", "invitation")
QUARTER = 15 * 60


class Throttles:
    """Failures per address of the network, and per account: one guesser with many of either is slowed down."""

    def __init__(self) -> None:
        self.address = Throttle(30, QUARTER)
        self.account = Throttle(10, QUARTER)


@router.get("/sign-in")
@public
async def show(request: Request, next: str = "/") -> Response:
    """The form."""
    if visit(request).person is not None:
        return redirect(_ours(next))
    return page(request, "sign_in.html", email="", next=_ours(next), wrong=None)


@router.post("/sign-in")
@public
async def sign_in(request: Request, email: Field = "", password: Field = "", next: Field = "/") -> Response:
    """Lets in who has the password; says the same of a wrong password and of an unknown address."""
    parts = services(request)
    throttles = _throttles(request)
    address = request.client.host if request.client else ""
    account = email.strip().casefold()[:254]
    wait = max(throttles.address.wait(address), throttles.account.wait(account))
    if wait:
        minutes = -(-wait // 60)
        sentence = because("There were too many attempts. Try again in {minutes} min.", minutes=minutes)
        slow = page(request, "sign_in.html", 429, email=email, next=_ours(next), wrong=sentence)
        slow.headers["Retry-After"] = str(wait)
        return slow
    found = await parts.db.read(users.to_sign_in, account)
    if not await fits(found[1] if found else None, password) or found is None:
        throttles.address.failed(address)
        throttles.account.failed(account)
        wrong = because("This e-mail address and this password don't belong together.")
        return page(request, "sign_in.html", 422, email=email, next=_ours(next), wrong=wrong)
    throttles.account.passed(account)
    old = read_cookie(request, parts.settings)

    def enter(conn: Connection) -> str:
        if old:
            sessions.close_session(conn, sessions.hashed(old))
        return sessions.open_session(conn, found[0].id, datetime.now(UTC))

    response = redirect(_ours(next))
    set_cookie(response, parts.settings, await parts.db.write(enter))
    return response


@router.post("/sign-out")
@allow("viewer")
async def sign_out(request: Request) -> Response:
    """Ends the session on the server, not only in the browser."""
    parts = services(request)
    await parts.db.write(sessions.close_session, visit(request).session)
    response = redirect("/sign-in", "signed-out")
    clear_cookie(response, parts.settings)
    return response


@router.get("/new-password")
@public
async def show_new_password(request: Request, link: str = "") -> Response:
    """The form for who has a link: a locked-out owner, or somebody whom the owner invited."""
    if await _purpose(request, link) is None:
        return answer(request, _no_link())
    return page(request, "new_password.html", link=link, wrong=None)


@router.post("/new-password")
@public
async def new_password(request: Request, link: Field = "", password: Field = "") -> Response:
    """Sets the password and uses the link up."""
    purpose = await _purpose(request, link)
    if purpose is None:
        return answer(request, _no_link())
    try:
        judge(password)
    except AppError as error:
        return page(request, "new_password.html", 422, link=link, wrong=error.sentence)
    hashed = await hash_password(password)

    def settle(conn: Connection) -> None:
        users.set_password(conn, use_link(conn, purpose, link, datetime.now(UTC)), hashed)

    try:
        await services(request).db.write(settle)
    except Rejected:
        return answer(request, _no_link())
    return redirect("/sign-in", "password-set")


async def _purpose(request: Request, link: str) -> Purpose | None:
    """What a link is for, None where it is for nothing here."""
    now = datetime.now(UTC)

    def find(conn: Connection) -> Purpose | None:
        return next(
            (purpose for purpose in PURPOSES if read_link(conn, purpose, link, now) is not None), None
        )

    return await services(request).db.read(find)


def _throttles(request: Request) -> Throttles:
    """One per application: tests and processes don't slow each other down."""
    state = request.app.state
    if not hasattr(state, "throttles"):
        state.throttles = Throttles()
    return cast(Throttles, state.throttles)


def _ours(path: str) -> str:
    """A place to go on to, if it is one of our own pages; else the first page."""
    plain = path.startswith("/") and not path.startswith(("//", "/\\"))
    return path if plain and path.isprintable() and "\\" not in path else "/"


def _no_link() -> Trouble:
    remedy: Sentence = because(
        "Ask the owner for a new one. The owner gets one on the server's command line: storeflow owner reset"
    )
    return Trouble(403, "bad_link", because("This link doesn't work (any more)."), remedy)
