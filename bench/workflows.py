"""The workflows that are measured. Each listens on the connection that is called like it."""

import itertools
from typing import Any

from app.core.document import Workflow

BIG = {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}
HUGE = {"all": [{"field": "order.total", "operator": "greater_than", "value": "400"}]}
BODY = '{"order_id": {{ order.id | json }}, "step": "%s"}'


def _step(ident: str, type_: str, **settings: Any) -> dict[str, Any]:
    return {"id": ident, "type": type_, "settings": settings}


def _chain(name: str, *steps: dict[str, Any], **more_slots: Any) -> Workflow:
    """Steps one after the other: a condition goes on by ``then``."""
    ports = {"logic.check": "then"}
    edges = [
        {"source": one["id"], "port": ports.get(one["type"], "next"), "target": two["id"]}
        for one, two in itertools.pairwise(steps)
    ]
    return Workflow.model_validate(
        {"version": 1, "id": name, "name": name, "slots": {"shop": {"kind": ["shopify"]}, **more_slots},
         "steps": list(steps), "edges": edges}
    )  # fmt: skip


def _start() -> dict[str, Any]:
    return _step("start", "order.created")


def _call(ident: str, sink: str) -> dict[str, Any]:
    return _step(ident, "http.request", method="POST", url=sink, body=BODY % ident)


def _checks(*idents: str) -> list[dict[str, Any]]:
    return [_step(ident, "logic.check", **BIG) for ident in idents]


def document(name: str, sink: str) -> Workflow | None:
    """The workflow of that name; None for the connection ``idle``, on which nothing listens. Raises KeyError."""
    big = _step("big", "logic.check", **BIG)
    wait = _step("wait", "time.wait", amount=3, unit="days")
    match name:
        case "idle":
            return None
        case "action":
            return _chain(name, _start(), big, _call("tell", sink))
        case "noop":
            return _chain(name, _start(), big, _step("end", "logic.stop", reason="large order"))
        case "four":
            return _chain(name, _start(), *_checks("a", "b"), _call("tell", sink))
        case "ten":
            calls = [_call(f"tell{n}", sink) for n in (1, 2, 3)]
            return _chain(
                name,
                _start(),
                *_checks("a", "b"),
                calls[0],
                *_checks("c", "d"),
                calls[1],
                *_checks("e", "f"),
                calls[2],
            )
        case "sleep":
            # names what the event was about; the order itself would be read again, from a store that is not there
            body = '{"about": {{ event.subject | json }}, "step": "tell"}'
            tell = _step("tell", "http.request", method="POST", url=sink, body=body)
            return _chain(name, _start(), wait, tell)
        case "mail":
            mail = _step(
                "mail",
                "message.email",
                to="owner@example.com",
                subject="Order {{ order.name }}",
                body="Large.",
            )
            huge = _step("huge", "logic.check", **HUGE)
            return _chain(name, _start(), huge, mail, mail={"kind": ["email"]})
    raise KeyError(name)
