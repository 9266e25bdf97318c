"""Connections through the API: secrets go in and never come out."""

from __future__ import annotations

from tests.api.conftest import Api, document, noting
from tests.support.stores import SHOP, SHOPIFY_SECRET

SETTINGS = {
    "shop_domain": SHOP,
    "access_token": "shpat_secret",
    "webhook_secret": [SHOPIFY_SECRET, "new-one"],
}
SECRETS = ("shpat_secret", SHOPIFY_SECRET, "new-one")


async def test_a_store_is_connected_changed_and_forgotten(api: Api) -> None:
    made = await api("POST", "/connections", {"kind": "shopify", "name": "Leaf", "settings": SETTINGS})
    assert made.status == 201
    one = made.json()
    assert one["hook_path"] == f"/hooks/{one['id']}"
    assert one["settings"]["shop_domain"] == SHOP
    listed = await api("GET", "/connections")
    assert one in listed.json()["items"]
    path = f"/connections/{one['id']}"
    changed = await api("PATCH", path, {"name": "Leaf & Clay", "settings": {"api_version": "2026-07"}})
    assert (changed.json()["name"], changed.json()["settings"]["api_version"]) == ("Leaf & Clay", "2026-07")
    opened = await api.services.connections.get(one["id"])
    assert opened.connector.settings.access_token.get_secret_value() == "shpat_secret"  # type: ignore[attr-defined]
    for reply in (made, listed, changed, await api("GET", path)):
        assert not any(secret in reply.text for secret in SECRETS)
    assert (await api("DELETE", path)).status == 204
    assert (await api("GET", path)).status == 404
    assert (await api("DELETE", path)).status == 404


async def test_settings_that_can_not_be_used_are_refused_without_repeating_them(api: Api) -> None:
    cases = (
        {"kind": "shopify", "name": "x", "settings": {**SETTINGS, "shop_domain": "shpat_secret/!"}},
        {"kind": "shopify", "name": "x", "settings": {**SETTINGS, "webhook_secret": ""}},
        {"kind": "shopify", "name": "x", "settings": {**SETTINGS, "more": "shpat_secret"}},
        {"kind": "shopify", "name": "x", "settings": {**SETTINGS, "base_url": "https://evil.example.com"}},
        {"kind": "shopify", "name": "x", "settings": {**SETTINGS, "base_url": "http://127.0.0.1:9"}},
        {"kind": "shopify", "name": "x"},
    )
    for body in cases:
        reply = await api("POST", "/connections", body)
        assert reply.status == 422, body
        assert reply.json()["error"]["problems"], body
        assert not any(secret in reply.text for secret in SECRETS), reply.text
    for kind in ("fax", "web", "outbox", "recording", ""):
        assert (await api("POST", "/connections", {"kind": kind, "name": "x"})).status == 422, kind
    assert (await api("POST", "/connections", {"kind": "shopify", "settings": SETTINGS})).status == 422


async def test_trying_a_connection_is_an_answer_also_when_it_fails(api: Api) -> None:
    demo = next(c for c in (await api.ok("GET", "/connections"))["items"] if c["kind"] == "demo")
    good = await api.ok("POST", f"/connections/{demo['id']}/test")
    assert good["ok"] is True
    assert good["message"]
    settings = {"host": "127.0.0.1", "from": "a@example.com", "security": "none", "port": 1}
    made = await api.ok("POST", "/connections", {"kind": "email", "name": "Post", "settings": settings})
    bad = await api.ok("POST", f"/connections/{made['id']}/test")
    assert bad["ok"] is False
    assert bad["message"]


async def test_one_that_a_workflow_needs_is_kept(api: Api) -> None:
    shop = await api.shopify()
    await api.ok("POST", "/workflows", {"document": document(), "bindings": {"shop": shop}})
    await api.ok("POST", "/workflows/thanks/publish")
    assert (await api("DELETE", f"/connections/{shop}")).status == 409
    await api.ok("POST", "/workflows/thanks/pause")
    assert (await api("DELETE", f"/connections/{shop}")).status == 204


async def test_the_catalogue_shows_every_node_with_what_it_needs(api: Api) -> None:
    nodes = {node["type"]: node for node in (await api.ok("GET", "/nodes"))["items"]}
    tag = nodes["order.add_tags"]
    assert tag["kind"] == "action"
    assert tag["title"]
    assert tag["description"]
    assert tag["ports"] == ["next", "failed"]
    assert tag["needs"] == ["order"]
    assert {"shopify", "woocommerce", "demo"} <= set(tag["platforms"])
    assert "tags" in tag["settings"]["properties"]
    assert nodes["logic.check"]["ports"] == ["then", "otherwise"]
    assert nodes["order.created"]["gives"]["order"] == "Order"
    assert nodes["message.email"]["platforms"] == ["email"]
    assert nodes["logic.check"]["platforms"] == []
    schema = await api.ok("GET", "/schema/workflow")
    assert "steps" in schema["properties"]
    drawn = noting()
    drawn["steps"][0]["settings"] = nodes["order.created"]["example"]
    assert (await api("POST", "/workflows", drawn)).status == 201


async def test_figures_for_prometheus(api: Api) -> None:
    reply = await api.programs["viewer"].get("/metrics")
    assert reply.headers["content-type"].startswith("text/plain; version=0.0.4")
    lines = dict(line.rsplit(" ", 1) for line in reply.text.splitlines() if not line.startswith("#"))
    assert lines['storeflow_runs{status="failed"}'] == "0"
    assert int(lines["storeflow_workflows_on"]) > 0
    for line in reply.text.splitlines():
        assert line.startswith(("# HELP storeflow_", "# TYPE storeflow_", "storeflow_"))
