"""Words in the reader's language: gettext catalogues, sentences, dates, numbers and money through Babel."""

from __future__ import annotations

import re
from functools import cache
from gettext import NullTranslations
from pathlib import Path

from babel import Locale, UnknownLocaleError, negotiate_locale
from babel.support import Translations

LOCALES = ("en", "hi", "gu")
"""The languages that Storeflow speaks; English is complete by identity."""

CATALOGUES = Path(__file__).resolve().parent.parent / "ui" / "locale"
"""Where the build puts the compiled catalogues. Where one is missing, the texts are English."""

_SPACE = re.compile(r"\s+")


@cache
def translations(locale: str) -> NullTranslations:
    """The catalogue of a language, for sentences and for Jinja (``install_gettext_translations``)."""
    found = Translations.load(str(CATALOGUES), [str(language(locale))])
    return found if isinstance(found, NullTranslations) else NullTranslations()


def language(locale: str) -> str:
    """One of ``LOCALES``: the nearest to ``locale`` (``hi_IN``, ``gu-IN``, ``de``), English where none is."""
    return negotiate_locale([locale.replace("-", "_")], LOCALES, sep="_") or LOCALES[0]


@cache
def babel_locale(locale: str) -> Locale:
    """What formats numbers and dates: the reader's own region (``hi_IN``) where Babel knows it."""
    for name in (locale.replace("-", "_"), language(locale)):
        try:
            return Locale.parse(name)
        except (UnknownLocaleError, ValueError):
            continue
    return Locale.parse(LOCALES[0])


def accepted(header: str) -> str:
    """The language that an ``Accept-Language`` header likes best among ours."""
    wanted: list[tuple[float, str]] = []
    for part in header.split(",")[:20]:
        tag, _, weight = part.strip().partition(";")
        quality = re.fullmatch(r"\s*q=([01](?:\.\d{1,3})?)\s*", weight)
        wanted.append((-float(quality[1]) if quality else -1.0, tag.strip().replace("-", "_")))
    wishes = [tag for weight, tag in sorted(wanted, key=lambda one: one[0]) if weight < 0]
    return negotiate_locale(wishes, LOCALES, sep="_") or LOCALES[0]


def gettext(message: str, locale: str) -> str:
    """The text in the reader's language; an empty text stays empty."""
    if not message:
        return ""
    told = translations(locale).gettext(message)
    if told != message:
        return told
    return translations(locale).gettext(_SPACE.sub(" ", message).strip())


def ngettext(singular: str, plural: str, n: int, locale: str) -> str:
    """The same with a number."""
    return translations(locale).ngettext(singular, plural, n)
