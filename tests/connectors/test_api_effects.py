"""Calls of a store's own API: they go to the connection's address and nowhere else, and errors are sentences."""

from typing import Any

import pytest

from app.connectors.shopify.connector import Shopify
from app.connectors.woocommerce.connector import WooCommerce
from app.core.effects.api import (
    AskShopifyApi,
    AskWooCommerceApi,
    ChangeByShopifyApi,
    ChangeByWooCommerceApi,
)
from app.errors import Missing, Permanent
from tests.support.shops import ShopifyStore, WooStore

QUERY = "query Weight($id: ID!) { order(id: $id) { totalWeight } }"
MUTATION = "mutation($id: ID!) { orderClose(input: {id: $id}) { order { id } userErrors { message } } }"
ID = {"id": "gid://shopify/Order/1001"}


async def test_shopify_answers_a_query() -> None:
    async with ShopifyStore() as store:
        store.answers["order"] = {"totalWeight": "1200"}
        answer = await store.shop.perform(AskShopifyApi(title="Weight", text=QUERY, variables=ID), "k")
        assert answer == {"data": {"order": {"totalWeight": "1200"}}}
        assert store.asked == [("order", ID)]


async def test_shopify_does_or_declines() -> None:
    effect = ChangeByShopifyApi(title="orderClose", text=MUTATION, variables=ID)
    async with ShopifyStore() as store:
        done: Any = {"order": {"id": ID["id"]}, "userErrors": []}
        store.answers["orderClose"] = done
        assert await store.shop.perform(effect, "k") == {"data": {"orderClose": done}}
        store.answers["orderClose"] = {"order": None, "userErrors": [{"message": "Order is gone"}]}
        with pytest.raises(Permanent, match=r"declined: Order is gone. Nothing was changed \(has Shopify do"):
            await store.shop.perform(effect, "k")


async def test_woocommerce_is_asked_below_its_own_path() -> None:
    async with WooStore() as store:
        store.answers["GET orders/23/notes"] = (200, [{"id": 1, "note": "x"}])
        answer = await store.shop.perform(
            AskWooCommerceApi(path="orders/23/notes", query={"type": "any"}), "k"
        )
        assert answer == {"data": [{"id": 1, "note": "x"}]}
        assert store.asked == [("GET orders/23/notes", {"type": "any"}, None)]


async def test_woocommerce_does_or_refuses() -> None:
    effect = ChangeByWooCommerceApi(method="PUT", path="orders/23", body={"status": "on-hold"})
    async with WooStore() as store:
        store.answers["PUT orders/23"] = (200, {"id": 23, "status": "on-hold"})
        assert (await store.shop.perform(effect, "k"))["data"]["status"] == "on-hold"
        assert store.wrote == [("PUT orders/23", {"status": "on-hold"})]
        store.answers["PUT orders/23"] = (400, {"code": "rest_invalid_param", "message": "Invalid status"})
        with pytest.raises(Permanent, match="Invalid status"):
            await store.shop.perform(effect, "k")
        with pytest.raises(Missing):
            await store.shop.perform(effect.replace(path="orders/24"), "k")


@pytest.mark.parametrize(
    "path",
    [
        "../../wp/v2/users",
        "orders/../../../wp/v2/users",
        "orders/%2e%2e/x",
        "//evil.example/x",
        "https://evil.example",
        "orders?force=true",
        "orders/23#x",
        "orders/23\nHost: x",
        "orders\\23",
        "orders//23",
        "/orders",
        "",
    ],
)
async def test_no_path_leads_out_of_the_api(path: str) -> None:
    async with WooStore() as store:
        for effect in (AskWooCommerceApi(path=path), ChangeByWooCommerceApi(path=path)):
            with pytest.raises(Permanent, match="no path below wc/v3"):
                await store.shop.perform(effect, "k")
        assert store.asked == []


def test_neither_store_speaks_the_others_api() -> None:
    assert {AskShopifyApi, ChangeByShopifyApi} <= Shopify.performs() - WooCommerce.performs()
    assert {AskWooCommerceApi, ChangeByWooCommerceApi} <= WooCommerce.performs() - Shopify.performs()
