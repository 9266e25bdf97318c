"""A workflow as it is drawn, stored, exported and shared: the JSON of the format's version 1.

Positions are decoration: every connected step has an automatic slot and at most an ``offset`` from it; loose
steps (not connected, never run) carry a ``position``. Connections are never inside: a document names *slots*.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from uuid import uuid4

import networkx
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

StepId = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""Step ids stand in journal keys such as ``each[3]/tag~1``, so they hold letters, digits, ``-`` and ``_`` only."""

NodeType = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]+(\.[a-z0-9_]+)+$", max_length=80)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120)]
Rule = Literal["bought", "cancelled", "refunded", "unsubscribed"]
"""What ends a run by itself before a message or a payment: ``app.core.stop_rules``."""
MAX_STEPS = 2000
MOST_TRIES = 100
MOST_PAUSE = 86_400
"""Seconds."""


class Part(BaseModel):
    """What all parts of a document have in common: unknown keys are refused by name, never dropped."""

    model_config = ConfigDict(extra="forbid")


class Slot(Part):
    """A place for a connection: the kinds that fit into it."""

    kind: list[str] = Field(min_length=1)


class Retry(Part):
    """How often a step tries to act when its service does not answer, and how long it pauses in between.

    ``tries``: the first one included; 1 means that it is not tried again. ``pause``: seconds between two tries;
    without it they grow from try to try.
    """

    tries: int = Field(ge=1, le=MOST_TRIES)
    pause: float | None = Field(default=None, ge=0, le=MOST_PAUSE)


class Step(Part):
    """A node placed in a workflow, with its settings. ``retry``: None leaves it to the product."""

    id: StepId
    type: NodeType
    settings: dict[str, Any] = Field(default_factory=dict)
    offset: tuple[float, float] | None = None
    position: tuple[float, float] | None = None
    note: str | None = Field(default=None, max_length=2000)
    retry: Retry | None = None


class Edge(Part):
    """An arrow: leaves ``source`` by ``port`` and leads to ``target``."""

    source: StepId
    port: StepId = "next"
    target: StepId


class Note(Part):
    """A note on the canvas, tied to no step."""

    id: StepId
    text: str = Field(max_length=4000)
    position: tuple[float, float] = (0, 0)


class Workflow(Part):
    """What the owner draws."""

    version: Literal[1] = 1
    id: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")] = Field(
        default_factory=lambda: str(uuid4())
    )
    name: Name
    notes: list[Note] = Field(default_factory=list, max_length=200)
    slots: dict[str, Slot] = Field(default_factory=dict)
    one_at_a_time: Literal["subject", "customer"] | None = None
    """Runs about the same thing (the event's subject: an order, a product) or the same customer wait for each other."""
    stops: list[Rule] | None = Field(default=None, max_length=4)
    """The stop rules that hold; None leaves it to the product, which goes by what starts the workflow."""
    steps: list[Step] = Field(default_factory=list, max_length=MAX_STEPS)
    edges: list[Edge] = Field(default_factory=list, max_length=MAX_STEPS * 4)

    def step(self, step_id: str) -> Step | None:
        """The step with that id, if there is one."""
        return next((step for step in self.steps if step.id == step_id), None)

    def graph(self) -> networkx.MultiDiGraph[str]:
        """The drawing as a graph: nodes in document order, edges keyed by port."""
        graph: networkx.MultiDiGraph[str] = networkx.MultiDiGraph()
        graph.add_nodes_from(step.id for step in self.steps)
        for edge in self.edges:
            graph.add_edge(edge.source, edge.target, key=edge.port)
        return graph

    def to_json(self) -> dict[str, Any]:
        """The document as JSON. What is not there (no note, no offset) is left out, so that two files compare well."""
        document = self.model_dump(mode="json", exclude_none=True)
        return {
            key: value for key, value in document.items() if value != [] or key in ("stops", "steps", "edges")
        }
