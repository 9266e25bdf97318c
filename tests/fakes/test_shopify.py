"""The fake behaves as Shopify: documents on state, its complaints, its budget, its refusals, the install."""

import asyncio
import urllib.parse
from collections.abc import Mapping
from typing import Any

import aiohttp
import graphql
import orjson
import pytest

from app.connectors.shopify.documents import DOCUMENTS
from app.core.effects import AddTags
from app.core.effects.payments import RefundOrder
from app.core.example import NOW
from app.errors import Permanent, Temporary
from tests.fakes.clock import Clock
from tests.fakes.shopify.connected import connected
from tests.fakes.shopify.cost import Bucket
from tests.fakes.shopify.pages import query_hmac
from tests.fakes.shopify.registry import MUTATIONS
from tests.fakes.shopify.seed import variant
from tests.fakes.shopify.server import Fake, running
from tests.fakes.shopify.store import Shop, number
from tests.support.shops import IDEMPOTENT, VERSIONS
from tests.support.waiting import until

Told = dict[str, Any]


async def ask(
    fake: Fake, text: str, version: str = "2026-10", token: str | None = None, **variables: Any
) -> Told:
    """What a bare client is answered; ``status`` beside it where that is not 200."""
    headers = {"X-Shopify-Access-Token": fake.shop.app.token if token is None else token}
    url = f"{fake.address}/admin/api/{version}/graphql.json"
    async with (
        aiohttp.ClientSession() as client,
        client.post(
            url, data=orjson.dumps({"query": text, "variables": variables}), headers=headers
        ) as answer,
    ):
        told: Told = orjson.loads(await answer.read())
        told |= {"status": answer.status} if answer.status != 200 else {}
        told["version"] = answer.headers.get("X-Shopify-API-Version")
        return told


def test_every_mutation_that_we_can_send_is_known() -> None:
    for name, text in DOCUMENTS.items():
        for one in graphql.parse(text).definitions:
            if isinstance(one, graphql.OperationDefinitionNode) and one.operation.value == "mutation":
                [root] = one.selection_set.selections
                assert isinstance(root, graphql.FieldNode)
                assert root.name.value in MUTATIONS, name
    assert {name for name, one in MUTATIONS.items() if one.keyed} == IDEMPOTENT


@pytest.mark.parametrize("version", VERSIONS)
async def test_both_versions_are_spoken(version: str) -> None:
    async with connected(version=version) as (_, shopify):
        assert str(await shopify.check()) == "Connected to Leaf & Clay."


DECLINED: list[tuple[str, Mapping[str, Any], str]] = [
    ("orderUpdate(input: {id: $id, email: $email})", {"email": "no address"}, "Email is invalid"),
    ("orderMarkAsPaid(input: {id: $id})", {}, "Order cannot be marked as paid."),
    ("orderClose(input: {id: $other})", {"other": "gid://shopify/Order/1"}, "Order does not exist"),
    (
        'tagsAdd(id: $id, tags: ["this tag is a good deal longer than forty characters"])',
        {},
        "exceeded the maximum",
    ),
    ('customerCreate(input: {email: "Anna@example.com"})', {}, "Email has already been taken"),
    ("customerDelete(input: {id: $other})", {"other": "anna"}, "associated orders"),
    ('productCreate(product: {title: " "})', {}, "Title can't be blank"),
    ("draftOrderCreate(input: {lineItems: []})", {}, "Add at least 1 product"),
    ('urlRedirectCreate(urlRedirect: {path: "/old-teapot", target: "/"})', {}, "already been taken"),
    (
        'metafieldsSet(metafields: [{ownerId: $id, key: "n", type: "number_integer", value: "x"}])',
        {},
        "Key is invalid",
    ),
    (
        'metafieldsSet(metafields: [{ownerId: $id, key: "no", type: "date", value: "x"}])',
        {},
        "Value is invalid",
    ),
    (
        'webhookSubscriptionCreate(topic: ORDERS_PAID, webhookSubscription: {uri: "http://x.example"})',
        {},
        "not supported",
    ),
]


@pytest.mark.parametrize(
    ("call", "variables", "said"), DECLINED, ids=[one[0].partition("(")[0] for one in DECLINED]
)
async def test_what_it_declines_it_says_and_leaves(
    call: str, variables: Mapping[str, Any], said: str
) -> None:
    async with running(clock=Clock(NOW)) as fake:
        given: Told = {"id": fake.shop.all("Order")[0]["id"], **variables}
        if given.get("other") == "anna":
            given["other"] = fake.shop.all("Customer")[0]["id"]
        types = {"id": "ID!", "other": "ID!", "email": "String"}
        used = {name: value for name, value in given.items() if f"${name}" in call}
        head = ", ".join(f"${name}: {types[name]}" for name in used)
        text = f"mutation {f'({head})' if head else ''} {{ {call} {{ userErrors {{ field message }} }} }}"
        told = await ask(fake, text, **used)
        [payload] = told["data"].values()
        assert said in payload["userErrors"][0]["message"]
        assert fake.shop.done == []


async def test_the_budget_is_spent_and_comes_back() -> None:
    clock = Clock(NOW)
    async with running(clock=Clock(NOW), bucket=Bucket(60, 10, clock)) as fake:
        text = "query { orders(first: 10) { nodes { id customer { id } } } }"
        first = await ask(fake, text)
        cost = first["extensions"]["cost"]
        assert cost["actualQueryCost"] <= cost["requestedQueryCost"]
        assert cost["throttleStatus"]["maximumAvailable"] == 60.0
        fake.bucket.empty()
        none = await ask(fake, text)
        assert none["errors"][0]["extensions"]["code"] == "THROTTLED"
        assert none["extensions"]["cost"]["throttleStatus"]["currentlyAvailable"] == 0
        clock.set(clock.now().replace(second=5))
        assert "errors" not in await ask(fake, text)


async def test_our_connector_says_how_long_to_wait() -> None:
    async with connected(bucket=Bucket(2000, 100, Clock(NOW))) as (fake, shopify):
        fake.bucket.empty()
        with pytest.raises(Temporary, match="budget is used up") as caught:
            await shopify.perform(AddTags(thing="order", id="1", tags=("a",)), "k")
        assert caught.value.retry_after


async def test_too_dear_a_request_is_refused_and_changes_nothing() -> None:
    async with running() as fake:
        inside = "nodes { id title media(first: 250) { nodes { id preview { image { url } } } } }"
        text = f"query {{ products(first: 250) {{ nodes {{ id variants(first: 250) {{ {inside} }} }} }} }}"
        told = await ask(fake, text)
        assert told["errors"][0]["extensions"]["code"] == "MAX_COST_EXCEEDED"


async def test_a_missing_permission_is_named() -> None:
    async with connected() as (fake, shopify):
        fake.shop.app.scopes -= {"write_orders", "read_customers", "write_customers"}
        order = fake.shop.all("Order")[0]["id"]
        told = await ask(
            fake, "mutation($id: ID!) { orderClose(input: {id: $id}) { order { id } } }", id=order
        )
        [error] = told["errors"]
        assert error["extensions"]["code"] == "ACCESS_DENIED"
        assert error["extensions"]["requiredAccess"] == "`write_orders` access scope."
        told = await ask(fake, "query($id: ID!) { order(id: $id) { name customer { id } } }", id=order)
        assert told["data"]["order"] == {"name": "#1001", "customer": None}
        with pytest.raises(Permanent, match="Give your app that permission"):
            await shopify.admin.call("customerDetails", id=fake.shop.all("Customer")[0]["id"])


async def test_who_may_not_is_not_answered() -> None:
    async with running() as fake:
        assert (await ask(fake, "{ shop { name } }", token="wrong"))["status"] == 401
        assert (await ask(fake, "{ shop { name } }", "2031-01"))["status"] == 404
        old = await ask(fake, "{ shop { name } }", "2026-01")
        assert (old["data"]["shop"]["name"], old["version"]) == ("Leaf & Clay", "2026-07")
        for state, status in (("frozen", 402), ("locked", 423)):
            fake.shop.state = state
            assert (await ask(fake, "{ shop { name } }"))["status"] == status


async def test_a_key_is_demanded_and_counts_once() -> None:
    async with running(clock=Clock(NOW)) as fake:
        place = fake.shop.all("Location")[0]["id"]
        item = fake.shop.the(variant(fake.shop, "POT"))["inventoryItem"]
        change = f'{{delta: 2, changeFromQuantity: null, inventoryItemId: "{item}", locationId: "{place}"}}'
        sent = f'(input: {{name: "available", reason: "correction", changes: [{change}]}})'
        asked = "{ userErrors { message code } inventoryAdjustmentGroup { id } }"
        none = await ask(fake, f"mutation {{ inventoryAdjustQuantities{sent} {asked} }}")
        assert "@idempotent directive is required" in none["errors"][0]["message"]
        text = f'mutation {{ inventoryAdjustQuantities{sent} @idempotent(key: "k1") {asked} }}'
        first, again = await ask(fake, text), await ask(fake, text)
        assert first["data"] == again["data"]
        other = await ask(fake, text.replace("delta: 2", "delta: 3"))
        [error] = other["data"]["inventoryAdjustQuantities"]["userErrors"]
        assert error["code"] == "IDEMPOTENCY_KEY_PARAMETER_MISMATCH"
        assert len(fake.shop.done) == 1
        stale = await ask(fake, text.replace("null", "99").replace("k1", "k2"))
        [error] = stale["data"]["inventoryAdjustQuantities"]["userErrors"]
        assert error["code"] == "CHANGE_FROM_QUANTITY_STALE"


FAULTS: list[tuple[Any, bool, bool]] = [
    ("500", False, True),
    ("502", False, True),
    ("429", False, False),
    ("cut before", False, True),
    ("cut after", True, True),
    ("502 after", True, True),
    ("bad json", False, True),
    ("bad json after", True, True),
    ("throttled", False, False),
    ("internal", False, True),
    ("internal after", True, True),
]


@pytest.mark.parametrize(("kind", "done", "unclear"), FAULTS, ids=[one[0] for one in FAULTS])
async def test_faults_befall_the_next_answer(kind: Any, done: bool, unclear: bool) -> None:
    async with connected() as (fake, shopify):
        effect = AddTags(thing="order", id=number(fake.shop.all("Order")[0]["id"]), tags=("vip",))
        fake.faults.next(kind, of="tagsAdd", retry_after=7)
        await shopify.check()
        with pytest.raises(Temporary) as caught:
            await shopify.perform(effect, "k")
        assert caught.value.unclear is unclear
        assert (fake.shop.all("Order")[0]["tags"] == ["vip"]) is done
        assert kind != "429" or caught.value.retry_after == 7
        await shopify.perform(effect, "k")
        assert fake.shop.all("Order")[0]["tags"] == ["vip"]


async def test_a_refund_without_an_answer_is_made_once() -> None:
    async with connected() as (fake, shopify):
        order = fake.shop.all("Order")[0]
        effect = RefundOrder(id=number(order["id"]), amount="10.00", currency="EUR")
        fake.faults.next("cut after", of="refundCreate")
        with pytest.raises(Temporary):
            await shopify.perform(effect, "run/refund~0")
        assert (await shopify.perform(effect, "run/refund~0"))["amount"] == "10.0"
        assert len(order["refunds"]) == 1


async def test_a_silent_store_lets_its_caller_wait() -> None:
    async with running() as fake:
        fake.faults.next("silent after", of="orderClose")
        order = fake.shop.all("Order")[0]
        text = "mutation($id: ID!) { orderClose(input: {id: $id}) { order { id } } }"
        waiting = asyncio.create_task(ask(fake, text, id=order["id"]))

        async def closed() -> bool:
            return bool(order["closedAt"])

        await until(closed)
        assert not waiting.done()
        waiting.cancel()


async def test_an_app_is_installed_by_its_page() -> None:
    async with running() as fake, aiohttp.ClientSession() as client:
        app, url = fake.shop.app, f"{fake.address}/admin/oauth/authorize"
        query = {
            "client_id": app.client_id,
            "scope": "read_orders,write_customers",
            "redirect_uri": "http://127.0.0.1:1/back",
            "state": "s1",
        }
        async with client.get(url, params=query) as page:
            assert "Install" in await page.text()
        async with client.post(url, data={**query, "answer": "install"}, allow_redirects=False) as went:
            back = urllib.parse.urlsplit(went.headers["Location"])
        told = dict(urllib.parse.parse_qsl(back.query))
        assert (told["state"], told["shop"]) == ("s1", fake.shop.domain)
        assert told["hmac"] == query_hmac(app.secret, told)
        sent = {"client_id": app.client_id, "client_secret": app.secret, "code": told["code"]}
        async with client.post(f"{fake.address}/admin/oauth/access_token", json=sent) as answer:
            given = await answer.json()
        assert given == {"access_token": app.token, "scope": "read_orders,write_customers"}
        async with client.post(f"{fake.address}/admin/oauth/access_token", json=sent) as answer:
            assert answer.status == 400, "a code is good for once"
        async with client.get(url, params={**query, "client_id": "other"}) as page:
            assert page.status == 400


async def test_the_page_with_buttons_makes_things_happen() -> None:
    async with running() as fake, aiohttp.ClientSession() as client:
        for what in ("order", "pay", "refund", "cancel", "drop"):
            async with client.post(f"{fake.address}/do/{what}") as page:
                assert "REFUNDED" in await page.text() or what in ("order", "pay")
        assert fake.shop.all("Order")[-1]["cancelledAt"]
        assert fake.post.drop_next == 1
        fake.shop.storefront_password = "secret"
        async with client.get(f"{fake.address}/products/teapot") as page:
            assert page.url.path == "/password"


async def test_what_a_search_does_not_know_is_passed_over() -> None:
    async with running() as fake:
        text = 'query { customers(first: 5, query: "created_at:>2030-01-01") { nodes { email } } }'
        told = await ask(fake, text)
        assert len(told["data"]["customers"]["nodes"]) == 3
        assert told["extensions"]["search"][0]["warnings"][0]["field"] == "created_at"
        text = "query { orders(first: 5, query: \"(name:'#1001' OR tag:x) AND -status:cancelled\") { nodes { name } } }"
        assert (await ask(fake, text))["data"]["orders"]["nodes"] == [{"name": "#1001"}]


def test_a_shop_of_its_own_begins_empty() -> None:
    assert Shop(Clock(NOW)).all("Order") == []
