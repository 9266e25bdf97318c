"""Random drawings: what the runner makes of them is what plain recursion does, whoever kills it meanwhile."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.core.document import Workflow
from app.core.sentence import Json
from app.engine.world import World
from tests.engine.lives import Outside, Story, kills
from tests.engine.odd_nodes import NODES
from tests.engine.plain import Came, Plain
from tests.engine.scenes import drawn, order, paid

PORTS = {
    "check": ("then", "otherwise"), "wait": ("happened", "timed_out"), "loop": ("after", "failed"),
    "broken": ("next", "failed"), "sub": ("next", "failed"), "line": ("next", "failed"),
}  # fmt: skip
"""The ways that arrows are drawn from; all others have ``next``."""
EVERY = 40
"""Runs with so many writes are killed before and after each; longer ones at some of them."""
PLAINLY = ["tag", "call", "check", "pause", "wait", "broken"]


class Calling(Story):
    """A story in which workflows can call each other."""

    def world(self) -> World:
        async def live(workflow: str) -> int:
            return 1

        return replace(super().world(), live_version=live)


class Pen:
    """Draws frames at random: each step hangs on one or two before it, by one of their ways.

    ``in_line``: each hangs on the one before it, so that nothing goes on beside anything else.
    """

    def __init__(self, draw: st.DrawFn, letter: str, *, in_line: bool) -> None:
        self.draw, self.letter, self.in_line = draw, letter, in_line
        self.steps: dict[str, Any] = {}
        self.arrows: list[str] = []

    def frame(self, source: str, port: str, kinds: list[str], most: int, depth: int = 0) -> None:
        """``source.port``: where it hangs."""
        own: list[tuple[str, str]] = []
        for number in range(self.draw(st.integers(1, most))):
            step, kind = f"{self.letter}{len(self.steps)}", self.draw(st.sampled_from(kinds))
            self.steps[step] = self._settings(step, kind)
            if number == 0:
                self.arrows.append(f"{source}.{port}>{step}")
            for above in self._above(number):
                name, its = own[above]
                self.arrows.append(f"{name}.{self.draw(st.sampled_from(PORTS.get(its, ('next',))))}>{step}")
            own.append((step, kind))
            if kind == "loop":
                inner = [*PLAINLY, "line", "line", *(["loop"] if depth == 0 else [])]
                self.frame(step, "each", inner, 3, depth + 1)

    def _above(self, number: int) -> set[int]:
        if self.in_line or not number:
            return {number - 1} if number else set()
        return self.draw(st.sets(st.integers(0, number - 1), min_size=1, max_size=2))

    def _settings(self, step: str, kind: str) -> Any:
        hours = self.draw(st.integers(1, 30))
        match kind:
            case "tag":
                return ("tag", {"tag": step})
            case "call":
                return ("call", {"body": step})
            case "pause":
                return ("pause", {"hours": hours})
            case "wait":
                return ("pause", {"hours": hours, "event": "order.paid"})
            case "sub":
                return ("sub", {"workflow": "called"})
            case "loop":
                items = self.draw(st.sampled_from(["order.lines", "order.odd"]))
                policy = self.draw(st.sampled_from(["stop", "skip"]))
                return (
                    "loop",
                    {
                        "items": items,
                        "at_once": 1 if self.in_line else self.draw(st.integers(1, 3)),
                        "on_failure": policy,
                    },
                )
        return kind

    def document(self, name: str) -> dict[str, Json]:
        """What was drawn."""
        return drawn(name, self.steps, " ".join(dict.fromkeys(self.arrows)))


@st.composite
def stories(draw: st.DrawFn) -> tuple[list[dict[str, Json]], str, bool]:
    """A workflow, the one that it may call, the order's total, and whether the order gets paid."""
    in_line = draw(st.booleans())
    called, main = Pen(draw, "c", in_line=in_line), Pen(draw, "s", in_line=in_line)
    called.frame("start", "next", [*PLAINLY, "loop"] if draw(st.booleans()) else ["tag", "pause", "give"], 3)
    main.frame("start", "next", [*PLAINLY, "tag", "check", "loop", "loop", "sub", "stop"], 7)
    return (
        [main.document("w"), called.document("called")],
        draw(st.sampled_from(["129.00", "7.00"])),
        draw(st.booleans()),
    )


def told(documents: list[dict[str, Json]], total: str, is_paid: bool, grouped: bool) -> Calling:
    event = order(1, total)
    facts = {("order", "1"): {**event.data["order"], "tags": []}}
    events = [event, paid(1, 30)] if is_paid else [event]
    return Calling([*documents], events, NODES, Outside(facts), grouped=grouped)


def agree(story: Story, plain: Came) -> None:
    """The runner did what plain recursion does; where a frame ends before its time, nothing else than it may."""
    outcome = story.outcome()
    went: Mapping[str, str] = {key: port for (_, _, key), (port, _) in outcome["steps"].items()}
    [(_, _, status)] = outcome["status"]
    assert status in (plain.ends or {"done"})
    cut = (
        {"after"} if "stopped" in plain.ends else set[str]()
    )  # a loop goes no further once its run was stopped
    assert all(port == plain.may[key] or port in cut for key, port in went.items())
    assert plain.must <= set(went)
    assert not outcome["waits"]
    acted = [key.rsplit("/")[-1] for key, port in went.items() if port == "next"]
    tagged = {step for step in acted if story_kind(story, step) == "tag"}
    assert set(outcome["facts"]["order", "1"][0]) >= tagged


def story_kind(story: Story, step: str) -> str:
    return next((s["type"][2:] for d in story.documents for s in d["steps"] if s["id"] == step), "")


@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(stories(), st.booleans(), st.randoms(use_true_random=False))
def test_the_runner_does_what_plain_recursion_does(
    drawn_: tuple[list[dict[str, Json]], str, bool], grouped: bool, dice: Any
) -> None:
    documents, total, is_paid = drawn_
    facts = order(1, total).data["order"]
    plain = Plain({d["id"]: Workflow.model_validate(d) for d in documents}, facts, is_paid).workflow("w")
    whole = told(documents, total, is_paid, grouped).run()
    agree(whole, plain)
    exact = sequential(documents) or (not plain.ends and len(plain.must) == len(plain.may))
    writes = whole.disk.writes
    plans = kills(whole) if writes <= EVERY else [_plan(dice, writes, 1)]
    for plan in [*plans, _plan(dice, writes, 3)]:
        killed = told(documents, total, is_paid, grouped).run(plan)
        agree(killed, plain)
        if exact:
            assert killed.outcome() == whole.outcome(), plan


def _plan(dice: Any, writes: int, count: int) -> dict[int, str]:
    numbers = dice.sample(range(writes * 2), k=min(count, writes))
    return {number: dice.choice(("before", "after")) for number in numbers}


def sequential(documents: list[dict[str, Json]]) -> bool:
    """Whether one step follows the other everywhere: then a failure or a stop has one outcome, whoever is quicker."""
    for document in documents:
        ways = [(edge["source"], edge["port"]) for edge in document["edges"]]
        rounds = [
            step["settings"].get("at_once", 1) for step in document["steps"] if step["type"] == "t.loop"
        ]
        if len(ways) != len(set(ways)) or any(at_once > 1 for at_once in rounds):
            return False
    return True
