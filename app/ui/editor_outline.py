"""A draft as a nested list: every step once, every arrow once, and where another step can be put."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import networkx

from app.core import graph, stop_rules
from app.core.document import Step
from app.core.drawing import Catalogue, node_of, ways
from app.core.node import FAILED
from app.core.placeholders import spoken
from app.core.ports import port_words
from app.core.problems import Problem
from app.core.sentence import Sentence
from app.ui.editor_view import Draft

DEEPEST = 40

Comes = Literal["apart", "on", "beside", "meets"]
"""How the list comes to a step: from no other step, from the line above (or by the way that the list hangs on), by that
way as well, or from further up, where it is said by "goes on with"."""


@dataclass(frozen=True, slots=True)
class Way:
    """A way out of a step, with the steps on it. ``open``: a step can be put at its head."""

    port: str
    label: Sentence
    shown: bool
    open: bool
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A step in the list. ``again``: it is listed in full elsewhere, where ways meet.

    ``onward``: the one way by which the next line follows, "" where the path parts or ends; ``open``: a step can be put
    there.
    """

    step: Step
    title: Sentence
    icon: str
    kind: str
    summary: Sentence | None
    problems: tuple[Problem, ...]
    ways: tuple[Way, ...] = ()
    again: bool = False
    comes: Comes = "on"
    onward: str = ""
    open: bool = False
    stops: Sentence | None = None
    """At the start: when runs stop by themselves."""


def outline(draft: Draft, catalogue: Catalogue) -> tuple[list[Line], list[Line]]:
    """The steps as a nested list: the flow from its start, and the loose steps."""
    return _Outline(draft, catalogue).both()


class _Outline:
    def __init__(self, draft: Draft, catalogue: Catalogue) -> None:
        self.document, self.catalogue = draft.document, catalogue
        self.stops = stop_rules.told_shortly(stop_rules.of_drawing(draft.document, catalogue)[1])
        self.problems: dict[str, list[Problem]] = {}
        for problem in draft.problems:
            self.problems.setdefault(problem.step or "", []).append(problem)
        self.steps = {step.id: step for step in draft.document.steps}
        self.graph = draft.document.graph()
        self.graph.remove_nodes_from([one for one in self.graph if one not in self.steps])
        self.leads: dict[str, dict[str, list[str]]] = {step: {} for step in self.steps}
        for edge in self.document.edges:
            if edge.source in self.steps and edge.target in self.steps:
                self.leads[edge.source].setdefault(edge.port, []).append(edge.target)
        self.seen: set[str] = set()
        self.later: list[str] = []
        """Steps that hang too deep to be nested there."""
        self.above: dict[str, str] = {}
        """The step that all ways to another one pass last."""
        for step in self.steps:
            if not self._before(step):
                self.above = {**networkx.immediate_dominators(self.graph, step), **self.above}
        self.meetings: dict[str, list[str]] = {}
        for step in self.steps:
            if self._before(step) > 1 and step in self.above:
                self.meetings.setdefault(self.above[step], []).append(step)

    def both(self) -> tuple[list[Line], list[Line]]:
        heads = [step for step in self.document.steps if not self._before(step.id)]
        start = [step for step in heads if self._kind(step) == "trigger"]
        flow = [line for step in start for line in self._path(step.id)]
        flow += self._deep()
        loose = [line for step in heads if step not in start for line in self._path(step.id)]
        loose += self._deep()
        for step in self.steps:  # a file may hold steps that go round in a circle: nothing is their head
            if step not in self.seen:
                loose += self._path(step)
                loose += self._deep()
        return flow, loose

    def _before(self, step_id: str) -> int:
        return len(set(self.graph.predecessors(step_id)))

    def _kind(self, step: Step) -> str:
        node = self.catalogue.get(step.type)
        return node.kind if node else "action"

    def _deep(self) -> Iterator[Line]:
        while self.later:
            step = self.later.pop(0)
            if step not in self.seen:
                yield from self._path(step, comes="meets")

    def _path(self, step_id: str, deep: int = 0, comes: Comes = "apart") -> list[Line]:
        """A chain of steps reads as one list; where ways part it nests, and goes on where they meet again."""
        lines: list[Line] = []
        open_: list[tuple[str, Comes]] = [(step_id, comes)]
        while open_:
            here, comes = open_.pop(0)
            step = self.steps[here]
            if here in self.seen or deep > DEEPEST:
                if here not in self.seen:
                    self.later.append(here)
                lines.append(self._line(step, comes, again=True))
                continue
            self.seen.add(here)
            own = ways(step, self.catalogue)
            leads = {
                port: self.leads[here].get(port, []) for port in dict.fromkeys([*own, *self.leads[here]])
            }
            plain = [port for port in leads if port != FAILED]
            meeting = self.meetings.get(here, [])
            straight = len(plain) == 1 and len(leads[plain[0]]) <= 1 and not leads.get(FAILED)
            if not straight:
                nested = tuple(self._way(port, port in own, to, deep) for port, to in leads.items())
                lines.append(self._line(step, comes, nested))
                open_[:0] = [(one, "meets") for one in meeting]
                continue
            lines.append(self._line(step, comes, onward=plain[0], open_=plain[0] in own))
            for one in leads[plain[0]]:
                if self._before(one) == 1 or one in meeting:
                    open_.insert(0, (one, "on"))
                else:
                    lines.append(self._line(self.steps[one], "on", again=True))
        return lines

    def _way(self, port: str, known: bool, targets: list[str], deep: int) -> Way:
        lines: list[Line] = []
        for target in targets:
            comes: Comes = "beside" if lines else "on"
            if self._before(target) > 1:
                lines.append(self._line(self.steps[target], comes, again=True))
            else:
                lines += self._path(target, deep + 1, comes)
        return Way(port, port_words(port), port != FAILED or bool(targets), known, tuple(lines))

    def _line(
        self,
        step: Step,
        comes: Comes,
        nested: tuple[Way, ...] = (),
        again: bool = False,
        onward: str = "",
        open_: bool = False,
    ) -> Line:
        node, kind = node_of(step, self.catalogue), self.catalogue.get(step.type)
        try:
            summary = spoken(node.summary()) if node else None
        except Exception:  # unfinished settings may hold anything, and have a problem of their own
            summary = None
        return Line(
            step,
            graph.title_of(step, self.catalogue),
            kind.meta.icon if kind else "circle-alert",
            kind.kind if kind else "action",
            summary,
            tuple(self.problems.get(step.id, ())),
            nested,
            again,
            comes,
            onward,
            open_,
            self.stops if kind and kind.kind == "trigger" else None,
        )
