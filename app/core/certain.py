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
        return frozenset(networkx.ancestors(self.graph, step)) & self.reached

    def surely_before(self, step: str) -> frozenset[str]:
        """The steps that have run, and not failed, whenever this one begins.

        Never wrong, and sometimes too careful: a step is left out where only a closer look at every way would show it.
        """
        return self._surely(step)[0]

    def surely_left(self, step: str) -> frozenset[tuple[str, str]]:
        """By which way earlier steps have left whenever this one begins, where that is certain: (step, port)."""
        return self._surely(step)[1]

    def _surely(self, step: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        if step not in self._known:
            self._known[step] = self._look(step)
        return self._known[step]

    def _look(self, step: str) -> tuple[frozenset[str], frozenset[tuple[str, str]]]:
        before = self.before(step)
        sure: set[str] = set()
        todo: list[tuple[str, str]] = []
        at = step
        while at != self.head and (above := self._dominator.get(at)) is not None and above != at:
            at = above
            on = [
                port
                for port, targets in self._leads[at].items()
                if any(t == step or t in before for t in targets)
            ]
            if len(on) == 1:
                todo.append((at, on[0]))
            if not {"failed", "each"} & set(on):
                sure.add(at)
        seen: set[tuple[str, str]] = set()
        while todo:
            source, port = todo.pop()
            if (source, port) in seen:
                continue
            seen.add((source, port))
            for target in self._leads[source][port]:
                if target in before and target != step and port != "each":
                    ways = self._possible(target)
                    if "failed" not in ways:
                        sure.add(target)
                    if len(ways) == 1:
                        todo.append((target, ways[0]))
        return frozenset(sure), frozenset(seen)

    def _possible(self, step: str) -> tuple[str, ...]:
        """The ways a step may leave by; a failure without a drawn way ends the run, so it doesn't count."""
        return tuple(
            port for port in self.ways.get(step, ()) if port != "failed" or "failed" in self._leads[step]
        )

    def body_of(self, step: str) -> frozenset[str]:
        """The steps inside a loop: what its way ``each`` leads to."""
        entries = self._leads[step].get("each", [])
        return frozenset(entries).union(*(networkx.descendants(self.graph, entry) for entry in entries))
