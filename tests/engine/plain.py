"""The runner's rival: the same drawings, read by plain recursion, with no journal, no tasks and no clock."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from app.core.document import Step, Workflow
from app.core.sentence import Json


@dataclass
class Came:
    """What comes of a frame. ``may``: the port of every step that may run; ``must``: those that surely do.

    ``ends``: how the frame may end before its time (``failed``, ``stopped``); empty where it goes to the end. Which
    other steps run in a frame that ends so depends on who was quicker, so none of them must.
    """

    may: dict[str, str] = field(default_factory=dict)
    must: set[str] = field(default_factory=set)
    ends: set[str] = field(default_factory=set)

    def take(self, inner: Came) -> None:
        """A frame within."""
        self.may |= inner.may
        self.must |= inner.must


@dataclass
class Plain:
    """Reads workflows. ``paid``: whether the event that some steps wait for comes."""

    documents: Mapping[str, Workflow]
    order: Mapping[str, Json]
    paid: bool

    def workflow(self, name: str, prefix: str = "") -> Came:
        """A workflow from its start."""
        document = self.documents[name]
        inside = {step.id for step in document.steps for step in self._below(document, step, "each")}
        heads = {step.id for step in document.steps if step.type in ("t.start", "t.called")}
        steps = [step for step in document.steps if step.id not in inside]
        return self._frame(document, steps, heads, prefix, None)

    def _below(self, document: Workflow, step: Step, port: str) -> list[Step]:
        todo = [edge.target for edge in document.edges if (edge.source, edge.port) == (step.id, port)]
        found: list[str] = []
        while todo:
            here = todo.pop()
            if here not in found:
                found.append(here)
                todo += [edge.target for edge in document.edges if edge.source == here]
        return [one for one in document.steps if one.id in found]

    def _frame(self, document: Workflow, steps: list[Step], heads: set[str], prefix: str, item: Json) -> Came:
        came, left = Came(), dict[str, str]()
        members = {step.id for step in steps}

        def port_of(step: Step) -> str:
            if step.id not in left:
                left[step.id] = leave(step) if step.id in heads or any(
                    port_of(next(one for one in steps if one.id == edge.source)) == edge.port
                    for edge in document.edges
                    if edge.target == step.id and edge.source in members
                ) else "-"  # fmt: skip
            return left[step.id]

        def leave(step: Step) -> str:
            key, port = prefix + step.id, self._port(document, step, prefix + step.id, item, came)
            drawn = {edge.port for edge in document.edges if edge.source == step.id}
            came.may[key] = "next" if port == "stop" else port
            came.must.add(key)
            if port == "stop" or (port == "failed" and "failed" not in drawn):
                came.ends.add("stopped" if port == "stop" else "failed")
                return "-"
            return port

        for step in steps:
            port_of(step)
        if came.ends:
            came.must.clear()
        return came

    def _port(self, document: Workflow, step: Step, key: str, item: Json, came: Came) -> str:
        match step.type.removeprefix("t."):
            case "check":
                return "then" if float(self.order["total"]) > 100 else "otherwise"
            case "pause":
                waits = "happened" if self.paid else "timed_out"
                return waits if step.settings.get("event") else "next"
            case "line":
                return "next" if "n" in item else "failed"
            case "broken":
                return "failed"
            case "stop" | "give":
                return "stop"
            case "sub":
                inner = self.workflow(step.settings["workflow"], f"{key}/")
                came.take(inner)
                return "failed" if "failed" in inner.ends else "next"
            case "loop":
                return self._rounds(document, step, key, came)
        return "next"

    def _rounds(self, document: Workflow, loop: Step, key: str, came: Came) -> str:
        body = self._below(document, loop, "each")
        heads = {edge.target for edge in document.edges if (edge.source, edge.port) == (loop.id, "each")}
        nested = {step.id for one in body for step in self._below(document, one, "each")}
        steps = [step for step in body if step.id not in nested]
        rounds: list[Came] = []
        items: Any = self.order[loop.settings["items"].removeprefix("order.")]
        for number, item in enumerate(items):
            inner = self._frame(document, steps, heads, f"{key}[{number}]/", item)
            inner.may[f"{key}[{number}]"] = "failed" if inner.ends else "next"
            inner.must.add(f"{key}[{number}]")
            rounds.append(inner)
        stops = loop.settings["on_failure"] == "stop" and any(inner.ends for inner in rounds)
        for inner in rounds:
            if stops:
                inner.must.clear()
            came.take(inner)
        return "failed" if stops else "after"
