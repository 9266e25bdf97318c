"""More messages than the disk can take: the door says when to come again, and loses none that it took."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import pytest
from sqlalchemy import Connection, func, select

from app.store import connections, database
from app.store.journal import deliveries
from tests.api.conftest import Api, Program
from tests.support.stores import shopify, shopify_order

ROOM, ALL = 10, 30


async def test_beyond_what_may_wait_the_door_says_come_again_and_loses_nothing(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database, "MAX_WAITING", ROOM)
    shop, db = await api.shopify(), api.services.db
    stands, goes = threading.Event(), threading.Event()

    def stand_still(conn: Connection) -> None:
        stands.set()
        assert goes.wait(20)

    async def post(number: int, **changes: str) -> Any:
        headers, body = shopify("orders/create", shopify_order(number), f"w{number}")
        return await Program(api.app).ask("POST", f"/hooks/{shop}", body, {**headers, **changes})

    assert (await post(ALL)).status == 202  # the connection is known from now on
    disk = asyncio.create_task(db.write(stand_still))
    assert await asyncio.to_thread(stands.wait, 20)
    under_way = [asyncio.create_task(post(number)) for number in range(ALL)]
    async with asyncio.timeout(20):
        while sum(task.done() for task in under_way) < ALL - ROOM:  # noqa: ASYNC110 - it is on its way
            await asyncio.sleep(0)
    assert db.full()
    forged = [await post(number, **{"X-Shopify-Hmac-Sha256": "AAAA"}) for number in range(5)]
    assert [one.status for one in forged] == [401] * 5
    goes.set()
    await disk
    answers = [(await task).status for task in under_way]
    assert set(answers) == {202, 503}
    refused = answers.index(503)
    assert under_way[refused].result().headers["retry-after"] == "5"
    stored = {number for number, answer in enumerate(answers) if answer == 202}
    assert 0 < len(stored) <= ROOM
    assert await db.write(_stored) == 1 + len(stored)
    assert await db.read(connections.refused, shop, api.services.world.now()) == []
    again = [(await post(number)).status for number in range(ALL)]
    assert again == [200 if number in stored else 202 for number in range(ALL)]
    assert await db.write(_stored) == 1 + ALL


def _stored(conn: Connection) -> int:
    return conn.execute(select(func.count()).select_from(deliveries)).scalar_one()
