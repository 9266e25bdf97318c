"""Who gets no promotional mails, for the shop to look at, to add to and to take from."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import Sentence, because
from app.errors import InvalidInput
from app.store import suppressed
from app.store.suppressed import Reason
from app.ui.pages import page, person, redirect, services
from app.web import allow

router = APIRouter()
Field = Annotated[str, Form()]
PLACE = "/settings/unsubscribed"
REASONS: Mapping[Reason, Sentence] = {
    "unsubscribed": because("Unsubscribed"),
    "bounced": because("Can't be reached"),
    "asked": because("Asked for it"),
}


@router.get(PLACE)
@allow("editor")
async def show(request: Request, q: str = "", cursor: str = "") -> Response:
    """The list, and the form to add an address."""
    return await _shown(request, q=q[:200], cursor=cursor)


@router.post(PLACE)
@allow("editor")
async def add(request: Request, email: Field = "", reason: Field = "asked", note: Field = "") -> Response:
    """No more promotional mails to this address."""
    who, now = person(request).name, datetime.now(UTC)

    def settle(conn: Connection) -> None:
        suppressed.add(conn, email, reason, now, note, who)

    try:
        await services(request).db.write(settle)
    except InvalidInput as error:
        return await _shown(request, wrong=error.sentence, typed=(email, reason, note), status=422)
    return redirect(PLACE, "saved")


@router.post(f"{PLACE}/remove")
@allow("editor")
async def remove(request: Request, address: Field = "", note: Field = "") -> Response:
    """It may be written to again, for a reason that is kept. Raises NotFound, InvalidInput without a reason."""
    who, now = person(request).name, datetime.now(UTC)
    await services(request).db.write(suppressed.lift, address, note, now, who)
    return redirect(PLACE, "saved")


async def _shown(
    request: Request,
    *,
    q: str = "",
    cursor: str = "",
    wrong: Sentence | str | None = None,
    typed: tuple[str, str, str] = ("", "asked", ""),
    status: int = 200,
) -> Response:
    found = await services(request).db.read(suppressed.listed, q, cursor or None)
    return page(
        request,
        "suppressed.html",
        status,
        entries=found.items,
        older=found.next,
        q=q,
        reasons=REASONS,
        wrong=wrong,
        typed=typed,
    )
