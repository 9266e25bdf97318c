"""Storage: how long things are kept, and how much room they take. For owners."""

from __future__ import annotations

import shutil
from dataclasses import asdict
from typing import Annotated

from babel.units import format_unit
from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.core.sentence import Sentence, because
from app.i18n import babel_locale
from app.store import housekeeping
from app.store.housekeeping import LEAST, MOST, Retention
from app.store.sizes import sizes
from app.ui.pages import page, redirect, services, visit
from app.web import allow

router = APIRouter()
Field = Annotated[str, Form()]
_UNITS = ("kilobyte", "megabyte", "gigabyte", "terabyte")


@router.get("/settings/storage")
@allow("owner")
async def show(request: Request) -> Response:
    """The periods, and what is there now."""
    kept = asdict(await services(request).db.read(housekeeping.get_retention))
    return await _shown(request, {name: str(days) for name, days in kept.items()})


@router.post("/settings/storage")
@allow("owner")
async def save(
    request: Request,
    done: Field = "",
    stopped: Field = "",
    failed: Field = "",
    events: Field = "",
    mirror: Field = "",
) -> Response:
    """Keeps the periods; the next round of housekeeping goes by them."""
    typed = {"done": done, "stopped": stopped, "failed": failed, "events": events, "mirror": mirror}
    days = {name: _days(text) for name, text in typed.items()}
    wrong = {
        name: because("Choose {least} to {most} days.", least=LEAST, most=MOST)
        for name, value in days.items()
        if value is None
    }
    if wrong:
        return await _shown(request, typed, wrong)
    retention = Retention(**{name: value for name, value in days.items() if value is not None})
    await services(request).db.write(housekeeping.set_retention, retention)
    return redirect("/settings/storage", "saved")


def _days(typed: str) -> int | None:
    """A number of days that can be chosen; None for anything else."""
    text = typed.strip()
    days = int(text) if text.isdecimal() and len(text) <= 5 else 0
    return days if LEAST <= days <= MOST else None


async def _shown(
    request: Request, typed: dict[str, str], wrong: dict[str, Sentence] | None = None
) -> Response:
    parts = services(request)
    now = await parts.db.read(sizes)
    locale = visit(request).locale
    return page(
        request,
        "storage.html",
        422 if wrong else 200,
        typed=typed,
        wrong=wrong or {},
        sizes=now,
        whole=size_of(now.bytes, locale),
        mirror=size_of(now.mirror_bytes, locale) if now.mirror else "",
        empty=size_of(now.empty, locale) if now.empty > now.bytes / 10 else "",
        free=size_of(shutil.disk_usage(parts.settings.data_dir).free, locale),
    )


def size_of(count: int, locale: str) -> str:
    """Bytes as the reader writes them: "12.3 MB"."""
    value, unit = count / 1000, 0
    while value >= 1000 and unit < len(_UNITS) - 1:
        value, unit = value / 1000, unit + 1
    shown = round(value, 1) if value < 100 else round(value)
    return format_unit(shown, f"digital-{_UNITS[unit]}", length="short", locale=babel_locale(locale))
