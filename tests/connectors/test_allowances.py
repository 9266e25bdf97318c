"""What services put up with: budgets, prices, and what Shopify says of its own."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from app.connectors.base import Left
from app.connectors.http import Http, HttpAnswer
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.connectors.woocommerce.connector import WooCommerce, WooCommerceSettings
from app.core.effects import AddTags, GetFact
from app.errors import Temporary

TAG = AddTags(thing="order", id="1", tags=("vip",))
READ = GetFact(thing="customer", id="1")


class Answers(Http):
    """The client, answered by the test instead of the network."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__()
        self.body = body

    async def request(self, *args: Any, **options: Any) -> HttpAnswer:
        return HttpAnswer(200, {}, orjson.dumps(self.body))


def shopify(body: dict[str, Any]) -> Shopify:
    settings = ShopifySettings.model_validate(
        {"shop_domain": "tea.myshopify.com", "access_token": "shpat_1", "webhook_secret": "s"}
    )
    return Shopify(settings, Answers(body))


def cost(requested: float, available: float) -> dict[str, Any]:
    bucket = {"maximumAvailable": 20000.0, "currentlyAvailable": available, "restoreRate": 1000.0}
    return {"cost": {"requestedQueryCost": requested, "actualQueryCost": None, "throttleStatus": bucket}}


async def test_shopify_says_what_a_call_costs_and_what_is_left() -> None:
    shop = shopify({"data": {"tagsAdd": {"userErrors": []}}, "extensions": cost(11, 1234)})
    assert shop.price(TAG) == 10
    assert shop.price(READ) == 40
    assert shop.left() is None
    await shop.perform(TAG, "k")
    assert shop.price(TAG) == 11
    assert shop.left() == Left(1234, 20000, 1000)
    assert shop.left() is None, "it is told once"


async def test_shopify_says_so_when_it_refuses_too() -> None:
    throttled = {"errors": [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]}
    shop = shopify({**throttled, "extensions": cost(500, 100)})
    with pytest.raises(Temporary, match="budget is used up"):
        await shop.perform(TAG, "k")
    assert shop.left() == Left(100, 20000, 1000)
    silent = shopify(throttled)
    with pytest.raises(Temporary):
        await silent.perform(TAG, "k")
    assert silent.left() is None


def test_woocommerce_pays_by_request() -> None:
    shop = WooCommerce(
        WooCommerceSettings.model_validate({"url": "https://shop.example.com", "webhook_secret": "s"}), Http()
    )
    assert (shop.price(READ), shop.price(TAG)) == (1, 2)
    assert shop.left() is None
    assert shop.reaches(TAG) == ""
    assert (shop.allowance.per_second, shop.allowance.at_once) == (5, 4)
