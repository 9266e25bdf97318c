"""The editor over the real application: posted gestures and forms in, drawings and pages out."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from app.core.document import Workflow
from app.store import workflows
from tests.support.pseudo import Pseudo, escaped
from tests.ui.conftest import House, where
from tests.web.asking import Browser, Reply

BIG = "/workflows/thank-big-orders"
HTMX = {"hx-request": "true"}


async def op(browser: Browser, rev: int | None, path: str = BIG, **fields: Any) -> Reply:
    """One gesture, as the canvas posts it."""
    body = json.dumps({"rev": rev, "op": fields}).encode()
    headers = {"content-type": "application/json", "x-csrf-token": browser.csrf}
    return await browser.ask("POST", f"{path}/ops", body, headers)


async def stored(house: House, ident: str = "thank-big-orders") -> Workflow:
    return (await house.services.db.read(workflows.get, ident)).document


def arrows(document: Workflow) -> set[str]:
    return {f"{edge.source}.{edge.port} {edge.target}" for edge in document.edges}


async def test_the_page_holds_together(house: House, owner: Browser) -> None:
    for path in (
        BIG,
        f"{BIG}?step=big",
        f"{BIG}?step=thank&view=list",
        f"{BIG}?checked=1",
        f"{BIG}/picker?source=big",
    ):
        reply = await owner.get(path)
        assert reply.status == 200, reply.text
        assert len(re.findall(r"<h1\b", reply.text)) == 1, path
        ids = re.findall(r'\sid="([^"]+)"', reply.text)
        assert len(ids) == len(set(ids)), f"{path}: an id stands twice"
    page = (await owner.get(BIG)).text
    assert "When an order is created, check if the order total is greater than 100." in page
    for word in ("Start when", "Check if", "Do this", "Order created", "HTTP request"):
        assert word in page


async def test_every_text_goes_through_a_catalogue(
    house: House, owner: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    await op(owner, None, op="add", type="order.add_tags", after="big", port="otherwise")
    blank = where(await owner.post("/workflows"))
    daily = where(await owner.post("/workflows"))
    await op(owner, None, daily, op="replace_trigger", type="time.schedule")
    await op(owner, None, op="note", step="tag", text="x")
    monkeypatch.setattr("app.i18n.translations", lambda locale: Pseudo())
    for path in (
        BIG,
        f"{BIG}?step=big",
        f"{BIG}?step=thank",
        f"{BIG}?step=start",
        f"{BIG}/picker?source=big",
        f"{BIG}/steps/thank/values",
        f"{BIG}/test",
        f"{BIG}/publish",
        f"{BIG}/versions?old=1&new=draft",
        blank,
        f"{blank}/publish",
        f"{daily}?step=start",
    ):
        page = re.sub(r"<title>.*?</title>|<time .*?</time>", "", (await owner.get(path)).text, flags=re.S)
        assert escaped(page) == [], path
        blocks = re.findall(r'data-block="(?:i18n|texts)">(.*?)</script>', page)
        assert all(text.startswith("⟦") for block in blocks for text in json.loads(block).values())


async def test_a_gesture_is_one_operation(house: House, owner: Browser) -> None:
    page = (await owner.get(BIG)).text
    rev = int(re.search(r'data-rev="(\d+)"', page)[1])  # type: ignore[index]
    edge = {"source": "tag", "port": "next", "target": "thank"}
    reply = await op(owner, rev, op="add", type="time.wait", id="wait", edge=edge)
    answer = reply.json()
    assert reply.status == 200
    assert answer["rev"] == rev + 1
    assert answer["said"] == "Added “Wait” after “Add order tags”"
    assert answer["focus"] == "wait"
    wait = next(step for step in answer["graph"]["steps"] if step["id"] == "wait")
    assert wait["summary"] == "1 day"
    assert {"tag.next wait", "wait.next thank"} <= arrows(await stored(house))


async def test_what_cannot_be_is_refused_and_answers_the_drawing_as_it_is(
    house: House, owner: Browser
) -> None:
    await owner.get(BIG)
    reply = await op(owner, None, op="connect", source="thank", port="next", target="big")
    assert reply.status == 422
    assert reply.json()["said"].startswith("That would make a loop: Send e-mail → Check")
    assert len(reply.json()["graph"]["steps"]) == 4
    junk = {"content-type": "application/json", "x-csrf-token": owner.csrf}
    for body in (b"{", b"[]", b'{"op": 1}'):
        assert (await owner.ask("POST", f"{BIG}/ops", body, junk)).status == 422


async def test_an_old_draft_answers_what_somebody_else_did(house: House, owner: Browser) -> None:
    other = await house.someone("editor")
    await owner.get(BIG)
    await other.get(BIG)
    first = (await op(owner, None, op="move", step="tag", offset=[24, 0])).json()
    assert (await op(other, first["rev"], op="delete", step="tag")).status == 200
    reply = await op(owner, first["rev"], op="duplicate", step="thank")
    assert reply.status == 409
    assert reply.json()["said"] == "Anna editor changed this workflow meanwhile: deleted “Add order tags”."
    assert reply.json()["mine"] == "duplicated “Send e-mail”"
    own = await op(other, first["rev"], op="duplicate", step="thank")
    said = "You changed this workflow meanwhile, in another window: deleted “Add order tags”."
    assert own.json()["said"] == said
    assert reply.json()["rev"] == first["rev"] + 1
    assert "thank_2" not in {step.id for step in (await stored(house)).steps}
    assert (await op(owner, reply.json()["rev"], op="duplicate", step="thank")).status == 200


async def test_undo_and_redo_with_and_without_javascript(house: House, owner: Browser) -> None:
    await owner.get(BIG)
    before = await stored(house)
    await op(owner, None, op="delete", step="tag")
    json_headers = {"accept": "application/json", "x-csrf-token": owner.csrf}
    undone = await owner.ask("POST", f"{BIG}/undo", b"", json_headers)
    assert undone.json()["said"] == "Undone: deleted “Add order tags”"
    assert (await stored(house)).model_dump_json() == before.model_dump_json()
    assert where(await owner.post(f"{BIG}/redo")) == BIG
    assert await stored(house) != before
    reply = await owner.post(f"{BIG}/redo")
    assert reply.status == 422
    assert "There is nothing to redo." in reply.text


async def test_undo_and_redo_never_take_back_what_nobody_here_has_seen(house: House, owner: Browser) -> None:
    other = await house.someone("editor")
    seen = (await owner.get(f"{BIG}/graph")).json()["rev"]
    page = (await owner.get(BIG)).text
    for log in ("undo", "redo"):
        form = re.search(rf'<form[^>]*data-log="{log}">(.*?)</form>', page, re.S)
        assert form
        assert f'name="rev" value="{seen}"' in form[1]
    await other.get(BIG)
    await op(other, None, op="delete", step="tag")
    before = await stored(house)
    headers = {"content-type": "application/json", "accept": "application/json", "x-csrf-token": owner.csrf}
    for log in ("undo", "redo"):
        plain = await owner.post(f"{BIG}/{log}", {"rev": str(seen)})
        assert plain.status == 409
        assert "Anna editor changed this workflow meanwhile: deleted “Add order tags”." in plain.text
        answer = await owner.ask("POST", f"{BIG}/{log}", json.dumps({"rev": seen}).encode(), headers)
        assert answer.status == 409
        assert answer.json()["said"].startswith("Anna editor changed this workflow meanwhile")
        assert len(answer.json()["graph"]["steps"]) == 3
        assert await stored(house) == before, "nothing was done"
    again = re.search(r'data-log="undo">.*?name="rev" value="(\d+)"', plain.text, re.S)
    assert again, "the page that says so offers it anew"
    assert where(await owner.post(f"{BIG}/undo", {"rev": again[1]})) == BIG
    assert (await stored(house)).step("tag")


async def test_every_operation_works_as_a_plain_form(house: House, owner: Browser) -> None:
    await owner.get(BIG)
    form = {
        "op": "add",
        "type": "time.wait",
        "edge.source": "tag",
        "edge.port": "next",
        "edge.target": "thank",
    }
    assert where(await owner.post(f"{BIG}/ops", form)) == f"{BIG}?step=wait"
    assert where(await owner.post(f"{BIG}/ops", {"op": "rename", "name": "Thanks"})) == BIG
    connect = {"op": "connect", "place": "big otherwise", "target": "thank"}
    assert where(await owner.post(f"{BIG}/ops", connect)) == f"{BIG}?step=thank"
    refused = await owner.post(f"{BIG}/ops", {"op": "delete", "step": "big"})
    assert refused.status == 422
    assert "“Check” has several ways out. Say which one stays." in refused.text
    assert where(await owner.post(f"{BIG}/ops", {"op": "delete", "step": "big", "keep": "otherwise"}))
    assert arrows(await stored(house)) == {"start.next thank"}


async def test_settings_are_saved_or_shown_again_with_their_errors(house: House, owner: Browser) -> None:
    page = (await owner.get(f"{BIG}?step=thank")).text
    assert 'name="subject"' in page
    good = {"to": "customer", "subject": "Thanks", "body": "Hello", "save": "1"}
    saved = await owner.post(f"{BIG}/steps/thank", good, **HTMX)
    assert saved.status == 200
    rev = (await house.services.db.read(workflows.get, "thank-big-orders")).rev
    assert json.loads(saved.headers["hx-trigger"]) == {"step-saved": {"rev": rev}}
    assert (await stored(house)).step("thank").settings["subject"] == "Thanks"  # type: ignore[union-attr]
    assert where(await owner.post(f"{BIG}/steps/thank", good)) == f"{BIG}?step=thank&said=saved"
    bad = {**good, "subject": "", "body": "typed and kept"}
    for headers in (HTMX, {}):
        reply = await owner.post(f"{BIG}/steps/thank", bad, **headers)
        assert reply.status == 422
        assert "“Subject” has to be filled in" in reply.text
        assert "typed and kept" in reply.text
        assert ("<html" in reply.text) == (not headers)
    quiet = {name: value for name, value in bad.items() if name != "save"}
    reply = await owner.post(f"{BIG}/steps/thank", quiet, **HTMX)
    assert reply.status == 200
    assert "has to be filled in" not in reply.text.split('class="stack settings"')[1]
    assert "Saved. Something is still missing" in reply.text
    assert (await stored(house)).step("thank").settings["body"] == "typed and kept"  # type: ignore[union-attr]
    assert "“Subject” has to be filled in" in (await owner.get(BIG)).text, "a problem of the draft"


async def test_rows_of_a_condition_come_and_go_without_saving(house: House, owner: Browser) -> None:
    await owner.get(BIG)
    form = {
        "c.join": "all", "c.0.kind": "test", "c.0.field": "order.total", "c.0.operator": "greater_than",
        "c.0.value": "250",
    }  # fmt: skip
    page = (await owner.post(f"{BIG}/steps/big", {**form, "do": "add:c"}, **HTMX)).text
    assert page.count('class="row test"') == 2
    assert 'value="250"' in page
    whole = (await owner.post(f"{BIG}/steps/big", {**form, "do": "add:c"})).text
    assert "<html" in whole
    assert whole.count('class="row test"') == 2
    assert (await stored(house)).step("big").settings["all"][0]["value"] == "100"  # type: ignore[union-attr]
    await owner.post(f"{BIG}/steps/big", form, **HTMX)
    assert (await stored(house)).step("big").settings == {  # type: ignore[union-attr]
        "all": [{"field": "order.total", "operator": "greater_than", "value": "250"}]
    }


async def test_two_people_at_one_step(house: House, owner: Browser) -> None:
    other = await house.someone("editor")
    page = (await owner.get(f"{BIG}?step=tag")).text
    was = re.search(r'name="was" value="(\w+)"', page)[1]  # type: ignore[index]
    await other.get(BIG)
    await other.post(f"{BIG}/steps/tag", {"tags": "theirs", "save": "1"}, **HTMX)
    reply = await owner.post(f"{BIG}/steps/tag", {"tags": "mine", "was": was, "save": "1"}, **HTMX)
    assert reply.status == 409
    assert "Anna editor changed these settings meanwhile." in reply.text
    assert 'value="mine"' in reply.text
    assert "“Add order tags”: “Tags” is theirs, not mine" in reply.text
    again = await owner.post(f"{BIG}/steps/tag", {"tags": "mine too", "was": was}, **HTMX)
    assert again.status == 409, "what is saved by itself overwrites nobody"
    over = re.search(r'name="over" value="(\w+)"', reply.text)[1]  # type: ignore[index]
    kept = await owner.post(f"{BIG}/steps/tag", {"tags": "mine", "was": was, "over": over}, **HTMX)
    assert kept.status == 200
    assert (await stored(house)).step("tag").settings == {"tags": ["mine"]}  # type: ignore[union-attr]


async def test_publishing_needs_a_drawing_without_errors(house: House, owner: Browser) -> None:
    blank = where(await owner.post("/workflows", {"name": "Mine"}))
    ident = blank.rpartition("/")[2]
    assert "What starts it?" in (await owner.get(blank)).text
    reply = await owner.post(f"{blank}/publish")
    assert reply.status == 422
    assert (await house.services.db.read(workflows.get, ident)).live is None
    await op(owner, None, blank, op="replace_trigger", type="order.created")
    await op(owner, None, blank, op="add", type="order.add_tags", after="start", settings={"tags": ["new"]})
    assert where(await owner.post(f"{blank}/publish")) == f"{blank}?said=workflow-published"
    saved = await house.services.db.read(workflows.get, ident)
    assert (saved.live, saved.on) == (1, True)
    assert set(saved.bindings) == {"shop"}, "the only shop that fits is taken"
    await owner.post("/demo", {"act": "order"})
    await house.runs(lambda runs: any(run.workflow == ident and run.status == "done" for run in runs))


async def test_a_stale_page_does_not_publish_what_it_never_showed(house: House, owner: Browser) -> None:
    await owner.get(BIG)
    rev = (await op(owner, None, op="move", step="tag", offset=[24, 0])).json()["rev"]
    reply = await owner.post(f"{BIG}/publish", {"rev": str(rev - 1)})
    assert reply.status == 409
    assert (await house.services.db.read(workflows.get, "thank-big-orders")).live == 1


async def test_ready_made_workflows_bindings_and_deleting(house: House, owner: Browser) -> None:
    made = where(await owner.post("/workflows", {"starter": "thank-big-orders"}))
    assert made != BIG, "one that is here already is copied"
    assert (await owner.post("/workflows", {"starter": "nonsense"})).status == 404
    [slot] = [one for one in (await stored(house)).slots if one == "shop"]
    shop = (await house.services.db.read(workflows.get, "thank-big-orders")).bindings["shop"]
    assert where(await owner.post(f"{made}/bind", {"slot": slot, "connection": shop}))
    assert (await owner.post(f"{made}/bind", {"slot": slot, "connection": "other"})).status == 422
    assert where(await owner.post(f"{made}/delete")) == "/"
    assert (await owner.get(made)).status == 404


async def test_the_picker_searches_in_words(house: House, owner: Browser) -> None:
    await owner.get(BIG)
    page = (await owner.get(f"{BIG}/picker?source=tag&q=delay", **HTMX)).text
    assert 'value="time.wait"' in page
    assert 'value="order.add_tags"' not in page
    assert 'value="order.created"' in (await owner.get(f"{BIG}/picker?kind=trigger", **HTMX)).text
    assert "Try another word" in (await owner.get(f"{BIG}/picker?q=zzz", **HTMX)).text


async def test_a_viewer_looks_and_changes_nothing(house: House, owner: Browser) -> None:
    viewer = await house.someone("viewer")
    page = (await viewer.get(f"{BIG}?step=big")).text
    assert "readonly" in page
    for path in ("ops", "undo", "redo", "publish", "bind", "delete", "steps/big"):
        assert (await viewer.post(f"{BIG}/{path}")).status == 403
        assert f'action="{BIG}/{path}"' not in page, path


async def test_a_customers_words_are_text(house: House, owner: Browser) -> None:
    await owner.get(BIG)
    evil = "</script><script>alert(1)</script><img src=x onerror=alert(1)>"
    await op(owner, None, op="rename", name=evil)
    await op(owner, None, op="configure", step="tag", settings={"tags": [evil]})
    page = (await owner.get(f"{BIG}?step=tag")).text
    assert "<script>alert" not in page
    assert "<img" not in page
