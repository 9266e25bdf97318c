"""The fake, asked by our connector what it has: page by page, as one file, and whom it sends its messages to."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from graphql import FieldNode, OperationDefinitionNode, parse

from app.connectors.shopify.connector import Shopify
from app.connectors.shopify.documents import DOCUMENTS
from app.core.example import NOW
from app.errors import Permanent
from tests.fakes.clock import Clock
from tests.fakes.shopify import orders
from tests.fakes.shopify.connected import connected
from tests.fakes.shopify.seed import by_email, variant
from tests.fakes.shopify.server import Fake
from tests.fakes.shopify.store import Shop, number
from tests.support.shops import VERSIONS

SINCE = NOW - timedelta(days=30)
HERE = "https://storeflow.example/hooks/1"


def fill(shop: Shop, count: int) -> None:
    """So many more orders, a minute apart."""
    assert shop.clock.stands
    for at in range(count):
        shop.clock.advance(timedelta(minutes=1))
        pieces = [(variant(shop, "CUP"), 1), (variant(shop, "TEA-G"), at % 3 + 1)]
        orders.place(shop, pieces, customer=by_email(shop, "ben@example.com"))


async def changed(shopify: Shopify, thing: str) -> list[Mapping[str, Any]]:
    """All that changed, page by page."""
    page = await shopify.changed(thing, SINCE)
    found = list(page.items)
    while page.next:
        page = await shopify.changed(thing, SINCE, page.next)
        found += page.items
    return found


async def backlog(shopify: Shopify, thing: str) -> list[Mapping[str, Any]]:
    """The same as one file."""
    page = await shopify.backlog(thing, SINCE)
    found = list(page.items)
    assert (page.next or "").startswith("file|")
    while page.next:
        page = await shopify.backlog(thing, SINCE, page.next)
        found += page.items
    return found


@pytest.mark.parametrize("thing", Shopify.listed)
async def test_a_file_tells_what_the_pages_tell(thing: str) -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        shopify.looks_at_file = (0.0, 0.0)  # type: ignore[misc]
        fill(fake.shop, 25)
        listed, filed = await changed(shopify, thing), await backlog(shopify, thing)
        assert listed
        by_id = {one["id"]: one for one in filed}
        assert [one["id"] for one in listed] == list(dict.fromkeys(one["id"] for one in listed)), "each once"
        assert by_id.keys() == {one["id"] for one in listed}
        for one in listed:
            same = ("name", "title", "total", "email", "status", "updated_at", "item_count", "tags")
            told = {name: one.get(name) for name in same}
            assert {name: by_id[one["id"]].get(name) for name in same} == told
            assert len(by_id[one["id"]].get("line_items") or ()) == len(one.get("line_items") or ())


READS = {name: text for name, text in DOCUMENTS.items() if text.lstrip().startswith("query")}
PLAIN: Mapping[str, Any] = {
    "after": None,
    "code": "TEATIME",
    "email": "anna@example.com",
    "first": 3,
    "key": "colour",
    "lines": [],
    "query": "",
    "reverse": False,
    "shipping": True,
    "space": "custom",
    "whole": False,
}
KINDS = {
    "customer": "Customer",
    "collection": "Collection",
    "location": "Location",
    "order": "Order",
    "segments": "Segment",
}


def given(shop: Shop, text: str) -> dict[str, Any]:
    """Something for each variable of a document: plain values, and ids of the kind that its root field asks for."""
    [operation] = [one for one in parse(text).definitions if isinstance(one, OperationDefinitionNode)]
    root = operation.selection_set.selections[-1]
    assert isinstance(root, FieldNode)
    kinds = {one[0].lower() + one[1:]: one for one in shop.things} | {
        "node": "Order",
        "discountNode": "DiscountCodeNode",
    }
    found: dict[str, Any] = {}
    for one in operation.variable_definitions or ():
        name = one.variable.name.value
        kind = kinds.get(root.name.value, "Order") if name == "id" else KINDS.get(name, "")
        ids = [thing["id"] for thing in shop.all(kind)] or [f"gid://shopify/{kind or 'Job'}/1"]
        found[name] = PLAIN[name] if name in PLAIN else ids[:1] if name == "segments" else ids[0]
    return found


@pytest.mark.parametrize("version", VERSIONS)
async def test_every_reading_document_is_carried_out(version: str) -> None:
    async with connected(clock=Clock(NOW), version=version) as (fake, shopify):
        pages = {"after": None}
        for name, text in READS.items():
            variables = given(fake.shop, text)
            if name == "more_lines":
                first = await shopify.admin.call("order", **given(fake.shop, READS["order"]))
                pages["after"] = first["order"]["lineItems"]["pageInfo"]["endCursor"]
                variables |= pages
            assert await shopify.admin.ask(text, variables), name


async def test_what_changes_while_it_is_read_comes_once_more() -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        fill(fake.shop, 25)
        page = await shopify.changed("order", SINCE)
        first = fake.shop.all("Order")[0]
        fake.shop.clock.advance(timedelta(hours=1))
        fake.shop.changed(first, "orders/updated")
        names = [one["name"] for one in page.items]
        while page.next:
            page = await shopify.changed("order", SINCE, page.next)
            names += [one["name"] for one in page.items]
        assert names[0] == names[-1] == "#1001"
        assert len(set(names)) == len(names) - 1 == 28


async def test_a_file_that_fails_is_read_by_pages() -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        fake.faults.next("500", of="bulkOperationRunQuery")
        for _ in range(5):
            text = "{ orders { edges { node { id } } } }"
            fake.shop.add("BulkOperation", query=text, status="RUNNING", url=None)
        fake.faults.clear()
        page = await shopify.backlog("order", SINCE)
        assert [one["name"] for one in page.items] == ["#1001", "#1002", "#1003"]


async def test_subscriptions_are_made_moved_and_given_back() -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        made = await shopify.subscribe("orders/paid", HERE)
        assert (await shopify.subscribe("orders/paid", HERE)).id == made.id
        assert [(one.topic, one.address) for one in await shopify.subscriptions()] == [("orders/paid", HERE)]
        await shopify.revive(made.id, f"{HERE}2")
        assert _addresses(fake) == [f"{HERE}2"]
        with pytest.raises(Permanent, match="not supported"):
            await shopify.subscribe("orders/create", "http://shop.example/hooks/1")
        fake.shop.app.scopes -= {"read_orders", "write_orders"}
        with pytest.raises(Permanent, match="permission"):
            await shopify.subscribe("orders/create", HERE)
        await shopify.unsubscribe(made.id)
        await shopify.unsubscribe(made.id)
        assert _addresses(fake) == []


def _addresses(fake: Fake) -> list[str]:
    return [one["uri"] for one in fake.shop.all("WebhookSubscription")]


async def test_a_lost_answer_to_a_subscription_is_no_second_one() -> None:
    async with connected(clock=Clock(NOW)) as (fake, shopify):
        fake.faults.next("cut after", of="webhookSubscriptionCreate")
        with pytest.raises(Exception, match="broke off"):
            await shopify.subscribe("orders/paid", HERE)
        made = await shopify.subscribe("orders/paid", HERE)
        assert [number(one["id"]) for one in fake.shop.all("WebhookSubscription")] == [made.id]
