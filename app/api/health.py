"""Whether it lives, and how much it does: for load balancers and for Prometheus."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse

from app import __version__
from app.store.figures import Figures, figures
from app.web import allow, always, services

router = APIRouter(tags=["health"])
KIND = "text/plain; version=0.0.4; charset=utf-8"
"""Prometheus' text format (prometheus.io/docs/instrumenting/exposition_formats)."""


@router.get("/healthz", summary="Is it alive?", openapi_extra={"security": []})
@always
async def healthz() -> JSONResponse:
    """Answers as soon as the server takes requests, without a token: `{"status": "ok", "version": ...}`."""
    return JSONResponse({"status": "ok", "version": __version__})


@router.get("/metrics", summary="Figures for Prometheus", response_class=PlainTextResponse)
@allow("viewer")
async def metrics(request: Request) -> PlainTextResponse:
    """Counts in Prometheus' text format: runs by status, messages, waits, outbox."""
    now = datetime.now(UTC)
    counted = await services(request).db.read(figures, now)
    return PlainTextResponse("".join(f"{line}\n" for line in exposition(counted)), media_type=KIND)


def exposition(counted: Figures) -> Iterable[str]:
    """The figures line by line."""
    yield from _metric("storeflow_info", "The version that runs.", {f'{{version="{__version__}"}}': 1})
    yield from _metric("storeflow_runs", "Runs that are kept, by status.", _labelled("status", counted.runs))
    yield from _metric("storeflow_messages", "Messages of stores that are kept.", {"": counted.messages})
    yield from _metric(
        "storeflow_messages_open",
        "Messages that are not put into the shop's language yet, by state.",
        _labelled("state", counted.messages_open),
    )
    yield from _metric("storeflow_events", "Events that are kept.", {"": counted.events})
    yield from _metric("storeflow_waits", "Steps that wait.", {"": counted.waits})
    yield from _metric(
        "storeflow_waits_overdue", "Steps whose wait is over but that did not go on.", {"": counted.overdue}
    )
    yield from _metric("storeflow_undos_promised", "Changes that will be taken back.", {"": counted.undos})
    yield from _metric(
        "storeflow_outbox_messages", "E-mails that were written down instead of sent.", {"": counted.outbox}
    )
    yield from _metric("storeflow_workflows_on", "Workflows that are on.", {"": counted.workflows_on})


def _labelled(label: str, values: Mapping[str, int]) -> Mapping[str, int]:
    return {f'{{{label}="{name}"}}': count for name, count in values.items()}


def _metric(name: str, help: str, values: Mapping[str, int]) -> Iterable[str]:
    yield f"# HELP {name} {help}"
    yield f"# TYPE {name} gauge"
    for label, value in values.items():
        yield f"{name}{label} {value}"
