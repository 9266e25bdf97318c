"""The fake's webhooks behave as the real ones were seen to: late, once, without mercy; and our connector takes them."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from aiohttp import web
from pydantic import SecretStr

from app.connectors.base import Ignored, Taken, Unreadable
from app.connectors.http import Http
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from tests.fakes.clock import Clock
from tests.fakes.deliveries import Chaos
from tests.fakes.woocommerce import Shop, running
from tests.fakes.woocommerce.deliveries import Sent
from tests.fakes.woocommerce.orders import Orders
from tests.fakes.woocommerce.people import Coupons, Customers
from tests.fakes.woocommerce.products import Products
from tests.fakes.woocommerce.seed import pay, place_order, seed
from tests.fakes.woocommerce.server import Fake
from tests.fakes.woocommerce.webhooks import Webhooks

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
SECRET = "whsec&amp;test"


class Receiver:
    """``got``: (headers, body) of each message. ``status``: what it answers."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status, self.url = 200, ""

    async def take(self, request: web.Request) -> web.Response:
        self.got.append(
            ({name.lower(): value for name, value in request.headers.items()}, await request.read())
        )
        return web.Response(status=self.status)

    def topics(self) -> list[str]:
        return [headers.get("x-wc-webhook-topic", "ping") for headers, _ in self.got]


@pytest.fixture
async def receiver() -> AsyncIterator[Receiver]:
    receiver, app = Receiver(), web.Application()
    app.router.add_post("/hooks/1", receiver.take)
    runner = web.AppRunner(app, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    receiver.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hooks/1"
    yield receiver
    await runner.cleanup()


@pytest.fixture
async def fake() -> AsyncIterator[Fake]:
    async with running(seed(Shop(Clock(NOON)))) as started:
        yield started


def subscribe(fake: Fake, receiver: Receiver, *topics: str) -> None:
    for topic in topics:
        Webhooks(fake.shop).create({"topic": topic, "delivery_url": receiver.url, "secret": SECRET})


STORE = WooCommerce(
    WooCommerceSettings(url="https://shop.example.com", webhook_secret=SecretStr(SECRET)), Http()
)


def taken(sent: Sent) -> Taken:
    found = STORE.take(sent.headers, sent.body)
    assert isinstance(found, Taken)
    return found


async def test_a_new_webhook_says_hello_without_a_signature(fake: Fake, receiver: Receiver) -> None:
    receiver.status = 500
    subscribe(fake, receiver, "order.created")
    await fake.scheduler.greet()
    [(headers, body)] = receiver.got
    assert isinstance(STORE.take(headers, body), Ignored)
    assert headers["content-type"] == "application/x-www-form-urlencoded"
    assert fake.shop.things["webhook"][1]["status"] == "active", "whatever was answered"


async def test_without_a_secret_a_random_one_is_made_that_nobody_is_told(
    fake: Fake, receiver: Receiver
) -> None:
    hooks = Webhooks(fake.shop)
    made = hooks.create({"topic": "order.created", "delivery_url": receiver.url})
    assert len(made["_secret"]) > 40
    assert not any("secret" in name for name in hooks.show(made))


async def test_messages_are_signed_and_come_with_the_next_run_of_the_queue(
    fake: Fake, receiver: Receiver
) -> None:
    subscribe(fake, receiver, "order.created", "order.updated")
    place_order(fake.shop)
    assert await fake.advance(0) == 0
    assert await fake.advance(60) == 2
    assert sorted(receiver.topics()) == ["order.created", "order.updated"], (
        "the second comes with every first"
    )
    for sent in fake.scheduler.sent:
        found = taken(sent)
        [event, *_] = STORE.to_events(found.topic, found.note, sent.body, NOON)
        assert event.subject == "order:16"
    assert b"\\/" in receiver.got[0][1]


async def test_both_orders_of_created_and_updated_occur(fake: Fake, receiver: Receiver) -> None:
    subscribe(fake, receiver, "order.created", "order.updated")
    for _ in range(20):
        place_order(fake.shop)
        await fake.advance(60)
    topics = receiver.topics()
    assert {tuple(topics[at : at + 2]) for at in range(0, 40, 2)} == {
        ("order.created", "order.updated"),
        ("order.updated", "order.created"),
    }


async def test_the_body_is_built_when_it_leaves_and_several_changes_are_one_message(
    fake: Fake, receiver: Receiver
) -> None:
    subscribe(fake, receiver, "order.created", "order.updated")
    order = place_order(fake.shop)["id"]
    pay(fake.shop, order)
    Orders(fake.shop).update(fake.shop.things["order"][order], {"status": "completed"})
    await fake.advance(60)
    assert len(receiver.got) == 2
    assert {orjson.loads(body)["status"] for _, body in receiver.got} == {"completed"}


async def test_five_orders_in_a_second_share_a_delivery_id(fake: Fake, receiver: Receiver) -> None:
    subscribe(fake, receiver, "order.created")
    for _ in range(5):
        place_order(fake.shop)
    await fake.advance(60)
    assert len({headers["x-wc-webhook-delivery-id"] for headers, _ in receiver.got}) == 1
    assert len({taken(sent).key for sent in fake.scheduler.sent}) == 5


async def test_nothing_is_sent_again_and_the_seventh_failure_in_a_row_is_the_last(
    fake: Fake, receiver: Receiver
) -> None:
    subscribe(fake, receiver, "order.created")
    hook = fake.shop.things["webhook"][1]
    receiver.status = 500
    for number in range(1, 9):
        place_order(fake.shop)
        await fake.advance(60)
        assert len(receiver.got) == min(number, 7)
        assert hook["status"] == ("active" if number < 7 else "disabled")
    Webhooks(fake.shop).update(hook, {"status": "active"})
    place_order(fake.shop)
    await fake.advance(60)
    assert hook["status"] == "disabled", "its count of failures was not forgotten"
    Webhooks(fake.shop).update(hook, {"status": "active"})
    receiver.status = 302
    place_order(fake.shop)
    await fake.advance(60)
    receiver.status = 500
    place_order(fake.shop)
    await fake.advance(60)
    assert (hook["status"], hook["_failures"]) == ("active", 1), "a success counts from anew"


async def test_what_is_gone_by_then_is_a_signed_error(fake: Fake, receiver: Receiver) -> None:
    subscribe(fake, receiver, "order.updated")
    order = place_order(fake.shop)
    Orders(fake.shop).delete(order, force=True)
    await fake.advance(60)
    [sent] = fake.scheduler.sent
    assert orjson.loads(sent.body)["code"] == "woocommerce_rest_shop_order_invalid_id"
    with pytest.raises(Unreadable):
        STORE.to_events("order.updated", taken(sent).note, sent.body, NOON)


async def test_a_forced_deletion_of_an_order_sends_nothing(fake: Fake, receiver: Receiver) -> None:
    subscribe(fake, receiver, "order.deleted")
    Orders(fake.shop).delete(place_order(fake.shop), force=True)
    await fake.advance(60)
    assert receiver.got == []
    Orders(fake.shop).delete(place_order(fake.shop), force=False)
    await fake.advance(60)
    assert [body for _, body in receiver.got] == [b'{"id":17}']


@pytest.mark.parametrize("hpos", [True, False])
async def test_what_goes_to_the_bin_is_told_to_the_wrong_webhooks_too(receiver: Receiver, hpos: bool) -> None:
    async with running(seed(Shop(Clock(NOON), hpos=hpos))) as fake:
        subscribe(fake, receiver, "product.deleted", "coupon.deleted", "product.restored", "order.restored")
        Coupons(fake.shop).delete(fake.shop.things["coupon"][15], force=False)
        Products(fake.shop).delete(fake.shop.things["product"][14], force=False)
        order = place_order(fake.shop)
        Orders(fake.shop).delete(order, force=False)
        await fake.advance(60)
        told = {(headers["x-wc-webhook-topic"], orjson.loads(body)["id"]) for headers, body in receiver.got}
        wrong = {("product.deleted", 15), ("coupon.deleted", 14)} | (
            set() if hpos else {("product.deleted", 16)}
        )
        assert told == wrong | {("coupon.deleted", 15), ("product.deleted", 14)}
        receiver.got.clear()
        Orders(fake.shop).restore(order["id"])
        await fake.advance(60)
        assert sorted(receiver.topics()) == (
            ["order.restored"] if hpos else ["order.restored", "product.restored"]
        )


async def test_customers_products_and_coupons_are_told_too(fake: Fake, receiver: Receiver) -> None:
    kinds: dict[str, Any] = {"customer": Customers, "product": Products, "coupon": Coupons}
    subscribe(fake, receiver, *(f"{kind}.{what}" for kind in kinds for what in ("created", "updated")))
    made = {"customer": {"email": "b@example.com"}, "product": {"name": "Pot"}, "coupon": {"code": "b"}}
    for kind, collection in kinds.items():
        thing = collection(fake.shop).create(made[kind])
        collection(fake.shop).update(thing, {"description": "x", "first_name": "B"})
    await fake.advance(60)
    assert sorted(receiver.topics()) == sorted(
        f"{kind}.{what}" for kind in kinds for what in ("created", "updated")
    )
    for sent in fake.scheduler.sent:
        found = taken(sent)
        assert STORE.to_events(found.topic, found.note, sent.body, NOON)


async def test_a_paused_or_moved_webhook(fake: Fake, receiver: Receiver) -> None:
    subscribe(fake, receiver, "order.created")
    hooks, hook = Webhooks(fake.shop), fake.shop.things["webhook"][1]
    await fake.scheduler.greet()
    hooks.update(hook, {"status": "paused"})
    place_order(fake.shop)
    await fake.advance(60)
    hooks.update(hook, {"status": "active", "delivery_url": f"{receiver.url}?x=1"})
    await fake.scheduler.greet()
    assert receiver.topics() == ["ping", "ping"]


async def test_chaos_is_decided_by_its_seed(receiver: Receiver) -> None:
    seen = []
    for _ in range(2):
        async with running(seed(Shop(Clock(NOON)))) as fake:
            subscribe(fake, receiver, "order.created")
            fake.scheduler.chaos = Chaos(drop=0.2, double=0.2, delay=0.3, seed=7, latest=timedelta(minutes=5))
            for _ in range(50):
                place_order(fake.shop)
            await fake.advance(60)
            soon = len(receiver.got)
            await fake.advance(300)
            seen.append([orjson.loads(body)["id"] for _, body in receiver.got])
            assert 0 < soon < len(receiver.got)
            assert len(set(seen[-1])) + len(fake.scheduler.lost) == 50
            assert len(seen[-1]) > len(set(seen[-1])), "some came twice"
            assert seen[-1] != sorted(seen[-1])
            receiver.got.clear()
    assert seen[0] == seen[1]


async def test_the_clock_says_when(fake: Fake) -> None:
    before = fake.shop.now()
    await fake.advance(90)
    assert fake.shop.now() - before == timedelta(seconds=90)
