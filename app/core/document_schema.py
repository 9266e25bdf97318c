"""The JSON schema of a workflow document, with the settings of every kind of step (JSON Schema 2020-12)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic.json_schema import models_json_schema

from app.core.document import Workflow
from app.core.node import Node

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def document_schema(catalogue: Mapping[str, type[Node]]) -> dict[str, Any]:
    """The form of a document. The settings of a step are those of its kind; a kind that is not in the catalogue is
    kept as it is, so anything may stand there."""
    kinds = sorted(catalogue.items())
    places, whole = models_json_schema(
        [(Workflow, "validation"), *((kind, "validation") for _, kind in kinds)],
        ref_template="#/$defs/{model}",
    )
    parts: dict[str, Any] = whole["$defs"]
    step = next(
        part for part in parts.values() if {"settings", "type", "retry"} <= set(part.get("properties", ()))
    )
    step["allOf"] = [
        {
            "if": {"properties": {"type": {"const": name}}, "required": ["type"]},
            "then": {"properties": {"settings": places[kind, "validation"]}},
        }
        for name, kind in kinds
    ]
    root = places[Workflow, "validation"]["$ref"].removeprefix("#/$defs/")
    return {"$schema": DIALECT, **parts.pop(root), "$defs": parts}
