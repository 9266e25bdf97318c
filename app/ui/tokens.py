"""API tokens: the access of programs. For owners; a token is shown once."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.core.sentence import Sentence
from app.errors import InvalidInput
from app.store import tokens
from app.ui.choices import ROLE_NAMES, ROLES
from app.ui.pages import page, redirect, services
from app.web import allow

router = APIRouter()
Field = Annotated[str, Form()]


@router.get("/settings/tokens")
@allow("owner")
async def show(request: Request) -> Response:
    """The list, and the form to make one."""
    return await _shown(request)


@router.post("/settings/tokens")
@allow("owner")
async def create(request: Request, name: Field = "", role: Field = "viewer") -> Response:
    """Makes one and shows it for the only time: it goes into the page, never into an address."""
    try:
        secret = await services(request).db.write(tokens.create_token, name, role, datetime.now(UTC))
    except InvalidInput as error:
        return await _shown(request, wrong=error.sentence, status=422)
    return await _shown(request, secret=secret)


@router.post("/settings/tokens/{token}/remove")
@allow("owner")
async def remove(request: Request, token: str) -> Response:
    """Takes a program's access away."""
    await services(request).db.write(tokens.remove_token, token)
    return redirect("/settings/tokens", "token-removed")


async def _shown(
    request: Request, *, secret: str = "", wrong: Sentence | str | None = None, status: int = 200
) -> Response:
    return page(
        request,
        "tokens.html",
        status,
        tokens=await services(request).db.read(tokens.list_tokens),
        roles=ROLES,
        role_names=ROLE_NAMES,
        secret=secret,
        wrong=wrong,
    )
