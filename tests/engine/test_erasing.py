"""A customer's data handed over, a customer erased, a store erased: through the door that Shopify knocks at."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from sqlalchemy import Connection, select, update
from sqlmodel import SQLModel

from app.core.document import Workflow
from app.core.effects import SendEmail
from app.core.persons import Finder, Person
from app.engine import connecting, publishing
from app.engine.erasing import Erasing
from app.engine.services import Services, assemble
from app.settings import Settings
from app.store import connections, demands, mirror, outbox, sheets, workflows
from app.store.alarms import open_alarms
from app.store.database import open_database
from app.store.secrets import Vault, secret_key
from app.store.types import new_id
from tests.support.stores import SHOP, SHOPIFY_SECRET, shopify

NOW = datetime(2026, 5, 3, 10, 0, tzinfo=UTC)
ANNA = {"id": 207119551, "email": "Anna@example.com", "first_name": "Anna", "phone": "+49 170 1234567"}
BEN = {"id": 207119552, "email": "ben@example.com", "first_name": "Ben"}
tables = SQLModel.metadata.tables


class House:
    """A Storeflow with two stores, one of which a customer bought at."""

    def __init__(self, services: Services, connection: str, other: str) -> None:
        self.services, self.connection, self.other = services, connection, other
        self.now = NOW

        async def changed() -> None:
            services.flows.changed()
            services.connections.all_changed()

        self.erasing = Erasing(services.db, services.dispatcher, lambda: self.now, changed)

    async def told(self, topic: str, body: Any, connection: str = "") -> None:
        """A message of the store, through the door, put into the shop's language."""
        headers, raw = shopify(topic, body, f"{topic}:{body.get('id') or body.get('shop_id')}")
        await self.services.intake.accept(connection or self.connection, headers, raw)
        await self.services.intake.retry(everything=True)

    async def texts(self, *left_out: str) -> str:
        """All that the database holds, but the tables named."""

        def read(conn: Connection) -> str:
            return "\n".join(
                str(row)
                for name, table in tables.items()
                if name not in ("versions", "workflows", "draft_log", *left_out)
                for row in conn.execute(select(table))
            )

        return (await self.services.db.read(read)).casefold()

    async def ended(self, status: str = "done") -> None:
        """All runs have ended."""

        def write(conn: Connection) -> None:
            conn.execute(update(tables["runs"]).values(status=status))
            for run, subject in conn.execute(select(tables["runs"].c.id, tables["runs"].c.subject)).all():
                to = "anna@example.com" if subject == "order:1001" else "ben@example.com"
                body = {"port": "next", "because": ["said", {}], "output": {"to": to}}
                step = {
                    "run": run,
                    "step": "s1",
                    "turn": 0,
                    "kind": "done",
                    "epoch": 1,
                    "at": NOW,
                    "body": body,
                }
                conn.execute(tables["steps"].insert().values(step))

        await self.services.db.write(write)

    async def rows(self, name: str) -> list[Any]:
        return await self.services.db.read(lambda conn: list(conn.execute(select(tables[name]))))


def order(number: int, customer: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": number,
        "name": f"#{number}",
        "email": customer["email"],
        "customer": customer,
        "currency": "EUR",
        "total_price": "12.00",
        "line_items": [],
        "created_at": "2026-05-03T10:00:00Z",
        "updated_at": "2026-05-03T10:00:00Z",
    }


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    db = open_database(tmp_path)
    services = assemble(Settings(data_dir=tmp_path), db, Vault(secret_key(tmp_path, None)))
    given = {"shop_domain": SHOP, "access_token": "shpat_x", "webhook_secret": SHOPIFY_SECRET}
    row = await connecting.add(services, "shopify", "Leaf", given)
    other = await connecting.add(services, "shopify", "Clay", {**given, "shop_domain": "clay.myshopify.com"})
    document = Workflow.model_validate(
        {
            "version": 1,
            "id": "greets",
            "name": "Greets",
            "slots": {"shop": {"kind": ["shopify"]}},
            "steps": [
                {"id": "s0", "type": "order.created", "settings": {}},
                {"id": "s1", "type": "order.add_tags", "settings": {"tags": ["vip"]}},
            ],
            "edges": [{"source": "s0", "port": "next", "target": "s1"}],
        }
    )
    await publishing.create(services, document, {"shop": row.id})
    await publishing.publish(services, "greets")
    made = House(services, row.id, other.id)
    await made.told("orders/create", order(1001, ANNA))
    await made.told("orders/create", order(1002, BEN))
    await made.told("customers/update", ANNA)
    await made.told("refunds/create", {"id": 5, "order_id": 1001, "note": "broken", "transactions": []})
    await made.told("themes/publish", {"id": 7, "note": "for anna@example.com"})
    await made.told("orders/create", order(2001, ANNA), made.other)
    await made.ended()

    def more(conn: Connection) -> None:
        run = conn.execute(select(tables["runs"].c.id)).scalars().first()
        for to in ("anna@example.com", "ben@example.com"):
            mail = SendEmail(to=to, subject="Thanks", html="<p>Thanks</p>", text=f"Dear {to}")
            outbox.add(conn, mail, f"{new_id()}/s~0", NOW)
            sheets.add(conn, "letters", new_id(), "s", NOW, {"to": to})
        assert run
        mirror.keep(conn, row.id, "customer", [{**ANNA, "id": "207119551"}, {**BEN, "id": "207119552"}])
        of = {"id": "207119551", "email": "anna@example.com"}
        mirror.keep(conn, row.id, "order", [{"id": "1001", "email": "anna@example.com", "customer": of}])

    await db.write(more)
    yield made
    await services.http.close()
    await db.close()


REDACT = {"shop_id": 954889, "shop_domain": SHOP, "customer": {"id": 207119551, "email": "anna@example.com"}}


async def test_a_customer_is_erased(house: House) -> None:
    assert "anna@example.com" in await house.texts()
    await house.told("customers/redact", {**REDACT, "orders_to_redact": [1001]})
    await house.erasing.look()
    left = await house.texts()
    mine = [row for row in await house.rows("events") if row.connection == house.connection]
    assert len(mine) == 5, "that something happened stays"
    clay = {row.id for row in await house.rows("deliveries") if row.connection == house.other}
    there = [row for row in await house.rows("deliveries") if row.id not in clay]
    assert all(b"anna" not in row.body.lower() for row in there)
    assert "anna" not in "".join(str(row.data) for row in mine).casefold()
    kept = [row for row in await house.rows("mirror") if row.connection == house.connection]
    assert kept
    assert all("anna" not in str(row).casefold() for row in kept)
    assert all("anna" not in str(row).casefold() for row in await house.rows("outbox"))
    assert all("anna" not in str(row).casefold() for row in await house.rows("sheet_rows"))
    assert "ben@example.com" in left
    assert len(await house.rows("outbox")) == 1
    [demand] = await house.services.db.read(demands.of_store, house.connection)
    assert (demand.kind, demand.who, demand.done) == ("customer", "207119551", NOW)
    assert demand.found["runs"] == 1
    assert demand.found["events"] == 4


async def test_what_another_store_knows_of_them_is_its_own(house: House) -> None:
    await house.told("customers/redact", REDACT)
    await house.erasing.look()
    theirs = [row for row in await house.rows("events") if row.connection == house.other]
    assert "anna@example.com" in str(theirs[0].data).casefold()


async def test_erasing_twice_finds_nothing_more_and_a_late_message_is_not_taken_in_again(
    house: House,
) -> None:
    await house.told("customers/redact", REDACT)
    await house.erasing.look()
    before = len(await house.rows("events"))
    await house.told("orders/create", order(1001, ANNA))
    assert len(await house.rows("events")) == before
    await house.erasing.look()
    assert len(await house.services.db.read(demands.of_store, house.connection)) == 1


async def test_the_workflows_that_a_demand_started_come_first(house: House) -> None:
    document = {
        "version": 1,
        "id": "tells",
        "name": "Tells",
        "slots": {"shop": {"kind": ["shopify"]}},
        "steps": [
            {"id": "s0", "type": "customer.erasure_requested", "settings": {}},
            {"id": "s1", "type": "customer.add_tags", "settings": {"tags": ["gone"]}},
        ],
        "edges": [{"source": "s0", "port": "next", "target": "s1"}],
    }
    await publishing.create(house.services, Workflow.model_validate(document), {"shop": house.connection})
    await publishing.publish(house.services, "tells")
    await house.services.changed()
    await house.told("customers/redact", REDACT)
    await house.erasing.look()
    [demand] = await house.services.db.read(demands.of_store, house.connection)
    assert demand.done is None
    house.now = NOW + timedelta(days=400)
    await house.erasing.look()
    [demand] = await house.services.db.read(demands.of_store, house.connection)
    assert demand.done is not None, "but not for ever"
    [run] = [row for row in await house.rows("runs") if row.workflow == "tells"]
    assert run.status == "cancelled"


async def test_a_customers_data_is_handed_over(house: House) -> None:
    asked = {**REDACT, "orders_requested": [1001], "data_request": {"id": 9}}
    await house.told("customers/data_request", asked)
    await house.erasing.look()
    [demand] = await house.services.db.read(demands.of_store, house.connection)
    assert demand.ready
    file = orjson.loads(await house.services.db.write(demands.take_file, demand.id, NOW))
    assert {one["event"] for one in file["events"]} >= {"order.created", "customer.updated", "refund.created"}
    assert [one["to"] for one in file["mails"]] == ["anna@example.com"]
    assert [one["row"] for one in file["rows"]] == [{"to": "anna@example.com"}]
    assert [one["id"] for one in file["store"]["orders"]] == ["1001"]
    assert "ben@example.com" not in str(file)
    assert "anna@example.com" in await house.texts(), "handing over erases nothing"


async def test_the_owner_is_told_of_a_file_until_it_is_taken(house: House) -> None:
    await house.told("customers/data_request", REDACT)
    await house.erasing.look()
    [waiting] = await house.services.db.read(demands.waiting, NOW)
    await house.services.db.write(demands.take_file, waiting.id, NOW)
    assert await house.services.db.read(demands.waiting, NOW) == []
    house.now = NOW + demands.HELD + timedelta(days=1)
    await house.erasing.look()
    [demand] = await house.services.db.read(demands.of_store, house.connection)
    assert not demand.ready, "it lies here for 30 days"
    assert await house.services.db.read(open_alarms) == []


async def test_a_store_is_erased(house: House) -> None:
    await house.told("shop/redact", {"shop_id": 954889, "shop_domain": SHOP})
    await house.erasing.look()
    left = await house.texts("demands")
    assert house.connection not in left
    assert "ben@example.com" not in str(await house.rows("events"))
    assert {row.id for row in await house.services.db.read(connections.list_all)} == {house.other}
    saved = await house.services.db.read(workflows.get, "greets")
    assert (saved.on, saved.bindings) == (False, {})
    [demand] = await house.services.db.read(demands.waiting, NOW)
    assert (demand.kind, demand.shop) == ("shop", "Leaf")


@pytest.mark.parametrize(
    ("text", "fact", "found"),
    [
        ('{"note": "write to ANNA@example.com"}', "", True),
        ('{"note": "write to joanna@example.com"}', "", False),
        ('{"note": "write to anna@example.com.au"}', "", False),
        ('{"customer": {"id": 7}}', "", True),
        ('{"customer_id": "7"}', "", True),
        ('{"customer": {"id": "gid://shopify/Customer/7"}}', "", True),
        ('{"customer": {"id": 77}}', "", False),
        ('{"id": 7}', "", False),
        ('{"id": 7}', "customer", True),
        ('{"refund": {"order_id": 1001}}', "", True),
        ('{"shipping_address": {"phone": "0170 123 45 67"}}', "", False),
        ('{"shipping_address": {"phone": "+49 (170) 1234567"}}', "", True),
        ("no JSON 7", "", False),
    ],
)
def test_a_customer_is_found_by_numbers_and_addresses(text: str, fact: str, found: bool) -> None:
    who = Person.of([7], ["Anna@Example.com "], ["+49 170 1234567"], [1001])
    assert Finder(who).mentions(text, fact) is found
