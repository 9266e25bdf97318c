"""The lists that people choose from: languages, zones, currencies, themes, roles."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from babel.numbers import get_currency_name, list_currencies

from app.core.sentence import Sentence, because
from app.i18n import LOCALES, babel_locale
from app.store.preferences import zones
from app.store.users import Role

COMMON = ("EUR", "USD", "GBP", "INR", "CAD", "AUD", "JPY", "CHF", "SEK", "PLN", "BRL")
Choices = list[tuple[str, str]]
THEMES: dict[str, Sentence] = {
    "": because("As the device says"),
    "light": because("Light"),
    "dark": because("Dark"),
}
ROLES: dict[Role, Sentence] = {
    "owner": because("Owner: may do everything, people and keys too"),
    "editor": because("Editor: may change workflows and take up runs"),
    "viewer": because("Viewer: may look, and change nothing"),
}
ROLE_NAMES: dict[Role, Sentence] = {
    "owner": because("Owner"),
    "editor": because("Editor"),
    "viewer": because("Viewer"),
}


@cache
def languages() -> Choices:
    """Our languages, each in its own words."""
    return [(code, (babel_locale(code).get_display_name(code) or code).capitalize()) for code in LOCALES]


@cache
def zone_choices(chosen: str = "UTC") -> Choices:
    """The zones that people live in: those of IANA's ``zone.tab``, without old aliases, but with the chosen one."""
    table = files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8").splitlines()
    known = {line.split("\t")[2] for line in table if line and not line.startswith("#")} & zones()
    named = sorted(known | ({chosen} - {"UTC"}))
    return [("UTC", "UTC"), *((zone, zone.replace("_", " ")) for zone in named)]


@cache
def currency_choices(locale: str) -> Choices:
    """Currencies with their names, the common ones first."""
    spoken = babel_locale(locale)
    rest = sorted(set(list_currencies(spoken)) - set(COMMON))
    return [(code, f"{code} – {get_currency_name(code, locale=spoken)}") for code in (*COMMON, *rest)]
