"""Reading a platform's JSON with care and at speed: each reader takes what stores really send, or says what is wrong.

What orjson reads has exactly the types that it names, so ``type(value) is`` asks what ``isinstance`` would, in half the
time: an order has some two hundred such questions.

Lenient with small print (a number where text was expected is text, an unreadable date is no date), strict with what
holds a message together: ids, amounts, objects, lists.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from html import unescape
from typing import Any

import orjson

from app.connectors.base import Parsed, Unreadable
from app.core.sentence import Json, Sentence, because

Body = Mapping[str, Any]

_AMOUNT = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?").fullmatch
_WHOLE = re.compile(r"-?[0-9]{1,15}").fullmatch
_LONGEST_ID = 200
_HUGE = 10**15


def parse(body: bytes) -> dict[str, Any]:
    """The body as an object. Raises Unreadable."""
    try:
        parsed = body.value if isinstance(body, Parsed) else orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise Unreadable(because("The message is not JSON, so nothing can be read from it.")) from error
    if not isinstance(parsed, dict):
        raise Unreadable(because("The message is JSON, but not an object with fields."))
    return parsed


def text(value: Json) -> str | None:
    """Text as it is, numbers as text; None for nothing, for an empty text, and for what is no text at all."""
    if value is None:
        return None
    kind = type(value)
    if kind is str:
        return value or None
    return str(value) if kind is int or kind is float else None


def words(value: Json) -> str | None:
    """Text in which the store wrote ``&amp;`` for ``&``."""
    found = text(value)
    return unescape(found) if found is not None and "&" in found else found


def ident(value: Json, field: str = "id") -> str:
    """An id as text, exact at any size; of ``gid://shopify/Order/1`` the last part. Raises Unreadable."""
    found = ident_or_none(value)
    if found is None:
        raise wrong(field, because("an id"), value)
    return found


def ident_or_none(value: Json) -> str | None:
    """The same where nothing (or WooCommerce's 0) is no error."""
    if value is None:
        return None
    if type(value) is int:
        return str(value) if value > 0 else None
    if type(value) is str and 0 < len(value) <= _LONGEST_ID and value.isprintable():
        return value.rpartition("/")[2].partition("?")[0] if value.startswith("gid://") else value
    return None


def amount(value: Json, field: str) -> str | None:
    """Money as a decimal string in major units; None for nothing. Raises Unreadable."""
    if type(value) is str:
        if _AMOUNT(value):
            return (
                f"{value}0" if value[-2:-1] == "." else value
            )  # one API writes 95.0 where the other writes 95.00
        if not value.strip():
            return None
    elif value is None:
        return None
    elif isinstance(value, (int, float)) and not isinstance(value, bool) and -_HUGE < value < _HUGE:
        return format(Decimal(repr(value)), "f")
    raise wrong(field, because("an amount of money"), value)


def moment(value: Json) -> str | None:
    """A time with its zone, as the store wrote it; None for nothing and for what is no time."""
    if type(value) is not str:
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return value if found.tzinfo is not None else None


def moment_gmt(value: Json) -> str | None:
    """A time that is UTC without saying so, such as WooCommerce's ``date_created_gmt``."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
    except ValueError:
        return None
    return found.replace(tzinfo=UTC).isoformat() if found.tzinfo is None else value


def when(*values: Json) -> datetime | None:
    """The first of the values that is a time with zone."""
    for value in values:
        if isinstance(value, str):
            try:
                found = datetime.fromisoformat(value)
                if found.tzinfo is not None:
                    return found.astimezone(UTC)
            except (ValueError, OverflowError):
                continue
    return None


def whole(value: Json) -> int | None:
    """A whole number; None for anything else."""
    if value is None:
        return None
    if type(value) is str:
        value = int(value) if _WHOLE(value) else None
    if type(value) is float:
        value = int(value) if -_HUGE < value < _HUGE else None
    return value if type(value) is int and -_HUGE < value < _HUGE else None


def number(value: Json) -> float | None:
    """A number; None for anything else."""
    return value if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def yes_no(value: Json) -> bool | None:
    """True, False, or None for anything else."""
    return value if isinstance(value, bool) else None


def thing(value: Json, field: str) -> Body | None:
    """An object; None for nothing, and for the empty list that PHP writes for it. Raises Unreadable."""
    if value is None:
        return None
    if type(value) is dict:
        return value
    if value == [] or value == "":
        return None
    raise wrong(field, because("an object"), value)


def things(value: Json, field: str) -> list[Body]:
    """A list of objects; an empty one for nothing, and for the empty object that stands for it. Raises Unreadable."""
    if value is None:
        return []
    if type(value) is list:
        for item in value:
            if type(item) is not dict:
                raise wrong(field, because("a list of objects"), item)
        return value
    if value == {} or value == "":
        return []
    raise wrong(field, because("a list"), value)


def tags(value: Json) -> list[str]:
    """Tags from one comma-separated text or from a list."""
    parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
    return [part.strip() for part in parts if isinstance(part, str) and part.strip()]


def total(amounts: list[str | None]) -> str:
    """The sum of amounts."""
    return format(sum((Decimal(one) for one in amounts if one), Decimal("0.00")), "f")


def wrong(field: str, wanted: Sentence, found: Json) -> Unreadable:
    """What is said of a field that holds something else."""
    shown = (
        str(found)[:60]
        if not isinstance(found, (dict, list))
        else "{…}"
        if isinstance(found, dict)
        else "[…]"
    )
    sentence = because(
        "The store's message can't be read: “{field}” should hold {wanted}, and holds “{found}”.",
        field=field,
        wanted=wanted,
        found=shown.encode("utf-8", "replace").decode(),
    )
    return Unreadable(sentence)
