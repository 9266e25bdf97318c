"""Who asks: Basic authorization over https, OAuth 1.0a over plain http, and what a key may do."""

import base64
import binascii
import hashlib
import hmac
import time
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from tests.fakes.woocommerce.answers import Refused
from tests.fakes.woocommerce.shop import Key, Shop

WINDOW = 15 * 60
"""Seconds that the clock of who asks may be off."""
_NEEDED = (
    "oauth_consumer_key",
    "oauth_timestamp",
    "oauth_nonce",
    "oauth_signature",
    "oauth_signature_method",
)
_NOT = {
    "list": ("woocommerce_rest_cannot_view", "Sorry, you cannot list resources."),
    "GET": ("woocommerce_rest_cannot_view", "Sorry, you cannot view this resource."),
    "POST": ("woocommerce_rest_cannot_create", "Sorry, you are not allowed to create resources."),
    "PUT": ("woocommerce_rest_cannot_edit", "Sorry, you are not allowed to edit this resource."),
    "DELETE": ("woocommerce_rest_cannot_delete", "Sorry, you are not allowed to delete this resource."),
    "batch": (
        "woocommerce_rest_cannot_batch",
        "Sorry, you are not allowed to batch manipulate this resource.",
    ),
}


def admit(
    shop: Shop,
    method: str,
    path: str,
    query: Sequence[tuple[str, str]],
    headers: Mapping[str, str],
    *,
    secure: bool,
) -> None:
    """Raises Refused for whoever may not do this."""
    key = _basic(shop, query, headers) if secure else None
    key = key or _oauth(shop, method, path, query)
    what = (
        "batch"
        if path.endswith("/batch")
        else "list"
        if method == "GET" and not path[-1].isdigit()
        else method
    )
    code, text = _NOT["PUT" if what == "PATCH" else what]
    if key is None:
        raise Refused(401, code, text)
    word = "read" if method in ("GET", "HEAD") else "write"
    if key.permissions not in (word, "read_write"):
        raise _wrong(f"The API key provided does not have {word} permissions.")
    if not key.manages:
        raise Refused(403, code, text)


def _wrong(text: str, code: str = "woocommerce_rest_authentication_error") -> Refused:
    return Refused(401, code, text)


def _known(shop: Shop, consumer_key: str) -> Key | None:
    return next((one for one in shop.keys if one.key == consumer_key), None)


def _basic(shop: Shop, query: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> Key | None:
    """From the query, else from the header. An unknown key is nobody; a wrong secret is an error."""
    told = dict(query)
    given, secret = told.get("consumer_key", ""), told.get("consumer_secret", "")
    scheme, _, rest = headers.get("Authorization", "").partition(" ")
    if not given and scheme.lower() == "basic":
        try:
            given, _, secret = base64.b64decode(rest).decode().partition(":")
        except (binascii.Error, UnicodeDecodeError):
            return None
    key = _known(shop, given)
    if key is not None and not hmac.compare_digest(key.secret, secret):
        raise _wrong("Consumer secret is invalid.")
    return key


def _oauth(shop: Shop, method: str, path: str, query: Sequence[tuple[str, str]]) -> Key | None:
    """The signature is over the shop's own address, whatever host it was reached by."""
    told = dict(query)
    missing = [name for name in _NEEDED if not told.get(name)]
    if len(missing) == len(_NEEDED):
        return None
    if missing:
        text = f"Missing OAuth parameter{'s' if len(missing) > 1 else ''} {', '.join(missing)}"
        raise _wrong(text, "woocommerce_rest_authentication_missing_parameter")
    key = _known(shop, told["oauth_consumer_key"])
    if key is None:
        raise _wrong("Consumer key is invalid.")
    digest = {"HMAC-SHA1": hashlib.sha1, "HMAC-SHA256": hashlib.sha256}.get(told["oauth_signature_method"])
    if digest is None:
        raise _wrong("Invalid signature - signature method is invalid.")
    pairs = sorted(
        (_quoted(name), _quoted(value)) for name, value in told.items() if name != "oauth_signature"
    )
    parameters = "&".join(f"{name}={value}" for name, value in pairs)
    base = "&".join((method, _quoted(shop.url + path), _quoted(parameters)))
    signed = base64.b64encode(hmac.new(f"{key.secret}&".encode(), base.encode(), digest).digest()).decode()
    if not hmac.compare_digest(signed, told["oauth_signature"]):
        raise _wrong("Invalid signature - provided signature does not match.")
    _fresh(key, told["oauth_timestamp"], told["oauth_nonce"])
    return key


def _fresh(key: Key, timestamp: str, nonce: str) -> None:
    now = time.time()
    if not timestamp.isdecimal() or abs(int(timestamp) - now) > WINDOW:
        raise _wrong("Invalid timestamp.")
    if nonce in key.nonces:
        raise _wrong("Invalid nonce - nonce has already been used.")
    key.nonces = {one: at for one, at in key.nonces.items() if at > now - WINDOW} | {nonce: now}


def _quoted(text: str) -> str:
    return quote(text, safe="-._~")
