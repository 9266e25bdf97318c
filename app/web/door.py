"""The short way in: a store's message goes to its door before everything that is made for pages and programs.

Telemetry, error pages, routing and the gate's questions would cost a third of what taking a message in costs; it needs
none of them, as it is known by its signature alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from fastapi.telemetry import TelemetryConfig
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from app.web.gate import HOOKS
from app.web.hosts import Hosts

if TYPE_CHECKING:
    from app.engine.services import Services


class Application(FastAPI):
    """FastAPI with that door in front of it."""

    def __init__(self, **options: Any) -> None:
        # we have logs and metrics of our own
        quiet: TelemetryConfig = {"tracing": False, "metrics": False, "logs": False}
        super().__init__(**options, telemetry=quiet)
        self.door: Door | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request, or the application's start and stop."""
        if self.door is not None and scope["type"] == "http" and self.door.takes(scope):
            scope["app"] = self
            await self.door.app(scope, receive, send)
        else:
            await super().__call__(scope, receive, send)


class Door:
    """Knows which requests are stores' messages: to one of our own names, by POST."""

    def __init__(self, owner: FastAPI, services: Services) -> None:
        self._hosts = Hosts(services.settings)
        routes = (route for route in owner.routes if isinstance(route, Route))
        self.app: ASGIApp = next(route.app for route in routes if route.path.startswith(HOOKS))

    def takes(self, scope: Scope) -> bool:
        """Whether it is one; then it says for which connection."""
        path: str = scope["path"]
        if not path.startswith(HOOKS) or scope["method"] != "POST":
            return False
        connection = path[len(HOOKS) :]
        host = next((value for name, value in scope["headers"] if name == b"host"), b"")
        if not connection or "/" in connection or not self._hosts.knows(host):
            return False
        scope["path_params"] = {"connection_id": connection}
        return True
