"""Whatever a store tells starts the workflows that wait for it, and what it can't tell or do is refused when drawn."""

from __future__ import annotations

import json
from typing import Any

import pytest

from app.connectors.shopify.events import TELLS, TOPICS
from app.connectors.woocommerce.events import TELLS as WOO_TELLS
from app.core.document import Workflow
from app.core.happenings import Told
from app.core.match import matches
from app.core.node import Ask, Context, Trigger
from app.core.plan import compile_flow
from app.engine.flows import Candidate
from app.engine.world import LiveFlow
from app.nodes import catalogue
from tests.api.conftest import ENDED, Api, Program
from tests.connectors.test_shopify import FILES, events, sample
from tests.support.stores import shopify, shopify_order

TRIGGERS = {kind: node for kind, node in catalogue().items() if issubclass(node, Trigger)}
CHANGES = {"order.updated", "customer.updated", "product.updated"}
"""Told, and heard by the triggers that ask what changed; so only where something is known of before."""
UNHEARD = {"checkout.created", *CHANGES}
THE_END = {"shop.erasure_requested"}
"""After it there is no store that a workflow could do anything in."""


def waiting_for(name: str) -> list[str]:
    """The triggers that need nothing but the event's name to start."""
    return [
        kind
        for kind, node in TRIGGERS.items()
        if name in node.listens and all(not info.is_required() for info in node.model_fields.values())
    ]


def drawn(kind: str, ident: str = "w") -> dict[str, Any]:
    return {
        "version": 1,
        "id": ident,
        "name": kind,
        "slots": {"shop": {"kind": ["shopify", "woocommerce", "demo"]}},
        "steps": [{"id": "start", "type": kind, "settings": {}}],
        "edges": [],
    }


@pytest.mark.parametrize("name", sorted((TELLS | WOO_TELLS) - THE_END))
def test_every_event_has_a_trigger(name: str) -> None:
    assert waiting_for(name), name


@pytest.mark.parametrize("topic", sorted(set(TOPICS) & set(FILES)))
def test_every_topic_starts_its_trigger(topic: str) -> None:
    """From the message as it comes; the trigger then has what it is about, or asks for it."""
    for event in events(topic, sample(topic)):
        kinds = waiting_for(event.name)
        flows = [compile_flow(Workflow.model_validate(drawn(kind)), catalogue()) for kind in kinds]
        live = [Candidate(kind, 1, LiveFlow(flow)) for kind, flow in zip(kinds, flows, strict=True)]
        started = matches(event, live)
        assert event.name in CHANGES | THE_END or started
        for one in started:
            happened = {"name": event.name, "subject": event.subject, "at": event.at.isoformat()}
            names = {**event.data, "event": happened, "shop": {}, "steps": {}}
            went = TRIGGERS[one.id]().decide(Context(event.at, "r", "start", "s", 0, names))
            assert str(went.because)
            assert isinstance(went, Ask) or set(names) >= {
                name for name in ("order",) if name in TRIGGERS[one.id]().gives()
            }


async def test_messages_start_runs_of_their_triggers(api: Api) -> None:
    """Through the door, for all triggers that ask the store for nothing."""
    shop = await api.shopify()
    told = [kind for kind, node in TRIGGERS.items() if issubclass(node, Told) and not node.effects]
    alone = [kind for kind in told if TELLS & set(TRIGGERS[kind].listens)]
    assert len(alone) > 30
    for number, kind in enumerate(alone):
        await api.ok(
            "POST", "/workflows", {"document": drawn(kind, f"w{number}"), "bindings": {"shop": shop}}
        )
        await api.ok("POST", f"/workflows/w{number}/publish")
    for number, topic in enumerate(sorted(set(TOPICS) & set(FILES))):
        headers, body = shopify(topic, special(topic), f"m{number}")
        assert (await Program(api.app).ask("POST", f"/hooks/{shop}", body, headers)).status == 202
    started = {
        f"w{number}"
        for number, kind in enumerate(alone)
        if any(
            set(TRIGGERS[kind].listens) & {e.name for e in events(t, special(t))}
            for t in set(TOPICS) & set(FILES)
        )
    }
    assert len(started) > 30
    page = await api.until(
        "/runs?limit=200",
        lambda page: (
            {run["workflow"] for run in page["items"]} >= started
            and all(run["status"] in ENDED for run in page["items"])
        ),
    )
    assert {run["status"] for run in page["items"] if run["workflow"] in started} == {"done"}


def special(topic: str) -> dict[str, Any]:
    """The sample, as it is where something went right."""
    body = sample(topic)
    return {**body, "completed_at": "2026-03-27T09:00:00Z"} if topic == "checkouts/update" else body


# ---------------------------------------------------------------------------------------------------- refusals


async def woo(api: Api) -> str:
    settings = {"url": "https://shop.example.com", "webhook_secret": "whsec"}
    made = await api.ok("POST", "/connections", {"kind": "woocommerce", "name": "Woo", "settings": settings})
    return str(made["id"])


async def test_a_trigger_that_the_store_never_tells_of_is_refused(api: Api) -> None:
    shops = {"woocommerce": await woo(api), "shopify": await api.shopify()}
    said = {
        (
            "order.return_requested",
            "woocommerce",
        ): "WooCommerce does not tell of returns, so this workflow would never start",
        (
            "order.edited",
            "woocommerce",
        ): "WooCommerce does not tell of “Items of an order changed”, so this workflow would never start",
        (
            "order.put_on_hold",
            "shopify",
        ): "Shopify does not tell of “Order put on hold”, so this workflow would never start",
        ("order.return_requested", "shopify"): "",
        ("order.cancelled", "woocommerce"): "",
        ("order.cancelled", "shopify"): "",
    }
    for number, ((kind, shop), sentence) in enumerate(said.items()):
        path = f"/workflows/w{number}"
        await api.ok(
            "POST", "/workflows", {"document": drawn(kind, f"w{number}"), "bindings": {"shop": shops[shop]}}
        )
        problems = (await api.ok("POST", f"{path}/check"))["problems"]
        assert [p["message"] for p in problems if p["code"] == "never"] == ([sentence] if sentence else []), (
            kind
        )
        assert (await api("POST", f"{path}/publish")).status == (422 if sentence else 200)


async def test_a_step_that_the_store_cant_do_is_refused(api: Api) -> None:
    document = drawn("order.created")
    document["steps"].append({"id": "hold", "type": "fulfilment.held", "settings": {}})
    await woo(api)
    lacking = [
        (kind, node)
        for kind, node in catalogue().items()
        if node.kind == "action" and node.meta.connection == "shop" and kind.startswith("shopify.")
    ]
    kind, node = lacking[0]
    settings = dict(node.examples[0].settings)
    document["steps"][1] = {"id": "act", "type": kind, "settings": settings}
    document["edges"] = [{"source": "start", "port": "next", "target": "act"}]
    await api.ok("POST", "/workflows", {"document": document})
    problems = (await api.ok("POST", "/workflows/w/check"))["problems"]
    [problem] = [one for one in problems if one["code"] == "cannot"]
    assert problem["step"] == "act"
    assert problem["message"] == f"WooCommerce can't do “{node.meta.title}”"


async def test_the_catalogue_says_on_which_platforms_a_trigger_works(api: Api) -> None:
    nodes = {node["type"]: node["platforms"] for node in (await api.ok("GET", "/nodes"))["items"]}
    assert nodes["order.created"] == ["demo", "shopify", "woocommerce"]
    assert nodes["order.restored"] == ["woocommerce"]
    assert nodes["subscription.created"] == ["shopify"]
    assert nodes["time.schedule"] == []


# ------------------------------------------------------------------------------------------- own fields, raw


async def test_own_fields_and_the_stores_own_words_are_read_by_name(api: Api) -> None:
    shop = await api.shopify()
    document = drawn("order.created")
    document["slots"]["mail"] = {"kind": ["email"]}
    asked = [
        {"field": "order.custom.engraving", "operator": "equals", "value": "for mum"},
        {"field": "order.custom.reviews.stars", "operator": "greater_than", "value": 4},
        {"field": "order.raw.customer.state", "operator": "equals", "value": "disabled"},
    ]
    text = "{{ order.custom.engraving }} / {{ order.raw.merchant_business_entity_id }}"
    mail = {"to": "a@example.com", "subject": "New", "body": text}
    document["steps"] += [
        {"id": "ask", "type": "logic.check", "settings": {"all": asked}},
        {"id": "mail", "type": "message.email", "settings": mail},
    ]
    document["edges"] = [
        {"source": "start", "port": "next", "target": "ask"},
        {"source": "ask", "port": "then", "target": "mail"},
    ]
    saved = await api.ok("POST", "/workflows", {"document": document, "bindings": {"shop": shop}})
    assert [
        p
        for p in (await api.ok("POST", f"/workflows/{saved['id']}/check"))["problems"]
        if p["code"] != "outbox"
    ] == []
    await api.ok("POST", "/workflows/w/publish")
    told = [
        {"namespace": "custom", "key": "engraving", "value": "For Mum", "type": "single_line_text_field"},
        {"namespace": "reviews", "key": "stars", "value": "5", "type": "number_integer"},
    ]
    headers, body = shopify("orders/create", {**shopify_order(1), "metafields": told}, "w1")
    assert (await Program(api.app).ask("POST", f"/hooks/{shop}", body, headers)).status == 202
    [line] = (
        await api.until("/runs?workflow=w", lambda page: any(r["status"] in ENDED for r in page["items"]))
    )["items"]
    run = await api.ok("GET", f"/runs/{line['id']}")
    assert [step["step"] for step in run["steps"]] == ["start", "ask", "mail"], run
    [sent] = (await api.ok("GET", "/outbox"))["items"]
    letter = await api.ok("GET", f"/outbox/{sent['id']}")
    assert "For Mum / MTU0ODM4MDAwOQ" in json.dumps(letter)
    [event] = (await api.ok("GET", "/events?name=order.created"))["items"]
    kept = (await api.ok("GET", f"/events/{event['id']}"))["data"]["order"]
    assert kept["custom"] == {"engraving": "For Mum", "reviews": {"stars": 5}}
    assert "raw" not in kept
