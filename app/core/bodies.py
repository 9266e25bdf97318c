"""The bodies of loops are closed: what ``each`` leads to hangs on nothing else, and ``after`` goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import networkx

from app.core.document import Edge, Workflow
from app.core.sentence import Sentence, because

Title = Callable[[str], Sentence]


def crossings(document: Workflow, heads: frozenset[str], title: Title) -> Iterator[tuple[Edge, Sentence]]:
    """The arrows that cross the edge of a loop's body, and why each can't be. ``heads``: where the workflow begins.

    A step that can also be reached around the loop is outside of it.
    """
    told: set[tuple[str, str, str]] = set()
    steps = {step.id for step in document.steps}
    for loop in sorted({edge.source for edge in document.edges if edge.port == "each"} & steps):
        outside = _reached(document, heads | {loop}, without=loop)
        inside = _reached(document, frozenset({loop})) - outside
        for edge in document.edges:
            entry = edge.source == loop and edge.port == "each"
            if (edge.source, edge.port, edge.target) in told or edge.target not in outside:
                continue
            if entry:
                around = [one for one in document.edges if one.target == edge.target and one.source != loop]
                for one in around or [edge]:
                    told.add((one.source, one.port, one.target))
                    yield (
                        one,
                        because(
                            "the steps inside “{loop}” are its own: no arrow from outside can lead into them",
                            loop=title(loop),
                        ),
                    )
            elif edge.source in inside:
                told.add((edge.source, edge.port, edge.target))
                yield (
                    edge,
                    because(
                        "the steps inside “{loop}” are its own: what comes after all of them hangs on its way “after”",
                        loop=title(loop),
                    ),
                )


def _reached(document: Workflow, start: frozenset[str], *, without: str = "") -> frozenset[str]:
    """The steps that can be reached from start, itself included; not by the way ``each`` of the loop ``without``."""
    graph: networkx.DiGraph[str] = networkx.DiGraph()
    graph.add_nodes_from(step.id for step in document.steps)
    for edge in document.edges:
        if not (edge.source == without and edge.port == "each"):
            graph.add_edge(edge.source, edge.target)
    return frozenset(start).union(*(networkx.descendants(graph, one) for one in start if one in graph))
