"""The one gate in front of every route (rule R18): pure ASGI, deny by default.

In this order: is the Host ours; does a route exist; did it declare who may use it; is Storeflow set up; who asks;
may they; does a change come from one of our own pages. What passes finds ``request.state.visit``.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.routing import RouteContext, iter_route_contexts
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect, Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.core.sentence import because
from app.errors import AppError
from app.store.sessions import NOTED, hashed, touch_session
from app.store.tokens import note_use, worth_noting
from app.web import csrf
from app.web.access import Access, at_least, declared
from app.web.answers import Trouble, answer, broken, for_machines, of_error, of_status
from app.web.cookies import read_cookie
from app.web.headers import with_defaults
from app.web.hosts import Hosts
from app.web.visit import Visit, look

if TYPE_CHECKING:
    from app.engine.services import Services

HOOKS = "/hooks/"
"""The webhooks' door: open, checked by signatures, and in a hurry; the gate looks at its Host header only."""


class Gate:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, owner: FastAPI, services: Services) -> None:
        self._app = app
        self._owner = owner
        self._services = services
        self._hosts = Hosts(services.settings)
        self._routes: list[RouteContext] | None = None
        self._set_up = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request. Anything but HTTP is refused; the application's own start and stop pass."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        else:
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        ours = self._hosts.knows(next((value for name, value in scope["headers"] if name == b"host"), b""))
        if ours and scope["path"].startswith(HOOKS):
            await self._app(scope, receive, send)
            return
        started = False

        async def dressed(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                message["headers"] = with_defaults(list(message.get("headers", ())))
            await send(message)

        request = Request(scope, receive)
        try:
            refused, receive = await self._judge(request, receive) if ours else (_foreign(request), receive)
            if refused is None:
                await self._app(scope, receive, dressed)
                return
        except ClientDisconnect:
            return  # whoever asked has left, such as a form that was sent anew while it was on its way
        except Exception as error:
            if started:
                raise
            trouble = of_error(error) if isinstance(error, AppError) else broken(error, scope["path"])
            refused = answer(request, trouble)
        await refused(scope, receive, dressed)

    async def _judge(self, request: Request, receive: Receive) -> tuple[Response | None, Receive]:
        """The answer for who may not pass, else None; and the body, should it have been read."""
        access, trouble = self._route(request.scope)
        if access is not None and access.who == "public" and access.always:
            return None, receive
        who = await self._visit(request)
        if not who.set_up and not (access is not None and access.always):
            return answer(request, _not_set_up()), receive
        if trouble is not None:
            return answer(request, trouble), receive
        if access is None:
            return answer(request, of_status(403)), receive
        return await self._may(request, receive, who, access)

    async def _may(
        self, request: Request, receive: Receive, who: Visit, access: Access
    ) -> tuple[Response | None, Receive]:
        if access.who == "setting_up":
            if who.set_up:
                return RedirectResponse("/", 303), receive
        elif access.who != "public":
            if who.role is None:
                return _stranger(request), receive
            if not at_least(who.role, access.who):
                return answer(request, of_status(403)), receive
        if request.method in csrf.SAFE or who.program is not None:
            return None, receive
        return await self._own_page(request, receive, who)

    async def _own_page(
        self, request: Request, receive: Receive, who: Visit
    ) -> tuple[Response | None, Receive]:
        trusted = csrf.from_here(request.headers)
        if trusted and who.person is not None:
            try:
                trusted, receive = await csrf.carries(
                    request.scope, receive, who.csrf, self._services.settings.max_body
                )
            except csrf.TooLarge:
                return answer(request, of_status(413)), receive
        return (None if trusted else answer(request, _forged())), receive

    def _route(self, scope: Scope) -> tuple[Access | None, Trouble | None]:
        """What the route declares that will serve this request, or what is wrong where none will."""
        if self._routes is None:
            self._routes = list(iter_route_contexts(self._owner.routes))
        other: set[str] = set()
        for route in self._routes:
            match, child = route.matches(scope)
            if match is Match.FULL:
                return declared(child.get("endpoint")), None
            if match is Match.PARTIAL:
                other |= route.methods or set()
        if other:
            return None, of_status(405, {"Allow": ", ".join(sorted(other))})
        return None, of_status(404)

    async def _visit(self, request: Request) -> Visit:
        """Who asks: a person by cookie on pages, a program by token on the API; never the other way round."""
        headers = Headers(scope=request.scope)
        now = datetime.now(UTC)
        by_token = request.url.path.startswith(("/api/", "/metrics"))
        cookie = "" if by_token else read_cookie(request, self._services.settings)
        scheme, _, token = headers.get("authorization", "").partition(" ")
        secret = token.strip() if by_token and scheme.casefold() == "bearer" else ""
        db = self._services.db
        found = await db.read(look, hashed(cookie) if cookie else "", secret, now)
        self._set_up = self._set_up or (found.set_up and (found.person is not None or not secret))
        who = Visit(
            found.shop,
            found.person,
            found.program,
            found.session,
            found.csrf,
            found.seen,
            found.set_up or self._set_up,
            headers.get("accept-language", ""),
        )
        request.state.visit = who
        if who.person is not None and who.seen is not None and now - who.seen > NOTED:
            db.lazy(touch_session, who.session, now)
        if who.program is not None and worth_noting(who.program, now):
            db.lazy(note_use, who.program, now)
        return who


def _foreign(request: Request) -> Response:
    remedy = because(
        "If it is meant to be, start Storeflow with STOREFLOW_PUBLIC_URL or STOREFLOW_ALLOWED_HOSTS set to it."
    )
    return answer(
        request, Trouble(400, "unknown_host", because("Storeflow doesn't answer at this address."), remedy)
    )


def _not_set_up() -> Trouble:
    return Trouble(
        403,
        "not_set_up",
        because("Storeflow is not set up yet."),
        because(
            "Open the set-up link that was printed where Storeflow was started. Starting it again prints a new one."
        ),
    )


def _forged() -> Trouble:
    return Trouble(
        403,
        "not_from_here",
        because(
            "This did not come from one of Storeflow's own pages, or the page was too old. Nothing was changed."
        ),
        because("Open the page again and repeat what you did."),
    )


def _stranger(request: Request) -> Response:
    """Nobody is signed in: a page leads to the sign-in page and back, everything else gets 401."""
    path = request.url.path
    if for_machines(path):
        return answer(request, _no_token())
    if request.headers.get("hx-request") == "true":
        return Response(status_code=401, headers={"HX-Redirect": "/sign-in"})
    if request.method not in csrf.SAFE:
        return RedirectResponse("/sign-in", 303)
    wish = path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/sign-in" + (f"?next={quote(wish, safe='')}" if wish != "/" else ""), 303)


def _no_token() -> Trouble:
    sentence = because("This needs a valid API token, in the header “Authorization: Bearer …”.")
    return Trouble(401, "unauthorized", sentence, headers={"WWW-Authenticate": "Bearer"})
