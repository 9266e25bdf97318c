"""``/api/v1``: everything that a program may do, one module per kind of thing."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Security
from fastapi.security import HTTPBearer

from app.api import (
    v1_brakes,
    v1_by_hand,
    v1_connections,
    v1_events,
    v1_import,
    v1_nodes,
    v1_outbox,
    v1_runs,
    v1_seen,
    v1_workflows,
)
from app.api.shapes import ErrorOut

LARGEST = 25 * 1024 * 1024
"""Bytes of a request's body: a ZIP of workflows may be that large."""
_bearer = HTTPBearer(
    scheme_name="token", description="`storeflow token create NAME` prints one.", auto_error=False
)
_ALWAYS: dict[int | str, dict[str, Any]] = {
    401: {"model": ErrorOut, "description": "No valid token."},
    403: {"model": ErrorOut, "description": "The token's role does not suffice."},
}


def router() -> APIRouter:
    """All routes. The gate in front of the application checks the token; ``_bearer`` only says so in OpenAPI."""
    whole = APIRouter(
        prefix="/api/v1",
        dependencies=[Security(_bearer)],
        responses=_ALWAYS,
        max_body_size=LARGEST,
    )
    # the fixed addresses under /workflows come before /workflows/{id}
    for module in (
        v1_nodes,
        v1_connections,
        v1_seen,
        v1_import,
        v1_workflows,
        v1_by_hand,
        v1_events,
        v1_runs,
        v1_outbox,
        v1_brakes,
    ):
        whole.include_router(module.router)
    return whole
