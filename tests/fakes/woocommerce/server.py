"""The fake as a server: ``async with running() as fake`` on a port of loopback."""

import asyncio
import json
import re
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

from aiohttp import web

from tests.fakes.woocommerce import system
from tests.fakes.woocommerce.answers import Refused, Thing, php
from tests.fakes.woocommerce.auth import admit
from tests.fakes.woocommerce.connecting import Connecting
from tests.fakes.woocommerce.deliveries import Scheduler
from tests.fakes.woocommerce.faults import Faults
from tests.fakes.woocommerce.page import Page
from tests.fakes.woocommerce.routes import Said, answer
from tests.fakes.woocommerce.shop import Shop
from tests.support.certificate import own_certificate

Front = Literal["", "maintenance", "password", "page", "redirect"]
"""What stands before the shop: nothing, a page that says it is away, the web server's own password, a page for
everything with 200 (a soft password, a builder's "coming soon"), or a redirect to ``elsewhere``."""
NOISE = "<br />\n<b>Warning</b>:  Undefined variable $tax in <b>x.php</b> on line <b>7</b><br />\n"
_API = "/wp-json/wc/v3/"


class Fake:
    """``asked``: what was asked for, as (``"PUT orders/23"``, query, body). ``noise``: what a plugin prints before
    every answer; ``permalinks``: where False they are plain, so that the API has no address."""

    def __init__(self, shop: Shop) -> None:
        self.shop, self.scheduler, self.faults = shop, Scheduler(shop), Faults()
        self.connecting = Connecting(shop)
        self.noise, self.permalinks, self.elsewhere = "", True, ""
        self.front: Front = ""
        self.asked: list[tuple[str, dict[str, str], Any]] = []
        self.go_on = asyncio.Event()
        self._tasks: set[asyncio.Task[Any]] = set()

    @property
    def url(self) -> str:
        return self.shop.url

    @property
    def wrote(self) -> list[tuple[str, Any]]:
        """What was asked for to change something."""
        return [(what, body) for what, _, body in self.asked if not what.startswith("GET ")]

    async def advance(self, seconds: float) -> int:
        """The clock moves on, and WP-Cron runs; says how many messages left."""
        self.shop.clock.advance(timedelta(seconds=seconds))
        return await self.scheduler.run()

    def app(self) -> web.Application:
        app = web.Application(client_max_size=8 * 1024 * 1024, middlewares=[self._plainly])
        Page(self.shop, self.scheduler).add(app)
        app.router.add_get("/wc-auth/v1/authorize", self.connecting.authorize)
        app.router.add_get("/wc-auth/v1/access_granted", self.connecting.granted)
        app.router.add_route("*", "/{path:.*}", self._serve)
        return app

    @web.middleware
    async def _plainly(self, request: web.Request, handler: Any) -> web.StreamResponse:
        """How WordPress is asked where its permalinks are plain."""
        if request.query.get("rest_route") == "/" and not self.front:
            return web.Response(body=php(system.index(self.shop)), content_type="application/json")
        answered: web.StreamResponse = await handler(request)
        return answered

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        if (met := self._met(request)) is not None:
            return met
        what = f"{request.method} {request.path.removeprefix(_API)}"
        fault = self.faults.next(what)
        if fault == "slow":
            await self.go_on.wait()
        elif fault == "cut":
            return self._cut(request)
        elif fault == "html":
            return _html("<h1>Leaf &amp; Clay</h1>", 200)
        elif fault is not None and fault.isdecimal():
            headers = {"Retry-After": "7"} if fault in ("429", "503") else {}
            return _html(f"<h1>{fault}</h1>", int(fault), headers)
        said = await self._said(request)
        self._later(self.scheduler.greet())
        if fault == "done_cut":
            return self._cut(request)
        if fault == "done_502":
            return _html("<h1>502 Bad Gateway</h1>", 502)
        if fault == "done_silent":
            await self.go_on.wait()
        headers = {"Content-Type": "application/json; charset=UTF-8", **said.headers}
        return web.Response(body=self.noise.encode() + php(said.body), status=said.status, headers=headers)

    def _met(self, request: web.Request) -> web.Response | None:
        """Who does not get as far as the API."""
        if self.front == "maintenance":
            text = "<h1>Briefly unavailable for scheduled maintenance. Check back in a minute.</h1>"
            return _html(text, 503, {"Retry-After": "600"})
        if self.front == "password":
            return _html(
                "<h1>401 Authorization Required</h1>", 401, {"WWW-Authenticate": 'Basic realm="Staging"'}
            )
        if self.front == "page":
            return _html("<h1>Coming soon</h1>", 200)
        if self.front == "redirect":
            return _html("", 301, {"Location": self.elsewhere + request.raw_path})
        if not self.permalinks or not request.path.startswith("/wp-json"):
            return _html("<h1>Page not found</h1>", 404)
        return None

    async def _said(self, request: web.Request) -> Said:
        try:
            if request.path.rstrip("/") == "/wp-json":
                return Said(system.index(self.shop))
            if request.path.startswith("/wp-json/wc/store/v1/cart"):
                # a cart belongs to the session of whoever asks; nobody can list those of others
                return Said({"items": [], "coupons": [], "items_count": 0, "needs_payment": False})
            if not request.path.startswith(_API):
                raise Refused(404, "rest_no_route", "No route was found matching the URL and request method.")
            return await self._asked(request)
        except Refused as refused:
            return Said(refused.body(), refused.status)

    async def _asked(self, request: web.Request) -> Said:
        raw, path = await request.read(), request.path.removeprefix(_API)
        pairs = list(request.query.items())
        admit(
            self.shop, request.method, request.path, pairs, request.headers, secure=request.scheme == "https"
        )
        query: dict[str, str] = {}
        for name, value in pairs:  # PHP's lists: status[]=a&status[]=b
            plain = re.sub(r"\[\d*\]$", "", name)
            query[plain] = f"{query[plain]},{value}" if plain in query and plain != name else value
        body: Thing | None = None
        if raw:
            try:
                body = json.loads(raw)
            except ValueError as error:
                raise Refused(400, "rest_invalid_json", "Invalid JSON body passed.") from error
        own = {name: value for name, value in query.items() if not name.startswith("oauth_")}
        self.asked.append((f"{request.method} {path}", own, body))
        return answer(self.shop, request.method, path, own, body)

    @staticmethod
    def _cut(request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.abort()
        return web.Response()

    def _later(self, work: Any) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def settled(self) -> None:
        """Comes back when no ping is under way any more."""
        while self._tasks:
            await asyncio.gather(*self._tasks)

    async def close(self) -> None:
        self.go_on.set()
        for task in list(self._tasks):
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        await self.scheduler.close()


@asynccontextmanager
async def running(
    shop: Shop | None = None, *, port: int = 0, host: str = "127.0.0.1", https: Path | None = None
) -> AsyncIterator[Fake]:
    """A running fake. ``https``: a folder for a certificate that nobody vouches for."""
    fake = Fake(shop or Shop())
    runner = web.AppRunner(fake.app(), shutdown_timeout=0.1)
    await runner.setup()
    tls = None
    if https is not None:
        tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        tls.load_cert_chain(own_certificate(https))
    await web.TCPSite(runner, host, port, ssl_context=tls).start()
    name = "localhost" if tls else host
    fake.shop.url = f"{'https' if tls else 'http'}://{name}:{runner.addresses[0][1]}"
    try:
        yield fake
    finally:
        await fake.close()
        await runner.cleanup()


def _html(body: str, status: int, headers: dict[str, str] | None = None) -> web.Response:
    return web.Response(
        text=f"<!doctype html><html><body>{body}</body></html>", status=status, content_type="text/html",
        headers=headers,
    )  # fmt: skip
