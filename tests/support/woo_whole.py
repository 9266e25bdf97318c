"""The connector against the whole fake: a shop with goods, what is done to it, and how it looks afterwards."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from pydantic import SecretStr

from app.connectors.http import Http
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from app.core.effects.base import Effect
from app.errors import Temporary
from tests.fakes.clock import Clock
from tests.fakes.woocommerce import Fake, Shop, running
from tests.fakes.woocommerce.seed import by_sku, pay, place_order, seed

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
KEY = "0123/step~0"
TRIES = 3
SECRET = "whsec-test"


class Whole:
    """A shop of tea and mugs, and the connector that works on it. ``at``: the order or customer in question."""

    def __init__(self, fake: Fake, http: Http) -> None:
        self.fake, self.state = fake, fake.shop
        key = self.state.keys[0]
        settings = WooCommerceSettings(
            url=fake.url,
            consumer_key=SecretStr(key.key),
            consumer_secret=SecretStr(key.secret),
            webhook_secret=SecretStr(SECRET),
        )
        self.shop = WooCommerce(settings, http)
        self.at = ""

    def order(self, **fields: Any) -> str:
        """A new order, not paid yet; its id."""
        self.at = str(place_order(self.state, **fields)["id"])
        return self.at

    def paid(self, **fields: Any) -> str:
        """A new order that was paid; its id."""
        pay(self.state, int(self.order(**fields)))
        return self.at

    @property
    def o(self) -> dict[str, Any]:
        """The order in question."""
        return self.state.things["order"][int(self.at)]

    def sku(self, sku: str) -> dict[str, Any]:
        """A product or variation."""
        return by_sku(self.state, sku)

    def id(self, sku: str) -> str:
        return str(self.sku(sku)["id"])

    def stock(self, sku: str) -> Any:
        return self.sku(sku)["stock_quantity"]

    def notes(self) -> list[str]:
        return [one["note"] for one in self.state.things["note"].values()]

    def all(self, kind: str, *fields: str) -> list[Any]:
        """The things of a kind, as far as these fields go."""
        kept = self.state.things[kind].values()
        return [one[fields[0]] if len(fields) == 1 else tuple(one[name] for name in fields) for one in kept]

    def meta(self, kind: str, id: str) -> dict[str, Any]:
        """The meta fields of a thing, without our mark."""
        kept = self.state.things[kind][int(id)]["meta_data"]
        return {one["key"]: one["value"] for one in kept if one["key"] != "_storeflow_key"}

    def everything(self) -> Any:
        """All that is in the shop, times of changes aside, and the mails that it sent."""
        things = deepcopy(self.state.things)
        for kept in things.values():
            for thing in kept.values():
                thing.pop("date_modified", None)
        return things, list(self.state.mails), list(self.state.refunded_by_gateway)

    async def do(self, effect: Effect, key: str = KEY) -> Any:
        return await self.shop.perform(effect, key)

    async def settled(self, effect: Effect, key: str = KEY) -> Any:
        """As the runner does it: what may have been done and must never be repeated is in doubt; all else is tried
        again under the same key. Answers None for doubt."""
        for _ in range(TRIES):
            try:
                return await self.do(effect, key)
            except Temporary as error:
                if effect.repeat == "never" and error.unclear:
                    return None
        raise AssertionError(f"{effect}: not settled after {TRIES} tries")


@asynccontextmanager
async def whole(client: type[Http] = Http, **options: Any) -> AsyncIterator[Whole]:
    """A running one, at noon. ``options``: of the shop."""
    http = client(("127.0.0.1",))
    async with running(seed(Shop(Clock(NOON), **options))) as fake:
        try:
            yield Whole(fake, http)
        finally:
            await http.close()


@dataclass(frozen=True)
class Case:
    """One effect. ``make`` prepares the shop and gives it; ``look`` is what is looked at; ``after``: what is seen then.

    ``undone``: what is seen after the undo, where that is not the same as before. ``no_undo``: it has an undo on other
    platforms, but not here. ``again``: never repeated by the runner, and repeated by hand it is done again. ``doubt``:
    nothing in the shop tells whether it was done.
    """

    make: Callable[[Whole], Effect]
    look: Callable[[Whole], Any]
    after: Any
    answer: dict[str, Any] | None = None
    undone: Any = ...
    no_undo: bool = False
    again: bool = False
    doubt: bool = False
