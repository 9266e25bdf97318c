"""What workflows remember between runs, for owners to look at and to forget."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, Request
from sqlalchemy import Connection
from starlette.responses import Response

from app.core.sentence import Json, because
from app.errors import NotFound
from app.store import memory
from app.ui.pages import page, redirect, services
from app.web import allow

router = APIRouter()
SHOWN = 200


@router.get("/settings/memory")
@allow("owner")
async def show(request: Request, name: str = "") -> Response:
    """Under which names something is remembered; with one of them, what. Raises NotFound."""
    names, values = await services(request).db.read(_read, name)
    if name and not values:
        raise NotFound(because("Nothing is remembered under {name}.", name=name[:80]))
    return page(request, "memory.html", names=names, name=name, values=values, most=SHOWN)


@router.post("/settings/memory/forget")
@allow("owner")
async def forget(request: Request, name: Annotated[str, Form()] = "") -> Response:
    """Forgets all of a name. Raises NotFound."""
    if not await services(request).db.write(memory.forget, name):
        raise NotFound(because("Nothing is remembered under {name}.", name=name[:80]))
    return redirect("/settings/memory", "forgotten")


def _read(conn: Connection, name: str) -> tuple[list[tuple[str, int]], list[tuple[str, Json]]]:
    return memory.remembered(conn), memory.values_of(conn, name, SHOWN) if name else []
