"""What WooCommerce's deliveries are like when they leave its queue: late, twofold, in any order, of another thing."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime

import pytest
from pydantic import SecretStr

from app.connectors.base import Ignored, Taken, Unreadable
from app.connectors.http import Http
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from app.core.events import Event
from tests.fakes.woocommerce.orders import Orders
from tests.fakes.woocommerce.people import Coupons
from tests.fakes.woocommerce.products import Products
from tests.fakes.woocommerce.seed import by_sku, place_order, seed
from tests.fakes.woocommerce.server import Fake, running
from tests.fakes.woocommerce.shop import Clock, Shop
from tests.support.sink import Sink, sink

TOPICS = (
    "order.created",
    "order.updated",
    "order.deleted",
    "product.deleted",
    "product.updated",
    "coupon.deleted",
)


@pytest.fixture
def door() -> Iterator[Sink]:
    with sink() as door:
        yield door


@pytest.fixture
async def fake(request: pytest.FixtureRequest) -> AsyncIterator[Fake]:
    hpos = getattr(request, "param", True)
    async with running(
        seed(Shop(Clock(datetime(2026, 3, 28, tzinfo=UTC)), "Europe/Berlin", hpos=hpos))
    ) as fake:
        yield fake


@pytest.fixture
async def shop(fake: Fake, door: Sink) -> AsyncIterator[WooCommerce]:
    """With webhooks that it has made itself."""
    http = Http(("127.0.0.1",))
    key = fake.shop.keys[0]
    pair = {"consumer_key": SecretStr(key.key), "consumer_secret": SecretStr(key.secret)}
    shop = WooCommerce(WooCommerceSettings(url=fake.url, **pair), http)
    for topic in TOPICS:
        await shop.subscribe(topic, door.url)
    await fake.settled()
    yield shop
    await http.close()


async def told(fake: Fake, shop: WooCommerce) -> list[tuple[str, list[Event]]]:
    """What the queue sends within a minute, taken and read: each message's topic, and its events."""
    begin = len(fake.scheduler.sent)
    await fake.advance(61)
    found = []
    for one in fake.scheduler.sent[begin:]:
        taken = shop.take(one.headers, one.body)
        assert isinstance(taken, Taken)
        try:
            events = shop.to_events(taken.topic, taken.note, one.body, fake.shop.now())
        except Unreadable:
            events = []
        found.append((taken.topic, events))
    return found


async def test_its_greeting_is_ignored(fake: Fake, shop: WooCommerce, door: Sink) -> None:
    pings = [body for _, body in door.calls]
    assert len(pings) == len(TOPICS)
    assert all(isinstance(shop.take({}, body), Ignored) for body in pings)


async def test_the_body_is_built_later_than_the_event(fake: Fake, shop: WooCommerce) -> None:
    """“Order created” shows an order that is paid and completed; and “order updated” comes beside it."""
    order = place_order(fake.shop)
    Orders(fake.shop).update(order, {"set_paid": True})
    Orders(fake.shop).update(order, {"status": "completed"})
    messages = await told(fake, shop)
    assert sorted(topic for topic, _ in messages) == ["order.created", "order.updated"]
    names = [event.name for topic, events in messages if topic == "order.created" for event in events]
    assert names == ["order.created", "order.paid", "order.fulfilled"]
    paid = {event.dedupe for _, events in messages for event in events if event.name == "order.paid"}
    assert len(paid) == 1, "both messages tell of one payment"


async def test_many_orders_in_one_second(fake: Fake, shop: WooCommerce) -> None:
    for _ in range(5):
        place_order(fake.shop)
    begin = len(fake.scheduler.sent)
    await fake.advance(61)
    sent = [one for one in fake.scheduler.sent[begin:] if one.topic == "order.created"]
    assert len({one.headers["X-WC-Webhook-Delivery-ID"] for one in sent}) == 1, "as the real one"
    taken = [shop.take(one.headers, one.body) for one in sent]
    assert len({one.key for one in taken if isinstance(one, Taken)}) == 5


async def test_what_was_gone_before_the_message_left(fake: Fake, shop: WooCommerce) -> None:
    """A signed error comes, which is kept and tells nothing."""
    order = place_order(fake.shop)
    Orders(fake.shop).delete(order, force=True)
    messages = await told(fake, shop)
    assert [events for topic, events in messages if topic == "order.created"] == [[]]
    assert not any(topic == "order.deleted" for topic, _ in messages), "a forced delete tells nobody"


@pytest.mark.parametrize("fake", [False], indirect=True, ids=["legacy"])
async def test_a_message_about_another_kind_of_thing(fake: Fake, shop: WooCommerce) -> None:
    """In older stores the webhook of products tells of orders and coupons that were deleted, that of coupons of
    products. Such an event holds nothing but the id, so that nothing is taken for what it is not."""
    order = place_order(fake.shop)
    await told(fake, shop)
    Orders(fake.shop).delete(order, force=False)
    coupon = next(iter(Coupons(fake.shop).things.values()))
    Coupons(fake.shop).delete(coupon, force=False)
    tea = by_sku(fake.shop, "TEE-100")
    Products(fake.shop).delete(tea, force=False)
    events = [
        event for _, events in await told(fake, shop) for event in events if event.name.endswith(".deleted")
    ]
    assert {f"order:{order['id']}", f"product:{tea['id']}"} <= {event.subject for event in events}
    for event in events:
        thing, _, id = event.subject.partition(":")
        assert event.data == {thing: {"id": id}}


async def test_our_own_change_comes_back_as_an_update(fake: Fake, shop: WooCommerce) -> None:
    order = place_order(fake.shop)
    await told(fake, shop)
    meta = [{"key": "storeflow_tags", "value": "vip"}]
    await shop.rest.call("PUT", f"orders/{order['id']}", body={"meta_data": meta})
    assert "order.updated" in [event.name for _, events in await told(fake, shop) for event in events]


async def test_it_gives_up_at_the_seventh_failure_and_is_revived(
    fake: Fake, shop: WooCommerce, door: Sink
) -> None:
    door.status = 500
    for number in range(7):
        assert all(one.active for one in await shop.subscriptions()), number
        place_order(fake.shop)
        await fake.advance(61)
    gone = [one for one in await shop.subscriptions() if not one.active]
    assert {one.topic for one in gone} == {"order.created", "order.updated"}
    door.status = 200
    for one in gone:
        await shop.revive(one.id, one.address)
    assert all(one.active for one in await shop.subscriptions())
    place_order(fake.shop)
    assert "order.created" in [topic for topic, _ in await told(fake, shop)]
