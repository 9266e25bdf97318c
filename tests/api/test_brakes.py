"""The red button, and single runs that stand still, as programs use them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.engine.demo import demo_store
from tests.api.conftest import Api, noting

GOING_ON: dict[str, Any] = {
    "stopped": False,
    "by": None,
    "at": None,
    "runs": 0,
    "quiet": [],
    "is_copy": False,
}


async def order(api: Api) -> None:
    """An order arrives from the demo store."""
    store = await demo_store(api.services)
    assert store
    await store.place_order()


async def outbox(api: Api) -> int:
    return len((await api.ok("GET", "/outbox"))["items"])


def settled(*statuses: str) -> Callable[[Any], bool]:
    """There are runs, and all are in one of these."""
    return lambda page: page["items"] and all(run["status"] in statuses for run in page["items"])


async def test_nothing_leaves_after_it_until_it_is_taken_back(api: Api) -> None:
    assert await api.ok("GET", "/stop") == GOING_ON
    stopped = await api.ok("POST", "/stop")
    assert (stopped["stopped"], stopped["by"]) == (True, "owner")
    assert await api.ok("POST", "/stop") == stopped
    before = await outbox(api)
    await order(api)
    found = await api.until("/runs", settled("paused"))
    assert (await api.ok("GET", "/stop"))["runs"] == len(found["items"])
    assert await outbox(api) == before
    for run in found["items"]:
        assert (await api.ok("GET", f"/runs/{run['id']}"))["steps"] == []
    assert (await api.ok("POST", "/go-on"))["stopped"] is False
    await api.until("/runs", settled("done", "waiting", "stopped"))


async def test_who_may(api: Api) -> None:
    for path in ("/stop", "/go-on"):
        assert (await api.programs["viewer"].send("POST", f"/api/v1{path}")).status == 403
        assert (await api.programs["editor"].send("POST", f"/api/v1{path}")).status == 200
    assert (await api.programs["viewer"].send("GET", "/api/v1/stop")).status == 200


async def test_a_run_is_paused_and_resumed(api: Api) -> None:
    steps = [
        {"id": "start", "type": "order.created", "settings": {}},
        {"id": "wait", "type": "time.wait", "settings": {"amount": 3, "unit": "days"}},
    ]
    await api.ok("POST", "/workflows", {"document": noting(id="wait", steps=steps, edges=[
        {"source": "start", "port": "next", "target": "wait"}])})  # fmt: skip
    await api.ok("POST", "/workflows/wait/publish")
    await order(api)
    [found] = (await api.until("/runs?workflow=wait", settled("waiting")))["items"]
    run = f"/runs/{found['id']}"
    assert (await api.ok("POST", f"{run}/pause"))["status"] == "paused"
    assert (await api("POST", f"{run}/pause")).status == 409
    await api.ok("POST", f"{run}/resume")
    await api.until(run, lambda one: one["status"] == "waiting")
    assert (await api("POST", f"{run}/resume")).status == 409
