"""Which messages stores send: made for what live workflows need, mended, given back; a store with state, over HTTP."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.core.document import Workflow
from app.engine import connecting, publishing
from app.engine.services import Services, assemble
from app.engine.subscriptions import AGAIN, Subscriptions
from app.settings import Settings
from app.store import subscriptions as store
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from app.store.subscriptions import Known
from tests.support.shops import ShopifyStore

NOW = datetime(2026, 5, 3, 10, 0, tzinfo=UTC)
URL = "https://flow.example"
ELSEWHERE = "https://other.example/hooks/theirs"


class Sender:
    """A Shopify that keeps subscriptions. ``refuses``: topics that it does not let us have, with its words."""

    def __init__(self, shop: ShopifyStore) -> None:
        self.there: dict[str, tuple[str, str]] = {}
        self.refuses: dict[str, str] = {}
        self.calls = 0
        self._made = 0
        shop.answers |= {
            "currentAppInstallation": {"accessScopes": [{"handle": "read_orders"}]},
            "webhookSubscriptions": self._list,
            "webhookSubscriptionCreate": self._create,
            "webhookSubscriptionUpdate": self._update,
            "webhookSubscriptionDelete": self._delete,
            "webhookSubscription": lambda asked: {"id": asked["id"]} if asked["id"] in self.there else None,
        }

    @property
    def topics(self) -> dict[str, str]:
        return dict(self.there.values())

    def gives_up(self, topic: str) -> None:
        """What Shopify does after eight failures in a row."""
        self.there = {id: one for id, one in self.there.items() if one[0] != topic}

    def add(self, topic: str, uri: str) -> None:
        self._made += 1
        self.there[f"gid://shopify/WebhookSubscription/{self._made}"] = (topic, uri)

    def _list(self, asked: Any) -> Any:
        self.calls += 1
        nodes = [{"id": id, "topic": topic, "uri": uri} for id, (topic, uri) in self.there.items()]
        return {"pageInfo": {"hasNextPage": False, "endCursor": None}, "nodes": nodes}

    def _create(self, asked: Any) -> Any:
        topic, uri = asked["topic"], asked["to"]["uri"]
        if topic in self.refuses:
            return {"webhookSubscription": None, "userErrors": [{"message": self.refuses[topic]}]}
        assert (topic, uri) not in self.there.values()
        self.add(topic, uri)
        id = f"gid://shopify/WebhookSubscription/{self._made}"
        return {"webhookSubscription": {"id": id, "topic": topic, "uri": uri}, "userErrors": []}

    def _update(self, asked: Any) -> Any:
        self.there[asked["id"]] = (self.there[asked["id"]][0], asked["to"]["uri"])
        return {"webhookSubscription": {"id": asked["id"]}, "userErrors": []}

    def _delete(self, asked: Any) -> Any:
        del self.there[asked["id"]]
        return {"deletedWebhookSubscriptionId": asked["id"], "userErrors": []}


class House:
    """A Storeflow that is connected to that store, and whose clock the test sets."""

    def __init__(self, services: Services, connection: str, sender: Sender, shop: ShopifyStore) -> None:
        self.services, self.connection, self.sender, self.shop = services, connection, sender, shop
        self.now = NOW
        self.work = self.at(URL)

    def at(self, url: str) -> Subscriptions:
        s = self.services
        return Subscriptions(s.db, s.flows, s.connections, lambda: self.now, url, s.brakes.stopped)

    @property
    def hook(self) -> str:
        return f"{URL}/hooks/{self.connection}"

    async def live(self, id: str, *steps: Any) -> None:
        """A live workflow: its steps one after the other, as type or (type, settings)."""
        steps = (*steps, ("order.add_tags", {"tags": ["vip"]}))
        rows = [
            {"id": f"s{at}", "type": one[0], "settings": one[1]}
            if isinstance(one, tuple)
            else {"id": f"s{at}", "type": one, "settings": {}}
            for at, one in enumerate(steps)
        ]
        edges = [
            {
                "source": f"s{at}",
                "port": "happened" if steps[at] != steps[0] else "next",
                "target": f"s{at + 1}",
            }
            for at in range(len(steps) - 1)
        ]
        document = Workflow.model_validate(
            {
                "version": 1,
                "id": id,
                "name": id,
                "slots": {"shop": {"kind": ["shopify"]}},
                "steps": rows,
                "edges": edges,
            }
        )
        made = await publishing.create(self.services, document, {"shop": self.connection})
        await publishing.publish(self.services, made.id)
        await self.services.changed()

    async def looked(self, *, later: timedelta = AGAIN) -> Known:
        self.now += later
        await self.work.look()
        return await self.services.db.read(store.get, self.connection)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    settings = Settings(data_dir=tmp_path, public_url=URL, allow_private_addresses=("127.0.0.1",))
    db = open_database(tmp_path)
    services = assemble(settings, db, Vault(secret_key(tmp_path, None)))
    async with ShopifyStore() as shop:
        row = await connecting.add(
            services,
            "shopify",
            "Leaf",
            {
                "shop_domain": "leaf.myshopify.com",
                "access_token": "shpat_x",
                "webhook_secret": "s",
                "base_url": shop.shop.settings.base_url,
            },
        )
        await services.changed()
        yield House(services, row.id, Sender(shop), shop)
        await services.http.close()
        await db.close()


async def test_only_what_live_workflows_need_is_asked_for(house: House) -> None:
    assert (await house.looked()).on == {}
    await house.live("first", "order.paid")
    await house.live("second", "order.paid")
    await house.live("third", "order.created")
    known = await house.looked()
    assert house.sender.topics == {"ORDERS_PAID": house.hook, "ORDERS_CREATE": house.hook}
    assert set(known.on) == {"orders/paid", "orders/create"}
    assert {(topic, what) for _, topic, what in known.news} == {
        ("orders/paid", "made"),
        ("orders/create", "made"),
    }
    assert known.may == frozenset({"read_orders"})


async def test_an_event_that_a_step_waits_for_is_asked_for(house: House) -> None:
    await house.live("waits", "order.created", ("time.wait_for", {"event": "order.fulfilled"}))
    assert set((await house.looked()).on) == {"orders/create", "orders/fulfilled"}


async def test_one_that_the_store_gave_up_is_made_again_and_told_of(house: House) -> None:
    await house.live("first", "order.paid")
    await house.looked()
    house.sender.gives_up("ORDERS_PAID")
    known = await house.looked()
    assert house.sender.topics == {"ORDERS_PAID": house.hook}
    assert known.news[0] == (house.now, "orders/paid", "revived")
    assert known.on["orders/paid"] == house.now


async def test_one_that_leads_to_an_older_address_is_mended_and_others_are_left_alone(house: House) -> None:
    house.sender.add("ORDERS_PAID", f"https://old.example/hooks/{house.connection}")
    house.sender.add("ORDERS_PAID", ELSEWHERE)
    house.sender.add("THEMES_UPDATE", ELSEWHERE)
    await house.live("first", "order.paid")
    known = await house.looked()
    assert sorted(house.sender.there.values()) == [
        ("ORDERS_PAID", house.hook),
        ("ORDERS_PAID", ELSEWHERE),
        ("THEMES_UPDATE", ELSEWHERE),
    ]
    assert [what for _, _, what in known.news] == ["moved"]


async def test_doubles_and_what_nobody_needs_any_more_are_given_back(house: House) -> None:
    await house.live("first", "order.paid")
    await house.looked()
    house.sender.add("ORDERS_PAID", house.hook)
    await house.looked()
    assert list(house.sender.there.values()) == [("ORDERS_PAID", house.hook)]
    await publishing.switch(house.services, "first", on=False)
    await house.services.changed()
    known = await house.looked()
    assert house.sender.there == {}
    assert (known.on, known.news[0][2]) == ({}, "removed")


async def test_a_store_that_is_removed_sends_no_more(house: House) -> None:
    await house.live("first", "order.paid")
    house.sender.add("ORDERS_PAID", ELSEWHERE)
    await house.looked()
    await publishing.switch(house.services, "first", on=False)
    await connecting.remove(house.services, house.connection)
    assert list(house.sender.there.values()) == [("ORDERS_PAID", ELSEWHERE)]


async def test_it_is_looked_once_a_minute_and_at_once_after_a_change(house: House) -> None:
    await house.looked()
    calls = house.sender.calls
    await house.looked(later=timedelta(seconds=5))
    assert house.sender.calls == calls
    await house.live("first", "order.paid")
    assert set((await house.looked(later=timedelta(seconds=5))).on) == {"orders/paid"}
    await house.looked()
    assert house.sender.calls == calls + 2


async def test_two_processes_ask_once(house: House) -> None:
    await house.live("first", "order.paid")
    other = house.at(URL)
    await house.looked()
    await other.look()
    calls = house.sender.calls
    house.now += AGAIN
    await house.work.look()
    await other.look()
    assert house.sender.calls == calls + 1
    assert len(house.sender.there) == 1


async def test_a_refusal_is_a_sentence_and_holds_up_nothing_else(house: House) -> None:
    house.sender.refuses["ORDERS_CREATE"] = "You can't have that topic"
    await house.live("first", "order.created")
    await house.live("second", "order.paid")
    known = await house.looked()
    assert "You can't have that topic" in str(known.problem)
    assert (set(known.on), known.off) == ({"orders/paid"}, ["orders/create"])
    del house.sender.refuses["ORDERS_CREATE"]
    assert (await house.looked()).problem is None


async def test_a_store_that_is_down_leaves_what_is_known(house: House) -> None:
    await house.live("first", "order.paid")
    await house.looked()
    await house.shop.__aexit__()
    known = await house.looked()
    assert known.problem is not None
    assert set(known.on) == {"orders/paid"}


@pytest.mark.parametrize("why", ["no address", "stopped", "no keys"])
async def test_nothing_is_asked_where_nothing_may_be(house: House, why: str) -> None:
    await house.live("first", "order.paid")
    if why == "no address":
        house.work = house.at("")
    elif why == "no keys":
        await connecting.change(house.services, house.connection, settings={"access_token": ""})
    else:
        s = house.services
        house.work = Subscriptions(s.db, s.flows, s.connections, lambda: house.now, URL, lambda: True)
    await house.looked()
    assert house.sender.there == {}
    assert house.sender.calls == 0
