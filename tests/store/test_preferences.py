"""The shop's own settings."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel

from app.errors import InvalidInput
from app.store.preferences import Shop, get_preference, get_shop, set_preference, set_shop

GOOD = Shop("Leaf & Clay", "Asia/Kolkata", "gu", "INR")


@pytest.fixture
def conn() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    with engine.begin() as conn:
        SQLModel.metadata.create_all(conn)
        yield conn
    engine.dispose()


def test_defaults_until_something_was_set(conn: Connection) -> None:
    assert get_shop(conn) == Shop("", "UTC", "en", "EUR")
    set_shop(conn, replace(GOOD, name="  Leaf & Clay "))
    assert get_shop(conn) == GOOD
    set_shop(conn, replace(GOOD, currency="EUR"))
    assert get_shop(conn).currency == "EUR"


@pytest.mark.parametrize(
    "change",
    [{"name": " "}, {"zone": "Mars/Olympus"}, {"zone": "../etc"}, {"locale": "xx"}, {"currency": "XYZ1"}],
)
def test_what_does_not_exist_is_refused(conn: Connection, change: dict[str, str]) -> None:
    with pytest.raises(InvalidInput):
        set_shop(conn, replace(GOOD, **change))


def test_any_other_value_is_kept_too(conn: Connection) -> None:
    assert get_preference(conn, "x", 1) == 1
    set_preference(conn, "x", {"a": [1]})
    set_preference(conn, "x", {"a": [2]})
    assert get_preference(conn, "x") == {"a": [2]}
