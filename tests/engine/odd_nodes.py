"""Nodes for the scenes: each does one thing that the runner must get right, and some do what none should."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, ClassVar, Literal

from app.core.effects import AddTags, Answer, CountEvent, Effect, HttpRequest, Keep, SendEmail
from app.core.node import Action, Ask, Context, Each, Example, Go, Meta, Node, Path, Text, Trigger, Wait
from app.core.node import Call as WorkflowCall
from app.core.sentence import Sentence, because


class ReadLines(Effect):
    """All lines that somebody keeps, in pages of two."""

    kind: ClassVar[Literal["read", "write", "state"]] = "read"
    repeat: ClassVar[Literal["safe", "key", "never"]] = "safe"
    paged: ClassVar[str] = "items"
    cursor: str = ""
    most: int = 0

    def sentence(self) -> Sentence:
        return because("reads lines")

    def assume(self) -> Answer:
        return Answer({"items": [{"n": 7}], "next": None}, assumed=True)


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


class Loop(Action):
    """Goes through a list."""

    meta = Meta("Loop")
    items: str
    at_once: int = 1
    on_failure: Literal["stop", "skip"] = "stop"

    def ports(self) -> tuple[str, ...]:
        return ("each", "after", "failed")

    def decide(self, ctx: Context) -> Go | Ask:
        return Ask(because("goes through"), Each(self.items, self.at_once, self.on_failure))

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        return Go(
            because("{n} rounds, {failed} failed", n=answer.value["count"], failed=answer.value["failed"]),
            "after",
        )


class Line(Action):
    """Calls for one item; an item without a number breaks."""

    meta = Meta("Line")
    effects = (HttpRequest,)

    def decide(self, ctx: Context) -> Go | Ask:
        return Ask(
            because("line {n}", n=ctx.get("item.n")),
            HttpRequest(url="https://example.com/line", body=str(ctx.get("item.n"))),
        )


class Called(Trigger):
    """When another workflow calls."""

    meta = Meta("Called")


class Sub(Action):
    """Calls another workflow."""

    meta = Meta("Sub")
    workflow: str

    def decide(self, ctx: Context) -> Go | Ask:
        return Ask(
            because("calls {workflow}", workflow=self.workflow),
            WorkflowCall(self.workflow, {"order": ctx.get("order")}),
        )

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        return Go(because("got {x}", x=answer.value.get("x")), output=answer.value)


class Give(Action):
    """Gives something back."""

    meta = Meta("Give")

    def decide(self, ctx: Context) -> Go | Ask:
        return Go(because("gives"), output={"x": ctx.get("order.id")}, stop=True)


class Get(Action):
    """Reads lines."""

    meta = Meta("Get")
    effects = (ReadLines,)
    most: int = 0

    def gives(self) -> Mapping[str, str]:
        return {"items": "List"}

    def decide(self, ctx: Context) -> Go | Ask:
        return Ask(because("reads lines"), ReadLines(most=self.most))


class GetAndTag(Get):
    """Reads lines, then tags: its first answer has to be kept."""

    meta = Meta("Get and tag", needs={"order"})
    effects = (ReadLines, AddTags)

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        if ctx.turn == 1:
            tag = f"{answer.value['count']} of {len(answer.value['items'])}"
            return Ask(because("tags"), AddTags(thing="order", id=ctx.get("order.id"), tags=(tag,)))
        return Go(because("tagged"), output={"n": 1})


class Big(Action):
    """Gives a long text and a list."""

    meta = Meta("Big")
    much: int = 30_000

    def decide(self, ctx: Context) -> Go | Ask:
        output = {"text": "x" * self.much, "list": [{"n": n} for n in range(self.much // 10)], "near": 1}
        return Go(because("is big"), output=output)


class Say(Action):
    """Calls with a text."""

    meta = Meta("Say")
    effects = (HttpRequest,)
    text: Text

    def decide(self, ctx: Context) -> Go | Ask:
        return Ask(because("says"), HttpRequest(url="https://example.com/say", body=ctx.text(self.text)))


class Hand(Action):
    """Gives a value back to who called, or to the steps after it."""

    meta = Meta("Hand")
    path: Path
    stop: bool = False

    def gives(self) -> Mapping[str, str]:
        return {"handed": "List"}

    def decide(self, ctx: Context) -> Go | Ask:
        return Go(because("hands on"), output={"handed": ctx.get(self.path)}, stop=self.stop)


class SubOf(Sub):
    """Calls another workflow and hands its list on."""

    meta = Meta("Sub of")

    def settle(self, ctx: Context, answer: Answer) -> Go | Ask:
        return Go(because("got {n}", n=len(answer.value["handed"])), output=answer.value)


NODES: dict[str, type[Node]] = {
    "t.start": Start,
    "t.tag": Tag,
    "t.check": Check,
    "t.mail": Mail,
    "t.call": Call,
    "t.pause": Pause,
    "t.ladder": Ladder,
    "t.loop": Loop,
    "t.line": Line,
    "t.called": Called,
    "t.sub": Sub,
    "t.give": Give,
    "t.count": Count,
    "t.once": Once,
    "t.broken": Broken,
    "t.stop": Stop,
    "t.get": Get,
    "t.get_and_tag": GetAndTag,
    "t.big": Big,
    "t.say": Say,
    "t.hand": Hand,
    "t.sub_of": SubOf,
}
