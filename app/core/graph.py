"""Whether a drawing is right: every problem at once, each at the step where it belongs.

networkx knows graphs; this file knows what a workflow's graph has to be. The names that steps read are checked in
``names_check``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from functools import partial

import networkx
from pydantic import ValidationError

from app.core import abilities, text
from app.core.abilities import Can
from app.core.bodies import crossings
from app.core.calls import Callee, quietly
from app.core.calls import problems as call_problems
from app.core.certain import Certainty
from app.core.document import Edge, Step, Workflow
from app.core.drawing import arrows, node_of, ways
from app.core.names_check import NameCheck
from app.core.node import Node, readings
from app.core.problems import Fix, Problem, Severity, errors
from app.core.refusals import refusals
from app.core.sentence import Sentence, because

__all__ = ["Fix", "Problem", "check", "errors", "title_of"]

Catalogue = Mapping[str, type[Node]]
OUTBOX = "mail"
"""The slot that needs no connection: messages then wait in the outbox."""


def check(
    document: Workflow,
    catalogue: Catalogue,
    *,
    facts: Mapping[str, str] | None = None,
    bound: Mapping[str, str] | None = None,
    workflows: Mapping[str, Callee] | None = None,
    can: Mapping[str, Can] | None = None,
) -> list[Problem]:
    """Every problem of a drawing, in the order of its steps.

    ``facts``: names that are there besides what steps give (a called workflow's inputs), with their shapes.
    ``bound``: the kind of the connection that each slot is bound to; None leaves bindings unchecked.
    ``workflows``: the workflows that can be called, by id; None leaves calls unchecked.
    ``can``: what each kind of connection tells and does; None leaves that unchecked.
    """
    found = [*_Check(document, catalogue, facts or {}, bound, workflows, can or {}).problems()]
    place = {step.id: n for n, step in enumerate(document.steps)}
    return sorted(found, key=lambda problem: place.get(problem.step or "", -1))


def title_of(step: Step, catalogue: Catalogue) -> Sentence:
    """What the screen calls a step."""
    kind = catalogue.get(step.type)
    return because(kind.meta.title) if kind else because("{type}", type=step.type)


class _Check:
    def __init__(
        self,
        document: Workflow,
        catalogue: Catalogue,
        facts: Mapping[str, str],
        bound: Mapping[str, str] | None,
        workflows: Mapping[str, Callee] | None,
        can: Mapping[str, Can],
    ) -> None:
        self.document, self.catalogue, self.facts, self.bound = document, catalogue, facts, bound
        self.workflows, self.can = workflows, can
        self.steps = {step.id: step for step in document.steps}
        self.triggers = [step for step in document.steps if self._is_trigger(step)]
        self.graph = document.graph()
        self.circles = [
            part for part in networkx.strongly_connected_components(self.graph) if self._round(part)
        ]
        self.reached = self._reached()

    def problems(self) -> Iterator[Problem]:
        yield from self._whole()
        yield from self._edges()
        yield from self._loops()
        for step in self.document.steps:
            yield from self._settings(step)
            yield from self._connection(step)
            yield from self._abilities(step)
        yield from self._bodies()
        yield from self._names()

    # ------------------------------------------------------------------------------------------------ helpers

    def _is_trigger(self, step: Step) -> bool:
        kind = self.catalogue.get(step.type)
        return kind is not None and kind.kind == "trigger"

    def _title(self, step_id: str) -> Sentence:
        step = self.steps.get(step_id)
        return title_of(step, self.catalogue) if step else because("{step}", step=step_id)

    def _reached(self) -> frozenset[str]:
        return frozenset().union(*({t.id, *networkx.descendants(self.graph, t.id)} for t in self.triggers))

    def _round(self, part: set[str]) -> bool:
        return len(part) > 1 or any(self.graph.has_edge(step, step) for step in part)

    def _weight(self, step_id: str) -> Severity:
        """A step that never runs breaks nothing."""
        return "error" if step_id in self.reached else "warning"

    # ------------------------------------------------------------------------------------------------ the whole

    def _whole(self) -> Iterator[Problem]:
        if not self.triggers:
            yield Problem(
                None, None, because("nothing starts this workflow yet: add a trigger"), "no_trigger"
            )
        for extra in self.triggers[1:]:
            yield Problem(
                extra.id,
                None,
                because(
                    "a workflow has one trigger, and “{first}” is it already",
                    first=self._title(self.triggers[0].id),
                ),
                "two_triggers",
                fix=Fix(because("Delete this trigger"), {"op": "delete", "step": extra.id}),
            )
        for step_id, count in Counter(step.id for step in self.document.steps).items():
            if count > 1:
                yield Problem(
                    step_id,
                    None,
                    because("{n} steps have the same id: {step}", n=count, step=step_id),
                    "duplicate_step",
                )
        for step in self.document.steps if self.triggers else ():
            if step.id not in self.reached:
                yield Problem(
                    step.id, None, because("nothing leads to this step, so it never runs"), "loose", "warning"
                )

    def _edges(self) -> Iterator[Problem]:
        seen: set[tuple[str, str, str]] = set()
        for edge in self.document.edges:
            key = (edge.source, edge.port, edge.target)
            if key in seen:
                yield self._bad_edge(
                    edge,
                    edge.source,
                    because("the same arrow to “{step}” is drawn twice", step=self._title(edge.target)),
                    "duplicate_edge",
                )
                continue
            seen.add(key)
            if edge.source not in self.steps:
                where = edge.target if edge.target in self.steps else None
                yield self._bad_edge(
                    edge,
                    where,
                    because("an arrow comes from a step that is not there: {step}", step=edge.source),
                    "unknown_step",
                )
            elif edge.target not in self.steps:
                yield self._bad_edge(
                    edge,
                    edge.source,
                    because("an arrow leads to a step that is not there: {step}", step=edge.target),
                    "unknown_step",
                )
            elif self._is_trigger(self.steps[edge.target]):
                yield self._bad_edge(
                    edge,
                    edge.target,
                    because("this step starts the workflow, so nothing can lead to it"),
                    "into_trigger",
                )
            elif self.steps[edge.source].type in self.catalogue and edge.port not in ways(
                self.steps[edge.source], self.catalogue
            ):
                yield self._bad_edge(
                    edge,
                    edge.source,
                    because("this step has no way out called “{port}”", port=edge.port),
                    "unknown_port",
                )

    def _bad_edge(self, edge: Edge, step: str | None, why: Sentence, code: str) -> Problem:
        op = {"op": "disconnect", "source": edge.source, "port": edge.port, "target": edge.target}
        return Problem(step, None, why, code, fix=Fix(because("Take the arrow away"), op))

    def _loops(self) -> Iterator[Problem]:
        for part in self.circles:
            first = next(step.id for step in self.document.steps if step.id in part)
            around = [source for source, *_rest in networkx.find_cycle(self.graph.subgraph(part), first)]
            if first in around:
                place = around.index(first)
                around = around[place:] + around[:place]
            yield Problem(
                around[0],
                None,
                because(
                    "these steps go round in a circle: {steps}",
                    steps=arrows([self._title(s) for s in (*around, around[0])]),
                ),
                "cycle",
            )

    # ------------------------------------------------------------------------------------------------ one step

    def _settings(self, step: Step) -> Iterator[Problem]:
        kind = self.catalogue.get(step.type)
        if kind is None:
            why = because(
                "this version of Storeflow has no step of the kind {type}; it is kept as it is",
                type=step.type,
            )
            yield Problem(step.id, None, why, "unknown_type", self._weight(step.id))
            return
        try:
            node = kind.model_validate(step.settings)
        except ValidationError as error:
            for field, why in refusals(error, kind):
                yield Problem(step.id, field or None, why, "settings", self._weight(step.id))
            return
        for field, item, is_text in readings(node):
            wrong = text.problem(item) if is_text else None
            if wrong is not None:
                yield Problem(step.id, field, wrong, "text", self._weight(step.id))

    def _connection(self, step: Step) -> Iterator[Problem]:
        kind = self.catalogue.get(step.type)
        slot = kind.meta.connection if kind else ""
        if not slot:
            return
        if slot not in self.document.slots:
            why = because(
                "this step acts through the connection “{slot}”, which the workflow does not name", slot=slot
            )
            yield Problem(step.id, None, why, "no_slot", self._weight(step.id))
        elif self.bound is not None and slot not in self.bound:
            if slot == OUTBOX:
                why = because("no e-mail connection is chosen, so messages wait in the outbox")
                yield Problem(step.id, None, why, "outbox", "warning")
            else:
                why = because("this step needs a connection: choose the one that “{slot}” means", slot=slot)
                yield Problem(step.id, None, why, "not_connected", self._weight(step.id))
        elif self.bound is not None:
            given, fitting = self.bound[slot], self.document.slots[slot].kind
            if given not in fitting and not (slot == OUTBOX and given == "outbox"):
                why = because(
                    "a connection of the kind {kind} does not fit here; {fitting} would",
                    kind=given,
                    fitting=fitting,
                )
                yield Problem(step.id, None, why, "wrong_connection", self._weight(step.id))

    def _abilities(self, step: Step) -> Iterator[Problem]:
        """What the chosen connections can't tell or do."""
        kind = self.catalogue.get(step.type)
        if kind is not None and self.bound is not None and self.can:
            node = node_of(step, self.catalogue)
            yield from abilities.problems(step.id, kind, node, self.bound, self.can, self._weight(step.id))

    # ------------------------------------------------------------------------------------------------ together

    def _bodies(self) -> Iterator[Problem]:
        """The body of a loop is closed, and does something."""
        led = {edge.target for edge in self.document.edges}
        heads = frozenset(t.id for t in self.triggers) or frozenset(self.steps).difference(led)
        for edge, why in crossings(self.document, heads, self._title):
            yield self._bad_edge(edge, edge.target if edge.target in self.steps else edge.source, why, "body")
        entered = {edge.source for edge in self.document.edges if edge.port == "each"}
        for step in self.document.steps:
            if step.id in self.reached - entered and "each" in ways(step, self.catalogue):
                why = because(
                    "no step is drawn inside “{loop}”, so it does nothing", loop=self._title(step.id)
                )
                yield Problem(step.id, None, why, "empty_loop", "warning")

    def _names(self) -> Iterator[Problem]:
        """What steps read and need, where the order of steps is clear."""
        if len(self.triggers) != 1 or self.circles:
            return
        head = self.triggers[0].id
        nodes = {
            step.id: node
            for step in self.document.steps
            if step.id in self.reached and (node := node_of(step, self.catalogue)) is not None
        }
        certainty = Certainty(
            self.document, head, {step: ways(self.steps[step], self.catalogue) for step in nodes}
        )
        known = self.workflows or {}
        called = {step: call for step, node in nodes.items() if (call := quietly(node.calls)) is not None}
        outputs = {
            step: known[call.workflow].outputs for step, call in called.items() if call.workflow in known
        }
        names = NameCheck(nodes, certainty, self.facts, self._title, frozenset(self.steps), outputs)
        for step in self.document.steps:
            if step.id in nodes and step.id != head:
                yield from names.of(step.id)
            if step.id in called and self.workflows is not None:
                shape = partial(names.shape, step.id)
                yield from call_problems(step.id, called[step.id], self.document, known, shape)
