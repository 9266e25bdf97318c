"""Drawings in few words, and nodes that the catalogue does not have yet, for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.document import Workflow
from app.core.node import Action, Condition, Meta, Node, setting
from app.core.node import Path as NamePath
from app.nodes import catalogue as real_catalogue

SLOTS = {"shop": {"kind": ["shopify", "woocommerce", "demo"]}, "mail": {"kind": ["email"]}}
Part = tuple[str, str, Mapping[str, Any]]
Steps = Sequence[Part]
BIG = {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}


TAG = {"tags": ["vip"]}
MAIL = {"subject": "Hello", "body": "Hello"}


class ForEach(Action):
    """Goes through a list."""

    meta = Meta("Other")
    items: NamePath = setting("List", default="order.line_items")

    def ports(self) -> tuple[str, ...]:
        return ("each", "after")


class Fetch(Action):
    """Gives a refund."""

    meta = Meta("Other")
    gives_it: bool = setting("Gives", default=True)

    def gives(self) -> Mapping[str, str]:
        if not self.gives_it:
            raise ValueError("not finished")
        return {"refund": "Refund", "thing": "Unheard"}


class NeedsRefund(Condition):
    """Needs a refund."""

    meta = Meta("Needs", needs={"refund"})


CATALOGUE: Mapping[str, type[Node]] = {
    **real_catalogue(), "x.each": ForEach, "x.fetch": Fetch, "x.needs": NeedsRefund}  # fmt: skip


def drawing(steps: Steps, *arrows: str, slots: Mapping[str, Any] = SLOTS) -> Workflow:
    """``arrows``: "start > tag" by ``next``, "big then> tag" by another way."""
    edges = []
    for arrow in arrows:
        left, target = (part.strip() for part in arrow.split(">"))
        source, _, port = left.partition(" ")
        edges.append({"source": source, "port": port or "next", "target": target})
    document = {
        "id": "w1",
        "name": "Test",
        "slots": slots,
        "steps": [{"id": step, "type": kind, "settings": settings} for step, kind, settings in steps],
        "edges": edges,
    }
    return Workflow.model_validate(document)
