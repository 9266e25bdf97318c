"""Scenes for the kill tests: small workflows, each with a trap of its own; one scene a line."""

# fmt: off
from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from app.core.events import Event
from app.core.sentence import Json
from tests.engine.lives import START, Outside, Story
from tests.engine.odd_nodes import NODES


def drawn(name: str, steps: Mapping[str, Any], arrows: str) -> dict[str, Json]:
    """A document in short: steps as type or (type, settings), arrows as "a>b a.then>c"."""
    rows = [{"id": "start", "type": "t.called" if name == "called" else "t.start", "settings": {}}]
    for step, what in steps.items():
        kind, settings = what if isinstance(what, tuple) else (what, {})
        rows.append({"id": step, "type": f"t.{kind}", "settings": settings})
    edges = []
    for arrow in arrows.split():
        left, target = arrow.split(">")
        source, _, port = left.partition(".")
        edges.append({"source": source, "port": port or "next", "target": target})
    return {"version": 1, "id": name, "name": name, "steps": rows, "edges": edges}


def order(number: int, total: str = "129.00", minutes: int = 0) -> Event:
    """An order as an event."""
    lines = [{"n": n} for n in range(3)]
    facts = {
        "order": {
            "id": str(number),
            "total": total,
            "tags": [],
            "email": "anna@example.com",
            "lines": lines,
            "odd": [{"n": 1}, {}, {"n": 3}],
        }
    }
    return Event(
        "order.created", f"order:{number}", START + timedelta(minutes=minutes), f"created-{number}", facts
    )


def paid(number: int, minutes: int) -> Event:
    """Its payment."""
    return Event(
        "order.paid",
        f"order:{number}",
        START + timedelta(minutes=minutes),
        f"paid-{number}",
        {"order": {"id": str(number)}},
    )


DRAWINGS: dict[str, tuple[list[dict[str, Json]], list[Event]]] = {
    "plain": ([drawn("w", {"a": ("tag", {"tag": "vip"}), "b": "call"}, "start>a a>b")], [order(1)]),
    "branch": (
        [
            drawn(
                "w",
                {"c": "check", "a": ("tag", {"tag": "big"}), "b": ("tag", {"tag": "small"})},
                "start>c c.then>a c.otherwise>b",
            )
        ],
        [order(1), order(2, "20.00")],
    ),
    "own doing": (
        [
            drawn(
                "w",
                {
                    "a": ("tag", {"tag": "vip"}),
                    "c": ("check", {"tag": "vip"}),
                    "b": "call",
                    "d": ("tag", {"tag": "no"}),
                },
                "start>a a>c c.then>b c.otherwise>d",
            )
        ],
        [order(1)],
    ),
    "wait": (
        [
            drawn(
                "w",
                {
                    "a": ("tag", {"tag": "x"}),
                    "p": ("pause", {"hours": 72}),
                    "c": "check",
                    "b": "call",
                    "d": ("tag", {"tag": "cheap"}),
                },
                "start>a a>p p>c c.then>b c.otherwise>d",
            )
        ],
        [order(1)],
    ),
    "mail": ([drawn("w", {"a": "mail", "b": ("tag", {"tag": "mailed"})}, "start>a a>b")], [order(1)]),
    "mail, failure drawn": (
        [
            drawn(
                "w",
                {"a": "mail", "b": ("tag", {"tag": "ok"}), "c": ("tag", {"tag": "bad"})},
                "start>a a>b a.failed>c",
            )
        ],
        [order(1)],
    ),
    "parallel": (
        [
            drawn(
                "w",
                {
                    "a": ("tag", {"tag": "l"}),
                    "b": ("call", {"body": "beside"}),
                    "p": ("pause", {"hours": 2}),
                    "j": ("tag", {"tag": "joined"}),
                },
                "start>a start>b start>p a>j b>j p>j",
            )
        ],
        [order(1)],
    ),
    "dead branch joins": (
        [
            drawn(
                "w",
                {"c": "check", "a": ("tag", {"tag": "l"}), "b": "call", "j": ("tag", {"tag": "joined"})},
                "start>c c.then>a c.otherwise>b a>j b>j",
            )
        ],
        [order(1), order(2, "5.00")],
    ),
    "event came": (
        [
            drawn(
                "w",
                {
                    "p": ("pause", {"hours": 48, "event": "order.paid"}),
                    "a": ("tag", {"tag": "paid"}),
                    "b": ("tag", {"tag": "late"}),
                },
                "start>p p.happened>a p.timed_out>b",
            )
        ],
        [order(1), order(2), paid(1, 30)],
    ),
    "ladder": (
        [drawn("w", {"l": "ladder", "c": ("check", {"tag": "two"}), "a": "call"}, "start>l l>c c.then>a")],
        [order(1)],
    ),
    "count": (
        [drawn("w", {"n": "count", "a": ("tag", {"tag": "third"})}, "start>n n.then>a")],
        [order(n, minutes=n) for n in range(1, 6)],
    ),
    "keep": ([drawn("w", {"o": "once", "b": "call"}, "start>o o>b")], [order(1), order(2)]),
    "stop": (
        [
            drawn(
                "w",
                {"s": "stop", "a": ("tag", {"tag": "after"}), "b": ("tag", {"tag": "beside"})},
                "start>s s>a start>b",
            )
        ],
        [order(1)],
    ),
    "broken": ([drawn("w", {"x": "broken", "a": ("tag", {"tag": "after"})}, "start>x x>a")], [order(1)]),
    "broken, drawn": (
        [drawn("w", {"x": "broken", "a": ("tag", {"tag": "saved"})}, "start>x x.failed>a")],
        [order(1)],
    ),
    "loop": (
        [
            drawn(
                "w",
                {"l": ("loop", {"items": "order.lines"}), "i": "line", "a": ("tag", {"tag": "after"})},
                "start>l l.each>i l.after>a",
            )
        ],
        [order(1)],
    ),
    "loop, two at once, waiting": (
        [
            drawn(
                "w",
                {
                    "l": ("loop", {"items": "order.lines", "at_once": 2}),
                    "p": ("pause", {"hours": 5}),
                    "i": "line",
                    "a": ("tag", {"tag": "after"}),
                },
                "start>l l.each>p p>i l.after>a",
            )
        ],
        [order(1)],
    ),
    "loop, a round fails": (
        [
            drawn(
                "w",
                {
                    "l": ("loop", {"items": "order.odd"}),
                    "i": "line",
                    "a": ("tag", {"tag": "after"}),
                    "f": ("tag", {"tag": "failed"}),
                },
                "start>l l.each>i l.after>a l.failed>f",
            )
        ],
        [order(1)],
    ),
    "loop, a round is skipped": (
        [
            drawn(
                "w",
                {
                    "l": ("loop", {"items": "order.odd", "on_failure": "skip"}),
                    "i": "line",
                    "a": ("tag", {"tag": "after"}),
                },
                "start>l l.each>i l.after>a",
            )
        ],
        [order(1)],
    ),
    "loop in a loop": (
        [
            drawn(
                "w",
                {
                    "l": ("loop", {"items": "order.lines"}),
                    "m": ("loop", {"items": "order.lines"}),
                    "i": "line",
                    "a": ("tag", {"tag": "after"}),
                },
                "start>l l.each>m m.each>i l.after>a",
            )
        ],
        [order(1)],
    ),
    "call": (
        [
            drawn("w", {"s": ("sub", {"workflow": "called"}), "a": "call"}, "start>s s>a"),
            drawn(
                "called",
                {"p": ("pause", {"hours": 3}), "t": ("tag", {"tag": "inside"}), "g": "give"},
                "start>p p>t t>g",
            ),
        ],
        [order(1)],
    ),
    "call that fails": (
        [
            drawn("w", {"s": ("sub", {"workflow": "called"}), "a": ("tag", {"tag": "after"})}, "start>s s>a"),
            drawn("called", {"x": "broken"}, "start>x"),
        ],
        [order(1)],
    ),
    "pages": (
        [
            drawn(
                "w",
                {
                    "g": "get",
                    "p": ("pause", {"hours": 3}),
                    "l": ("loop", {"items": "steps.g.items"}),
                    "i": "line",
                    "s": ("say", {"text": "{{ items.size }} of {{ steps.g.count }}, {{ steps.g.more }}"}),
                },
                "start>g g>p p>l l.each>i l.after>s",
            )
        ],
        [order(1)],
    ),
    "pages, no more than five": (
        [
            drawn(
                "w",
                {"g": ("get", {"most": 5}), "s": ("say", {"text": "{{ items.size }} {{ steps.g.more }}"})},
                "start>g g>s",
            )
        ],
        [order(1)],
    ),
    "pages, then a second turn": (
        [
            drawn(
                "w",
                {
                    "g": "get_and_tag",
                    "h": "get",
                    "a": ("say", {"text": "{{ order.tags }}"}),
                    "j": ("say", {"text": "{{ steps.h.items.last.n }}"}),
                },
                "start>g start>h g>a a>j h>j",
            )
        ],
        [order(1)],
    ),
    "large values": (
        [
            drawn(
                "w",
                {
                    "b": "big",
                    "p": ("pause", {"hours": 3}),
                    "l": ("loop", {"items": "order.lines"}),
                    "i": ("say", {"text": "{{ item.n }} {{ steps.b.text | size }}"}),
                    "h": ("hand", {"path": "steps.b.list"}),
                    "q": ("pause", {"hours": 3}),
                    "s": ("say", {"text": "{{ handed.size }} {{ steps.b.near }}"}),
                },
                "start>b b>p p>l l.each>i l.after>h h>q q>s",
            )
        ],
        [order(1)],
    ),
    "large values of a called workflow": (
        [
            drawn(
                "w",
                {
                    "c": ("sub_of", {"workflow": "called"}),
                    "p": ("pause", {"hours": 3}),
                    "s": ("say", {"text": "{{ steps.c.handed.size }} {{ steps.c.handed.last.n }}"}),
                },
                "start>c c>p p>s",
            ),
            drawn(
                "called",
                {"g": "get", "p": ("pause", {"hours": 3}), "h": ("hand", {"path": "items", "stop": True})},
                "start>g g>p p>h",
            ),
        ],
        [order(1)],
    ),
    "two workflows": (
        [
            drawn("w", {"a": ("tag", {"tag": "a"})}, "start>a"),
            drawn("v", {"p": ("pause", {"hours": 1}), "b": "call"}, "start>p p>b"),
        ],
        [order(1)],
    ),
}


def story(name: str, **options: Any) -> Story:
    """A scene, ready to be lived."""
    documents, events = DRAWINGS[name]
    facts = {
        ("order", event.data["order"]["id"]): dict(event.data["order"])
        for event in events
        if event.name == "order.created"
    }
    return Story(
        documents,
        events,
        NODES,
        Outside({key: {**fact, "tags": []} for key, fact in facts.items()}),
        **options,
    )
