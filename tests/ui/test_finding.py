"""Runs are found by what people call things: an order's number, a customer, an article."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import partial
from urllib.parse import quote

from sqlalchemy import Connection, select

from app.core.persons import Person
from app.engine.demo import demo_store
from app.engine.erasing import Erasing
from app.store import events, finding, workflows
from tests.support.waiting import until
from tests.ui.conftest import House


def later() -> datetime:
    return datetime.now(UTC) + timedelta(minutes=1)


async def filed(house: House) -> None:
    while await house.services.db.write(finding.keep_up, later()):
        pass


async def tagged(house: House) -> bool:
    return bool((await house.services.db.read(events.list_events, name="order.updated")).items)


def known(conn: Connection) -> set[str]:
    return set(conn.execute(select(finding.findings.c.word)).scalars())


async def test_runs_are_found_by_number_customer_and_article(house: House) -> None:
    viewer, editor = await house.someone("viewer"), await house.someone("editor")
    for _ in range(2):
        await editor.post("/demo", {"act": "order"})
    await house.runs(lambda found: len({one.subject for one in found}) >= 2)
    await filed(house)
    orders = (await house.services.db.read(events.list_events, name="order.created")).items
    whole = [await house.services.db.read(events.get_event, one.id) for one in orders]
    first, second = (one.data["order"] for one in reversed(whole))
    assert first["customer"]["email"] != second["customer"]["email"]
    line = first["line_items"][0]
    for typed in (
        first["name"], first["name"].strip("#"), first["customer"]["email"].upper(), first["customer"]["name"],
        f"{first['customer']['name'][:3]} {first['name']}", f"{first['name']} {line['title'].split()[0][:4]}",
    ):  # fmt: skip
        page = (await viewer.get(f"/runs?q={quote(typed)}")).text
        assert "/runs/" in page, typed
        assert f"order:{second['id']}" not in page
        assert "No run fits" not in page, typed
    assert "No run fits" in (await viewer.get("/runs?q=nobody@example.org")).text
    assert "No run fits" in (await viewer.get(f"/runs?q={quote(first['name'])}+nobody")).text
    assert "No run fits" not in (await viewer.get("/runs?q=%23")).text, "nothing to look for"


async def test_why_didnt_it_names_every_workflow_with_its_reason(house: House) -> None:
    editor = await house.someone("editor")
    await editor.post("/demo", {"act": "order"})
    await until(partial(tagged, house))
    await filed(house)
    live = {one.name for one in await house.services.db.read(workflows.list_all) if one.on}
    page = (await editor.get("/why?q=1001")).text
    assert len(live) >= 5
    assert all(name in page for name in live)
    assert "It ran" not in page, "the last step says why"
    assert "t starts when" in page, "one that listens to something else says so"
    assert "Nothing is known by these words" in (await editor.get("/why?q=nobody")).text


async def test_who_is_erased_is_not_found_any_more(house: House) -> None:
    editor = await house.someone("editor")
    await editor.post("/demo", {"act": "order"})
    await until(partial(tagged, house))  # what the store tells of our own doing has come too
    await filed(house)
    [order] = (await house.services.db.read(events.list_events, name="order.created")).items
    told = (await house.services.db.read(events.get_event, order.id)).data["order"]
    email = told["customer"]["email"]
    assert email in await house.services.db.read(known)
    parts = house.services
    assert await demo_store(parts) is not None

    async def changed() -> None:
        pass

    erasing = Erasing(parts.db, parts.dispatcher, lambda: datetime.now(UTC), changed)
    who = Person(frozenset({told["customer"]["id"]}), frozenset({email}), frozenset(), frozenset())
    await erasing.erase_customer(order.connection, who)
    await filed(house)
    left = await parts.db.read(known)
    assert email not in left
    assert told["name"].strip("#") not in left


def test_words_are_what_people_type() -> None:
    assert finding.words("#1001, Anna  Meyer <anna@example.com>") == [
        "1001",
        "anna",
        "meyer",
        "anna@example.com",
    ]
    assert finding.words("x " * 50) == []
    assert finding.words_of({"order": {"name": "#1001", "line_items": [{"title": "Tea pot", "sku": None}]}}) == {
        "1001", "tea", "pot",
    }  # fmt: skip
