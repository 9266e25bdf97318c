"""The session's cookie: not readable by scripts, not sent from other sites, and only over TLS where we have it."""

from __future__ import annotations

from starlette.requests import HTTPConnection
from starlette.responses import Response

from app.settings import Settings
from app.store.sessions import LONGEST


def secure(settings: Settings) -> bool:
    """Whether the owner reaches us by https."""
    return settings.public_url.startswith("https://")


def cookie_name(settings: Settings) -> str:
    """``__Host-`` makes browsers refuse one that another host, or plain http, tried to set."""
    return "__Host-storeflow" if secure(settings) else "storeflow"


def read_cookie(request: HTTPConnection, settings: Settings) -> str:
    """The cookie's value, "" for none."""
    return request.cookies.get(cookie_name(settings), "")


def set_cookie(response: Response, settings: Settings, value: str) -> None:
    """Gives the browser its session."""
    response.set_cookie(
        cookie_name(settings),
        value,
        max_age=int(LONGEST.total_seconds()),
        path="/",
        secure=secure(settings),
        httponly=True,
        samesite="lax",
    )


def clear_cookie(response: Response, settings: Settings) -> None:
    """Takes it away again; the row is deleted apart, as a cookie can be copied."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=secure(settings), httponly=True, samesite="lax"
    )
