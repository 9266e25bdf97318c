"""Connecting by an app of the owner's (OAuth, authorization code grant): where its owner agrees, and what comes back.

shopify.dev, "Implement authorization code grant manually". The token is an offline one: it stays valid until the app is
removed from the store.
"""

from __future__ import annotations

import hmac
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from urllib.parse import urlencode

import orjson

from app.connectors.http import Http, tried_later
from app.connectors.shopify.connector import ShopifySettings
from app.core.sentence import because
from app.errors import Permanent, Rejected

DOMAIN = re.compile(r"[a-z0-9][a-z0-9-]{0,62}\.myshopify\.com")


@dataclass(frozen=True, slots=True)
class Granted:
    """What the store gave: a token, and what it lets us do."""

    token: str
    scopes: frozenset[str]


def base_of(settings: ShopifySettings) -> str:
    """The store's address."""
    return settings.base_url or f"https://{settings.shop_domain}"


def authorize_url(settings: ShopifySettings, scopes: Collection[str], back: str, state: str) -> str:
    """Where the store's owner agrees. ``back``: where that leads to; ``state``: what has to come back with it."""
    asked = {
        "client_id": settings.client_id,
        "scope": ",".join(sorted(scopes)),
        "redirect_uri": back,
        "state": state,
    }
    return f"{base_of(settings)}/admin/oauth/authorize?{urlencode(asked)}"


def signed(query: Iterable[tuple[str, str]], secret: str) -> bool:
    """Whether an address's query was signed with the app's secret: hex HMAC-SHA256 over all of it but the signature."""
    pairs = list(query)
    given = next((value for name, value in pairs if name == "hmac"), "")
    told = sorted((name, value) for name, value in pairs if name not in ("hmac", "signature"))
    text = "&".join(f"{_plain(name, '&=')}={_plain(value, '&')}" for name, value in told)
    right = hmac.new(secret.encode(), text.encode(), "sha256").hexdigest()
    return bool(secret) and hmac.compare_digest(right.encode(), given.encode("utf-8", "surrogateescape"))


def verify(settings: ShopifySettings, query: Iterable[tuple[str, str]]) -> str:
    """The code that came back, from the store that was asked. Raises Rejected for anything else."""
    pairs = list(query)
    told = dict(pairs)
    if not signed(pairs, settings.client_secret.get_secret_value()):
        raise Rejected(
            because(
                "What came back was not signed with this app's client secret, so nothing was changed. Compare the "
                "client secret with the one that Shopify shows."
            )
        )
    shop = told.get("shop", "")
    if not DOMAIN.fullmatch(shop) or shop != settings.shop_domain:
        raise Rejected(
            because(
                "Another store came back than was asked for: {shop}. Nothing was changed.",
                shop=shop[:100],
            )
        )
    if not told.get("code"):
        raise Rejected(because("The store's owner did not agree, so nothing was changed."))
    return told["code"]


async def exchange(http: Http, settings: ShopifySettings, code: str) -> Granted:
    """The token for a code, which works once. Raises Temporary, or Permanent with the way out."""
    body = {
        "client_id": settings.client_id,
        "client_secret": settings.client_secret.get_secret_value(),
        "code": code,
    }
    answer = await http.request(
        "POST",
        f"{base_of(settings)}/admin/oauth/access_token",
        headers={"Content-Type": "application/json", "Accept": "application/json"},
        body=orjson.dumps(body),
    )
    later = tried_later(answer, settings.shop_domain)
    if later is not None:
        raise later
    try:
        told = orjson.loads(answer.body)
    except orjson.JSONDecodeError:
        told = {}
    token = told.get("access_token") if isinstance(told, dict) and answer.status == 200 else None
    if not isinstance(token, str) or not token:
        raise Permanent(
            because(
                "{shop} gave no access token. Compare client ID and client secret with those of your app, and begin "
                "anew.",
                shop=settings.shop_domain,
            )
        )
    return Granted(token, frozenset(str(told.get("scope") or "").split(",")) - {""})


def _plain(text: str, signs: str) -> str:
    """Signs that part a query are written out, so that no two queries are signed alike."""
    for sign in f"%{signs}":
        text = text.replace(sign, f"%{ord(sign):02X}")
    return text
