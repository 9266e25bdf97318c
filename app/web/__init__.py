"""Between the engine and the two doors: one gate in front of every page and every API route.

``install(app, services)`` puts it up. Routes say who may use them with ``@allow``, ``@public`` or ``@always``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from fastapi import FastAPI
from starlette.requests import HTTPConnection

from app.web.access import allow, always, at_least, public, setting_up
from app.web.answers import ErrorPage, Trouble, add_handlers
from app.web.assets import Assets
from app.web.door import Application, Door
from app.web.gate import Gate
from app.web.visit import Visit, person, visit

if TYPE_CHECKING:
    from app.engine.services import Services

__all__ = [
    "Application",
    "Assets",
    "ErrorPage",
    "Gate",
    "Trouble",
    "Visit",
    "allow",
    "always",
    "at_least",
    "install",
    "person",
    "public",
    "services",
    "setting_up",
    "visit",
]


def install(app: FastAPI, services: Services, error_page: ErrorPage | None = None) -> None:
    """Puts up the gate, the error answers and the static files. ``error_page``: how trouble looks to people."""
    app.state.services = services
    app.state.assets = Assets()
    if error_page is not None:
        app.state.error_page = error_page
    app.add_route("/static/{version}/{name:path}", app.state.assets.route())
    add_handlers(app)
    app.add_middleware(cast(Any, Gate), owner=app, services=services)
    if isinstance(app, Application):
        app.door = Door(app, services)


def services(request: HTTPConnection) -> Services:
    """The parts of this running Storeflow."""
    return cast("Services", request.app.state.services)
