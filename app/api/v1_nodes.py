"""What a workflow can be made of: the catalogue of nodes, and the document's schema."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Request

from app.api.common import speak
from app.api.shapes import Listing, NodeOut
from app.core.abilities import works_with
from app.core.document_schema import document_schema
from app.core.node import Node, Trigger
from app.core.sentence import Sentence
from app.engine.abilities import abilities
from app.engine.connecting import connectable
from app.web import allow, services

router = APIRouter(tags=["nodes"])


@router.get("/nodes", summary="The catalogue")
@allow("viewer")
async def nodes(request: Request) -> Listing[NodeOut]:
    """Every kind of step: triggers, conditions, actions."""
    say = speak(request)
    shown = [node_out(kind, say) for kind in services(request).catalogue.values()]
    return Listing[NodeOut](items=shown, next=None)


@router.get("/schema/workflow", summary="The document's JSON schema")
@allow("viewer")
async def workflow_schema(request: Request) -> dict[str, Any]:
    """JSON schema (2020-12) of a workflow document, with the settings of every kind of step."""
    return document_schema(services(request).catalogue)


def node_out(kind: type[Node], say: Callable[[Sentence | str], str]) -> NodeOut:
    """A node as the catalogue shows it, in the words of the asker's language."""
    example = kind.examples[0]
    made = kind.model_validate(dict(example.settings))
    return NodeOut(
        type=kind.node_type(),
        kind=kind.kind,
        title=say(kind.meta.title),
        description=say(inspect.cleandoc(kind.__doc__ or "")),
        icon=kind.meta.icon,
        ports=list(made.all_ports()),
        needs=sorted(kind.meta.needs),
        gives=dict(made.gives()),
        connection=kind.meta.connection or None,
        platforms=platforms(kind),
        listens=list(kind.listens) if issubclass(kind, Trigger) else [],
        settings=kind.model_json_schema(),
        example=dict(example.settings),
    )


def platforms(kind: type[Node]) -> list[str]:
    """The kinds of connection that tell what the node listens for and perform all that it asks for."""
    return works_with(kind, {name: abilities()[name] for name in connectable()})
