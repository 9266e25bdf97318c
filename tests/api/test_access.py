"""Every route for machines x {nobody, viewer, editor, owner} (rule R18), and what its description says."""

from __future__ import annotations

import re
from typing import Any

from tests.api.conftest import Api

READ, WRITE, OWN = "viewer", "editor", "owner"
TABLE = {
    "GET /metrics": READ,
    "GET /api/v1/nodes": READ,
    "GET /api/v1/schema/workflow": READ,
    "GET /api/v1/connections": READ,
    "POST /api/v1/connections": OWN,
    "GET /api/v1/connections/{connection_id}": READ,
    "PATCH /api/v1/connections/{connection_id}": OWN,
    "DELETE /api/v1/connections/{connection_id}": OWN,
    "POST /api/v1/connections/{connection_id}/test": WRITE,
    "GET /api/v1/connections/{connection_id}/seen": READ,
    "POST /api/v1/connections/{connection_id}/ask": WRITE,
    "GET /api/v1/workflows": READ,
    "POST /api/v1/workflows": WRITE,
    "POST /api/v1/workflows/import": WRITE,
    "GET /api/v1/workflows/export": READ,
    "POST /api/v1/workflows/{workflow_id}/approve": WRITE,
    "GET /api/v1/workflows/{workflow_id}": READ,
    "PUT /api/v1/workflows/{workflow_id}": WRITE,
    "DELETE /api/v1/workflows/{workflow_id}": WRITE,
    "POST /api/v1/workflows/{workflow_id}/check": READ,
    "POST /api/v1/workflows/{workflow_id}/publish": WRITE,
    "POST /api/v1/workflows/{workflow_id}/pause": WRITE,
    "POST /api/v1/workflows/{workflow_id}/resume": WRITE,
    "POST /api/v1/workflows/{workflow_id}/test": WRITE,
    "GET /api/v1/workflows/{workflow_id}/export": READ,
    "POST /api/v1/workflows/{workflow_id}/run": WRITE,
    "GET /api/v1/workflows/{workflow_id}/backfills": READ,
    "GET /api/v1/workflows/{workflow_id}/backfills/{backfill_id}": READ,
    "POST /api/v1/workflows/{workflow_id}/backfills/{backfill_id}/pause": WRITE,
    "POST /api/v1/workflows/{workflow_id}/backfills/{backfill_id}/resume": WRITE,
    "POST /api/v1/workflows/{workflow_id}/backfills/{backfill_id}/cancel": WRITE,
    "GET /api/v1/events": READ,
    "GET /api/v1/events/{event_id}": READ,
    "GET /api/v1/runs": READ,
    "GET /api/v1/runs/{run_id}": READ,
    "POST /api/v1/runs/{run_id}/retry": WRITE,
    "POST /api/v1/runs/{run_id}/cancel": WRITE,
    "POST /api/v1/runs/{run_id}/replay": WRITE,
    "POST /api/v1/runs/{run_id}/pause": WRITE,
    "POST /api/v1/runs/{run_id}/resume": WRITE,
    "GET /api/v1/stop": READ,
    "POST /api/v1/stop": WRITE,
    "POST /api/v1/go-on": WRITE,
    "POST /api/v1/place/real": WRITE,
    "POST /api/v1/place/copy": WRITE,
    "GET /api/v1/outbox": READ,
    "GET /api/v1/outbox/{message_id}": READ,
}
RANK = ("nobody", "viewer", "editor", "owner")


def described(api: Api) -> dict[str, Any]:
    return {
        f"{method.upper()} {path}": told
        for path, methods in api.app.openapi()["paths"].items()
        for method, told in methods.items()
    }


async def test_every_route_is_in_the_table(api: Api) -> None:
    assert set(described(api)) == {*TABLE, "GET /healthz"}


async def test_each_role_may_do_what_the_table_says(api: Api) -> None:
    for route, wanted in TABLE.items():
        method, path = route.split(" ")
        path = re.sub(r"\{\w+\}", "not-there", path)
        for role in RANK:
            reply = await api.programs[role].send(
                method, path, {} if method in ("POST", "PUT", "PATCH") else None
            )
            if role == "nobody":
                assert reply.status == 401, (route, role)
                assert reply.headers["www-authenticate"] == "Bearer"
            elif RANK.index(role) < RANK.index(wanted):
                assert reply.status == 403, (route, role)
            else:
                assert reply.status in (200, 404, 422), (route, role, reply.text)
            if reply.status >= 400:
                assert set(reply.json()["error"]) <= {"code", "message", "problems"}


async def test_a_made_up_token_opens_nothing(api: Api) -> None:
    for value in ("Bearer storeflow_made_up", "Bearer ", "Basic eDp5", "storeflow_made_up"):
        reply = await api.nobody.ask("GET", "/api/v1/runs", headers={"authorization": value})
        assert reply.status == 401


async def test_before_an_owner_exists_only_tokens_open_the_api(fresh: Api) -> None:
    assert (await fresh.nobody.get("/healthz")).json()["status"] == "ok"
    assert (await fresh("GET", "/workflows")).status == 200
    for path in ("/api/openapi.json", "/api/v1/workflows", "/metrics"):
        assert (await fresh.nobody.get(path)).json()["error"]["code"] == "not_set_up"


async def test_the_description_is_for_everybody(api: Api) -> None:
    assert (await api.nobody.get("/api/openapi.json")).status == 200


async def test_the_description_is_complete(api: Api) -> None:
    told = (await api.programs["viewer"].get("/api/openapi.json")).json()
    assert told["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
    for route, one in described(api).items():
        assert one["summary"], route
        assert one["description"], route
        if route.split(" ")[1].startswith("/api/"):
            assert one["security"] == [{"token": []}], route
            assert {"401", "403"} <= set(one["responses"]), route
            good = [code for code in one["responses"] if code.startswith("2")]
            kinds = one["responses"][good[0]].get("content", {}).values()
            assert good == ["204"] or any(kind["schema"] for kind in kinds), route
    text = str(told["components"]["schemas"]["Workflow"])
    assert "steps" in text


async def test_there_is_no_page_for_the_api(api: Api) -> None:
    for path in ("/docs", "/redoc", "/api/docs"):
        assert (await api.programs["owner"].get(path)).status in (403, 404)
