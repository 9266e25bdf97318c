"""Filters beside Liquid's own: signatures, encodings, numbers as people write them, and places in lists.

Names and behaviour are Shopify's where Shopify has them (shopify.dev, Liquid reference), so that texts can be carried
over.
"""

from __future__ import annotations

import hashlib
import hmac
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import UnknownLocaleError
from babel.numbers import format_decimal, format_percent
from liquid.exceptions import FilterArgumentError
from liquid.filter import with_context
from liquid.undefined import is_undefined


def _text(value: object) -> str:
    return "" if value is None or is_undefined(value) else value if isinstance(value, str) else str(value)


def _digest(name: str) -> Callable[[object], str]:
    def digest(value: object) -> str:
        return hashlib.new(name, _text(value).encode(), usedforsecurity=False).hexdigest()

    digest.__doc__ = f"The {name} of the text, in hexadecimal."
    return digest


def _signature(name: str) -> Callable[[object, object], str]:
    def signature(value: object, secret: object) -> str:
        return hmac.digest(_text(secret).encode(), _text(value).encode(), name).hex()

    signature.__doc__ = f"The HMAC-{name} of the text with a secret key, in hexadecimal."
    return signature


def handleize(value: object) -> str:
    """The text as it stands in web addresses: "Été bleu" is ``ete-bleu``."""
    plain = unicodedata.normalize("NFKD", _text(value)).encode("ascii", "ignore").decode().lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")


def index(value: object, place: object = 0) -> object:
    """The entry at a place of a list, counted from 0; from the end below 0; nothing where there is none."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return None
    try:
        n = int(_text(place))
    except ValueError as error:
        raise FilterArgumentError(
            f"index expects a whole number, and found {_text(place)[:20]}", token=None
        ) from error
    return value[n] if -len(value) <= n < len(value) else None


def map_(value: object, name: object) -> list[object]:
    """What each entry of a list holds under a name; nothing for an entry that holds none. The library's own filter
    puts an object of Python in that place, which then shows in the text."""
    items = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    key = _text(name)
    return [item.get(key) if isinstance(item, Mapping) else None for item in items]


def pluralize(value: object, one: object, many: object) -> str:
    """The first word for one, the second for any other number."""
    number = _number(value)
    return _text(one) if number == 1 else _text(many)


def _number(value: object) -> Decimal | None:
    try:
        number = Decimal(_text(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() and abs(number.adjusted()) <= 30 else None


def _locale(context: Any) -> str:
    found = context.get(["shop", "locale"], token=None, default=None)
    return _text(found).replace("-", "_") or "en"


@with_context
def number(value: object, digits: object = None, *, context: Any) -> str:
    """A number as the shop's language writes it, with so many digits after the point if that is said."""
    found = _number(value)
    if found is None:
        return _text(value)
    places = _text(digits)
    pattern = f"#,##0.{'0' * int(places)}" if places.isdecimal() and 0 < int(places) <= 12 else None
    if places == "0":
        pattern = "#,##0"
    try:
        return format_decimal(found, format=pattern, locale=_locale(context))
    except (UnknownLocaleError, ValueError):
        return format_decimal(found, format=pattern, locale="en")


@with_context
def percent(value: object, *, context: Any) -> str:
    """A fraction as a percentage: 0.19 is 19 %."""
    found = _number(value)
    if found is None:
        return _text(value)
    try:
        return format_percent(found, format="#,##0.##%", locale=_locale(context))
    except (UnknownLocaleError, ValueError):
        return format_percent(found, format="#,##0.##%", locale="en")


def money_without_currency(value: object) -> str:
    """An amount with two digits after the point and nothing else, as other programs read it."""
    found = _number(value)
    return _text(value) if found is None else f"{found:.2f}"


def keys(value: object) -> list[str]:
    """The names in a thing."""
    return [str(name) for name in value] if isinstance(value, Mapping) else []


OWN: Mapping[str, Callable[..., Any]] = {
    "handle": handleize,
    "handleize": handleize,
    "hmac_sha1": _signature("sha1"),
    "hmac_sha256": _signature("sha256"),
    "index": index,
    "keys": keys,
    "map": map_,
    "md5": _digest("md5"),
    "money_without_currency": money_without_currency,
    "number": number,
    "percent": percent,
    "pluralize": pluralize,
    "sha1": _digest("sha1"),
    "sha256": _digest("sha256"),
    "sha512": _digest("sha512"),
}
