"""What changed in a Shopify store: page by page, and as a file that is read in stretches."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from pydantic import SecretStr

from app.connectors.base import Changes
from app.connectors.http import Http
from app.connectors.shopify import changed
from app.connectors.shopify.connector import Shopify, ShopifySettings
from app.connectors.shopify.documents.changes import FILES
from tests.fakes.shopify.server import running
from tests.support.shopify_graph import Graph, graph_store
from tests.support.shops import VERSIONS, complaints

SINCE = datetime(2026, 5, 3, 10, 0, tzinfo=UTC)


def order(number: int, **more: Any) -> dict[str, Any]:
    money = {"shop_money": {"amount": "12.00", "currency_code": "EUR"}}
    money["presentment_money"] = money["shop_money"]
    return {
        "id": f"gid://shopify/Order/{number}",
        "name": f"#{number}",
        "order_number": number,
        "created_at": "2026-05-03T10:00:00Z",
        "updated_at": f"2026-05-03T10:{number % 60:02}:00Z",
        "currency": "EUR",
        "financial_status": "PAID",
        "total_price_set": money,
        "refunds": [],
        "fulfillments": [],
        **more,
    }


def line(number: int, of: int) -> dict[str, Any]:
    return {
        "__typename": "LineItem",
        "id": f"gid://shopify/LineItem/{number}",
        "title": "Pot",
        "quantity": 2,
        "originalUnitPriceSet": {"shopMoney": {"amount": "6.00"}},
        "__parentId": f"gid://shopify/Order/{of}",
    }


@pytest.fixture
async def store() -> AsyncIterator[Graph]:
    async with graph_store() as made:
        yield made


def page(*nodes: dict[str, Any], more: str | None = None) -> dict[str, Any]:
    return {"pageInfo": {"hasNextPage": more is not None, "endCursor": more}, "nodes": list(nodes)}


async def everything(store: Graph, thing: str = "order") -> list[str]:
    """The ids of all, page by page, each call knowing nothing but the cursor."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        told: Changes = await store.shop.backlog(thing, SINCE, cursor)
        found += [str(one["id"]) for one in told.items]
        cursor = told.next
    return found


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("thing", FILES)
def test_files_fit_the_schema_and_what_a_bulk_operation_takes(thing: str, version: str) -> None:
    text = FILES[thing].replace("%s", "updated_at:>='2026-05-03T10:00:00Z'")
    assert complaints(text, version) == []
    assert "$" not in text, "a file's query takes no variables"
    assert text.count("edges {") <= 6, "at most five lists besides the one at the top"


async def test_a_page_of_what_changed_asks_by_the_last_change(store: Graph) -> None:
    store.answers["orders"] = page(order(1001, lineItems={"nodes": [line(1, 1001)]}), more="next")
    told = await store.shop.changed("order", SINCE, "here")
    [found] = told.items
    assert (found["id"], found["updated_at"][:16], told.next) == ("1001", "2026-05-03T10:41", "next")
    assert found["line_items"][0]["quantity"] == 2
    assert store.asked[0][1] == {"first": 10, "after": "here", "query": "updated_at:>='2026-05-03T10:00:00Z'"}


async def test_a_page_that_is_too_dear_is_asked_for_smaller(store: Graph) -> None:
    dear = [{"message": "too dear", "extensions": {"code": "MAX_COST_EXCEEDED"}}]
    store.answers["orders"] = lambda asked: dear if asked["first"] > 2 else page(order(1001))
    assert len((await store.shop.changed("order", SINCE)).items) == 1
    assert [asked["first"] for _, asked in store.asked] == [10, 5, 2]


async def test_a_file_is_read_in_stretches_and_gone_on_with(
    store: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed, "STRETCH", 2000)
    rows: list[dict[str, Any]] = []
    for number in range(1001, 1031):
        rows += [order(number, discountCodes=["WELCOME"], shippingLine={"title": "Post"})]
        rows += [line(number * 10 + at, number) for at in range(number % 4)]
    store.file = b"\n".join(orjson.dumps(row) for row in rows) + b"\n"
    store.answers["bulkOperationRunQuery"] = {
        "bulkOperation": {"id": "gid://shopify/BulkOperation/5", "status": "CREATED"},
        "userErrors": [],
    }
    states = iter(["RUNNING"])
    store.answers["bulkOperation"] = lambda asked: {
        "id": asked["id"],
        "status": next(states, "COMPLETED"),
        "errorCode": None,
        "url": f"{store.url}/file.jsonl",
    }
    first = await store.shop.backlog("order", SINCE)
    assert (list(first.items), first.next) == ([], "file|5|0")
    assert "updated_at:>='2026-05-03T10:00:00Z'" in store.asked[0][1]["query"]
    still = await store.shop.backlog("order", SINCE, "file|5|0")
    assert (list(still.items), still.next) == ([], "file|5|0"), "Shopify is still making it"

    cursor: str | None = "file|5|0"
    found: list[Any] = []
    while cursor is not None:
        told = await store.shop.backlog("order", SINCE, cursor)
        assert len(told.items) < 10
        found += told.items
        cursor = told.next
    assert [one["id"] for one in found] == [str(number) for number in range(1001, 1031)]
    assert [len(one["line_items"]) for one in found] == [number % 4 for number in range(1001, 1031)]
    assert found[0]["discount_codes"] == ["WELCOME"] or found[0]["discounts"]


async def test_a_thing_larger_than_a_stretch_is_read_whole(
    store: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(changed, "STRETCH", 500)
    rows = [
        order(1001),
        *(line(at, 1001) for at in range(20)),
        order(1002),
        *(line(at, 1002) for at in range(60)),
    ]
    store.file = b"\n".join(orjson.dumps(row) for row in rows)
    store.answers["bulkOperation"] = {"status": "COMPLETED", "url": f"{store.url}/file.jsonl"}
    told = await store.shop.backlog("order", SINCE, "file|5|0")
    assert len(told.items[0]["line_items"]) == 20
    assert told.next is not None
    last = await store.shop.backlog("order", SINCE, told.next)
    assert ([one["id"] for one in last.items], last.next) == (["1002"], None)


@pytest.mark.parametrize(
    "refused",
    [
        {"bulkOperation": None, "userErrors": [{"message": "A bulk query operation is already in progress"}]},
        [{"message": "no", "extensions": {"code": "ACCESS_DENIED"}}],
    ],
)
async def test_where_there_is_no_file_pages_are_asked_for(store: Graph, refused: Any) -> None:
    store.answers["bulkOperationRunQuery"] = refused
    store.answers["orders"] = lambda asked: (
        page(order(1002)) if asked["after"] else page(order(1001), more="c")
    )
    assert await everything(store) == ["1001", "1002"]


async def test_a_file_that_came_to_nothing_is_asked_for_in_pages(store: Graph) -> None:
    store.answers["bulkOperationRunQuery"] = {"bulkOperation": {"id": "gid://shopify/BulkOperation/5"}}
    store.answers["bulkOperation"] = {"status": "FAILED", "errorCode": "TIMEOUT", "url": None}
    store.answers["orders"] = page(order(1001))
    assert await everything(store) == ["1001"]
    store.answers["bulkOperation"] = {"status": "COMPLETED", "url": None}
    store.answers["orders"] = page()
    assert await everything(store) == []


@pytest.mark.parametrize("thing", ["order", "customer", "product"])
async def test_a_whole_shop_is_the_same_as_a_file_and_in_pages(thing: str) -> None:
    """Against a shop that executes what it is asked."""
    async with running() as fake:
        http = Http(("127.0.0.1",))
        settings = ShopifySettings(
            shop_domain=fake.shop.domain,
            access_token=SecretStr(fake.shop.app.token),
            webhook_secret=SecretStr("s"),
            base_url=fake.address,
        )
        shop = Shopify(settings, http)
        shop.looks_at_file = (0.0,)  # type: ignore[misc]
        since, by_file, by_page = datetime(2000, 1, 1, tzinfo=UTC), list[Any](), list[Any]()
        cursor: str | None = ""
        while cursor is not None:
            told = await shop.backlog(thing, since, cursor)
            by_file += told.items
            cursor = told.next
        cursor = ""
        while cursor is not None:
            told = await shop.changed(thing, since, cursor)
            by_page += told.items
            cursor = told.next
        assert any(name == "bulkOperationRunQuery" for names, _ in fake.asked for name in names)
        assert {one["id"] for one in by_file} == {one["id"] for one in by_page} != set()
        alike = ("updated_at", "name", "title", "email", "total", "tags")
        for one in by_page:
            other = next(each for each in by_file if each["id"] == one["id"])
            assert {name: one.get(name) for name in alike} == {name: other.get(name) for name in alike}
            assert len(one.get("line_items") or ()) == len(other.get("line_items") or ())
            assert len(one.get("variants") or ()) == len(other.get("variants") or ())
        await http.close()
