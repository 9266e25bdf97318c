"""What WooCommerce's answers mean: the data they hold, or one sentence that says what is in the way and how to get by.

What stands before a shop answers too: the web server, a firewall, a page that says "coming soon". Plugins print notices
of PHP around the data. A refusal's text is in the shop's language, so only its code and status are looked at.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson

from app.connectors.http import HttpAnswer, retry_after, shown, tried_later
from app.core.sentence import Sentence, because
from app.errors import Missing, Permanent, Temporary

_BEGINS = re.compile(r'\{"|\[\{"|(?:\[\]|\{\})\s*\Z')
"""How an answer of WooCommerce begins; nothing shorter, as a notice may hold a bracket too."""
_PAGE = re.compile(r"<(?:!doctype|html|head|body|script)", re.I)
_AFTER = re.compile(r"\s*(?:<!--.*?-->\s*)*", re.S)
"""What may stand behind the data: the marks that caches leave."""
_PATH = re.compile(r"/wp-json(?:/.*)?$|[?#].*$", re.S)
_DATA = "/wp-json"
_PERHAPS_DONE = frozenset({500, 502, 504, 520, 524})
"""PHP broke off, or what stands before it gave up waiting: a change may have been made all the same."""


class Refusal(Permanent):
    """WooCommerce answered an error. ``answer``: what it said, as JSON."""

    def __init__(self, sentence: Any, answer: Mapping[str, Any]) -> None:
        super().__init__(sentence)
        self.answer = answer


def judge(answer: HttpAnswer, host: str, method: str) -> Any:
    """The answer's JSON. Raises Temporary, Permanent, Missing for 404, and Refusal for what has a reason."""
    told = read(answer.body)
    # a coupon has a code too, but it has an id
    wrong = isinstance(told, dict) and isinstance(told.get("code"), str) and "id" not in told
    complaint: dict[str, Any] | None = told if wrong else None
    before = stands_before(answer, host, complaint)
    if isinstance(before, Temporary) and method != "GET" and answer.status in _PERHAPS_DONE:
        before.unclear = True
    if before is not None:
        raise before
    if complaint is not None and answer.status in (401, 403):
        raise Permanent(_locked(host, method, complaint["code"]))
    if answer.status == 404 and complaint is None:
        raise Permanent(
            because(
                "There is no WooCommerce at {shop}, or its permalinks are set to “Plain”. In WordPress open "
                "Settings → Permalinks and choose another form.",
                shop=host,
            )
        )
    if complaint is not None and complaint["code"] == "rest_no_route":
        raise Missing(
            because(
                "{shop} does not know this part of WooCommerce's API. WooCommerce is not turned on there, or too old.",
                shop=host,
            )
        )
    if answer.status == 404:
        raise Missing(because("{shop} has nothing with that id any more.", shop=host))
    if answer.status >= 300 or complaint is not None:
        said = str((complaint or {}).get("message") or f"status {answer.status}")[:300]
        raise Refusal(because("{shop} refused the request: {said}", shop=host, said=said), complaint or {})
    if told is None:
        raise Permanent(no_data(answer, host))
    return told


def read(body: bytes) -> Any:
    """The JSON of an answer, also where a plugin printed something around it; None where there is no whole one.

    A page of HTML is no answer, whatever it holds; and a cut answer must not pass for the list that it ends with.
    """
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        text = body.decode("utf-8", "replace").lstrip("\ufeff \t\r\n")
    begins = _BEGINS.search(text)
    if begins is None or _PAGE.search(text, 0, begins.start()) or (text[0] in "{[" and begins.start()):
        return None
    try:
        found, ends = json.JSONDecoder().raw_decode(text, begins.start())
    except (ValueError, RecursionError):
        return None
    return found if _AFTER.fullmatch(text, ends) else None


def stands_before(answer: HttpAnswer, host: str, complaint: Mapping[str, Any] | None) -> Exception | None:
    """The error for an answer that is not WooCommerce's own: of a redirect, a password, a firewall, a maintenance."""
    where = answer.headers.get("location", "")
    if answer.status in (301, 302, 303, 307, 308) and where:
        return Permanent(_moved(host, where))
    # A status of 500 with a reason is a refusal for good, such as too large a refund.
    reasoned = answer.status == 500 and complaint is not None and complaint["code"] != "internal_server_error"
    if answer.status == 503 and complaint is None:
        sentence = because(
            "{shop} is being maintained, or has too much to do (status 503). Storeflow tries again by itself; if it "
            "stays so, end the maintenance mode in WordPress.",
            shop=host,
        )
        return Temporary(sentence, retry_after(answer.headers, datetime.now(UTC)))
    later = None if reasoned else tried_later(answer, host)
    if later is not None or complaint is not None:
        return later
    if answer.status == 401:
        return Permanent(
            because(
                "A password of the web server stands before {shop}, as before many test shops. Take it away, or have "
                "it taken away, for addresses that begin with {path}.",
                shop=host,
                path=_DATA,
            )
        )
    if answer.status == 403:
        return Permanent(
            because(
                "A firewall or a security plugin of {shop} keeps Storeflow out (status 403). Allow calls to addresses "
                "that begin with {path} there.",
                shop=host,
                path=_DATA,
            )
        )
    return None


def no_data(answer: HttpAnswer, host: str) -> Sentence:
    """Why an answer that should hold data holds none."""
    if re.match(rb"\s*<(?:!doctype|html|head)", answer.body[:200], re.I):
        return because(
            "{shop} answers with a web page where its data should be: a “coming soon”, password or security plugin "
            "stands before it. Turn it off, or let it pass addresses that begin with {path}.",
            shop=host,
            path=_DATA,
        )
    return because(
        "{shop} gave an answer that is not JSON. A plugin may print something of its own into it: turn off "
        "WP_DEBUG_DISPLAY in WordPress, or the plugin.",
        shop=host,
    )


def _moved(host: str, location: str) -> Sentence:
    there = _PATH.sub("", location)
    if "wp-login" in location or not re.match(r"https?://", there):
        return because(
            "{shop} asks for a login where its data should be. Turn the plugin off that hides the shop, or let it "
            "pass addresses that begin with {path}.",
            shop=host,
            path=_DATA,
        )
    return because(
        "{shop} sends every caller on to {address}. Enter that as the shop's address.",
        shop=host,
        address=shown(there),
    )


def _locked(host: str, method: str, code: str) -> Sentence:
    """401 and 403 with a reason: who asks is not known, or may not."""
    if not code.startswith("woocommerce_"):
        return because(
            "A plugin of {shop} closes WordPress's REST API to strangers. Let it pass addresses that begin with "
            "{path}, or turn it off.",
            shop=host,
            path=_DATA,
        )
    if method == "GET":
        return because(
            "{shop} refuses the API keys: they are mistyped, were taken back, or their user may not manage the shop. "
            "Make a key with the permission “Read/Write” under WooCommerce → Settings → Advanced → REST API and add "
            "it to the connection.",
            shop=host,
        )
    return because(
        "{shop} does not let these API keys change anything. Make a key with the permission “Read/Write” under "
        "WooCommerce → Settings → Advanced → REST API and add it to the connection.",
        shop=host,
    )
