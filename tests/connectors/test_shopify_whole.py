"""Every effect that Shopify performs is carried out on a store: done once, however often it is asked, and undone."""

from collections import Counter
from typing import Literal, get_args

import pytest

from app.connectors.shopify.connector import Shopify
from app.connectors.shopify.scopes import ALWAYS, of_effect
from app.core.effects.base import Effect
from app.core.effects.records import GetRecords
from app.core.example import NOW
from app.core.records import Where
from app.errors import Temporary
from tests.fakes.clock import Clock
from tests.fakes.shopify.connected import connected
from tests.fakes.shopify.seed import seeded
from tests.fakes.shopify.store import Shop
from tests.support.shopify_cases import deals, goods, orders, people, sending
from tests.support.shopify_cases.case import SAME, Case, carry_out

Lost = Literal["cut before", "cut after"]
CASES = [*orders.CASES, *sending.CASES, *people.CASES, *goods.CASES, *deals.CASES]


def _made(case: Case) -> str:
    shop = seeded(Shop(Clock(NOW)))
    case.prepare(shop)
    return type(case.make(shop)).__name__


NAMES = [_made(case) for case in CASES]


def test_no_effect_is_left_out() -> None:
    performed = {effect.__name__ for effect in Shopify.performs()}
    assert performed - set(NAMES) == set()
    assert set(NAMES) - performed == set()


@pytest.mark.parametrize("case", CASES, ids=[f"{name}-{at}" for at, name in enumerate(NAMES)])
async def test_it_is_done_once_and_undone(case: Case) -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        shopify.looks = (0.0, 0.0)  # type: ignore[misc]
        await carry_out(case, fake.shop, shopify)
        idempotent = Counter(key for key in fake.shop.answered)
        assert all(times == 1 for times in idempotent.values())


@pytest.mark.parametrize("case", CASES, ids=[f"{name}-{at}" for at, name in enumerate(NAMES)])
async def test_the_named_permissions_are_enough(case: Case) -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        shopify.looks = (0.0, 0.0)  # type: ignore[misc]
        case.prepare(fake.shop)
        effect = case.make(fake.shop)
        read, thing = effect.before(), str(getattr(effect, "thing", ""))
        if type(effect).__module__.endswith(".api"):
            return  # what an owner's own query takes, only the owner knows
        fake.shop.app.scopes = set(ALWAYS | of_effect(type(effect), thing))
        if read is not None:
            await shopify.perform(read, "k?")
        await shopify.perform(effect, "k")


async def settles(shopify: Shopify, effect: Effect) -> bool:
    """Whether it is known what became of it."""
    try:
        await shopify.perform(effect, "run/step~0")
    except Temporary as error:
        if not error.unclear:
            raise
        return False
    return True


@pytest.mark.parametrize("lost", get_args(Lost))
@pytest.mark.parametrize("case", CASES, ids=[f"{name}-{at}" for at, name in enumerate(NAMES)])
async def test_a_write_without_an_answer_is_done_once_at_most(case: Case, lost: Lost) -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        shopify.looks = shopify.asks_again = (0.0, 0.0)  # type: ignore[misc]
        case.prepare(fake.shop)
        effect, was = case.make(fake.shop), case.look(fake.shop)
        fake.faults.next(lost, of="mutation")
        known = await settles(shopify, effect)
        if not known and effect.repeat == "never":  # a person is told: possibly done
            assert case.look(fake.shop) == (was if lost == "cut before" else case.after)
            return
        if not known:
            await shopify.perform(effect, "run/step~0")
        assert case.look(fake.shop) == (was if case.after is SAME else case.after)


LISTS = [
    ("order", Where(), ["#1003", "#1002", "#1001"]),
    ("order", Where(payment="pending"), ["#1003"]),
    ("order", Where(payment="paid", fulfilment="unfulfilled"), ["#1001"]),
    ("order", Where(email="ben@example.com"), ["#1002"]),
    ("order", Where(name="#1001"), ["#1001"]),
    ("order", Where(status="cancelled"), []),
    ("customer", Where(email="anna@example.com"), ["Anna Berger"]),
    ("customer", Where(total_at_least="100.00"), ["Anna Berger"]),
    ("product", Where(tag="cotton"), ["Shirt"]),
    ("product", Where(product_status="draft"), []),
    ("variant", Where(stock_below=4), ["Default Title"]),
    ("draft_order", Where(), ["#D1"]),
    ("collection", Where(), ["Gifts", "Tea"]),
]


@pytest.mark.parametrize(("thing", "where", "names"), LISTS)
async def test_what_fits_is_found(thing: str, where: Where, names: list[str]) -> None:
    async with connected(clock=Clock(NOW)) as (_fake, shopify):
        found = await shopify.perform(GetRecords.model_validate({"thing": thing, "where": where}), "k")
        assert [one.get("name") or one.get("title") for one in found["items"]] == names


async def test_pages_hold_while_things_change() -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        first = await shopify.perform(GetRecords(thing="order", most=2, newest=False), "k")
        assert [one["name"] for one in first["items"]] == ["#1001", "#1002"]
        gone = fake.shop.all("Order")[0]
        fake.shop.remove(gone["id"])
        rest = await shopify.perform(
            GetRecords(thing="order", most=2, newest=False, cursor=first["next"]), "k"
        )
        assert [one["name"] for one in rest["items"]] == ["#1003"]
        assert rest["next"] is None
