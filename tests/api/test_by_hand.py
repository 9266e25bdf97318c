"""A workflow that is run by hand by a program: on a filter, on ids, paused, ended."""

from __future__ import annotations

from typing import Any

from app.engine.demo import demo_store
from tests.api.conftest import Api, noting


async def furnished(api: Api, orders: int = 3, **changes: Any) -> list[str]:
    """Orders of the demo store, and then a workflow that has seen none of them."""
    store = await demo_store(api.services)
    assert store
    for _ in range(orders):
        await store.place_order()
    await api.ok("POST", "/workflows", {"document": noting(**changes)})
    await api.ok("POST", "/workflows/note/publish")
    return [str(order["id"]) for order in await store.orders()]


async def runs(api: Api) -> list[str]:
    return sorted(run["subject"] for run in (await api.ok("GET", "/runs?workflow=note"))["items"])


async def test_it_runs_on_what_fits_and_says_how_far_it_is(api: Api) -> None:
    ids = await furnished(api)
    assert await runs(api) == []
    made = await api.ok("POST", "/workflows/note/run", {"where": {"status": "open"}, "most": 2})
    assert (made["thing"], made["most"], made["by"], made["where"]["status"]) == ("order", 2, "owner", "open")
    place = f"/workflows/note/backfills/{made['id']}"
    done = await api.until(place, lambda one: one["state"] == "done")
    assert done["started"] == 2
    assert await runs(api) == sorted(f"order:{one}" for one in ids[:2])
    assert (await api.ok("GET", "/workflows/note/backfills"))["items"] == [done]


async def test_it_runs_on_ids_and_a_second_time_again(api: Api) -> None:
    ids = await furnished(api)
    for _ in range(2):
        made = await api.ok("POST", "/workflows/note/run", {"ids": [ids[0], ids[2]]})
        await api.until(f"/workflows/note/backfills/{made['id']}", lambda one: one["state"] == "done")
    assert await runs(api) == sorted([f"order:{ids[0]}", f"order:{ids[2]}"] * 2)


async def test_it_is_paused_goes_on_and_is_ended(api: Api) -> None:
    await furnished(api)
    await api.ok("POST", "/stop")  # so that it does not get anywhere meanwhile
    place = f"/workflows/note/backfills/{(await api.ok('POST', '/workflows/note/run', {}))['id']}"
    assert (await api.ok("POST", f"{place}/pause"))["state"] == "paused"
    assert (await api.ok("POST", f"{place}/pause"))["state"] == "paused"
    assert (await api.ok("POST", f"{place}/resume"))["state"] == "going"
    assert (await api.ok("POST", f"{place}/cancel"))["state"] == "cancelled"
    reply = await api("POST", f"{place}/resume")
    assert (reply.status, reply.json()["error"]["code"]) == (409, "conflict")
    await api.ok("POST", "/go-on")
    assert await runs(api) == []


async def test_what_can_not_be_run_by_hand_says_why(api: Api) -> None:
    steps = [
        {"id": "start", "type": "time.schedule", "settings": {}},
        {"id": "end", "type": "logic.stop", "settings": {}},
    ]
    await furnished(api, 1, steps=steps)
    reply = await api("POST", "/workflows/note/run", {})
    assert reply.status == 409
    assert "can only run when that happens" in reply.text
    assert (await api("POST", "/workflows/nothing/run", {})).status == 404
    await api.ok("POST", "/workflows/note/pause")
    assert "Turn the workflow on first" in (await api("POST", "/workflows/note/run", {})).text


async def test_what_was_sent_is_checked(api: Api) -> None:
    [one] = await furnished(api, 1)
    wrong: list[dict[str, Any]] = [
        {"where": {}, "ids": [one]},
        {"ids": []},
        {"most": 0},
        {"where": {"colour": "red"}},
        {"connection": "elsewhere"},
    ]
    for body in wrong:
        assert (await api("POST", "/workflows/note/run", body)).status == 422, body
    assert await runs(api) == []
    other = await api.ok("POST", "/workflows", {"document": noting(id="other", name="Other")})
    made = await api.ok("POST", "/workflows/note/run", {})
    assert (await api("GET", f"/workflows/{other['id']}/backfills/{made['id']}")).status == 404


async def test_who_may(api: Api) -> None:
    await furnished(api, 1)
    viewer = api.programs["viewer"]
    assert (await viewer.send("POST", "/api/v1/workflows/note/run", {})).status == 403
    assert (await viewer.send("GET", "/api/v1/workflows/note/backfills")).status == 200


async def test_it_is_described(api: Api) -> None:
    paths = (await api.nobody.send("GET", "/api/openapi.json")).json()["paths"]
    assert "post" in paths["/api/v1/workflows/{workflow_id}/run"]
    for act in ("pause", "resume", "cancel"):
        assert "post" in paths[f"/api/v1/workflows/{{workflow_id}}/backfills/{{backfill_id}}/{act}"]
