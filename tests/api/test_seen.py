"""Orders seen, day by day, and asking a store at once, as programs do it."""

from datetime import UTC, datetime
from typing import Any

from app.store import asking, connections, seen_counts
from app.store.seen_counts import Listed
from tests.api.conftest import Api


async def test_a_store_that_can_be_asked_tells_its_days(api: Api) -> None:
    shop = await api.shopify()
    now = datetime.now(UTC)
    await api.services.db.write(
        seen_counts.note, shop, [Listed("order:1", now.date(), "order.created:order:1")]
    )
    await api.services.db.write(asking.begin, shop, ["order"], now, now)
    found: Any = await api.ok("GET", f"/connections/{shop}/seen")
    assert len(found["days"]) == 14
    assert found["summary"].startswith("Yesterday:")
    assert [(day["total"], day["seen"], day["fetched"]) for day in found["days"] if day["total"]] == [
        (1, 0, 0)
    ]
    assert [(one["thing"], one["asked"], one["problem"]) for one in found["asked"]] == [("order", None, None)]


async def test_it_can_be_asked_at_once(api: Api) -> None:
    shop = await api.shopify()
    now = datetime.now(UTC)
    await api.services.db.write(asking.begin, shop, ["order"], now, datetime(2999, 1, 1, tzinfo=UTC))
    assert (await api("POST", f"/connections/{shop}/ask")).status == 204
    [row] = await api.services.db.read(asking.rows, shop)
    assert row.due.year < 2999


async def test_what_can_t_be_asked_says_so(api: Api) -> None:
    assert (await api("GET", "/connections/nobody/seen")).status == 404
    assert (await api("POST", "/connections/nobody/ask")).status == 404
    demo = await api.ok(
        "POST", "/connections", {"kind": "demo", "name": "Demo", "settings": {"webhook_secret": "x" * 16}}
    )
    reply = await api("GET", f"/connections/{demo['id']}/seen")
    assert reply.status == 404
    assert "can't be asked" in reply.text


async def test_a_connection_that_is_removed_leaves_no_counts(api: Api) -> None:
    shop = await api.shopify()
    now = datetime.now(UTC)
    await api.services.db.write(seen_counts.note, shop, [Listed("order:1", now.date(), "k")])
    await api.services.db.write(asking.begin, shop, ["order"], now, now)
    await api.services.db.write(connections.remove, shop)
    assert await api.services.db.read(asking.rows, shop) == []
    assert not any(day.total for day in await api.services.db.read(seen_counts.days, shop, now.date()))
