"""The customer's way out of promotional mails: one button, no login. Whoever has the link from the mail may use it."""

from __future__ import annotations

from datetime import UTC, datetime

from fastapi import APIRouter, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import because
from app.store import suppressed
from app.ui.pages import page, services
from app.web import Trouble, public
from app.web.answers import answer

router = APIRouter()


@router.get("/unsubscribe/{token}")
@public
async def show(request: Request, token: str) -> Response:
    """One button; looking changes nothing, as mail programs look by themselves."""
    address = _address(request, token)
    if address is None:
        return answer(request, _no_link())
    done = await services(request).db.read(suppressed.gets_none, address)
    return page(request, "unsubscribe.html", address=address, token=token, done=done)


@router.post("/unsubscribe/{token}")
@public
async def leave(request: Request, token: str) -> Response:
    """No more promotion to this address; mail programs send it by themselves too (RFC 8058). Twice is once."""
    address = _address(request, token)
    if address is None:
        return answer(request, _no_link())
    now = datetime.now(UTC)

    def settle(conn: Connection) -> None:
        suppressed.add(conn, address, "unsubscribed", now)

    await services(request).db.write(settle)
    return page(request, "unsubscribe.html", address=address, token=token, done=True)


def _address(request: Request, token: str) -> str | None:
    return services(request).vault.signer.read("unsubscribe", token, datetime.now(UTC))


def _no_link() -> Trouble:
    remedy = because("Open the link in the mail once more; it must be whole.")
    return Trouble(403, "bad_link", because("This link doesn't work."), remedy)
