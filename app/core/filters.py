"""The filters of texts: Liquid's safe ones, and Storeflow's own for money, dates and JSON."""

from __future__ import annotations

import json as json_module
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from babel import UnknownLocaleError
from babel.numbers import format_currency
from liquid.builtin.filters import array, math, misc, string
from liquid.exceptions import FilterArgumentError, ResourceLimitError
from liquid.filter import with_context
from liquid.undefined import is_undefined

from app.core import moments
from app.core.filters_own import OWN

_LARGEST = 1_000_000
_FORMAT = re.compile(r"%[-_0^#]{0,2}[aAbBcCdDeFgGhHIjklmMnNpPrRsStTuUVwWxXyYzZ%]|[^%]")


def size(value: object) -> int:
    """What handling a value costs, about: characters, items or digits."""
    if isinstance(value, (str, bytes, Mapping)):
        return len(value)
    if isinstance(value, range):
        return max(0, value.stop - value.start)
    if isinstance(value, Sequence):
        return sum(len(item) if isinstance(item, str) else 1 for item in value)
    if isinstance(value, int):
        return value.bit_length() // 32
    return 1


def _text(value: object) -> str:
    return "" if value is None or is_undefined(value) else value if isinstance(value, str) else str(value)


def _afford(length: int) -> None:
    """What can grow by multiplying is measured before it is made."""
    if length > _LARGEST:
        raise ResourceLimitError("too long", token=None)


def replace(value: object, old: object, new: object = "") -> str:
    """Every ``old`` in the text replaced by ``new``."""
    text, was, now = _text(value), _text(old), _text(new)
    _afford(len(text) + (text.count(was) if was else len(text) + 1) * len(now))
    return text.replace(was, now)


def join(value: object, separator: object = " ") -> str:
    """The items of a list as one text."""
    items = (
        value if isinstance(value, (list, tuple)) else list(value) if isinstance(value, range) else [value]
    )
    between = _text(separator)
    _afford(len(items) * (len(between) + 1))
    return between.join(_text(item) for item in items)


def uniq(value: object, key: object = None) -> list[object]:
    """The list without repetitions; with a key, without repetitions of that key's value."""
    items = value if isinstance(value, (list, tuple)) else [value]
    seen: dict[str, object] = {}
    for item in items:
        told = item.get(key) if key is not None and isinstance(item, Mapping) else item
        seen.setdefault(json_module.dumps(told, default=str, sort_keys=True), item)
    return list(seen.values())


def json(value: object) -> str:
    """The value as JSON, quotes included."""
    return json_module.dumps(None if is_undefined(value) else value, ensure_ascii=False, default=str)


@with_context
def money(value: object, currency: object = "", *, context: Any) -> str:
    """An amount with its currency, as the shop's language writes it. The currency is the order's or the shop's,
    unless one is given."""
    if value is None or is_undefined(value) or value == "":
        return ""
    try:
        amount = Decimal(str(value))
    except InvalidOperation as error:
        raise FilterArgumentError(
            f"money expects a number, and found {_text(value)[:40]}", token=None
        ) from error
    code = _text(currency) or _text(_first(context, ("order", "currency"), ("shop", "currency")))
    if not re.fullmatch(r"[A-Za-z]{3}", code) or not amount.is_finite() or abs(amount.adjusted()) > 30:
        return _text(value)
    locale = _text(_first(context, ("shop", "locale"))).replace("-", "_") or "en"
    try:
        return format_currency(amount, code.upper(), locale=locale)
    except (UnknownLocaleError, ValueError):
        return format_currency(amount, code.upper(), locale="en")


def _first(context: Any, *paths: tuple[str, ...]) -> object:
    return next((found for path in paths if (found := context.get(list(path), token=None, default=None))), "")


def _moment(value: object, context: Any) -> datetime | None:
    if value in ("now", "today"):
        value = context.get(["now"], token=None, default=None)
    return moments.read(value, context.zone)


@with_context
def date(value: object, fmt: object = "%Y-%m-%d", *, context: Any) -> str:
    """A moment on the store's clock, written by a strftime format."""
    at = _moment(value, context)
    if at is None:
        return _text(value)
    form = _text(fmt)
    if "".join(_FORMAT.findall(form)) != form.replace("\n", "\n"):
        raise FilterArgumentError(f"date can't read the format {form[:40]}", token=None)
    return at.astimezone(moments.zone_of(context.zone)).strftime(form)


def _shifted(value: object, amount: object, unit: object, context: Any, sign: int) -> str:
    at = _moment(value, context)
    if at is None:
        return _text(value)
    written = moments.relative(_text(amount))
    try:
        count, name = written or (int(_text(amount)), _text(unit).rstrip("s") + "s")
        moved = moments.shift(at, sign * count, name, context.zone)
    except (ValueError, OverflowError) as error:
        raise FilterArgumentError(
            f"can't move a date by {_text(amount)[:20]} {_text(unit)[:20]}", token=None
        ) from error
    return moved.astimezone(moments.zone_of(context.zone)).isoformat()


@with_context
def date_plus(value: object, amount: object, unit: object = "days", *, context: Any) -> str:
    """A moment so many minutes, hours, days, weeks, months or years later: ``date_plus: 3, "days"``, or in Shopify's
    way ``date_plus: "3 days"``."""
    return _shifted(value, amount, unit, context, 1)


@with_context
def date_minus(value: object, amount: object, unit: object = "days", *, context: Any) -> str:
    """A moment so much earlier."""
    return _shifted(value, amount, unit, context, -1)


FILTERS: Mapping[str, Callable[..., Any]] = {
    **OWN,
    "abs": math.abs_,
    "append": string.append,
    "at_least": math.at_least,
    "at_most": math.at_most,
    "base64_decode": string.base64_decode,
    "base64_encode": string.base64_encode,
    "capitalize": string.capitalize,
    "ceil": math.ceil,
    "compact": array.compact,
    "concat": array.concat,
    "date": date,
    "date_minus": date_minus,
    "date_plus": date_plus,
    "default": misc.default,
    "divided_by": math.divided_by,
    "downcase": string.downcase,
    "escape": string.escape,
    "escape_once": string.escape_once,
    "find": array.find,
    "find_index": array.find_index,
    "first": array.first,
    "floor": math.floor,
    "has": array.has,
    "join": join,
    "json": json,
    "last": array.last,
    "lstrip": string.lstrip,
    "minus": math.minus,
    "modulo": math.modulo,
    "money": money,
    "newline_to_br": string.newline_to_br,
    "plus": math.plus,
    "prepend": string.prepend,
    "reject": array.reject,
    "remove": string.remove,
    "remove_first": string.remove_first,
    "replace": replace,
    "replace_first": string.replace_first,
    "reverse": array.reverse,
    "round": math.round_,
    "rstrip": string.rstrip,
    "size": misc.size,
    "slice": string.slice_,
    "sort": array.sort,
    "sort_natural": array.sort_natural,
    "split": string.split,
    "squish": string.squish,
    "strip": string.strip,
    "strip_html": string.strip_html,
    "strip_newlines": string.strip_newlines,
    "sum": array.sum_,
    "times": math.times,
    "truncate": string.truncate,
    "truncatewords": string.truncatewords,
    "uniq": uniq,
    "upcase": string.upcase,
    "url_decode": string.url_decode,
    "url_encode": string.url_encode,
    "where": array.where,
}
