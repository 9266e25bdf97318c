"""Asks an application in this process, as a browser or a program would; keeps cookies, follows nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()

    def json(self) -> Any:
        return json.loads(self.body)


class Browser:
    """One client. ``headers`` go with every request."""

    def __init__(self, app: Any, headers: Mapping[str, str] | None = None, client: str = "127.0.0.1") -> None:
        self.app = app
        self.headers = dict(headers or {})
        self.client = client
        self.cookies: dict[str, str] = {}
        self.csrf = ""

    async def get(self, path: str, **headers: str) -> Reply:
        reply = await self.ask("GET", path, headers=headers)
        if found := re.search(r'name="csrf" value="([^"]+)"', reply.body.decode(errors="replace")):
            self.csrf = found[1]
        return reply

    async def post(self, path: str, form: Mapping[str, Any] | None = None, **headers: str) -> Reply:
        """Posts a form as a page of ours would, with the token that the last page held."""
        whole = urlencode({"csrf": self.csrf, **(form or {})}, doseq=True)
        headers = {"content-type": "application/x-www-form-urlencoded", **headers}
        return await self.ask("POST", path, whole.encode(), headers)

    async def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Reply:
        parts = urlsplit(path)
        named = {"host": "127.0.0.1:8000", **self.headers, **(headers or {})}
        named = {name.replace("_", "-").lower(): value for name, value in named.items()}
        if self.cookies:
            named["cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        scope = {
            "type": "http",
            "asgi": {"version": "3.0", "spec_version": "2.4"},
            "http_version": "1.1",
            "method": method,
            "scheme": "http",
            "path": parts.path,
            "raw_path": parts.path.encode(),
            "query_string": parts.query.encode(),
            "headers": [(name.encode(), value.encode()) for name, value in named.items()],
            "server": ("127.0.0.1", 8000),
            "client": (self.client, 5000),
            "root_path": "",
        }
        said: list[dict[str, Any]] = []
        sent = False

        async def receive() -> dict[str, Any]:
            nonlocal sent
            if sent:
                return {"type": "http.disconnect"}
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: Any) -> None:
            said.append(message)

        await self.app(scope, receive, send)
        start = next(message for message in said if message["type"] == "http.response.start")
        answered = [(name.decode().lower(), value.decode()) for name, value in start["headers"]]
        for name, value in answered:
            if name == "set-cookie":
                self._keep(value)
        whole = b"".join(m.get("body", b"") for m in said if m["type"] == "http.response.body")
        return Reply(start["status"], dict(answered), whole)

    def _keep(self, header: str) -> None:
        for name, morsel in SimpleCookie(header).items():
            if morsel.value and morsel["max-age"] != "0":
                self.cookies[name] = morsel.value
            else:
                self.cookies.pop(name, None)
