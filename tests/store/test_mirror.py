"""What a store has, kept here: newer words win, deletions stay deleted, customers can be forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine, select
from sqlmodel import SQLModel

from app.core.fields import example
from app.core.sentence import Json
from app.store import mirror

AT = datetime(2026, 7, 1, 12, 30, tzinfo=UTC)
SHOP = "shop"


@pytest.fixture
def conn() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with engine.begin() as connection:
        yield connection
    engine.dispose()


def order(number: int, minutes: int = 0, **more: Json) -> dict[str, Json]:
    """An order that the store changed so many minutes after the first of July."""
    at = (AT + timedelta(minutes=minutes)).isoformat()
    return {
        **example("Order"),
        "id": str(number),
        "name": f"#{number}",
        "created_at": at,
        "updated_at": at,
        **more,
    }


def test_what_was_kept_comes_back_whole(conn: Connection) -> None:
    for thing, shape in (("order", "Order"), ("customer", "Customer"), ("product", "Product")):
        assert mirror.keep(conn, SHOP, thing, [example(shape)]) == 1
        found = mirror.get(conn, SHOP, thing, example(shape)["id"])
        assert found is not None
        assert {
            name: found[name] for name in example(shape) if not isinstance(found[name], (dict, list))
        } == {name: value for name, value in example(shape).items() if not isinstance(value, (dict, list))}
        assert found.keys() == example(shape).keys()
    assert mirror.get(conn, "other", "order", example("Order")["id"]) is None


def test_an_older_word_never_replaces_a_newer_one(conn: Connection) -> None:
    assert mirror.keep(conn, SHOP, "order", [order(1, 5, note="newer")]) == 1
    assert mirror.keep(conn, SHOP, "order", [order(1, 4, note="older")]) == 0
    assert mirror.keep(conn, SHOP, "order", [order(1, 5, note="newer")]) == 0, "nothing new in it"
    assert mirror.keep(conn, SHOP, "order", [order(1, 5, note="as new")]) == 1
    assert mirror.keep(conn, SHOP, "order", [order(1, 9, note="last"), order(1, 7, note="between")]) == 1
    found = mirror.get(conn, SHOP, "order", "1")
    assert found
    assert found["note"] == "last"


def test_what_was_deleted_is_not_brought_back_by_a_late_message(conn: Connection) -> None:
    mirror.keep(conn, SHOP, "order", [order(1)])
    mirror.remove(conn, SHOP, "order", ["1"], AT + timedelta(minutes=5))
    mirror.keep(conn, SHOP, "order", [order(1, 3)])
    assert mirror.get(conn, SHOP, "order", "1") is None
    assert mirror.recent(conn, SHOP, "order", 5) == []
    assert mirror.sizes(conn) == []
    mirror.keep(conn, SHOP, "order", [order(1, 8)])  # it came back out of the bin
    assert mirror.get(conn, SHOP, "order", "1")


def test_a_batch_of_messages_is_kept_thing_by_thing(conn: Connection) -> None:
    later = AT + timedelta(hours=1)
    mirror.keep_all(
        conn,
        [
            (SHOP, "order", order(1), None),
            (SHOP, "customer", example("Customer"), None),
            ("other", "order", order(1), None),
            (SHOP, "order", order(2), None),
            (SHOP, "order", {"id": "1"}, later),
            (SHOP, "checkout", example("Checkout"), None),
        ],
    )
    assert mirror.get(conn, SHOP, "order", "1") is None
    assert mirror.get(conn, SHOP, "order", "2")
    assert mirror.get(conn, "other", "order", "1")
    assert {(size.connection, size.thing, size.count) for size in mirror.sizes(conn)} == {
        (SHOP, "order", 1), (SHOP, "customer", 1), ("other", "order", 1)
    }  # fmt: skip


def test_what_a_message_leaves_out_stays_known(conn: Connection) -> None:
    """Shopify's messages about customers say nothing of tags and orders; its answers do."""
    who = example("Customer") | {
        "id": "7",
        "tags": ["vip"],
        "email_consent": "subscribed",
        "updated_at": AT.isoformat(),
    }
    told = who | {
        "tags": None,
        "email_consent": None,
        "phone": None,
        "updated_at": (AT + timedelta(1)).isoformat(),
    }
    mirror.keep(conn, SHOP, "customer", [who])
    mirror.keep(conn, SHOP, "customer", [told])
    found: Any = mirror.get(conn, SHOP, "customer", "7")
    assert (found["tags"], found["email_consent"], found["phone"]) == (["vip"], "subscribed", None)
    mirror.keep(conn, SHOP, "customer", [told | {"tags": [], "email_consent": "unsubscribed"}])
    found = mirror.get(conn, SHOP, "customer", "7")
    assert (found["tags"], found["email_consent"]) == ([], "unsubscribed")


def test_stock_is_known_by_article_and_place(conn: Connection) -> None:
    stock = example("Inventory") | {"id": "9", "updated_at": AT.isoformat()}
    mirror.keep(conn, SHOP, "inventory", [
        stock | {"location_id": "1", "location": "Berlin", "available": 3},
        stock | {"location_id": "2", "location": "Hamburg", "available": 4},
    ])  # fmt: skip
    assert [mirror.get(conn, SHOP, "inventory", f"9@{n}")["available"] for n in (1, 2)] == [3, 4]  # type: ignore[index]
    assert mirror.words(conn, SHOP, "location", "", 9) == ["Berlin", "Hamburg"]


def test_a_customers_orders_are_found_by_number_and_by_address(conn: Connection) -> None:
    anna = {"id": "7", "email": "anna@example.com"}
    mirror.keep(conn, SHOP, "order", [
        order(1, 0, customer=anna, email="anna@example.com"),
        order(2, 1, customer=None, email="Anna@Example.com"),
        order(3, 2, customer=anna, email="office@example.com"),
        order(4, 3, customer={"id": "8"}, email="ben@example.com"),
    ])  # fmt: skip

    def numbers(customer: str, email: str, since: datetime = AT) -> list[str]:
        return [str(one["id"]) for one in mirror.orders_of(conn, SHOP, customer, email, since, 50)]

    assert numbers("7", "ANNA@example.com ") == ["3", "2", "1"]
    assert numbers("7", "") == ["3", "1"]
    assert numbers("", "anna@example.com") == ["2", "1"]
    assert numbers("7", "anna@example.com", AT + timedelta(minutes=1)) == ["3", "2"]
    assert numbers("", "") == []


def test_a_customer_is_forgotten_with_all_orders(conn: Connection) -> None:
    mirror.keep(conn, SHOP, "customer", [example("Customer") | {"id": "7", "email": "anna@example.com"}])
    mirror.keep(conn, SHOP, "order", [
        order(1, customer={"id": "7"}, email=None),
        order(2, customer=None, email="Anna@example.com"),
        order(3, customer={"id": "8"}, email="ben@example.com"),
    ])  # fmt: skip
    mirror.keep(conn, "other", "order", [order(1, customer={"id": "7"}, email="anna@example.com")])
    assert mirror.forget_customer(conn, SHOP, ["7"], [" ANNA@example.com"]) == 3
    assert (
        "anna"
        not in str(
            list(conn.execute(select(mirror.mirror).where(mirror.mirror.c.connection == SHOP)))
        ).lower()
    )
    assert mirror.get(conn, SHOP, "order", "3")
    assert mirror.get(conn, "other", "order", "1")


def test_all_of_a_store_is_forgotten_in_bites(conn: Connection) -> None:
    mirror.keep(conn, SHOP, "order", [order(n, tags=["vip"]) for n in range(25)])
    mirror.keep(conn, "other", "order", [order(1)])
    assert [mirror.forget(conn, SHOP, 10) for _ in range(3)] == [10, 10, 5]
    assert mirror.words(conn, SHOP, "order_tag", "", 5) == []
    assert [size.connection for size in mirror.sizes(conn)] == ["other"]


def test_words_and_things_are_found_by_name(conn: Connection) -> None:
    mirror.keep(
        conn, SHOP, "order", [order(1, tags=["VIP", "gift 50%"]), order(2, tags=["vip", "a vip too"])]
    )
    assert mirror.words(conn, SHOP, "order_tag", "vi", 9) == ["VIP", "a vip too"], (
        "what begins with it comes first"
    )
    assert mirror.words(conn, SHOP, "order_tag", "50%", 9) == ["gift 50%"]
    assert mirror.words(conn, SHOP, "order_tag", "%", 9) == ["gift 50%"], "a sign of the search is a sign"
    vase = example("Product") | {
        "title": "Vase “Blue”",
        "sku": "VASE-1",
        "collections": ["Summer"],
        "vendor": "Leaf",
    }
    mirror.keep(
        conn, SHOP, "product", [vase | {"id": "1"}, vase | {"id": "2", "title": "Chair", "sku": "C-1"}]
    )
    assert [one["title"] for one in mirror.named(conn, SHOP, "product", "blue", 9)] == ["Vase “Blue”"]
    assert [one["title"] for one in mirror.named(conn, SHOP, "product", "c-1", 9)] == ["Chair"]
    assert [one["title"] for one in mirror.named(conn, SHOP, "product", "", 9)] == ["Chair", "Vase “Blue”"]
    assert mirror.words(conn, SHOP, "collection", "sum", 9) == ["Summer"]
    assert mirror.words(conn, SHOP, "vendor", "", 9) == ["Leaf"]
