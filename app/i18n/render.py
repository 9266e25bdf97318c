"""Sentences in the reader's language, with money, moments, spans and lists as that language writes them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation

from babel.dates import format_datetime
from babel.lists import format_list
from babel.numbers import format_currency, format_decimal
from babel.units import format_unit

from app.core.moments import read, zone_of
from app.core.sentence import Json, Sentence, fill, plain, small
from app.i18n import babel_locale, gettext, ngettext

_UNITS = {
    "seconds": "duration-second",
    "minutes": "duration-minute",
    "hours": "duration-hour",
    "days": "duration-day",
    "weeks": "duration-week",
    "months": "duration-month",
    "years": "duration-year",
}


def say(sentence: Sentence | str, locale: str = "en", zone: str = "UTC") -> str:
    """The sentence for a reader: translated where there is a translation, moments on the clock of ``zone``."""
    if isinstance(sentence, str):
        return gettext(sentence, locale)
    n = sentence.params.get("n")
    if sentence.plural and isinstance(n, int):
        template = ngettext(sentence.id, sentence.plural, n, locale)
    else:
        template = gettext(sentence.id, locale)
    return fill(template, {name: show(value, locale, zone) for name, value in sentence.params.items()})


def show(value: Json, locale: str = "en", zone: str = "UTC") -> str:
    """A parameter as the reader writes it; a plain text, such as a customer's name, stays as it is."""
    if isinstance(value, Mapping) and len(value) == 1:
        [(tag, inside)] = value.items()
        match tag:
            case "said":
                return say(Sentence.unpack(inside), locale, zone)
            case "money":
                return money(inside[0], inside[1], locale)
            case "span":
                return span(inside[0], inside[1], locale)
            case "at":
                return moment(inside, locale, zone)
            case "term":
                return small(gettext(str(inside), locale))
            case "either":
                return listed([show(item, locale, zone) for item in inside], locale, either=True)
    if isinstance(value, (list, tuple)):
        return listed([show(item, locale, zone) for item in value], locale)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return plain(value)
    return number(value, locale)


def money(amount: Decimal | str, currency: str, locale: str = "en") -> str:
    """An amount with its currency: "€129.00"; what is no amount stays as it is."""
    try:
        return format_currency(Decimal(str(amount)), currency, locale=babel_locale(locale))
    except (InvalidOperation, ValueError):
        return f"{amount} {currency}".strip()


def number(value: int | float | Decimal, locale: str = "en") -> str:
    """A number with the language's separators."""
    return format_decimal(value, locale=babel_locale(locale))


def span(count: int | float, unit: str, locale: str = "en") -> str:
    """A duration with the language's plural: "3 days"."""
    name = _UNITS.get(unit)
    if name is None:
        return f"{count} {unit}"
    told = format_unit(count, name, length="long", locale=babel_locale(locale))
    # Gujarati has no long form of some units; Babel then names the unit itself
    return told if name not in told else format_unit(count, name, length="short", locale=babel_locale(locale))


def moment(at: datetime | str, locale: str = "en", zone: str = "UTC", form: str = "medium") -> str:
    """A moment on the clock of ``zone``; ``form`` is Babel's short, medium, long or full."""
    value = read(at)
    if value is None:
        return str(at)
    return format_datetime(value.astimezone(zone_of(zone)), format=form, locale=babel_locale(locale))


def listed(values: list[str], locale: str = "en", *, either: bool = False) -> str:
    """ "a, b and c", or "a, b or c", as the language says it."""
    return format_list(values, style="or" if either else "standard", locale=babel_locale(locale))
