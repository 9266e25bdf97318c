"""Workflows that a drawing calls, as the check and the paragraph need them; read only where a step calls one."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from app.core.calls import Callee, callee, quietly
from app.core.document import Workflow
from app.core.drawing import node_of
from app.core.node import Node, WorkflowId
from app.store import workflows


def callees(conn: Connection, document: Workflow, catalogue: Mapping[str, type[Node]]) -> dict[str, Callee]:
    """Every workflow that can be called, by id, where the document calls any; else nothing."""
    nodes = (node_of(step, catalogue) for step in document.steps)
    if not any(node is not None and _calls(node) for node in nodes):
        return {}
    found: dict[str, Callee] = {}
    for saved in workflows.list_all(conn):
        if saved.live is not None and saved.id != document.id:
            found[saved.id] = callee(workflows.version(conn, saved.id, saved.live).document, catalogue)
    return found


def _calls(node: Node) -> bool:
    """Whether it calls another workflow, or will once that is chosen."""
    fields = type(node).model_fields.values()
    return quietly(node.calls) is not None or any(
        isinstance(mark, WorkflowId) for info in fields for mark in info.metadata
    )
