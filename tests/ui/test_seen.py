"""How many orders were seen, as people read it."""

from datetime import UTC, datetime, timedelta

from app.core.sentence import because
from app.engine import connecting
from app.engine.counts import Counts
from app.store import asking, connections, seen_counts
from app.store.seen_counts import Day, Listed
from app.store.tables import ConnectionRow
from tests.support.stores import SHOP, SHOPIFY_SECRET
from tests.ui.conftest import House, where
from tests.web.asking import Browser

SETTINGS = {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET}
NOW = datetime(2026, 3, 27, 9, 0, tzinfo=UTC)


def yesterday(total: int, seen: int, fetched: int) -> str:
    row = ConnectionRow(id="x", kind="shopify", name="Leaf", settings={}, secrets=b"", created=NOW)
    days = [Day(NOW.date()), Day(NOW.date() - timedelta(days=1), total, seen, fetched)]
    return str(Counts(row, days).sentence(1))


def test_the_sentence_says_what_came_how() -> None:
    assert yesterday(128, 128, 3) == (
        "Yesterday: 128 of 128 orders seen, 3 fetched because the store's message never came"
    )
    assert yesterday(1, 1, 0) == "Yesterday: 1 of 1 order seen"
    assert yesterday(2, 2, 2) == "Yesterday: 2 of 2 orders seen, by asking the store"
    assert yesterday(0, 0, 0) == "Yesterday: no orders"


async def test_the_first_page_and_the_store_s_page_show_it(house: House, owner: Browser) -> None:
    parts = house.services
    shop = (await connecting.add(parts, "shopify", "Leaf", SETTINGS)).id
    now = datetime.now(UTC)
    day = now.date() - timedelta(days=1)
    await parts.db.write(seen_counts.note, shop, [Listed(f"order:{n}", day, f"k{n}") for n in range(3)])
    await parts.db.write(asking.begin, shop, ["order"], now, datetime(2999, 1, 1, tzinfo=UTC))
    [row] = await parts.db.read(asking.rows, shop)
    problem = because("The access token was refused.").pack()
    await parts.db.write(asking.went, row, {"problem": problem})
    assert "Yesterday: 0 of 3 orders seen" in (await owner.get("/")).text
    page = await owner.get(f"/connections/{shop}")
    assert "Yesterday: 0 of 3 orders seen" in page.text
    assert "The access token was refused." in page.text
    assert "The last 14 days" in page.text
    assert where(await owner.post(f"/connections/{shop}/ask")).startswith(f"/connections/{shop}")
    [row] = await parts.db.read(asking.rows, shop)
    assert row.due.year < 2999
    await parts.db.write(connections.remove, shop)


async def test_messages_that_came_too_late_have_a_list(owner: Browser) -> None:
    assert "No message came too late" in (await owner.get("/events?state=late")).text
    assert "Every message could be read" in (await owner.get("/events")).text
