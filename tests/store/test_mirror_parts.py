"""How far a filling has come: page and note together, pause and resume, what the mirror covers, what is cleared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, create_engine, insert
from sqlmodel import SQLModel

from app.core.fields import example
from app.core.sentence import because
from app.errors import Conflict
from app.store import connections, mirror, mirror_parts
from app.store.housekeeping import Retention, set_retention
from app.store.mirror_parts import FRESH, Part, asked
from app.store.types import EPOCH
from tests.store.test_mirror import order

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
SHOP = "shop"


@pytest.fixture
def conn() -> Iterator[Connection]:
    engine = create_engine("sqlite://")
    SQLModel.metadata.create_all(engine)
    with engine.begin() as connection:
        connections.create(
            connection, kind="woocommerce", name="Leaf", settings={}, secrets=b"", now=NOW, id=SHOP
        )
        yield connection
    engine.dispose()


def part(conn: Connection, thing: str) -> Part:
    return next(one for one in mirror_parts.of_store(conn, SHOP) if one.thing == thing)


def test_one_kind_is_filled_after_the_other(conn: Connection) -> None:
    mirror_parts.begin(conn, SHOP, ["order", "product"], 12, NOW)
    assert [one.thing for one in mirror_parts.going(conn, NOW)] == ["product"]
    first = part(conn, "product")
    assert first.wanted == EPOCH, "what a shop sells is kept whole"
    assert mirror_parts.go_on(conn, first, [example("Product")], 1, None, 1, 0.5, NOW)
    [second] = mirror_parts.going(conn, NOW)
    assert (second.thing, second.wanted) == ("order", datetime(2025, 11, 23, 9, tzinfo=UTC))


def test_a_page_and_where_it_goes_on_are_one_write(conn: Connection) -> None:
    mirror_parts.begin(conn, SHOP, ["order"], 1, NOW)
    begun = part(conn, "order")
    one = mirror_parts.go_on(conn, begun, [order(1)], 1, "2", 4, 1.0, NOW)
    assert one
    assert (one.cursor, one.count, one.total, one.share(NOW), one.left(NOW)) == ("2", 1, 4, 0.25, 3.0)
    assert mirror_parts.go_on(conn, begun, [order(2)], 1, "2", 4, 1.0, NOW) is None, "somebody was quicker"
    assert mirror.get(conn, SHOP, "order", "2") is None
    done = mirror_parts.go_on(conn, one, [order(3)], 1, None, None, 1.0, NOW)
    assert done
    assert (done.state, done.since, done.count, done.share(NOW)) == ("done", begun.wanted, 2, 1.0)
    assert mirror_parts.going(conn, NOW) == []


def test_how_much_is_done_is_told_by_time_where_nobody_counts(conn: Connection) -> None:
    mirror_parts.begin(conn, SHOP, ["order"], 1, NOW)
    begun = part(conn, "order")
    assert begun.wanted
    assert begun.share(NOW) is None
    half = begun.wanted + (NOW - begun.wanted) / 2
    went = mirror_parts.go_on(conn, begun, [order(1, updated_at=half.isoformat())], 1, "2", None, 10.0, NOW)
    assert went
    assert went.share(NOW) == pytest.approx(0.5, abs=0.01)
    assert went.left(NOW) == pytest.approx(10, abs=0.2)


def test_it_is_paused_goes_on_and_is_cancelled(conn: Connection) -> None:
    with pytest.raises(Conflict):
        mirror_parts.switch(conn, SHOP, "paused", NOW)
    mirror_parts.begin(conn, SHOP, ["order"], 1, NOW)
    begun = part(conn, "order")
    mirror_parts.switch(conn, SHOP, "paused", NOW)
    mirror_parts.switch(conn, SHOP, "paused", NOW)  # said twice
    assert mirror_parts.going(conn, NOW) == []
    assert mirror_parts.go_on(conn, begun, [order(1)], 1, "2", None, 1, NOW) is None, "its page came too late"
    mirror_parts.switch(conn, SHOP, "going", NOW)
    assert mirror_parts.going(conn, NOW)
    mirror_parts.switch(conn, SHOP, "cancelled", NOW)
    with pytest.raises(Conflict):
        mirror_parts.switch(conn, SHOP, "going", NOW)
    assert part(conn, "order").since is None


def test_a_store_that_is_away_is_asked_again_later(conn: Connection) -> None:
    mirror_parts.begin(conn, SHOP, ["order"], 1, NOW)
    mirror_parts.later(conn, part(conn, "order"), NOW + timedelta(minutes=1), because("away"))
    assert mirror_parts.going(conn, NOW) == []
    [again] = mirror_parts.going(conn, NOW + timedelta(minutes=1))
    assert (again.tries, str(again.because)) == (1, "away")
    mirror_parts.halt(conn, again, because("for good"))
    assert part(conn, "order").state == "failed"
    mirror_parts.switch(conn, SHOP, "going", NOW)
    assert part(conn, "order").state == "going"


def test_it_covers_what_was_filled_while_the_store_is_asked(conn: Connection) -> None:
    def covers(days: int, after: timedelta = timedelta()) -> bool:
        return mirror_parts.covers(conn, SHOP, "order", NOW - timedelta(days=days), NOW + after)

    assert not covers(5)
    mirror_parts.begin(conn, SHOP, ["order"], 3, NOW)
    mirror_parts.go_on(conn, part(conn, "order"), [order(1)], 1, None, None, 1, NOW)
    assert not covers(5), "nobody asks what changes"
    conn.execute(insert(asked).values(connection=SHOP, thing="order", mark=NOW, due=NOW, done=NOW, cursor="",
                                      listed=0, tries=0, owner=""))  # fmt: skip
    assert covers(5)
    assert covers(90)
    assert not covers(100)
    assert not covers(5, FRESH + timedelta(seconds=1))
    set_retention(conn, Retention(mirror=30))
    assert not covers(90), "some of it was cleared away"
    mirror_parts.begin(conn, SHOP, ["order"], 1, NOW)
    assert covers(20), "what is here stays while it is filled anew"


def test_nothing_is_kept_of_a_store_that_is_off(conn: Connection) -> None:
    mirror_parts.begin(conn, SHOP, ["order"], 1, NOW)
    mirror_parts.turn_off(conn, SHOP, NOW)
    assert mirror.keep(conn, SHOP, "order", [order(1)]) == 0
    mirror.remove(conn, SHOP, "order", ["1"], NOW)
    assert mirror_parts.of_store(conn, SHOP) == []
    mirror_parts.begin(conn, SHOP, ["order"], 1, NOW)
    assert mirror.keep(conn, SHOP, "order", [order(1)]) == 1


def test_what_is_old_is_cleared_away_and_products_stay(conn: Connection) -> None:
    old = {"created_at": "2026-07-01T12:30:00Z", "updated_at": "2026-07-01T12:30:00Z"}
    mirror.keep(conn, SHOP, "order", [order(1), order(2, updated_at=NOW.isoformat())])
    mirror.keep(conn, SHOP, "product", [example("Product") | old])
    mirror.remove(conn, SHOP, "product", ["9"], NOW - timedelta(days=100))
    mirror.keep(conn, "gone", "product", [example("Product")])
    assert mirror_parts.clear_old(conn, NOW, 2) == 2
    assert mirror_parts.clear_old(conn, NOW, 100) == 1
    kept = {(size.connection, size.thing, size.count) for size in mirror.sizes(conn)}
    assert kept == {(SHOP, "order", 1), (SHOP, "product", 1)}


def test_a_filled_store_is_kept_as_long_as_the_owner_wants(conn: Connection) -> None:
    mirror.keep(conn, SHOP, "order", [order(1)])
    mirror_parts.begin(conn, SHOP, ["order"], 0, NOW)
    assert mirror_parts.clear_old(conn, NOW, 100) == 0
    set_retention(conn, Retention(mirror=100))
    assert mirror_parts.clear_old(conn, NOW, 100) == 1
