"""The demo store's things in the database."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from sqlalchemy import Connection, create_engine
from sqlmodel import SQLModel

from app.store import demo

NOW = datetime(2026, 7, 1, tzinfo=UTC)


@pytest.fixture
def conn() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def test_things_are_kept_by_store_kind_and_id(conn: Connection) -> None:
    demo.save(conn, "a", {("order", "1"): {"id": "1", "tags": []}, ("customer", "1"): {"id": "1"}}, NOW)
    demo.save(conn, "a", {("order", "1"): {"id": "1", "tags": ["vip"]}}, NOW)
    demo.save(conn, "a", {}, NOW)
    assert demo.read(conn, "a", "order", "1") == {"id": "1", "tags": ["vip"]}
    assert demo.read(conn, "b", "order", "1") is None
    assert demo.load(conn, "a", ("order", "checkout")) == {
        "order": {"1": {"id": "1", "tags": ["vip"]}},
        "checkout": {},
    }
    demo.clear(conn, "a")
    assert demo.load(conn, "a", ("order", "customer")) == {"order": {}, "customer": {}}


def test_the_latest_have_the_highest_numbers(conn: Connection) -> None:
    demo.save(conn, "a", {("order", str(n)): {"id": str(n)} for n in (998, 999, 1000, 1001)}, NOW)
    assert [order["id"] for order in demo.latest(conn, "a", "order", 3)] == ["1001", "1000", "999"]


def test_a_change_is_made_once(conn: Connection) -> None:
    demo.save(conn, "a", {("order", "1"): {"id": "1", "tags": []}}, NOW)

    def tag(fact: demo.Fact) -> demo.Fact:
        return {**fact, "tags": ["vip"]}

    assert demo.change(conn, "a", "order", "1", tag, NOW) == ({"id": "1", "tags": ["vip"]}, True)
    assert demo.change(conn, "a", "order", "1", tag, NOW) == ({"id": "1", "tags": ["vip"]}, False)
    assert demo.change(conn, "a", "order", "2", tag, NOW) is None
