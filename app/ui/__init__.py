"""Floor 4 for people: one module per page."""

from __future__ import annotations

import importlib
import pkgutil

from fastapi import APIRouter, Depends, FastAPI

from app.ui.pages import error_page
from app.ui.stop import note_standstill

__all__ = ["error_page", "include", "routers"]


def routers() -> list[APIRouter]:
    """The ``router`` of every page module here; a new page is a new file and nothing else."""
    modules = [
        importlib.import_module(found.name) for found in pkgutil.iter_modules(__path__, f"{__name__}.")
    ]
    found = [getattr(module, "router", None) for module in modules]
    return [router for router in found if isinstance(router, APIRouter)]


def include(app: FastAPI) -> None:
    """Adds every page to the application; pages are no part of the API's description."""
    for router in routers():
        app.include_router(router, include_in_schema=False, dependencies=[Depends(note_standstill)])
