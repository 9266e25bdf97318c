"""What holds for the whole shop: its name, zone, language and currency."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from functools import cache
from zoneinfo import available_timezones

from babel.numbers import list_currencies
from sqlalchemy import Connection, delete, insert, select

from app.core.sentence import because
from app.errors import InvalidInput
from app.i18n import LOCALES
from app.store.tables import Preference

THEMES = ("", "light", "dark")
preferences = Preference.metadata.tables["preferences"]


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop's own settings. ``zone`` is an IANA zone, ``currency`` an ISO 4217 code."""

    name: str = ""
    zone: str = "UTC"
    locale: str = "en"
    currency: str = "EUR"


@cache
def zones() -> frozenset[str]:
    """Every IANA time zone that this machine knows."""
    return frozenset(available_timezones())


def get_shop(conn: Connection) -> Shop:
    """The settings, with defaults where nothing was set."""
    rows = conn.execute(
        select(preferences.c.name, preferences.c.value).where(preferences.c.name.like("shop.%"))
    )
    known = {row.name.removeprefix("shop."): row.value for row in rows}
    return replace(Shop(), **{name: known[name] for name in asdict(Shop()) if name in known})


def set_shop(conn: Connection, shop: Shop) -> None:
    """Keeps the settings. Raises InvalidInput for a zone, language or currency that doesn't exist."""
    if not shop.name.strip():
        raise InvalidInput(because("Please give your shop's name."))
    if shop.zone not in zones():
        raise InvalidInput(because("There is no time zone called {zone}.", zone=shop.zone))
    if shop.locale not in LOCALES:
        raise InvalidInput(because("Storeflow doesn't speak {language} yet.", language=shop.locale))
    if shop.currency not in list_currencies():
        raise InvalidInput(because("There is no currency called {currency}.", currency=shop.currency))
    tidy = replace(shop, name=shop.name.strip()[:120])
    for name, value in asdict(tidy).items():
        set_preference(conn, f"shop.{name}", value)


def set_preference(conn: Connection, name: str, value: object) -> None:
    """Keeps any one value."""
    conn.execute(delete(preferences).where(preferences.c.name == name))
    conn.execute(insert(preferences).values(name=name, value=value))


def get_preference(conn: Connection, name: str, default: object = None) -> object:
    """A value that is kept by its name, such as the periods of housekeeping; ``default`` where none is."""
    found = conn.execute(select(preferences.c.value).where(preferences.c.name == name)).scalar()
    return default if found is None else found


def drop_preference(conn: Connection, name: str) -> None:
    """Keeps it no longer."""
    conn.execute(delete(preferences).where(preferences.c.name == name))
