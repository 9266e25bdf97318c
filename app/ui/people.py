"""Who may sign in, and what each may do. For owners."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import Sentence, because
from app.errors import AppError, InvalidInput
from app.store import users
from app.store.users import Role
from app.ui.choices import ROLE_NAMES, ROLES
from app.ui.pages import page, redirect, services
from app.web import allow
from app.web.links import invitation_path

router = APIRouter()
Field = Annotated[str, Form()]


@router.get("/settings/people")
@allow("owner")
async def show(request: Request) -> Response:
    """The list, and the form to invite somebody."""
    return await _shown(request)


@router.post("/settings/people")
@allow("owner")
async def invite(request: Request, name: Field = "", email: Field = "", role: Field = "viewer") -> Response:
    """Adds a person and shows, once, the link by which the person sets a password."""
    now = datetime.now(UTC)
    wanted = _role(role)

    def add(conn: Connection) -> str:
        added = users.create(conn, email=email, name=name, password="", role=wanted, now=now)
        return invitation_path(conn, added.id, now)

    try:
        path = await services(request).db.write(add)
    except AppError as error:
        return await _shown(request, wrong=error.sentence, typed=(name, email, role), status=422)
    return await _shown(request, link=_url(request, path), invited=name)


@router.post("/settings/people/{user}/link")
@allow("owner")
async def new_link(request: Request, user: str) -> Response:
    """A new link for somebody who lost the password, or never used the first one."""
    who = await services(request).db.read(users.get, user)
    path = await services(request).db.write(invitation_path, user, datetime.now(UTC))
    return await _shown(request, link=_url(request, path), invited=who.name)


@router.post("/settings/people/{user}/role")
@allow("owner")
async def change_role(request: Request, user: str, role: Field) -> Response:
    """What a person may do from now on."""
    await services(request).db.write(users.set_role, user, _role(role))
    return redirect("/settings/people", "saved")


@router.post("/settings/people/{user}/remove")
@allow("owner")
async def remove(request: Request, user: str) -> Response:
    """Takes a person away, with every signed-in browser."""
    await services(request).db.write(users.remove, user)
    return redirect("/settings/people", "person-removed")


def _role(role: str) -> Role:
    if role not in ROLES:
        raise InvalidInput(because("“{role}” is not a role.", role=role))
    return role


def _url(request: Request, path: str) -> str:
    base = services(request).settings.public_url or str(request.base_url)
    return base.rstrip("/") + path


async def _shown(
    request: Request,
    *,
    link: str = "",
    invited: str = "",
    wrong: Sentence | str | None = None,
    typed: tuple[str, str, str] = ("", "", "viewer"),
    status: int = 200,
) -> Response:
    return page(
        request,
        "people.html",
        status,
        people=await services(request).db.read(users.people),
        roles=ROLES,
        role_names=ROLE_NAMES,
        link=link,
        invited=invited,
        wrong=wrong,
        typed=typed,
    )
