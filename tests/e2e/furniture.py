"""What stands in the Storeflow whose every page is looked at: something of everything."""

from __future__ import annotations

import re
from typing import Any

from playwright.sync_api import Page
from pydantic import SecretStr

from app.store.signed import Signer
from tests.support.server import Storeflow
from tests.support.stores import sign
from tests.support.waiting import wait


def furnished(page: Page, server: Storeflow) -> dict[str, str]:
    """Stores, a mail server, somebody invited, and where all that is."""
    token = server.command("token", "create", "furniture").stdout.strip()

    def api(method: str, path: str, data: Any = None) -> Any:
        answer = page.request.fetch(
            f"{server.url}/api/v1{path}",
            method=method,
            data=data,
            headers={"authorization": f"Bearer {token}"},
        )
        assert answer.ok, answer.text()
        return answer.json()

    places = {one["kind"]: one["id"] for one in api("GET", "/connections")["items"]}
    api("POST", "/workflows", {"document": KEEPING})
    api("POST", "/workflows/keeping/publish")
    api("POST", "/workflows/keeping/run", {"most": 3})
    api("POST", "/stop")
    paused = api("POST", "/workflows/keeping/run", {"ids": ["1", "2"]})["id"]
    api("POST", f"/workflows/keeping/backfills/{paused}/pause")
    api("POST", "/go-on")
    for kind, settings in {
        "shopify": {
            "shop_domain": "leaf-and-clay.myshopify.com",
            "webhook_secret": "s",
            "access_token": "shpat_x",
        },
        "woocommerce": {"url": "https://shop.example.com", "webhook_secret": "s"},
        "email": {"host": "smtp.example.com", "from": "hello@example.com"},
    }.items():
        made = api("POST", "/connections", {"kind": kind, "name": f"My {kind}", "settings": settings})
        places[kind] = made["id"]
    app = {"shop_domain": "pots.myshopify.com", "client_id": "app", "client_secret": "s"}
    places["by_app"] = api("POST", "/connections", {"kind": "shopify", "name": "Pots", "settings": app})["id"]
    hook = f"{server.url}/hooks/{places['woocommerce']}"
    page.request.post(hook, data="{}", headers={"content-type": "application/json"})  # refused: not signed
    odd = {"content-type": "application/json", "x-wc-webhook-topic": "order.created",
           "x-wc-webhook-signature": sign("s", b"[]")}  # fmt: skip
    assert page.request.post(hook, data="[]", headers=odd).status == 202
    page.goto(f"{server.url}/settings/people")
    page.locator('main [name="name"]').fill("Guest")
    page.locator('main [name="email"]').fill("guest@example.com")
    with page.expect_navigation():
        page.locator('main [name="name"]').evaluate("field => field.form.requestSubmit()")
    found = re.search(r"/new-password\?link=[\w-]+", page.content())
    assert found
    places["invitation"] = found[0]
    signer = Signer(SecretStr((server.data / "secret.key").read_text().strip()))
    for name, address in (("unsubscribe", "anna@example.com"), ("unsubscribed", "ben@example.com")):
        places[name] = f"/unsubscribe/{signer.sign('unsubscribe', address)}"
    api("POST", "/workflows", {"document": ASKING})
    api("POST", "/workflows/asking/publish")
    api("POST", "/workflows/asking/run", {"most": 2})
    page.goto(server.url)
    wait(lambda: page.locator('main a[href^="/answer/"]').count() == 2 or not page.reload())
    asked = [str(one.get_attribute("href")) for one in page.locator('main a[href^="/answer/"]').all()]
    places["question"], places["answered"] = asked
    page.goto(server.url + places["answered"])
    page.get_by_role("button", name="Approve").click()
    page.goto(server.url + places["unsubscribed"])
    page.get_by_role("button", name="Unsubscribe").click()
    for name, listed in (
        ("run", "/runs"),
        ("event", f"/events?connection={places['woocommerce']}"),
        ("message", "/outbox"),
    ):
        page.goto(server.url + listed)
        title = page.locator(f'main a.title[href^="{listed.partition("?")[0]}/"]').first
        wait(lambda page=page, title=title: title.is_visible() or not page.reload())  # type: ignore[misc]
        places[name] = str(title.get_attribute("href"))
    return places


KEEPING = {
    "version": 1, "id": "keeping", "name": "Keeping", "slots": {"shop": {"kind": ["demo"]}},
    "steps": [
        {"id": "start", "type": "logic.by_hand", "settings": {"gets": "order"}},
        {"id": "row", "type": "data.add_row", "settings": {"sheet": "Orders", "cells": {
            "Order": "{{ order.name }}", "E-mail": "{{ order.email }}", "Total": "{{ order.total }}"}}},
        {"id": "lines", "type": "data.count", "settings": {"items": "order.line_items"}},
        {"id": "points", "type": "logic.remember", "settings": {
            "name": "points", "whose": "{{ order.email }}", "how": "add", "value": "1"}},
    ],
    "edges": [
        {"source": "start", "port": "next", "target": "row"},
        {"source": "row", "port": "next", "target": "lines"},
        {"source": "lines", "port": "next", "target": "points"},
    ],
}  # fmt: skip
"""Writes a row of a table and remembers something for each order."""

ASKING = {
    "version": 1, "id": "asking", "name": "Asking",
    "slots": {"shop": {"kind": ["demo"]}, "mail": {"kind": ["email"]}},
    "steps": [
        {"id": "start", "type": "logic.by_hand", "settings": {"gets": "product"}},
        {"id": "ask", "type": "logic.ask_person", "settings": {
            "question": "Hide {{ product.title }}?", "text": "It costs {{ product.price }}.", "amount": 5}},
    ],
    "edges": [{"source": "start", "port": "next", "target": "ask"}],
}  # fmt: skip
"""Asks somebody about each product."""
