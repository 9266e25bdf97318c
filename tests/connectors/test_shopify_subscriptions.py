"""Shopify's webhook subscriptions, its permissions and its versions, asked over HTTP."""

from datetime import date
from typing import Any

import pytest

from app.connectors.base import Subscription
from app.connectors.shopify.connector import Shopify
from app.connectors.shopify.events import TELLS, TOPICS
from app.connectors.shopify.subscribing import _ENUM, BY_ORDER
from app.connectors.shopify.versions import DEFAULT, ends, warnings
from app.errors import Permanent
from tests.support.shops import VERSIONS, ShopifyStore, schema

HOOK = "https://flow.example/hooks/1"


def answered(*nodes: tuple[str, str, str], after: str | None = None) -> dict[str, Any]:
    return {
        "pageInfo": {"hasNextPage": after is not None, "endCursor": after},
        "nodes": [
            {"id": f"gid://shopify/WebhookSubscription/{i}", "topic": t, "uri": u} for i, t, u in nodes
        ],
    }


@pytest.mark.parametrize("version", VERSIONS)
def test_every_topic_can_be_asked_for_but_those_of_the_law(version: str) -> None:
    known = schema(version).type_map["WebhookSubscriptionTopic"]
    assert set(_ENUM.values()) <= set(known.values)  # type: ignore[attr-defined]
    assert set(TOPICS) - set(_ENUM) == BY_ORDER


def test_each_event_has_a_topic_that_tells_it() -> None:

    assert Shopify.topics({"order.paid"}) == {"orders/paid"}
    assert Shopify.topics({"checkout.completed"}) == {"checkouts/create", "checkouts/update"}
    assert Shopify.topics({"fulfilment.delivered"}) == {"fulfillment_events/create"}
    assert Shopify.topics({"customer.sms_consent_given"}) == {"customers_marketing_consent/update"}
    assert Shopify.topics({"schedule.due"}) == frozenset()
    by_law = {TOPICS[topic][0] for topic in BY_ORDER}
    assert all(Shopify.topics({event}) for event in TELLS - by_law)


async def test_subscriptions_are_listed_over_all_pages() -> None:
    async with ShopifyStore() as store:
        pages = [
            answered(("1", "ORDERS_PAID", HOOK), after="c"),
            answered(("2", "THEMES_UPDATE", "https://other.example/x")),
        ]
        store.answers["webhookSubscriptions"] = lambda asked: pages[1 if asked["after"] else 0]
        assert await store.shop.subscriptions() == [
            Subscription("1", "orders/paid", HOOK),
            Subscription("2", "THEMES_UPDATE", "https://other.example/x"),
        ]


async def test_one_is_made_moved_and_given_back() -> None:
    async with ShopifyStore() as store:
        made = answered(("7", "ORDERS_PAID", HOOK))["nodes"][0]
        store.answers["webhookSubscriptionCreate"] = {"webhookSubscription": made, "userErrors": []}
        assert await store.shop.subscribe("orders/paid", HOOK) == Subscription("7", "orders/paid", HOOK)
        assert store.asked[-1] == (
            "webhookSubscriptionCreate",
            {"topic": "ORDERS_PAID", "to": {"uri": HOOK, "format": "JSON"}},
        )
        await store.shop.revive("7", "https://new.example/hooks/1")
        assert store.asked[-1][1]["to"] == {"uri": "https://new.example/hooks/1"}
        store.answers["webhookSubscription"] = {"id": made["id"]}
        await store.shop.unsubscribe("7")
        assert store.asked[-1] == ("webhookSubscriptionDelete", {"id": "gid://shopify/WebhookSubscription/7"})


async def test_one_that_is_gone_is_given_back_already() -> None:
    async with ShopifyStore() as store:
        await store.shop.unsubscribe("7")
        assert [name for name, _ in store.asked] == ["webhookSubscription"]


async def test_one_that_is_there_is_taken_as_it_is() -> None:
    """A time-out may have made it; Shopify then refuses a second one of the same address."""
    async with ShopifyStore() as store:
        taken = {"userErrors": [{"message": "Address for this topic has already been taken"}]}
        store.answers["webhookSubscriptionCreate"] = taken
        store.answers["webhookSubscriptions"] = answered(("7", "ORDERS_PAID", HOOK))
        assert (await store.shop.subscribe("orders/paid", HOOK)).id == "7"
        store.answers["webhookSubscriptions"] = answered()
        with pytest.raises(Permanent, match="already been taken"):
            await store.shop.subscribe("orders/paid", HOOK)


async def test_permissions_are_asked_for() -> None:
    async with ShopifyStore() as store:
        scopes = [{"handle": "read_orders"}, {"handle": "write_orders"}]
        store.answers["currentAppInstallation"] = {"accessScopes": scopes}
        assert store.shop.asks()
        assert await store.shop.permissions() == {"read_orders", "write_orders"}


def test_a_version_is_named_before_its_end() -> None:
    assert VERSIONS[-1] == DEFAULT, "the newest version that the documents are checked against"
    assert ends("2026-10") == date(2027, 10, 1)
    assert ends("unstable") is None
    assert warnings("2026-10", "2026-10", date(2027, 6, 1)) == []
    [soon] = warnings("2026-10", "", date(2027, 7, 15))
    assert "until 2027-10-01" in str(soon)
    [over] = warnings("2025-07", "2025-07", date(2026, 12, 1))
    assert "has reached its end" in str(over)
    [other] = warnings("2026-10", "2026-07", date(2026, 12, 1))
    assert "answers in 2026-07" in str(other)
