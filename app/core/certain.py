"""Which steps have certainly run before another begins: by dominators, and by what the same way out leads to."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from functools import cached_property

import networkx

from app.core.document import Workflow


class Certainty:
    """Answers for one drawing that goes only forward. ``ways``: the ports of each step, drawn or not."""

    def __init__(self, document: Workflow, head: str, ways: Mapping[str, tuple[str, ...]]) -> None:
        self.head, self.ways = head, ways
        self.graph = document.graph()
        self._leads: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
        self._known: dict[str, tuple[frozenset[str], frozenset[tuple[str, str]]]] = {}
        for edge in document.edges:
            self._leads[edge.source][edge.port].append(edge.target)

    @cached_property
    def reached(self) -> frozenset[str]:
        """The steps that can run at all."""
        return frozenset({self.head, *networkx.descendants(self.graph, self.head)})

    @cached_property
    def _dominator(self) -> Mapping[str, str]:
        found: Mapping[str, str] = networkx.immediate_dominators(self.graph, self.head)
        return found

    def before(self, step: str) -> frozenset[str]:
        """The steps that may have run before it."""
        return self._before.get(step, frozenset())

    @cached_property
    def _before(self) -> Mapping[str, frozenset[str]]:
        """For all steps at once, each from the ones right above it: asking for one after the other is quadratic."""
        found: dict[str, frozenset[str]] = {}
        for step in networkx.topological_sort(self.graph.subgraph(self.reached)):
            above = [other for other in self.graph.predecessors(step) if other in self.reached]
            found[step] = frozenset(above).union(*(found[other] for other in above))
        return found

    def surely_before(self, step: str) -> frozenset[str]:
        """The steps that have run, and not failed, whenever this one begins.

        Never wrong, and sometimes too careful: a step is left out where only a closer look at every way would show it.
        """
        return self._surely(step)[0]

    def surely_left(self, step: str) -> frozenset[tuple[str, str]]:
        """By which way earlier steps have left whenever this one begins, where that is certain: (step, port)."""
        return self._surely(step)[1]

    def _surely(self, step: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        """What is certain at the step's dominator stays so below it: each step adds only what lies in between."""
        chain: list[str] = []
        at: str | None = step
        while at is not None and at not in self._known:
            chain.append(at)
            above = self._dominator.get(at)
            at = above if at != self.head and above != at else None
        for one in reversed(chain):
            self._known[one] = self._look(one)
        return self._known[step]

    def _look(self, step: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        above = self._dominator.get(step)
        if step == self.head or above is None or above == step:
            return frozenset(), frozenset()
        before = self.before(step)
        known, left = self._known[above]
        sure, seen = set(known), set(left)
        todo: list[tuple[str, str]] = []
        on = [
            port
            for port, targets in self._leads[above].items()
            if any(t == step or t in before for t in targets)
        ]
        if len(on) == 1:
            todo.append((above, on[0]))
        if not {"failed", "each"} & set(on):
            sure.add(above)
        entering = self.graph.in_edges(above, keys=True)
        if any((source, port) in left and port != "each" for source, _, port in entering):
            self._arrive(above, sure, todo)
        while todo:
            source, port = todo.pop()
            if (source, port) in seen:
                continue
            seen.add((source, port))
            for target in self._leads[source][port]:
                if target in before and target != step and port != "each":
                    self._arrive(target, sure, todo)
        return frozenset(sure), frozenset(seen)

    def _arrive(self, step: str, sure: set[str], todo: list[tuple[str, str]]) -> None:
        """A way that was certainly taken leads to the step."""
        ways = self._possible(step)
        if "failed" not in ways:
            sure.add(step)
        if len(ways) == 1:
            todo.append((step, ways[0]))

    def _possible(self, step: str) -> tuple[str, ...]:
        """The ways a step may leave by; a failure without a drawn way ends the run, so it doesn't count."""
        return tuple(
            port for port in self.ways.get(step, ()) if port != "failed" or "failed" in self._leads[step]
        )

    def body_of(self, step: str) -> frozenset[str]:
        """The steps inside a loop: what its way ``each`` leads to."""
        entries = self._leads[step].get("each", [])
        return frozenset(entries).union(*(networkx.descendants(self.graph, entry) for entry in entries))
