"""Scenes for the kill tests: small workflows, each with a trap of its own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from app.core.effects import AddTags, Answer, CountEvent, HttpRequest, Keep, SendEmail
from app.core.events import Event
from app.core.node import Action, Ask, Context, Example, Go, Meta, Node, Trigger, Wait
from app.core.sentence import Json, because
from tests.engine.lives import START, Outside, Story


class Start(Trigger):
    """An order came."""

    meta = Meta("Order came")
    listens = ("order.created",)
    examples = (Example({}, ""),)

    def gives(self) -> Mapping[str, str]:
        return {"order": "Order"}


class Tag(Action):
    """Tags the order."""

    meta = Meta("Tag", needs={"order"}, connection="shop")
    effects = (AddTags,)
    tag: str

    def decide(self, ctx: Context) -> Go | Ask:
        effect = AddTags(thing="order", id=ctx.get("order.id"), tags=(self.tag,))
        return Ask(because("tags {tag}", tag=self.tag), effect)


class Check(Node):
    """Whether the order has a tag, or a total above 100."""

    kind = "condition"
    meta = Meta("Check", needs={"order"})
    tag: str = ""

    def ports(self) -> tuple[str, ...]:
        return ("then", "otherwise")

    def decide(self, ctx: Context) -> Go | Ask:
        if self.tag:
            return Go(
                because("tags are {tags}", tags=sorted(ctx.get("order.tags"))),
                "then" if self.tag in ctx.get("order.tags") else "otherwise",
            )
        big = float(ctx.get("order.total")) > 100
        return Go(
            because("{total} asked for 100", total=ctx.get("order.total")), "then" if big else "otherwise"
        )


class Mail(Action):
    """Writes to somebody."""

    meta = Meta("Mail", needs={"order"}, connection="mail")
    effects = (SendEmail,)
    subject: str = "Thanks"

    def decide(self, ctx: Context) -> Go | Ask:
        return Ask(
            because("mails {subject}", subject=self.subject),
            SendEmail(to="anna@example.com", subject=self.subject),
        )


class Call(Action):
    """Calls an address."""

    meta = Meta("Call")
    effects = (HttpRequest,)
    body: str = ""

    def decide(self, ctx: Context) -> Go | Ask:
        return Ask(
            because("calls"),
            HttpRequest(url="https://example.com", body=self.body or str(ctx.find("order.tags"))),
        )

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        return Go(
            because("answered {status}", status=answer.value["status"]),
            output={"status": answer.value["status"]},
        )


class Pause(Action):
    """Waits for hours, or for an event."""

    meta = Meta("Pause")
    hours: float
    event: str = ""

    def ports(self) -> tuple[str, ...]:
        return ("happened", "timed_out") if self.event else ("next",)

    def decide(self, ctx: Context) -> Go | Ask:
        since = datetime.fromisoformat(ctx.get("event.at"))
        wait = Wait(
            ctx.now + timedelta(hours=self.hours),
            self.event,
            ctx.get("event.subject") if self.event else "",
            since if self.event else None,
        )
        return Ask(because("waits"), wait)

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        if not self.event:
            return Go(because("waited"))
        return Go(
            because("it {came}", came=answer.came), "happened" if answer.came == "event" else "timed_out"
        )


class Ladder(Action):
    """Four turns: tags, waits, tags again, calls."""

    meta = Meta("Ladder", needs={"order"}, connection="shop")
    effects = (AddTags, HttpRequest)

    def decide(self, ctx: Context) -> Go | Ask:
        return Ask(because("first rung"), AddTags(thing="order", id=ctx.get("order.id"), tags=("one",)))

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        rungs: list[Any] = [
            Wait(ctx.now + timedelta(hours=1)),
            AddTags(thing="order", id=ctx.get("order.id"), tags=("two",)),
            HttpRequest(url="https://example.com/ladder", body=str(sorted(ctx.get("order.tags")))),
        ]
        if ctx.turn <= len(rungs):
            return Ask(because("rung {n}", n=ctx.turn), rungs[ctx.turn - 1])
        return Go(because("up with {tags}", tags=sorted(ctx.get("order.tags"))))


class Count(Action):
    """Counts the orders of an hour; the third one is special."""

    meta = Meta("Count")

    def ports(self) -> tuple[str, ...]:
        return ("then", "otherwise")

    def decide(self, ctx: Context) -> Go | Ask:
        at = datetime.fromisoformat(ctx.get("event.at"))
        return Ask(
            because("counts"), CountEvent(name="orders", subject="all", at=at, window=timedelta(hours=1))
        )

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        return Go(
            because("it is number {n}", n=answer.value["count"]),
            "then" if answer.value["count"] == 3 else "otherwise",
        )


class Once(Action):
    """Keeps who came first."""

    meta = Meta("Once")

    def decide(self, ctx: Context) -> Go | Ask:
        return Ask(because("keeps"), Keep(name="first", subject="x", value=ctx.get("order.id")))

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        return Go(because("first was {id}", id=answer.value["value"]))


class Broken(Action):
    """Raises what no node should."""

    meta = Meta("Broken")

    def decide(self, ctx: Context) -> Go | Ask:
        return Go(because("{x}", x=1 // 0))


class Stop(Action):
    """Ends the run."""

    meta = Meta("Stop")

    def decide(self, ctx: Context) -> Go | Ask:
        return Go(because("enough"), stop=True)


NODES: dict[str, type[Node]] = {
    "t.start": Start,
    "t.tag": Tag,
    "t.check": Check,
    "t.mail": Mail,
    "t.call": Call,
    "t.pause": Pause,
    "t.ladder": Ladder,
    "t.count": Count,
    "t.once": Once,
    "t.broken": Broken,
    "t.stop": Stop,
}


def drawn(name: str, steps: Mapping[str, Any], arrows: str) -> dict[str, Json]:
    """A document in short: steps as type or (type, settings), arrows as "a>b a.then>c"."""
    rows = [{"id": "start", "type": "t.start", "settings": {}}]
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
    facts = {"order": {"id": str(number), "total": total, "tags": [], "email": "anna@example.com"}}
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
