"""Tables that workflows write: looked at, downloaded as a spreadsheet, removed."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator, Iterable
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, Request
from starlette.responses import Response, StreamingResponse

from app.core.cells import safe
from app.core.moments import zone_of
from app.core.sentence import because
from app.errors import NotFound
from app.store import sheets
from app.store.database import Database
from app.ui import reading
from app.ui.pages import page, redirect, services, visit
from app.web import allow

router = APIRouter()
AT_ONCE = 1000
"""Rows of a download that are in memory at once."""


@router.get("/tables")
@allow("viewer")
async def show_list(request: Request) -> Response:
    """All tables; where there is none, how to begin one."""
    return page(request, "tables.html", tables=await services(request).db.read(sheets.sheets))


@router.get("/tables/rows")
@allow("viewer")
async def show(request: Request, name: str = "") -> Response:
    """The last rows of one. Raises NotFound."""
    db = services(request).db
    rows = await db.read(sheets.latest, name)
    if not rows:
        raise _none(name)
    columns = list(dict.fromkeys(column for _, cells in reversed(rows) for column in cells))
    whole = next(one for one in await db.read(sheets.sheets) if one.name == name)
    return page(request, "table.html", table=whole, columns=columns, rows=rows)


@router.get("/tables/download")
@allow("viewer")
async def download(request: Request, name: str = "") -> Response:
    """The whole table as CSV, which every spreadsheet opens. Raises NotFound."""
    db, who = services(request).db, visit(request)
    columns = await db.read(sheets.columns, name)
    if columns is None:
        raise _none(name)
    reading.begin(who.locale, who.zone)
    when = reading.gettext("When")
    named = f"attachment; filename=\"table.csv\"; filename*=UTF-8''{quote(name, safe='')}.csv"
    return StreamingResponse(
        _csv(db, name, when, columns, who.zone),
        media_type="text/csv; charset=utf-8",
        headers={"content-disposition": named, "x-content-type-options": "nosniff"},
    )


@router.post("/tables/remove")
@allow("editor")
async def remove(request: Request, name: Annotated[str, Form()] = "") -> Response:
    """Removes one with all its rows. Raises NotFound."""
    if not await services(request).db.write(sheets.remove, name):
        raise _none(name)
    return redirect("/tables", "table-removed")


def _none(name: str) -> NotFound:
    return NotFound(because("There is no table called {name}.", name=name[:80]))


async def _csv(db: Database, name: str, when: str, columns: list[str], zone: str) -> AsyncIterator[bytes]:
    """A piece at a time; the mark in front tells Excel that it is UTF-8."""
    yield ("\ufeff" + _lines([[when, *columns]])).encode()
    after = ""
    while rows := await db.read(sheets.rows_after, name, after, AT_ONCE):
        yield _lines(
            [row.at.astimezone(zone_of(zone)).isoformat(" ", "seconds")[:19],
             *(str(row.cells.get(column) or "") for column in columns)] for row in rows
        ).encode()  # fmt: skip
        after = rows[-1].id


def _lines(rows: Iterable[list[str]]) -> str:
    text = io.StringIO()
    csv.writer(text).writerows([[safe(cell) for cell in row] for row in rows])
    return text.getvalue()
