"""Drawings in few words, for tests."""

from collections.abc import Mapping, Sequence
from typing import Any

from app.core.document import Workflow

SLOTS = {"shop": {"kind": ["shopify", "woocommerce", "demo"]}, "mail": {"kind": ["email"]}}
Steps = Sequence[tuple[str, str, Mapping[str, Any]]]
BIG = {"all": [{"field": "order.total", "operator": "greater_than", "value": "100"}]}


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
