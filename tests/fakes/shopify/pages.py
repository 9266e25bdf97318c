"""The fake's pages: what an app is installed by, the storefront, and buttons that make things happen."""

from __future__ import annotations

import base64
import hashlib
import hmac
import time
from html import escape
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import orjson
from aiohttp import web

from tests.fakes.shopify import derived, money, orders
from tests.fakes.shopify.seed import by_email, variant
from tests.fakes.shopify.store import Shop, token

if TYPE_CHECKING:
    from tests.fakes.shopify.server import Fake

STYLE = (
    "<style>body{font:16px/1.5 sans-serif;max-width:60em;margin:2em auto;padding:0 1em}"
    "button{font:inherit;padding:.4em .8em;margin:.2em}code{background:#eee}</style>"
)


def enter(app: web.Application, fake: Fake) -> None:
    """Adds the pages to the server."""
    here = _Pages(fake)
    app.router.add_get("/", here.home)
    app.router.add_post("/do/{what}", here.do)
    app.router.add_get("/admin/oauth/authorize", here.authorize)
    app.router.add_post("/admin/oauth/authorize", here.install)
    app.router.add_post("/admin/oauth/access_token", here.exchange)
    app.router.add_get("/password", here.password)
    app.router.add_get("/{path:.*}", here.storefront)


def query_hmac(secret: str, query: dict[str, str]) -> str:
    """Hexadecimal, over the sorted query without the signature itself."""
    text = "&".join(f"{name}={query[name]}" for name in sorted(query) if name != "hmac")
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()


class _Pages:
    def __init__(self, fake: Fake) -> None:
        self.fake = fake

    @property
    def shop(self) -> Shop:
        return self.fake.shop

    # ------------------------------------------------------------------------------------------ install

    async def authorize(self, request: web.Request) -> web.Response:
        query = request.query
        if query.get("client_id") != self.shop.app.client_id:
            return _page(
                "Oauth error invalid_request: Could not find Shopify API application with api_key", 400
            )
        if not query.get("redirect_uri", "").startswith(("https://", "http://127.0.0.1", "http://localhost")):
            return _page("Oauth error invalid_request: The redirect_uri is not whitelisted", 400)
        fields = "".join(
            f'<input type="hidden" name="{escape(name)}" value="{escape(query.get(name, ""))}">'
            for name in ("client_id", "scope", "redirect_uri", "state")
        )
        wanted = "".join(f"<li>{escape(one)}</li>" for one in sorted(_scopes(query.get("scope", ""))))
        return _page(
            f"<h1>Install app</h1><p>Storeflow wants to do this in {escape(self.shop.name)}:</p><ul>{wanted}</ul>"
            f'<form method="post">{fields}<button name="answer" value="install">Install</button>'
            '<button name="answer" value="cancel">Cancel</button></form>'
        )

    async def install(self, request: web.Request) -> web.Response:
        sent = await request.post()
        back, scopes = str(sent["redirect_uri"]), frozenset(_scopes(str(sent.get("scope", ""))))
        if sent.get("answer") != "install":
            return _page("<p>The app was not installed.</p>")
        code = token("")
        self.shop.app.codes[code] = scopes
        query = {
            "code": code,
            "host": base64.b64encode(
                f"admin.shopify.com/store/{self.shop.domain.partition('.')[0]}".encode()
            ).decode(),
            "shop": self.shop.domain,
            "state": str(sent.get("state", "")),
            "timestamp": str(int(time.time())),
        }
        query["hmac"] = query_hmac(self.shop.app.secret, query)
        raise web.HTTPFound(f"{back}{'&' if '?' in back else '?'}{urlencode(query)}")

    async def exchange(self, request: web.Request) -> web.Response:
        raw = await request.read()
        sent = orjson.loads(raw) if request.content_type == "application/json" else await request.post()
        app = self.shop.app
        if (sent.get("client_id"), sent.get("client_secret")) != (app.client_id, app.secret):
            return _json({"error": "application_cannot_be_found"}, 400)
        scopes = app.codes.pop(str(sent.get("code")), None)
        if scopes is None:
            told = "The authorization code was not found or was already used"
            return _json({"error": "invalid_request", "error_description": told}, 400)
        app.token, app.scopes, app.installed = token("shpat_"), set(scopes), True
        return _json({"access_token": app.token, "scope": ",".join(sorted(scopes))})

    # ------------------------------------------------------------------------------------------ storefront

    async def storefront(self, request: web.Request) -> web.Response:
        if self.shop.storefront_password:
            raise web.HTTPFound("/password")
        return _page(f"<h1>{escape(self.shop.name)}</h1><p>Tea and all that belongs to it.</p>")

    async def password(self, request: web.Request) -> web.Response:
        return _page(
            "<h1>Opening soon</h1><form><input type='password' name='password'><button>Enter</button></form>"
        )

    # ------------------------------------------------------------------------------------------ buttons

    async def home(self, request: web.Request) -> web.Response:
        shop, post = self.shop, self.fake.post
        rows = "".join(
            f"<tr><td>{escape(one['name'])}</td><td>{escape(one['email'] or '')}</td>"
            f"<td>{derived.financial_status(shop, one)}</td><td>{derived.fulfilment_status(shop, one)}</td>"
            f"<td>{'cancelled' if one['cancelledAt'] else ''}</td></tr>"
            for one in reversed(shop.all("Order"))
        )
        names = {
            "order": "Place an order",
            "pay": "Pay the last order",
            "cancel": "Cancel it",
            "refund": "Refund it",
        }
        names |= {"drop": "Drop the next message"}
        buttons = "".join(
            f'<form method="post" action="/do/{what}" style="display:inline"><button>{text}</button></form>'
            for what, text in names.items()
        )
        heard = "".join(
            f"<li>{escape(one['_topic'])} → {escape(one['uri'])}</li>"
            for one in shop.all("WebhookSubscription")
        )
        told = "".join(
            f"<li>{one.letter.topic}: {one.status or 'no answer'} (try {one.tries})</li>"
            for one in post.sent[-10:]
        )
        return _page(
            f"<h1>{escape(shop.name)}: a Shopify for trying things out</h1>"
            f"<p>Address <code>{shop.address}</code>, shop <code>{shop.domain}</code>, access token "
            f"<code>{shop.app.token}</code>, secret <code>{shop.app.secret}</code>, client id "
            f"<code>{shop.app.client_id}</code></p><p>{buttons}</p>"
            f"<table><tr><th>Order<th>E-mail<th>Paid<th>Sent<th></tr>{rows}</table>"
            f"<h2>Messages go to</h2><ul>{heard or '<li>nobody</li>'}</ul>"
            f"<h2>Sent last</h2><ul>{told or '<li>none</li>'}</ul>"
        )

    async def do(self, request: web.Request) -> web.Response:
        shop, what = self.shop, request.match_info["what"]
        last = next(iter(reversed(shop.all("Order"))), None)
        if what == "order":
            buyer = by_email(shop, "anna@example.com")
            orders.place(shop, [(variant(shop, "CUP"), 1)], customer=buyer, paid="pending")
        elif what == "drop":
            self.fake.post.drop_next += 1
        elif last and what == "pay":
            money.pay(shop, last)
        elif last and what == "cancel" and not last["cancelledAt"]:
            orders.cancel(shop, last)
        elif last and what == "refund":
            left = [
                (row["id"], derived.current_quantity(shop, row), "RETURN")
                for row in derived.lines(shop, last)
            ]
            if pieces := [piece for piece in left if piece[1]]:
                worth = derived.received(shop, last) - derived.refunded(shop, last)
                money.give_back(shop, last, pieces, amount=worth, shipping=True)
                shop.tell("orders/updated", last)
        raise web.HTTPFound("/")


def _scopes(text: str) -> set[str]:
    return {one.strip() for one in text.split(",") if one.strip()}


def _page(body: str, status: int = 200) -> web.Response:
    html = f"<!doctype html><html lang=en><meta charset=utf-8><title>Shopify</title>{STYLE}<body>{body}</body></html>"
    return web.Response(text=html, status=status, content_type="text/html")


def _json(body: dict[str, str], status: int = 200) -> web.Response:
    return web.Response(body=orjson.dumps(body), status=status, content_type="application/json")
