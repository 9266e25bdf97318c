"""Workflows through the API: in, changed, checked, published, turned on and off, out."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

from tests.api.conftest import Api, document, noting


async def test_a_document_goes_in_is_published_and_goes_out(api: Api) -> None:
    made = await api("POST", "/workflows", {"document": document()})
    assert made.status == 201
    saved = made.json()
    assert (saved["id"], saved["state"], saved["rev"], saved["live"]) == ("thanks", "draft", 1, None)
    assert saved["document"]["name"] == "Thank customers for big orders"
    assert list(saved["bindings"]) == ["shop"], "the demo store is the only one that fits"
    assert made.headers["etag"] == '"1"'
    assert (await api.ok("GET", "/workflows/thanks")) == saved
    assert saved in (await api.ok("GET", "/workflows"))["items"]

    live = await api.ok("POST", "/workflows/thanks/publish")
    assert (live["state"], live["live"], live["differs"]) == ("on", 1, False)
    assert (await api.ok("POST", "/workflows/thanks/pause"))["state"] == "off"
    assert (await api.ok("POST", "/workflows/thanks/resume"))["state"] == "on"

    exported = await api.ok("GET", "/workflows/thanks/export")
    assert exported == saved["document"]
    assert (await api("DELETE", "/workflows/thanks")).status == 204
    assert (await api("GET", "/workflows/thanks")).status == 404
    again = await api.ok("POST", "/workflows/import", exported)
    assert again["id"] == "thanks"


async def test_a_bare_document_is_taken_too_and_one_without_id_gets_one(api: Api) -> None:
    bare = document()
    del bare["id"]
    saved = await api.ok("POST", "/workflows", bare)
    assert len(saved["id"]) > 8
    shop = await api.shopify()
    bound = await api.ok("POST", "/workflows", {**document(), "bindings": {"shop": shop}})
    assert bound["bindings"] == {"shop": shop}
    assert (await api("POST", "/workflows", document())).status == 409


async def test_a_real_store_is_taken_before_the_demo_store_and_two_are_a_question(api: Api) -> None:
    first = await api.shopify()
    assert (await api.ok("POST", "/workflows", document()))["bindings"] == {"shop": first}
    await api.shopify()
    saved = await api.ok("POST", "/workflows", document(id="other"))
    assert saved["bindings"] == {}
    problems = (await api.ok("POST", "/workflows/other/check"))["problems"]
    assert "not_connected" in [problem["code"] for problem in problems]
    unknown = await api(
        "POST", "/workflows", {"document": document(id="third"), "bindings": {"shop": "none"}}
    )
    assert unknown.status == 422
    assert (await api("GET", "/workflows/third")).status == 404


async def test_who_works_on_an_old_draft_is_told(api: Api) -> None:
    await api.ok("POST", "/workflows", document())
    path, renamed = "/workflows/thanks", {"document": document(name="Renamed")}
    assert (await api("PUT", path, renamed, **{"if-match": '"1"'})).json()["rev"] == 2
    late = await api("PUT", path, {"document": document(name="Late")}, **{"if-match": "1"})
    assert late.status == 412
    assert late.json()["error"]["code"] == "conflict"
    assert (await api("POST", f"{path}/publish", None, **{"if-match": "1"})).status == 412
    assert (await api("PUT", path, renamed, **{"if-match": "soon"})).status == 422
    assert (await api("PUT", path, {"document": document(name="Last")}, **{"if-match": "*"})).json()[
        "rev"
    ] == 3
    assert (await api("PUT", path, {"document": document(name="Free")})).json()["name"] == "Free"
    assert (await api("PUT", "/workflows/none", renamed)).status == 404


async def test_all_problems_are_said_at_once_at_their_steps(api: Api) -> None:
    broken = document()
    broken["steps"][2]["settings"] = {"tags": []}
    broken["steps"][4]["type"] = "message.pigeon"
    broken["edges"][0]["target"] = "nowhere"
    await api.ok("POST", "/workflows", broken)
    found = (await api.ok("POST", "/workflows/thanks/check"))["problems"]
    assert {"unknown_step"} <= {problem["code"] for problem in found}
    assert all(problem["message"] for problem in found)
    refused = await api("POST", "/workflows/thanks/publish")
    assert refused.status == 422
    error = refused.json()["error"]
    assert error["code"] == "invalid_workflow"
    assert error["problems"] == found
    assert (await api.ok("GET", "/workflows/thanks"))["state"] == "draft"
    assert (await api("POST", "/workflows/thanks/resume")).status == 422


async def test_what_is_no_document_is_refused_with_the_place(api: Api) -> None:
    for body in ({}, [], {"document": {}}, {"name": 5}, {"document": document(), "extra": 1}):
        reply = await api("POST", "/workflows", body)
        assert reply.status == 422, body
        assert reply.json()["error"]["problems"], body
    wrong = document(secret="x")
    problems = (await api("POST", "/workflows", wrong)).json()["error"]["problems"]
    assert any("secret" in problem["field"] for problem in problems)
    assert (await api("POST", "/workflows", b"{half")).status in (400, 422)


async def test_sentences_are_in_the_language_that_was_asked_for(api: Api) -> None:
    english = (await api("GET", "/workflows/none", **{"accept-language": "en"})).json()["error"]["message"]
    other = (await api("GET", "/workflows/none", **{"accept-language": "xx, de;q=0.5"})).json()
    assert english.startswith("There is no such workflow")
    assert other["error"]["message"] == english


# ----------------------------------------------------------------------------------------------------- import


def zipped(**files: Any) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, body in files.items():
            archive.writestr(name, body if isinstance(body, (bytes, str)) else json.dumps(body))
    return out.getvalue()


async def test_a_zip_of_documents_becomes_drafts(api: Api) -> None:
    body = zipped(**{"a/one.json": document(), "b/two.json": noting(), "read.me": "no"})
    found = await api.ok("POST", "/workflows/import", body)
    assert [item["id"] for item in found["items"]] == ["thanks", "note"]
    assert found["id"] == "thanks"
    report = found["report"]
    assert (report["created"], report["name"]) == (True, "Thank customers for big orders")
    assert (await api.ok("GET", "/workflows/note"))["state"] == "draft"


async def test_importing_again_makes_a_new_draft_and_leaves_what_is_live(api: Api) -> None:
    await api.ok("POST", "/workflows", document())
    await api.ok("POST", "/workflows/thanks/publish")
    changed = document(name="Thanks, differently")
    call = {"method": "POST", "url": "https://example.com/hook", "body": "{}"}
    changed["steps"].append({"id": "call", "type": "http.request", "settings": call})
    changed["edges"].append({"source": "mail", "port": "next", "target": "call"})
    found = await api.ok("POST", "/workflows/import", changed)
    assert found["report"]["created"] is False
    assert found["report"]["addresses"] == ["https://example.com/hook"]
    saved = await api.ok("GET", "/workflows/thanks")
    assert (saved["state"], saved["live"], saved["differs"]) == ("on", 1, True)


async def test_what_can_not_be_imported_is_refused_in_a_sentence(api: Api) -> None:
    flow = b"0" * 64 + b':{"__metadata":{}}'
    damaged = zipped(**{"one.json": document()})[:-30]
    cases = (
        (b"", 400),
        (b"{half", 400),
        (b"[]", 422),
        (flow, 422),
        (damaged, 400),
        (b"PK\x03\x04 not a zip", 400),
        (zipped(**{"read.me": "no"}), 422),
        (zipped(**{"one.json": "{half"}), 400),
        (zipped(**{"big.json": b" " * 3_000_000}), 413),
    )
    for body, status in cases:
        reply = await api("POST", "/workflows/import", body)
        assert reply.status == status, (body[:20], reply.text)
        assert reply.json()["error"]["message"].endswith("."), body[:20]
    before = [w["id"] for w in (await api.ok("GET", "/workflows"))["items"]]
    half_right = zipped(**{"one.json": noting(), "two.json": "{half"})
    assert (await api("POST", "/workflows/import", half_right)).status == 400
    assert [w["id"] for w in (await api.ok("GET", "/workflows"))["items"]] == before, "all or nothing"


async def test_addresses_of_an_import_are_approved_and_all_goes_out_as_one_file(api: Api) -> None:
    call = {
        "id": "call",
        "type": "http.request",
        "settings": {"method": "POST", "url": "https://x.example/hook"},
    }
    start = {"id": "start", "type": "order.created", "settings": {}}
    drawn = document(id="calls", steps=[start, call], edges=[{"source": "start", "target": "call"}])
    found = await api.ok("POST", "/workflows/import", drawn)
    assert found["report"]["addresses"] == ["https://x.example/hook"]
    assert "address_not_approved" in [problem["code"] for problem in found["report"]["problems"]]
    assert (await api("POST", "/workflows/calls/publish")).status == 422
    left = await api.ok("POST", "/workflows/calls/approve", {"addresses": ["https://x.example/hook"]})
    assert [problem for problem in left["problems"] if problem["severity"] == "error"] == []
    assert (await api.ok("POST", "/workflows/calls/publish"))["state"] == "on"
    assert (await api("GET", "/workflows/export?id=nobody")).status == 404
    body = (await api("GET", "/workflows/export?id=calls")).body
    assert len(zipfile.ZipFile(io.BytesIO(body)).namelist()) == 1
    again = await api.ok("POST", "/workflows/import", body)
    assert (again["id"], again["report"]["created"]) == ("calls", False)


async def test_of_a_zip_all_is_kept_or_nothing(api: Api) -> None:
    twice = zipped(**{"a.json": document(id="one"), "b.json": document(id="one", name="Other")})
    refused = await api("POST", "/workflows/import", twice)
    assert refused.status == 422
    assert "a.json and b.json" in refused.text
    assert (await api("GET", "/workflows/one")).status == 404


async def test_a_file_of_shopify_flow_comes_in_told_and_goes_out(api: Api) -> None:
    path = Path(__file__).parents[1] / "fixtures" / "flow" / "each-morning.flow"
    found = await api.ok("POST", "/workflows/import", path.read_bytes())
    fates = {line["step"]: line["fate"] for line in found["report"]["told"]}
    assert fates["run_code"] == "missing"
    assert fates["remove_order_tags"] == "same"
    assert "flow.run_code" in str(found["report"]["problems"])
    reply = await api("GET", f"/workflows/{found['id']}/export?format=flow")
    assert reply.status == 422
    assert "orders: there is no such step in Flow" in reply.text
