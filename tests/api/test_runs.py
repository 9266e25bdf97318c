"""What came in and what came of it: events, runs, outbox; test runs that touch nothing."""

from __future__ import annotations

from typing import Any

from app.core.shop_examples import EXAMPLES
from app.store.figures import figures
from tests.api.conftest import ENDED, Api, Program, document, noting
from tests.support.stores import shopify, shopify_order


async def order(api: Api, shop: str, number: int = 1, total: str = "129.00") -> None:
    headers, body = shopify("orders/create", shopify_order(number, total), f"w{number}")
    reply = await Program(api.app).ask("POST", f"/hooks/{shop}", body, headers)
    assert reply.status == 202


async def live(api: Api, drawn: dict[str, Any]) -> str:
    """A published workflow on a Shopify store, whose id is answered. The demo store's workflows are turned off."""
    for other in (await api.ok("GET", "/workflows"))["items"]:
        await api.ok("POST", f"/workflows/{other['id']}/pause")
    shop = await api.shopify()
    await api.ok("POST", "/workflows", {"document": drawn, "bindings": {"shop": shop}})
    await api.ok("POST", f"/workflows/{drawn['id']}/publish")
    return shop


def ended(page: Any) -> bool:
    return bool(page["items"]) and all(run["status"] in ENDED for run in page["items"])


async def test_a_run_says_what_each_step_did_and_why(api: Api) -> None:
    shop = await live(api, noting())
    await order(api, shop)
    [line] = (await api.until("/runs?workflow=note", ended))["items"]
    assert (line["status"], line["event_name"], line["workflow_name"]) == ("stopped", "order.created", "Note")
    run = await api.ok("GET", f"/runs/{line['id']}")
    assert run["input"]["order"]["total"] == "129.00"
    assert [step["step"] for step in run["steps"]] == ["start", "end"]
    last = run["steps"][1]
    assert (last["type"], last["status"], last["attempts"]) == ("logic.stop", "done", 0)
    assert last["because"]
    assert last["started"] <= last["finished"]
    [event] = (await api.ok("GET", "/events?name=order.created"))["items"]
    assert event["id"] == run["event"]
    assert (await api.ok("GET", f"/events/{event['id']}"))["data"]["order"]["name"] == "#1"
    assert (await api.ok("GET", f"/runs?event={event['id']}"))["items"] == [line]
    assert (await api.ok("GET", "/runs?status=failed"))["items"] == []
    assert (await api("GET", "/runs?status=unheard-of")).status == 422


async def test_lists_go_on_where_the_cursor_says(api: Api) -> None:
    shop = await live(api, noting())
    for number in range(5):
        await order(api, shop, number)
    await api.until("/runs", lambda page: len(page["items"]) == 5 and ended(page))
    seen: list[str] = []
    cursor = ""
    while True:
        page = await api.ok("GET", f"/runs?limit=2{cursor}")
        seen += [run["id"] for run in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) == 5
    assert (await api("GET", "/runs?limit=0")).status == 422


async def test_a_waiting_run_is_cancelled_retried_and_replayed(api: Api) -> None:
    waiting = noting(
        steps=[
            {"id": "start", "type": "order.created", "settings": {}},
            {"id": "wait", "type": "time.wait", "settings": {"amount": 3, "unit": "days"}},
        ],
        edges=[{"source": "start", "port": "next", "target": "wait"}],
    )
    shop = await live(api, waiting)
    await order(api, shop)
    path = "/runs?workflow=note"
    page = await api.until(path, lambda p: bool(p["items"]) and p["items"][0]["status"] == "waiting")
    run = f"/runs/{page['items'][0]['id']}"
    [_, wait] = (await api.ok("GET", run))["steps"]
    assert wait["status"] == "waiting"
    assert wait["due"] > wait["started"]
    assert (await api("POST", f"{run}/retry")).status == 409
    assert (await api.ok("POST", f"{run}/cancel"))["status"] == "cancelled"
    assert (await api("POST", f"{run}/cancel")).status == 409
    await api.ok("POST", f"{run}/retry")
    again = await api.until(run, lambda r: r["status"] == "waiting")
    assert again["steps"][1]["due"] == wait["due"], "it waits until the old time"

    await api.ok("PUT", "/workflows/note", {"document": noting()})
    await api.ok("POST", "/workflows/note/publish")
    for count in (1, 2):
        new = await api("POST", f"{run}/replay")
        assert new.status == 201
        done = await api.until(f"/runs/{new.json()['id']}", lambda r: r["status"] in ENDED)
        assert (done["version"], done["status"], done["input"]) == (2, "stopped", again["input"])
        assert len((await api.ok("GET", path))["items"]) == 1 + count
    third = await api.ok("POST", f"/runs/{done['id']}/replay")
    assert len({done["event"], third["event"], again["event"]}) == 3
    await api.ok("DELETE", "/workflows/note")
    assert (await api("POST", f"{run}/replay")).status == 409
    for act in ("retry", "cancel", "replay"):
        assert (await api("POST", f"/runs/none/{act}")).status == 404


async def test_a_message_without_a_mail_connection_is_written_down(api: Api) -> None:
    mail = {"to": "team@example.com", "subject": "Order {{ order.name }}", "body": "Look: {{ order.total }}"}
    drawn = noting(
        slots={"mail": {"kind": ["email"]}},
        steps=[
            {"id": "start", "type": "order.created", "settings": {}},
            {"id": "end", "type": "message.email", "settings": mail},
        ],
    )
    shop = await live(api, drawn)
    await order(api, shop)
    [line] = (await api.until("/runs?workflow=note", ended))["items"]
    assert line["status"] == "done", await api.ok("GET", f"/runs/{line['id']}")
    [message] = (await api.ok("GET", f"/outbox?run={line['id']}"))["items"]
    assert (message["to"], message["subject"]) == ("team@example.com", "Order #1")
    assert "129.00" in (await api.ok("GET", f"/outbox/{message['id']}"))["text"]
    [_, step] = (await api.ok("GET", f"/runs/{line['id']}"))["steps"]
    assert (step["effect"]["effect"], step["effect"]["to"]) == ("SendEmail", "team@example.com")
    assert step["input"] == mail
    assert (await api("GET", "/outbox/none")).status == 404


# --------------------------------------------------------------------------------------------------- test runs

EVENT = {
    "name": "order.created",
    "subject": "order:1001",
    "data": {"order": EXAMPLES["Order"], "customer": EXAMPLES["Customer"]},
}


async def test_a_test_run_does_nothing_and_tells_everything(api: Api) -> None:
    await api.ok("POST", "/workflows", document())
    now = api.services.world.now()
    before = await api.services.db.read(figures, now)
    found = await api.ok("POST", "/workflows/thanks/test", {"event": EVENT})
    assert found["starts"] is True
    run = found["run"]
    assert run["status"] == "done", run
    assert [(step["step"], step["port"]) for step in run["steps"]] == [
        ("start", "next"),
        ("big", "then"),
        ("tag", "next"),
        ("wait", "next"),
        ("mail", "next"),
    ]
    assert [(one["step"], one["effect"]["effect"]) for one in found["noted"]][:1] == [("tag", "AddTags")]
    assert found["noted"][-1]["effect"]["subject"] == "Thank you"
    assert all(one["because"] for one in found["noted"])
    assert run["steps"][3]["finished"] > run["steps"][3]["started"], "the clock jumped over the wait"
    assert await api.services.db.read(figures, now) == before, "the real journal knows nothing of it"
    assert (await api.ok("GET", "/runs?workflow=thanks"))["items"] == []


async def test_a_test_run_takes_the_draft_and_an_event_that_is_kept(api: Api) -> None:
    shop = await live(api, noting())
    await order(api, shop)
    [event] = (await api.until("/events", lambda page: len(page["items"]) > 0))["items"]
    await api.ok("PUT", "/workflows/note", {"document": document(id="note")})
    found = await api.ok("POST", "/workflows/note/test", {"event_id": event["id"]})
    assert len(found["run"]["steps"]) >= 3, "the draft, not what is live"
    assert (await api("POST", "/workflows/note/test", {"event_id": "none"})).status == 404
    for body in ({}, {"event_id": event["id"], "event": EVENT}, {"event": {"nme": "x"}}):
        assert (await api("POST", "/workflows/note/test", body)).status == 422


async def test_a_test_run_says_why_nothing_starts_and_what_is_not_right(api: Api) -> None:
    await api.ok("POST", "/workflows", document())
    other = {**EVENT, "name": "order.paid"}
    found = await api.ok("POST", "/workflows/thanks/test", {"event": other})
    assert (found["starts"], found["run"], found["noted"]) == (False, None, [])
    assert found["because"]
    await api.ok("PUT", "/workflows/thanks", {"document": document(steps=[], edges=[])})
    refused = await api("POST", "/workflows/thanks/test", {"event": EVENT})
    assert refused.status == 422
    assert refused.json()["error"]["problems"]
