"""How a page speaks to its reader: the language, the store's zone and currency, for the time of one rendering."""

from __future__ import annotations

from collections.abc import Mapping
from contextvars import ContextVar
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import orjson
from babel.dates import format_datetime, format_skeleton, format_time, format_timedelta
from babel.numbers import format_decimal
from markupsafe import Markup

from app import i18n
from app.core.moments import zone_of
from app.core.sentence import Json, Sentence
from app.i18n import babel_locale, render

_locale: ContextVar[str] = ContextVar("locale", default="en")
_zone: ContextVar[str] = ContextVar("zone", default="UTC")


def begin(locale: str, zone: str) -> None:
    """What is rendered from here on, in this task, is for this reader."""
    _locale.set(locale)
    _zone.set(zone)


def gettext(message: str) -> str:
    """The text in the reader's language."""
    return i18n.gettext(message, _locale.get())


def ngettext(singular: str, plural: str, n: int) -> str:
    """The same with a number."""
    return i18n.ngettext(singular, plural, n, _locale.get())


def say(sentence: Sentence | list[Any] | str | None) -> str:
    """A sentence, also as it is packed in the database; "" for none."""
    if not sentence:
        return ""
    whole = sentence if isinstance(sentence, Sentence) else Sentence.unpack(sentence)
    told = render.say(whole, _locale.get(), _zone.get())
    return told[:1].upper() + told[1:]


def shown(value: Json) -> str:
    """A value by itself, as it would stand in a sentence: an amount, a moment, a list, a text as it is."""
    return render.show(value, _locale.get(), _zone.get())


def titled(names: Mapping[str, Sentence]) -> str:
    """Plain names by path, as JSON for an attribute."""
    return orjson.dumps({path: say(name) for path, name in names.items()}).decode()


def moment(at: datetime | None) -> Markup:
    """A time on the store's clock, with its zone for who points at it; "" for none."""
    if at is None:
        return Markup("")
    local = at.astimezone(zone_of(_zone.get()))
    locale = babel_locale(_locale.get())
    shown = format_datetime(local, format="medium", locale=locale)
    return Markup('<time datetime="{}" title="{} {}">{}</time>').format(
        at.astimezone(UTC).isoformat(timespec="seconds"),
        format_datetime(local, format="full", locale=locale),
        _zone.get(),
        shown,
    )


def day_and_time(at: datetime) -> Markup:
    """A time to come, with its day of the week, on the store's clock."""
    local = at.astimezone(zone_of(_zone.get()))
    locale = babel_locale(_locale.get())
    shown = f"{format_skeleton('yMMMEd', local, locale=locale)}, {format_time(local, 'short', locale=locale)}"
    return Markup('<time datetime="{}">{}</time>').format(
        at.astimezone(UTC).isoformat(timespec="seconds"), shown
    )


def weekday(day: date) -> str:
    """A day of these weeks, with its day of the week."""
    return str(format_skeleton("MMMEd", day, locale=babel_locale(_locale.get())))


def ago(at: datetime | None) -> Markup:
    """How long ago, in words, with the exact time for who points at it; "" for none."""
    if at is None:
        return Markup("")
    locale = babel_locale(_locale.get())
    local = at.astimezone(zone_of(_zone.get()))
    delta = at - datetime.now(UTC)
    if abs(delta.total_seconds()) < 45:
        shown = gettext("just now")
    else:
        shown = format_timedelta(delta, add_direction=True, locale=locale)
    return Markup('<time datetime="{}" title="{} {}">{}</time>').format(
        at.astimezone(UTC).isoformat(timespec="seconds"),
        format_datetime(local, format="long", locale=locale),
        _zone.get(),
        shown,
    )


def money(amount: Decimal | str, currency: str) -> str:
    """An amount with its currency."""
    return render.money(amount, currency, _locale.get())


def number(value: int | float) -> str:
    """A number as the reader writes it."""
    return str(format_decimal(value, locale=babel_locale(_locale.get())))
