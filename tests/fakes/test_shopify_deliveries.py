"""The fake's messages: signed as Shopify signs, sent again as Shopify does, given up as Shopify does; and chaos."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from pydantic import SecretStr

from app.connectors.base import Unsigned
from app.connectors.http import Http
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.connectors.shopify.events import TOPICS
from app.core.effects import GetFact
from app.core.example import NOW
from tests.fakes.clock import Clock
from tests.fakes.deliveries import SHOPIFY_RETRIES, Chaos, Letter, Post
from tests.fakes.shopify import (
    collections,
    customers,
    drafts,
    fulfilment,
    money,
    orders,
    parcels,
    products,
    returns,
    shops,
)
from tests.fakes.shopify.connected import connected
from tests.fakes.shopify.seed import by_email, seeded, variant
from tests.fakes.shopify.server import running
from tests.fakes.shopify.store import Shop, number
from tests.fakes.shopify.webhooks import GIVES_UP, Webhooks, ask_for, topics
from tests.support.sink import sink
from tests.support.waiting import until

HERE = "https://storeflow.example/hooks/1"


class Door:
    """Takes letters, with the status that is asked for."""

    def __init__(self, status: int = 200) -> None:
        self.status = status
        self.came: list[Letter] = []

    async def take(self, letter: Letter) -> int:
        self.came.append(letter)
        return self.status


def a_shop(*wanted: str, door: Door | None = None) -> tuple[Shop, Post, Webhooks, Door]:
    """A seeded shop whose clock stands, with subscriptions."""
    shop = seeded(Shop(Clock(NOW)))
    door = door or Door()
    post = Post(shop.clock, send=door.take)
    webhooks = Webhooks(shop, post)
    for topic in wanted:
        ask_for(shop, topic, HERE)
    return shop, post, webhooks, door


def connector(shop: Shop) -> Shopify:
    secret = SecretStr(shop.app.secret)
    return Shopify(ShopifySettings(shop_domain=shop.domain, webhook_secret=secret), Http())


def an_order(shop: Shop, **fields: object) -> dict[str, object]:
    buyer = by_email(shop, "anna@example.com")
    return orders.place(shop, [(variant(shop, "CUP"), 2)], customer=buyer, **fields)  # type: ignore[arg-type]


async def test_our_connector_takes_what_it_signs_and_nothing_else() -> None:
    shop, post, _, door = a_shop("orders/create", "orders/paid")
    made = an_order(shop)
    await post.deliver()
    ours = connector(shop)
    taken = [ours.take(letter.headers, letter.body) for letter in door.came]
    assert [one.topic for one in taken] == ["orders/create", "orders/paid"]
    assert len({one.key for one in taken}) == 2
    assert len({letter.headers["X-Shopify-Event-Id"] for letter in door.came}) == 1, "one cause"
    first = door.came[0]
    assert b"\\/" in first.body
    assert b": " not in first.body
    [event] = ours.to_events("orders/create", taken[0].note, first.body, NOW)
    assert (event.name, event.subject) == ("order.created", f"order:{number(str(made['id']))}")
    with pytest.raises(Unsigned):
        ours.take(first.headers, first.body.replace(b"Tea cup", b"Tea pot"))


async def test_every_message_can_be_read() -> None:
    shop, post, _, door = a_shop(*(one["topic"] for one in topics().values()))
    one = an_order(shop, paid="pending", percent_off=10, code="TEN")
    money.pay(shop, one)
    parcel = parcels.send(shop, [(part, {}) for part in shop.these(one["fulfillmentOrders"])], [])  # type: ignore[arg-type]
    rows = [{"fulfillmentLineItemId": parcel["fulfillmentLineItems"][0], "quantity": 1}]
    returns.ask_back(shop, one, rows, "REQUESTED")
    money.give_back(shop, one, [(one["lineItems"][0], 1, "RETURN")])  # type: ignore[index]
    orders.cancel(shop, shop.all("Order")[2])
    fulfilment.hold(
        shop, {"id": shop.all("FulfillmentOrder")[0]["id"], "fulfillmentHold": {"reason": "OTHER"}}
    )
    customers.make(shop, "new@example.com", firstName="Nora")
    shops.abandon(shop, [(variant(shop, "POT"), 1)])
    drafts.make(shop, [(variant(shop, "CUP"), 2)], customer=by_email(shop, "ben@example.com"))
    products.create(shop, {"product": {"title": "Sieve"}})
    collections.create(shop, {"collection": {"title": "Winter"}})
    await post.deliver()
    ours, seen = connector(shop), Counter[str]()
    for letter in door.came:
        note = ours.take(letter.headers, letter.body).note
        for event in ours.to_events(letter.topic, note, letter.body, NOW):
            seen[event.name] += 1
        assert letter.topic in TOPICS or letter.topic.startswith("inventory")
    assert {"order.created", "order.paid", "order.fulfilled", "order.cancelled", "refund.created"} <= set(
        seen
    )
    assert {"fulfilment.created", "return.requested", "fulfilment_order.held", "customer.created"} <= set(
        seen
    )
    assert {
        "checkout.created",
        "inventory.updated",
        "order.updated",
        "draft_order.created",
        "product.created",
    } <= set(seen)


async def test_a_message_and_the_api_tell_the_same() -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        ask_for(fake.shop, "orders/create", f"{fake.address}/nowhere")
        made = an_order(fake.shop, percent_off=10)
        [(_, _, _, letter)] = fake.post._waiting
        [event] = shopify.to_events("orders/create", {}, letter.body, NOW)
        asked = await shopify.perform(GetFact(thing="order", id=number(str(made["id"]))), "k")
        alike = "name total subtotal discount_total tax_total currency email status created_at updated_at tags".split()
        told = event.data["order"]
        assert {name: asked[name] for name in alike} == {name: told[name] for name in alike}
        assert told["financial_status"] == "pending", "it was paid after it was made"
        assert asked["financial_status"] == "paid"


async def test_what_is_not_taken_comes_again_eight_times_in_four_hours() -> None:
    shop, post, webhooks, door = a_shop("orders/create", door=Door(500))
    an_order(shop)
    webhooks.shop.all("WebhookSubscription")[0]["_failures"] = -10  # so that it is not given up before
    await post.pass_time(timedelta(hours=5))
    assert len(door.came) == 1 + len(SHOPIFY_RETRIES) == 9
    assert len({letter.body for letter in door.came}) == 1
    assert len({letter.headers["X-Shopify-Webhook-Id"] for letter in door.came}) == 1
    times = [one.at for one in post.sent]
    pauses = [later - before for before, later in pairwise(times)]
    assert pauses == sorted(pauses)
    assert timedelta(hours=3, minutes=59) < times[-1] - NOW <= timedelta(hours=4, seconds=1)
    assert len(post) == 0


async def test_a_subscription_is_deleted_after_eight_failures_in_a_row() -> None:
    shop, post, webhooks, door = a_shop("orders/create", door=Door(503))
    an_order(shop)
    await post.pass_time(timedelta(minutes=30))
    door.status = 204
    await post.pass_time(timedelta(hours=4))
    assert shop.all("WebhookSubscription"), "one that is taken starts the count anew"
    door.status = 302  # a redirect is a failure
    for _ in range(GIVES_UP):
        an_order(shop)
    await post.deliver()
    assert [one["_topic"] for one in webhooks.deleted] == ["orders/create"]
    assert shop.all("WebhookSubscription") == []
    assert len(post) == 0


async def test_chaos_is_the_same_for_the_same_seed() -> None:
    async def lived(seed: int) -> tuple[list[str], int]:
        shop, post, _, door = a_shop("orders/create")
        post.chaos = Chaos(drop=0.3, double=0.3, delay=0.3, shuffle=0.3, seed=seed)
        for _ in range(60):
            an_order(shop)
            shop.clock.advance(timedelta(seconds=1))
            await post.deliver()
        await post.pass_time(timedelta(hours=7))
        return [json.loads(letter.body)["name"] for letter in door.came], len(post.dropped)

    once, again, other = await lived(4), await lived(4), await lived(5)
    assert once == again != other
    names, lost = once
    assert lost > 5
    assert len(set(names)) == 60 - lost
    assert len(names) > len(set(names)), "some came twice"
    assert names != sorted(names)


async def test_the_next_message_can_be_lost() -> None:
    shop, post, _, door = a_shop("orders/create")
    post.drop_next = 1
    an_order(shop)
    an_order(shop)
    await post.deliver()
    assert [json.loads(letter.body)["name"] for letter in door.came] == ["#1005"]


async def test_what_every_app_is_sent_and_the_last_message() -> None:
    shop, post, webhooks, door = a_shop("orders/create", "app/uninstalled")
    wish = {"shop_id": 1, "shop_domain": shop.domain, "customer": {"id": 7073, "email": "anna@example.com"}}
    webhooks.comply("customers/redact", HERE, wish)
    webhooks.uninstall()
    an_order(shop)
    await post.deliver()
    assert [letter.topic for letter in door.came] == ["customers/redact", "app/uninstalled"]
    [event] = connector(shop).to_events("customers/redact", {}, door.came[0].body, NOW)
    assert (event.name, event.subject) == ("customer.erasure_requested", "customer:7073")


async def test_by_the_machines_clock_messages_leave_by_themselves() -> None:
    with sink() as there:
        async with running() as fake:

            async def sent(times: int) -> bool:
                return len(fake.post.sent) == times

            ask_for(fake.shop, "orders/create", there.url)
            an_order(fake.shop)
            await until(lambda: sent(1))
            assert [json.loads(body)["name"] for _, body in there.calls] == ["#1004"]
            there.status = 500
            an_order(fake.shop)
            await until(lambda: sent(2))
            assert len(fake.post) == 1, "it will come again"
            ask_for(fake.shop, "orders/cancelled", "http://127.0.0.1:9")
            orders.cancel(fake.shop, fake.shop.all("Order")[-1])
            await until(lambda: sent(3))
            assert [one.status for one in fake.post.sent] == [200, 500, 0], "nobody is there"


def test_a_clock_of_a_test_stands() -> None:
    clock = Clock(NOW)
    clock.advance(timedelta(hours=1))
    assert clock.now() == NOW + timedelta(hours=1)
    assert Clock().now() - datetime.now(UTC) < timedelta(minutes=1)
