"""For machines: ``/hooks/{connection}``, ``/api/v1/...``, ``/api/openapi.json``, ``/healthz``, ``/metrics``."""

from __future__ import annotations

from fastapi import FastAPI

from app.api import health, hooks, v1
from app.web import public

__all__ = ["include"]


def include(app: FastAPI) -> None:
    """Puts all doors for machines into the application; the stores' door first, as it is in a hurry."""
    app.router.routes.insert(0, hooks.route())
    app.include_router(health.router)
    app.include_router(v1.router())
    for route in app.routes:
        if getattr(route, "path", None) == app.openapi_url:
            public(route.endpoint)  # type: ignore[attr-defined]
