"""The demo store: what happens in it, how it tells of it, and how it is changed."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr, ValidationError

from app.connectors.base import Unreadable, Unsigned
from app.connectors.demo import day
from app.connectors.demo.acts import Doors, delivery
from app.connectors.demo.catalogue import Fact
from app.connectors.demo.connector import TELLS, Demo, DemoSettings
from app.connectors.demo.state import Message, State, open_store, restock
from app.core import shop
from app.core.effects import AddTags, GetFact, RemoveTags
from app.core.fields import SHAPES, shape_of
from app.errors import Busy, NotFound, Permanent

NOW = datetime(2026, 7, 1, 15, tzinfo=UTC)
SECRET = SecretStr("a secret of the demo store")


class Store:
    """A demo store in memory, with its doors."""

    def __init__(self) -> None:
        self.state = open_store(NOW)
        self.told: list[tuple[Mapping[str, str], bytes]] = []
        self.deaf = False
        self.demo = Demo(
            DemoSettings(webhook_secret=SECRET), Doors(self.read, self.change, self.add, self.page, self.tell)
        )

    async def read(self, kind: str, thing: str) -> Fact | None:
        return self.state.things.get(kind, {}).get(thing)

    async def change(self, kind: str, thing: str, fn: Callable[[Fact], Fact]) -> tuple[Fact, bool] | None:
        before = await self.read(kind, thing)
        if before is None:
            return None
        after = self.state.put(kind, fn(before))
        return after, after != before

    async def add(self, kind: str, make: Callable[[str], Fact]) -> Fact:
        return self.state.put(kind, make(str(8001 + len(self.state.things.get(kind, {})))))

    async def page(self, kind: str, after: str, limit: int) -> list[Fact]:
        found = [fact for fact in self.state.all(kind) if (len(fact["id"]), fact["id"]) > (len(after), after)]
        return found[:limit]

    async def tell(self, headers: Mapping[str, str], body: bytes) -> None:
        if self.deaf:
            raise Busy("not now")
        self.told.append((headers, body))


@pytest.fixture
def store() -> Store:
    return Store()


def validated(message: Message) -> None:
    """Every fact has the shape that the shop's language gives its name."""
    for name, fact in message.data.items():
        shape: type[shop.Shape] = SHAPES[str(shape_of(name))]
        assert set(fact) == set(shape.model_fields), (message.topic, name)
        shape.model_validate(fact, strict=True)


# ------------------------------------------------------------------------------------------------ what happens


def test_the_first_order_is_known_and_a_big_one() -> None:
    created, paid = day.place_order(open_store(NOW), NOW)
    assert (created.topic, paid.topic) == ("order.created", "order.paid")
    order = created.data["order"]
    assert (order["id"], order["name"], order["customer"]["name"]) == ("1001", "#1001", "Anna Berger")
    assert Decimal(order["total"]) > 100
    assert created.data["customer"]["orders_count"] == 1
    assert created.data["customer"]["total_spent"] == order["total"]


def test_the_same_orders_come_in_every_store() -> None:
    one, other = open_store(NOW), open_store(NOW)
    assert [day.place_order(one, NOW) for _ in range(20)] == [day.place_order(other, NOW) for _ in range(20)]


def test_amounts_add_up() -> None:
    state = open_store(NOW)
    for number in range(60):
        order = day.place_order(state, NOW)[0].data["order"]
        lines = sum(Decimal(line["price"]) * line["quantity"] for line in order["line_items"])
        assert Decimal(order["subtotal"]) == lines
        assert Decimal(order["total"]) == lines + Decimal(order["shipping_total"])
        assert order["item_count"] == sum(line["quantity"] for line in order["line_items"])
        assert (Decimal(order["total"]) > 100) or number % 3


def test_everything_is_told_in_the_shops_language() -> None:
    state = open_store(NOW)
    acts = [day.place_order, day.abandon_cart, day.sell_out, day.ask_refund]
    messages = [message for act in acts for message in act(state, NOW)]
    messages += day.place_order(state, NOW, paid=False) + day.busy_day(state, NOW + timedelta(hours=1))
    assert {message.topic for message in messages} <= TELLS
    for message in messages:
        validated(message)
        assert message.at.tzinfo is not None


def test_a_sold_out_product_has_nothing_left_and_says_so() -> None:
    state = open_store(NOW)
    *variants, sold_out, updated = day.sell_out(state, NOW, "307")
    assert [message.topic for message in variants] == ["variant.sold_out"] * 3
    assert (sold_out.topic, updated.topic) == ("product.sold_out", "product.updated")
    product = sold_out.data["product"]
    assert (product["title"], product["stock"], product["in_stock"]) == ("Stoneware Teapot", 0, False)
    assert [m.topic for m in day.sell_out(state, NOW, "307")] == ["product.sold_out", "product.updated"]
    for _ in range(11):
        day.sell_out(state, NOW)
    with pytest.raises(NotFound, match="sold out already"):
        day.sell_out(state, NOW)
    with pytest.raises(NotFound, match="no product with the number 999"):
        day.sell_out(state, NOW, "999")
    restock(state, NOW)
    assert all(product["in_stock"] for product in state.all("product"))


def test_orders_go_on_when_the_shelf_is_empty() -> None:
    state = open_store(NOW)
    for product in state.all("product"):
        day.sell_out(state, NOW, product["id"])
    assert day.place_order(state, NOW)
    assert all(variant["stock"] >= 0 for product in state.all("product") for variant in product["variants"])


def test_a_refund_gives_the_money_of_one_order_back_once() -> None:
    state = open_store(NOW)
    with pytest.raises(NotFound, match="no paid order"):
        day.ask_refund(state, NOW)
    for _ in range(3):
        day.place_order(state, NOW)
    day.place_order(state, NOW, paid=False)
    wish, refund, updated = day.ask_refund(state, NOW)
    assert [m.topic for m in (wish, refund, updated)] == [
        "return.requested",
        "refund.created",
        "order.updated",
    ]
    order = updated.data["order"]
    assert (order["name"], order["financial_status"]) == ("#1003", "refunded")
    assert refund.data["refund"]["amount"] == order["total"] == order["refunded_total"]
    assert day.ask_refund(state, NOW, "1001")[1].data["order"]["name"] == "#1001"
    for wrong in ("1001", "1004", "9999"):
        with pytest.raises(NotFound):
            day.ask_refund(state, NOW, wrong)


@given(st.integers(min_value=1, max_value=260))
def test_a_busy_day_has_exactly_so_many_messages_in_order(count: int) -> None:
    messages = day.busy_day(open_store(NOW), NOW, count)
    assert len(messages) == count
    times = [message.at for message in messages]
    assert times == sorted(times)
    assert times[0] >= NOW - day.BUSY_HOURS
    assert times[-1] <= NOW


def test_a_busy_day_is_mixed() -> None:
    topics = {message.topic for message in day.busy_day(open_store(NOW), NOW)}
    assert {"order.created", "order.paid", "checkout.created", "refund.created", "product.sold_out"} <= topics


def test_customers_come_from_many_places() -> None:
    customers = open_store(NOW).all("customer")
    assert len(customers) == 20
    assert len({customer["address"]["country_code"] for customer in customers}) > 10
    assert all(customer["email"].endswith(("@example.com", "@example.org")) for customer in customers)
    names = "".join(customer["name"] for customer in customers)
    assert all(sign in names for sign in "आહ'ü")


# ------------------------------------------------------------------------------------------------ how it tells


def test_a_message_is_taken_and_translated(store: Store) -> None:
    for message in day.busy_day(store.state, NOW):
        headers, body = delivery(SECRET, message, "d-1")
        taken = store.demo.take(headers, body)
        assert (taken.key, taken.topic) == ("d-1", message.topic)
        [event] = store.demo.to_events(taken.topic, taken.note, body, NOW)
        assert (event.name, event.at, event.data) == (message.topic, message.at, message.data)
        kind, _, thing = event.subject.partition(":")
        assert message.data[kind]["id"] == thing
        assert event.dedupe == f"d-1:{message.topic}"


def test_what_is_not_signed_is_refused(store: Store) -> None:
    headers, body = delivery(SECRET, day.place_order(store.state, NOW)[0], "d-1")
    flipped = bytes([body[0] ^ 1]) + body[1:]
    other = delivery(SecretStr("another store's secret"), Message("order.created", NOW, {}), "d-1")
    without = {name: value for name, value in headers.items() if name != "x-demo-signature"}
    cases: list[tuple[Mapping[str, str], bytes]] = [
        (headers, flipped),
        (without, body),
        (headers, body + b" "),
        (other[0], body),
        ({**headers, "x-demo-signature": "é"}, body),
    ]
    for case in cases:
        with pytest.raises(Unsigned):
            store.demo.take(*case)


@pytest.mark.parametrize("body", [b"{", b"[]", b"null", b'{"topic": 1}', b'{"topic": ["a"]}'])
def test_a_signed_body_without_a_topic_is_kept_without_one(store: Store, body: bytes) -> None:
    from app.connectors.demo.acts import signature

    taken = store.demo.take({"x-demo-signature": signature(SECRET, body)}, body)
    assert taken.topic == ""
    assert len(taken.key) == 64


@pytest.mark.parametrize(
    "message",
    [{}, {"data": []}, {"data": {"order": 1}}, {"data": {"order": {}}}, {"data": {"nonsense": {"id": "1"}}},
     {"data": {"order": {"id": 1001}}, "id": "d"}, {"data": {"order": {"id": "1"}}},
     {"data": {"customer": {"id": "1"}}}],
)  # fmt: skip
def test_a_message_that_says_too_little_is_unreadable(store: Store, message: dict[str, Any]) -> None:
    with pytest.raises(Unreadable):
        store.demo.to_events("order.created", {}, orjson.dumps(message), NOW)


def test_a_topic_that_means_nothing_gives_no_event(store: Store) -> None:
    assert store.demo.to_events("weather.changed", {}, b"{}", NOW) == []


# --------------------------------------------------------------------------------------------- how it is changed


async def test_tags_are_added_once_and_told_like_a_real_store_does(store: Store) -> None:
    day.place_order(store.state, NOW)
    add = AddTags(thing="order", id="1001", tags=("vip", "VIP", "gift"))
    assert await store.demo.perform(add, "k") == {"tags": ["vip", "gift"]}
    [(headers, body)] = store.told
    taken = store.demo.take(headers, body)
    [event] = store.demo.to_events(taken.topic, taken.note, body, NOW)
    assert (event.name, event.subject) == ("order.updated", "order:1001")
    assert add.echo() == (f"{event.name}:{event.data['order']['id']}",)
    assert event.data["order"]["tags"] == ["vip", "gift"]
    assert event.data["order"]["updated_at"] > event.data["order"]["created_at"]
    assert await store.demo.perform(add, "k") == {"tags": ["vip", "gift"]}
    assert len(store.told) == 1
    assert await store.demo.perform(RemoveTags(thing="order", id="1001", tags=("Vip",)), "k") == {
        "tags": ["gift"]
    }
    assert len(store.told) == 2
    store.deaf = True
    assert await store.demo.perform(AddTags(thing="product", id="301", tags=("new",)), "k") == {
        "tags": ["black", "new"]
    }


async def test_a_fact_is_read_as_it_is_now(store: Store) -> None:
    day.place_order(store.state, NOW)
    await store.demo.perform(AddTags(thing="customer", id="501", tags=("vip",)), "k")
    order = await store.demo.perform(GetFact(thing="order", id="1001"), "k")
    assert order["customer"]["tags"] == ["newsletter", "vip"]
    assert (await store.demo.perform(GetFact(thing="product", id="301"), "k"))["title"] == "Morning Assam"


@pytest.mark.parametrize(
    "effect", [GetFact(thing="order", id="9"), AddTags(thing="order", id="9", tags=("a",)),
               RemoveTags(thing="customer", id="9", tags=("a",))]
)  # fmt: skip
async def test_what_is_not_there_is_said(store: Store, effect: GetFact | AddTags | RemoveTags) -> None:
    with pytest.raises(Permanent, match="The demo store has no"):
        await store.demo.perform(effect, "k")


async def test_check_and_instructions(store: Store) -> None:
    assert str(await store.demo.check()) == "Leaf & Clay is open."
    assert store.demo.instructions("https://example.com/hooks/1")
    store.state = State()
    with pytest.raises(Permanent, match="empty"):
        await store.demo.check()


def test_no_store_without_a_secret() -> None:
    for wrong in ({}, {"webhook_secret": ""}, {"webhook_secret": " " * 20}, {"webhook_secret": "short"}):
        with pytest.raises(ValidationError):
            DemoSettings.model_validate(wrong)
