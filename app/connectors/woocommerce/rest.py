"""WooCommerce's REST API (wc/v3): one request at a time, its answers judged, its complaints put into sentences.

Over https the two keys go as Basic authorization; over plain http WooCommerce takes only queries signed by
OAuth 1.0a, so that the secret itself never travels.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

import orjson

from app.connectors.base import Unreadable
from app.connectors.http import Http, HttpAnswer, tried_later
from app.connectors.woocommerce import map as to
from app.connectors.woocommerce import map_goods as goods
from app.connectors.woocommerce.map_drafts import draft
from app.core.sentence import Json, because
from app.errors import Missing, Permanent

PLACES = {
    "order": "orders",
    "customer": "customers",
    "product": "products",
    "variant": "products",  # a variation is found by its own number there too
    "inventory": "products",
    "inventory_item": "products",
    "collection": "products/categories",
    "discount": "coupons",
    "draft_order": "orders",  # those that wait for their payment
}
"""Where each kind of thing lies."""
READ = {
    "order": to.order,
    "customer": to.customer,
    "product": goods.product,
    "variant": goods.variant,
    "inventory": goods.inventory,
    "inventory_item": goods.inventory,
    "collection": goods.collection,
    "discount": goods.discount,
    "draft_order": draft,
}
"""How each is put into the shop's language."""


class Refusal(Permanent):
    """WooCommerce answered an error. ``answer``: what it said, as JSON."""

    def __init__(self, sentence: Any, answer: Mapping[str, Any]) -> None:
        super().__init__(sentence)
        self.answer = answer


class Rest:
    """The API of one store."""

    def __init__(self, url: str, key: str, secret: str, http: Http) -> None:
        self._base = f"{url}/wp-json/wc/v3"
        self.host = urlsplit(url).hostname or url
        self._secure = url.startswith("https:")
        self._key, self._secret, self._http = key, secret, http

    async def call(
        self, method: str, path: str, query: Mapping[str, str] | None = None, body: Json = None
    ) -> Any:
        """The answer's JSON. Raises Temporary, Permanent, Missing for 404, and Refusal for what has a reason."""
        if not self._key or not self._secret:
            raise Permanent(
                because(
                    "The connection to {shop} has no API keys, so Storeflow can only listen to it. Make a key under "
                    "WooCommerce → Settings → Advanced → REST API and add it to the connection.",
                    shop=self.host,
                )
            )
        url = f"{self._base}/{path}"
        sent = dict(query or {})
        headers = {"Accept": "application/json"}
        if body is not None:
            headers["Content-Type"] = "application/json"
        if self._secure:
            pair = base64.b64encode(f"{self._key}:{self._secret}".encode()).decode()
            headers["Authorization"] = f"Basic {pair}"
        else:
            sent = self._signed(method, url, sent)
        if sent:
            url = f"{url}?{urlencode(sent, quote_via=quote, safe='-._~')}"
        data = None if body is None else orjson.dumps(body)
        return self._judge(await self._http.request(method, url, headers=headers, body=data))

    async def fact(self, kind: str, id: str) -> Json:
        """A thing in the shop's language. Raises Missing where there is none."""
        node = await self.get(kind, id)
        try:
            return READ[kind](node)
        except Unreadable as error:
            raise Permanent(error.because) from error

    async def get(self, kind: str, id: str) -> dict[str, Any]:
        """The same as WooCommerce tells it."""
        answer = await self.call("GET", self.place(kind, id))
        if not isinstance(answer, dict):
            raise Permanent(because("{shop} gave an answer that Storeflow can't read.", shop=self.host))
        return answer

    def place(self, kind: str, id: str) -> str:
        """The path of a thing. Raises Permanent for what has none."""
        if kind not in PLACES or not id.isdecimal():
            raise Permanent(
                because("WooCommerce can't be asked for the {thing} with the id {id}.", thing=kind, id=id)
            )
        return f"{PLACES[kind]}/{id}"

    def _signed(self, method: str, url: str, query: Mapping[str, str]) -> dict[str, str]:
        """The query with its OAuth 1.0a signature (RFC 5849, 3.4; WooCommerce's one-legged form)."""
        sent = {
            **query,
            "oauth_consumer_key": self._key,
            "oauth_timestamp": str(int(time.time())),
            "oauth_nonce": secrets.token_hex(16),
            "oauth_signature_method": "HMAC-SHA256",
        }
        parameters = "&".join(f"{_quoted(name)}={_quoted(sent[name])}" for name in sorted(sent))
        base = "&".join((method, _quoted(url), _quoted(parameters)))
        signature = hmac.digest(f"{self._secret}&".encode(), base.encode(), hashlib.sha256)
        return {**sent, "oauth_signature": base64.b64encode(signature).decode()}

    def _judge(self, answer: HttpAnswer) -> Any:
        try:
            told = orjson.loads(answer.body)
        except orjson.JSONDecodeError:
            told = None
        # a coupon has a code too, but it has an id
        wrong = isinstance(told, dict) and isinstance(told.get("code"), str) and "id" not in told
        complaint = told if wrong else None
        # A status of 500 with a reason is a refusal for good, such as too large a refund.
        reasoned = (
            answer.status == 500 and complaint is not None and complaint["code"] != "internal_server_error"
        )
        later = None if reasoned else tried_later(answer, self.host)
        if later is not None:
            raise later
        if answer.status in (401, 403):
            raise Permanent(
                because(
                    "{shop} refuses the API keys, or they may not do this. Make a key with the permission "
                    "“Read/Write” under WooCommerce → Settings → Advanced → REST API and add it to the connection.",
                    shop=self.host,
                )
            )
        if answer.status == 404 and complaint is None:
            raise Permanent(
                because(
                    "There is no WooCommerce at {shop}, or its permalinks are set to “Plain”. In WordPress open "
                    "Settings → Permalinks and choose another form.",
                    shop=self.host,
                )
            )
        if answer.status == 404:
            raise Missing(because("{shop} has nothing with that id any more.", shop=self.host))
        if answer.status >= 300 or complaint is not None:
            said = str((complaint or {}).get("message") or f"status {answer.status}")[:300]
            raise Refusal(
                because("{shop} refused the request: {said}", shop=self.host, said=said), complaint or {}
            )
        if told is None:
            raise Permanent(
                because(
                    "{shop} gave an answer that is not JSON. A plugin may print something of its own into it.",
                    shop=self.host,
                )
            )
        return told


def _quoted(value: str) -> str:
    return quote(value, safe="-._~")
