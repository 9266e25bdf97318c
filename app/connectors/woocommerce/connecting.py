"""Connecting a WooCommerce store: is there one at this address, do the keys open it, and how does an owner get keys.

The short way is WooCommerce's own page (``/wc-auth/v1/authorize``), where the owner agrees and WooCommerce posts new
keys to us; for that it must reach us by https. The other way is to paste keys that were made by hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode, urlsplit

from app.connectors.http import Http, HttpAnswer
from app.connectors.reading import words
from app.connectors.woocommerce.judging import no_data, read, stands_before
from app.connectors.woocommerce.rest import Rest
from app.core.sentence import Sentence, because
from app.errors import Permanent

API = "wc/v3"


@dataclass(frozen=True, slots=True)
class Store:
    """A store that was found. ``url``: where it really is, after all redirects; ``name``: what it calls itself."""

    url: str
    name: str = ""


async def look(url: str, http: Http) -> Store:
    """What is at a shop's address, without keys. Raises Temporary or Permanent with the way out."""
    host = urlsplit(url).hostname or url
    answer = await http.request("GET", f"{url}/wp-json/", headers={"Accept": "application/json"})
    told = read(answer.body)
    index = told if isinstance(told, dict) else {}
    spaces = index.get("namespaces")
    if isinstance(spaces, list):
        if API in spaces:
            return Store(_without(answer.url) or url, words(index.get("name")) or "")
        raise Permanent(
            because(
                "WordPress answers at {shop}, but without WooCommerce. Turn the plugin on, or enter the address of the "
                "shop itself.",
                shop=host,
            )
        )
    if answer.status in (401, 403) and isinstance(index.get("code"), str):
        return Store(_without(answer.url) or url)  # closed to strangers, which those with keys are not
    before = stands_before(answer, host, None)
    if before is not None:
        raise before
    raise Permanent(await _nothing(url, host, answer, http))


async def _nothing(url: str, host: str, answer: HttpAnswer, http: Http) -> Sentence:
    plain = await http.request("GET", f"{url}/?rest_route=/", headers={"Accept": "application/json"})
    told = read(plain.body)
    if isinstance(told, dict) and isinstance(told.get("namespaces"), list):
        return because(
            "The permalinks of {shop} are set to “Plain”, and then WooCommerce takes no keys. In WordPress open "
            "Settings → Permalinks and choose another form.",
            shop=host,
        )
    if answer.status == 200:
        return no_data(answer, host)
    return because(
        "There is no WordPress at {shop}. Enter the address at which your customers see the shop, such as {example}.",
        shop=host,
        example="https://shop.example.com",
    )


async def may_write(rest: Rest, url: str) -> Sentence:
    """Whether the keys may read, and then whether they may write: by a change of nothing. Raises like ``look``."""
    await rest.call("GET", "orders", {"per_page": "1", "_fields": "id"})
    await rest.call("POST", "orders/batch", body={})
    if url.startswith("https:"):
        return because("Connected to {shop}.", shop=rest.host)
    return because(
        "Connected to {shop}, by http: what it tells of customers travels unencrypted. If the shop can be reached by "
        "https://, enter that.",
        shop=rest.host,
    )


def authorize_url(shop: str, state: str, back: str, callback: str) -> str:
    """The page of the store on which its owner agrees. ``state``: what comes back, and tells which connection it is."""
    query = {
        "app_name": "Storeflow",
        "scope": "read_write",
        "user_id": state,
        "return_url": back,
        "callback_url": callback,
    }
    return f"{shop}/wc-auth/v1/authorize?{urlencode(query, quote_via=quote)}"


def posted_keys(body: Any) -> tuple[str, dict[str, str]] | None:
    """What WooCommerce posts after its owner agreed: the state, and the keys as settings; None for anything else."""
    if not isinstance(body, dict):
        return None
    found = [body.get(name) for name in ("user_id", "consumer_key", "consumer_secret")]
    state, key, secret = (one if isinstance(one, str) and 0 < len(one) <= 200 else "" for one in found)
    if not state or not key.startswith("ck_") or not secret.startswith("cs_"):
        return None
    return state, {"consumer_key": key, "consumer_secret": secret}


def at_the_store(hook_url: str) -> list[Sentence]:
    """How to make webhooks by hand, for a store that Storeflow has no keys of."""
    return [
        because("In your WordPress admin open WooCommerce → Settings → Advanced → Webhooks → Add webhook."),
        because("Set the status to “Active” and choose the topic “Order created”."),
        because("Paste this address as delivery URL: {url}", url=hook_url),
        because(
            "Enter as secret the webhook secret of this connection, choose the newest API version, and save."
        ),
        because(
            "Add one more webhook, with the same delivery URL and secret, for every topic you want workflows to "
            "start with: “Order updated” (payments, cancellations and completed orders come by it), “Order "
            "deleted”, “Customer created”, “Customer updated”, “Product created”, “Product updated”."
        ),
    ]


def to_make_keys() -> list[Sentence]:
    """How to make keys by hand."""
    return [
        because("In your WordPress admin open WooCommerce → Settings → Advanced → REST API → Add key."),
        because(
            "Write “Storeflow” as description, choose the permission “Read/Write”, and generate the key."
        ),
        because("Paste its two parts, which WooCommerce shows only once, into the fields below."),
    ]


def _without(url: str) -> str:
    """The shop's address in that of its REST index."""
    return url.partition("?")[0].removesuffix("/").removesuffix("/wp-json")
